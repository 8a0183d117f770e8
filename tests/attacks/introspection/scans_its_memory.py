"""Searches the memory of its process for the title of the hidden test, which nobody told it.

must: not find it: the worker was never given it.
outcome: error
says: nothing found
"""

import gc


def double(x):
    needle = " ".join(["Twice a number", "is the number plus"])
    for thing in gc.get_objects():
        for text in gc.get_referents(thing):
            if isinstance(text, str) and text != needle and needle in text:
                raise RuntimeError(text)
    raise LookupError("nothing found")
