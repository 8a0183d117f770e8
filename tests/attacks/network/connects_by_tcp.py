"""Connects to a server on this machine and sends what it has seen.

must: get no socket.
outcome: error
says: PermissionError
"""

import socket


def double(x):
    with socket.create_connection(("127.0.0.1", int("@TCP@"))) as connection:
        connection.sendall(b"connects_by_tcp")
    return x
