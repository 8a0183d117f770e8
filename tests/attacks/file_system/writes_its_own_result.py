"""Writes the result file that the grader is about to write.

must: fail with a permission error.
outcome: error
says: PermissionError
"""


def double(x):
    with open("@RESULT@", "w") as file:
        file.write('{"score": 10, "status": "graded"}')
    return x
