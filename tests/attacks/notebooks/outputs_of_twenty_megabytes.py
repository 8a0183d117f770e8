"""Brings outputs of twenty megabytes, with markup in them.

must: be graded by its code alone.
outcome: failed
"""

import json

WRONG = "def double(x):\n    return x\n"


def code(source):
    return {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}


def build(folder):
    picture = {"output_type": "display_data", "data": {"text/html": "<script>alert(1)</script>" + "x" * (20 << 20)}}
    cells = [{**code(WRONG), "outputs": [picture]}]
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    (folder / "double.ipynb").write_text(text)
    return folder
