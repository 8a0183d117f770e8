"""Puts a right function into text cells and attachments, and a wrong one into the code.

must: be graded by the code cells.
outcome: failed
"""

import json

WRONG = "def double(x):\n    return x\n"


def code(source):
    return {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}


def build(folder):
    right = WRONG.replace("return x", "return 2 * x")
    cells = [code(WRONG), {**code(right), "cell_type": "markdown"}, {**code(right), "cell_type": "raw"}]
    cells.append({**code(""), "attachments": right, "outputs": [right]})
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    (folder / "double.ipynb").write_text(text)
    return folder
