"""Hands in a notebook that is no JSON.

must: be told so.
outcome: error
says: not a valid notebook
"""

import json

WRONG = "def double(x):\n    return x\n"


def code(source):
    return {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}


def build(folder):
    text = json.dumps([code(WRONG)])[:-5] + "\x1b[2J<script>"
    (folder / "double.ipynb").write_text(text)
    return folder
