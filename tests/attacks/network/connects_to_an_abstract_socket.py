"""Talks to another process through an abstract unix socket, which lies in no folder.

must: get no socket.
outcome: error
says: PermissionError
"""

import socket


def double(x):
    connection = socket.socket(socket.AF_UNIX)
    connection.connect("\0@UNIX@")
    connection.sendall(b"connects_to_an_abstract_socket")
    return x
