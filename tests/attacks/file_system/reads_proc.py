"""Reads the environment and the open files of the grader from /proc.

must: find no /proc.
outcome: error
says: PermissionError
"""

import os


def double(x):
    for process in ("@GRADER@", os.getppid(), "self"):
        text = open(f"/proc/{process}/environ").read()
        if text:
            raise RuntimeError(text)
    return x
