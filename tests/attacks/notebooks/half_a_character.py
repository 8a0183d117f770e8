"""Puts half a character into the code, which cannot be stored as text.

must: be told so.
outcome: error
says: surrogate
"""

import json

WRONG = "def double(x):\n    return x\n"


def code(source):
    return {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}


def build(folder):
    cells = [code("text = '\ud800'\n" + WRONG)]
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    (folder / "double.ipynb").write_text(text)
    return folder
