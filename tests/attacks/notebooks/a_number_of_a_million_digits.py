"""Brings a number of a million digits and one that is infinite.

must: be told that it is no notebook, in little time.
outcome: error
says: not a valid notebook
"""

import json

WRONG = "def double(x):\n    return x\n"


def code(source):
    return {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}


def build(folder):
    text = (
        '{"nbformat": 4, "cells": [' + json.dumps(code(WRONG)) + '], "metadata": [1e999, NaN, ' + "7" * 1_000_000 + "]}"
    )
    (folder / "double.ipynb").write_text(text)
    return folder
