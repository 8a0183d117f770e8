"""Raises the arguments of hidden checks as the text of exceptions, and as their types.

must: be shown to the student at feedback level `full` only.
outcome: failed
outcome of scale_of_an_array: error
outcome of function_applied_twice: error
"""


def double(x):
    return x


def scale(values, factor):
    raise RuntimeError(f"EXFILTRATED {values} {factor}")


def apply_twice(f, x):
    raise type(f"EXFILTRATED {x} {f(x)}", (Exception,), {})
