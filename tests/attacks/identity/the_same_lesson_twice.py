"""Hands in a script and a notebook for one lesson, one of them right.

must: be told to keep one of them.
outcome: error
says: twice
"""

import json

WRONG = "def double(x):\n    return x\n"


def build(folder):
    (folder / "double.py").write_text(WRONG)
    cells = [{"cell_type": "code", "source": WRONG.replace("return x", "return 2 * x")}]
    (folder / "double.ipynb").write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}))
    return folder
