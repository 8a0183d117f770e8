"""Takes the connection to the grader and sends to other addresses through it.

must: be refused by the kernel.
outcome: error
says: OSError: none
"""

import array
import socket
import sys


def double(x):
    own = sys._getframe(1).f_locals["self"].sock
    tries = [
        lambda: own.sendto(b"bends_its_own_connection", "\0@UNIX@"),
        lambda: own.connect("\0@UNIX@"),
        lambda: own.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0]))]),
        lambda: own.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1),
    ]
    for attempt in tries:
        try:
            attempt()
        except OSError:
            continue
        return x
    raise OSError("none")
