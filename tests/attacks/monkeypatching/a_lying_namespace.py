"""Returns objects made by a class that forges its type's name and its module.

must: be refused: only exact plain types cross.
outcome: failed
says: plain numbers and arrays
"""

Fake = type("float", (), {"__module__": "builtins", "__class__": float, "__eq__": lambda self, other: True})


def double(x):
    return Fake()
