"""Makes PREDICT a dictionary that contains itself.

must: be refused.
outcome: failed
outcome of predictions: failed
"""

PREDICT = {}
PREDICT["twice_three"] = PREDICT["twice_a_negative"] = PREDICT


def double(x):
    loop = []
    loop.append(loop)
    return loop
