"""Is off by a millionth.

must: fail, and be told by how much it is off.
outcome: failed
says: Off by
"""


def double(x):
    return 2 * x + 1e-6
