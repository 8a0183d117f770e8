"""Opens a server that another student's worker could ask for answers.

must: get no socket.
outcome: error
says: PermissionError
"""

import socket


def double(x):
    return len(socket.create_server(("127.0.0.1", 0)).getsockname())
