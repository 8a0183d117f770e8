"""Loops for ever before any function exists.

must: be stopped once, not once for each check.
outcome: timeout
"""

while True:
    pass
