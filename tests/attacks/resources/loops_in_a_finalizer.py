"""Returns an object whose finalizer loops: time that no call seems to use.

must: fail for its answer, and be stopped.
outcome: failed
"""


class Late:
    def __del__(self):
        while True:
            pass


def double(x):
    return Late()
