"""Registers a function for the end of the interpreter that writes a perfect result.

must: never get to run it with any effect.
outcome: error
says: SystemExit
"""

import atexit
import sys


@atexit.register
def graduate():
    with open("@RESULT@", "w") as file:
        file.write('{"score": 10}')


def double(x):
    sys.exit("done")
