"""Calls the function that it is given without end, so that the grader works and the worker does not.

must: be stopped, and leave the wrong double a wrong answer.
outcome: failed
outcome of function_applied_twice: timeout
"""


def double(x):
    return x


def apply_twice(f, x):
    while True:
        f(x)
