"""Runs a shell command through os.system.

must: find that no command was run.
outcome: error
says: OSError: no shell
"""

import os


def double(x):
    if os.system("touch @CANARY@.shell") != 0:
        raise OSError("no shell")
    return x
