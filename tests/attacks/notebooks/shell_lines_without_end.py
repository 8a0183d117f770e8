"""Brings thousands of shell lines, each of which makes the cell be compiled again.

must: use up its own time and nobody else's.
outcome: timeout
"""

import json

WRONG = "def double(x):\n    return x\n"


def code(source):
    return {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}


def build(folder):
    cells = [code("!ls\n" * 20_000 + WRONG)]
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    (folder / "double.ipynb").write_text(text)
    return folder
