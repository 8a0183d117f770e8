"""Opens the reference solution, whose place it knows.

must: fail with a permission error.
outcome: error
says: PermissionError
"""


def double(x):
    space = {}
    exec(open("@SOLUTION@").read(), space)
    return space["double"](x)
