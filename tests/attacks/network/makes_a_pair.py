"""Makes a connected pair of sockets, to pass descriptors through.

must: get no socket.
outcome: error
says: PermissionError
"""

import socket


def double(x):
    return len(socket.socketpair())
