"""Raises the source of every frame that called it.

must: show nothing of a hidden test.
outcome: error
says: RuntimeError
"""

import traceback


def double(x):
    raise RuntimeError(" | ".join(f"{frame.name}: {frame.line}" for frame in traceback.extract_stack()))
