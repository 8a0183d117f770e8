"""Lifts the limits that were set for it.

must: fail, and keep the limits.
outcome: error
"""

import resource


def double(x):
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return len(bytearray(8 << 30))
