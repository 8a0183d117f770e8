"""Brings outputs of a hundred megabytes.

must: be told that the file is too large, without being parsed.
outcome: error
says: larger than
"""

import json

WRONG = "def double(x):\n    return x\n"


def code(source):
    return {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}


def build(folder):
    cells = [{**code(WRONG), "outputs": ["x" * (100 << 20)]}]
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    (folder / "double.ipynb").write_text(text)
    return folder
