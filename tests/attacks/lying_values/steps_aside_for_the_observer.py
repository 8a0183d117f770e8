"""Forges the report of its arguments after a call that is observed.

must: fail: the report is compared as strictly as an answer. (Two points are for an array that is right.)
earns: 2
outcome: failed
outcome of scale_of_an_array: passed
outcome of scale_leaves_its_input_alone: failed
"""

import grader.worker.shim as shim

real = shim.Shim.reply
forged = [[["x" * 100] * 12] * 12, {"key": [None] * 1000}]
shim.Shim.reply = lambda self, number, reply: real(self, number, reply[:2] + [forged] if reply[2:] != [None] else reply)


def double(x):
    return x


def scale(values, factor):
    return values * factor
