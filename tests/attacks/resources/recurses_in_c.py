"""Lifts the limit of recursions and recurses through C until the stack is full.

must: be a crash of this worker alone.
outcome: crashed
says: SIGSEGV
"""

import sys

sys.setrecursionlimit(10**9)


def double(x):
    return sorted([x], key=double)
