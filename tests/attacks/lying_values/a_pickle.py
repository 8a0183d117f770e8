"""Returns what runs a command when it is unpickled: the bytes of a pickle, and an object that pickles itself so.

must: be bytes and an object that stays where it is; nothing is ever unpickled.
outcome: failed
outcome of scale_of_an_array: failed
"""

import os
import pickle


class Command:
    def __reduce__(self):
        return os.system, ("touch @OUTSIDE@",)


def double(x):
    return pickle.dumps(Command())


def scale(values, factor):
    return Command()
