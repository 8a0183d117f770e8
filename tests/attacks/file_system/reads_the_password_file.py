"""Reads /etc/passwd.

must: fail with a permission error.
outcome: error
says: PermissionError
"""


def double(x):
    raise RuntimeError(open("/etc/passwd").read())
