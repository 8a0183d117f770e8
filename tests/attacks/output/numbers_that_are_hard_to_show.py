"""Returns values whose text is long: deep lists, wide dictionaries, long texts.

must: be shown short, in little time.
outcome: failed
"""


def nested(depth):
    return {f"key {number}" * 20: nested(depth - 1) for number in range(4)} if depth else "/x/y" * 30


def double(x):
    return x


PREDICT = {"twice_three": nested(5), "twice_a_negative": "z" * 10_000}
