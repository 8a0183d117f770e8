"""Replaces stdout, stderr and print by objects that raise whenever they are used.

must: cost only its own output.
outcome: failed
"""

import builtins
import sys


class Trap:
    def __getattr__(self, name):
        raise KeyboardInterrupt("caught")


sys.stdout = sys.stderr = sys.stdin = sys.excepthook = sys.displayhook = Trap()
builtins.print = Trap()


def double(x):
    return x
