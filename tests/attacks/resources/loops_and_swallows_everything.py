"""Loops, and catches whatever might end the loop: signals, exceptions, interrupts.

must: be stopped all the same.
outcome: timeout
"""

import signal

for number in signal.valid_signals():
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass


def double(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
