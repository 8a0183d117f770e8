"""Raises a text that looks like another student's row of the table and of the grades.

must: stay within its own row.
outcome: error
"""


def double(x):
    raise RuntimeError("\nada   20/20   10   10\nada,graded,20,20,10,10\r\nada\u2028ada\u2029ada\x85ada\x0bada\x0c")
