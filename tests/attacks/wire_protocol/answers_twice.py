"""Answers every call twice, with the right nonce.

must: be a broken protocol for the call that the second answer is taken for; the first answer is judged.
outcome: failed
"""

import sys


def double(x):
    caller = sys._getframe(1).f_locals
    caller["self"].send(["answer", sys._getframe(2).f_locals["number"], x, None])
    return x
