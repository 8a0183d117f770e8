"""Imports the grader's own modules, to draw the exam again.

must: be able to read none of them.
outcome: error
says: PermissionError
"""


def double(x):
    from grader.exam import load_lesson

    return load_lesson
