"""Opens netlink, raw and packet sockets, which speak to the kernel itself.

must: get no socket.
outcome: error
says: PermissionError: none
"""

import socket

KINDS = [
    (socket.AF_NETLINK, socket.SOCK_RAW, 0),
    (socket.AF_INET, socket.SOCK_RAW, 1),
    (socket.AF_PACKET, socket.SOCK_RAW, 3),
]


def double(x):
    for family, kind, protocol in KINDS:
        try:
            socket.socket(family, kind, protocol)
        except OSError:
            continue
        return x
    raise PermissionError("none")
