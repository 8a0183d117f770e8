"""Pretends to be the test framework: plants modules named pytest, hypothesis and unittest.

must: change nothing: no framework runs in a worker.
outcome: failed
"""

import sys
import types

for name in ("pytest", "hypothesis", "unittest", "gradescope_utils", "otter", "nbgrader"):
    fake = types.ModuleType(name)
    fake.__getattr__ = lambda attribute: lambda *a, **k: True
    sys.modules[name] = fake


def double(x):
    return x
