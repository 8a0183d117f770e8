"""Looks through every object of the process for the reference's module and its code.

must: find none.
outcome: failed
"""

import gc
import types


def double(x):
    for thing in gc.get_objects():
        if isinstance(thing, types.ModuleType) and "solutions" in str(getattr(thing, "__file__", "")):
            return thing.double(x)
        if isinstance(thing, types.FunctionType) and thing.__name__ == "double" and thing is not double:
            return thing(x)
    return x
