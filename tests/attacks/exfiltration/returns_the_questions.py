"""Returns the arguments of hidden checks as wrong answers, and as names of types that are refused.

must: be shown to the student at feedback level `full` only.
outcome: failed
outcome of scale_of_an_array: failed
outcome of function_applied_twice: failed
"""


def double(x):
    return x


def scale(values, factor):
    return type(f"EXFILTRATED {values} {factor}", (), {})()


def apply_twice(f, x):
    return {f"EXFILTRATED {x}": f(x)}
