"""Notebook cells -> Python. Runs on the untrusted side, so that the grader never parses a student's code."""

from __future__ import annotations

import re
from types import CodeType

_TIMED = re.compile(r"%%(time|timeit|capture|prun)\b")
_NOT_PYTHON = re.compile(r"\s*(%{1,2}[A-Za-z]|!|\?)|.*\?\s*$|\s*[\w., ]+=\s*(%[A-Za-z]|!)")


def compile_cell(text: str, filename: str, notebook: bool) -> CodeType:
    """Compile one cell. In a notebook, magics, shell lines and `name?` become `pass`; the line numbers stay.

    Only a line at which Python itself finds a syntax error can be one of those, so text that merely looks like a
    magic (in a string, or a `%` that continues an expression) is left alone. Raises what `compile` raises.
    """
    if not notebook:
        return compile(text, filename, "exec", dont_inherit=True)
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if lines[first].lstrip().startswith("%%"):
        lines = [""] * len(lines) if not _TIMED.match(lines[first].lstrip()) else lines
        lines[first] = "pass"
    while True:
        try:
            return compile("\n".join(lines), filename, "exec", dont_inherit=True)
        except SyntaxError as error:
            at = (error.lineno or 0) - 1
            if not 0 <= at < len(lines) or not _NOT_PYTHON.match(lines[at]):
                raise
            indent = len(lines[at]) - len(lines[at].lstrip())
            lines[at] = " " * indent + "pass"
