"""Runs shell lines, magics that write, load and run files, and magics that only look like text.

must: run none of them; the function in between is graded.
outcome: failed
"""

import json

WRONG = "def double(x):\n    return x\n"


def code(source):
    return {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}


def build(folder):
    cells = [
        code("!touch @OUTSIDE@\n%run @SOLUTION@\n%load @SOLUTION@\nfiles = !ls /\n?double\n"),
        code("%%writefile @OUTSIDE@\ngone"),
        code("%%bash\ntouch @OUTSIDE@"),
        code("get_ipython().system('touch @OUTSIDE@')"),
        code("%%time\n" + WRONG),
    ]
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    (folder / "double.ipynb").write_text(text)
    return folder
