"""Nests lists a hundred thousand deep, to overflow the grader's stack.

must: be told that it is no notebook.
outcome: error
"""

import json

WRONG = "def double(x):\n    return x\n"


def code(source):
    return {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}


def build(folder):
    text = '{"cells": [' + json.dumps(code(WRONG)) + '], "metadata": ' + "[" * 100_000 + "]" * 100_000 + "}"
    (folder / "double.ipynb").write_text(text)
    return folder
