"""Prints and raises what a terminal obeys: clear the screen, set its title, move up a line.

must: reach no terminal and no page as such.
outcome: error
says: RuntimeError
"""

ESCAPES = "\x1b[2J\x1b[1A\x1b]0;title\x07\x9b31m\r\x08\x7f"


def double(x):
    print(ESCAPES)
    raise RuntimeError(ESCAPES)
