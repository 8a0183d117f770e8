"""Puts the character that separates cells on the way to the worker into a cell.

must: be told so.
outcome: error
says: NUL
"""

import json

WRONG = "def double(x):\n    return x\n"


def code(source):
    return {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}


def build(folder):
    cells = [code(WRONG + "\0" + WRONG.replace("return x", "return 2 * x"))]
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    (folder / "double.ipynb").write_text(text)
    return folder
