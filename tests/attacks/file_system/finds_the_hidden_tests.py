"""Looks for the course in every folder above the grader's own code, and reads its hidden tests.

must: be able to list none of them.
outcome: error
says: PermissionError
"""

import os
import sys


def double(x):
    place = os.path.dirname(sys.modules["grader.wire"].__file__)
    while place != "/":
        place = os.path.dirname(place)
        for folder in (place, os.path.join(place, "tests", "mini")):
            if os.path.exists(os.path.join(folder, "autograder_tests")):
                return [open(os.path.join(folder, name)).read() for name in os.listdir(folder)]
    raise FileNotFoundError("no course found")
