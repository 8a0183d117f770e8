"""Mixes cells of every wrong type with a good one.

must: be graded by the good one.
outcome: failed
"""

import json

WRONG = "def double(x):\n    return x\n"


def code(source):
    return {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}


def build(folder):
    cells = [
        None,
        7,
        "text",
        [],
        {},
        {"cell_type": ["code"]},
        code(None),
        code(7),
        code({"a": 1}),
        code([1, None, [WRONG]]),
    ]
    cells.append(code([WRONG]))
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    (folder / "double.ipynb").write_text(text)
    return folder
