"""Sends a datagram, which no rule on TCP stops.

must: get no socket.
outcome: error
says: PermissionError
"""

import socket


def double(x):
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"sends_by_udp", ("127.0.0.1", int("@UDP@")))
    return x
