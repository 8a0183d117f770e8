"""Opens another student's hand-in and runs it.

must: fail with a permission error.
outcome: error
says: PermissionError
"""


def double(x):
    space = {}
    exec(open("@NEIGHBOUR@").read(), space)
    return space["double"](x)
