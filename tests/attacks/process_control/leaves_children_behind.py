"""Starts 50 detached sleepers that would outlive the grading.

must: not start a single one.
outcome: error
says: PermissionError
"""

import subprocess


def double(x):
    for _ in range(50):
        subprocess.Popen(["/bin/sleep", "600"], start_new_session=True)
    return x
