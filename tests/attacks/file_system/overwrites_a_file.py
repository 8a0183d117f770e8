"""Overwrites a file that everybody may write to.

must: fail with a permission error.
outcome: error
says: PermissionError
"""


def double(x):
    with open("@CANARY@", "w") as file:
        file.write("gone")
    return x
