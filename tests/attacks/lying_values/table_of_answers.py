"""Brings a table of the right answers to the examples that the public key draws.

must: fail: the examples come from a key that the student does not have. (The few that are written in the course
are in every exam; nobody fails for knowing them.)
outcome: failed
"""

import json

ANSWERS = dict(json.loads("@PUBLIC_ANSWERS@"))


def double(x):
    return ANSWERS.get(x, 0.5)
