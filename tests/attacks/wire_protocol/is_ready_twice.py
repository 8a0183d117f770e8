"""Says twice that it is ready.

must: be a broken protocol.
outcome: crashed
says: protocol
"""

import sys

sys._getframe(1).f_locals["self"].send(["ready"])


def double(x):
    return x
