"""The bytes of one handed-in file -> Source: encodings, line ends, notebooks. Nothing is run, compiled or imported."""

from __future__ import annotations

import hashlib
import json

from grader.folder import File, Unreadable
from grader.model import Source

NOTEBOOK_FACTOR = 64  # a notebook's pictures and outputs may make it so much larger than its code
MAX_BRACKETS = 500_000  # a list of empty lists takes 24 times as much memory as its text
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read_source(file: File, limit: int) -> Source:
    """Read a script or notebook of at most `limit` bytes of code; `Unreadable` says to the student what is wrong.

    Line ends become `\\n`, as Python itself reads them, so that a line has one number everywhere.
    """
    name = file.filename
    notebook = name.endswith(".ipynb")
    cap = limit * NOTEBOOK_FACTOR if notebook else limit
    data = file.read(cap + 1)
    if len(data) > cap:
        advice = " Clear its outputs and save it again." if notebook else ""
        raise Unreadable(f"{name} is larger than {cap // 1024} KiB.{advice}")
    text = _text(name, data)
    cells = _code_cells(name, data, text) if notebook else (text,)
    if any("\0" in cell for cell in cells):
        raise Unreadable(f"{name} holds a NUL character, so it is not Python code. Save it as plain text (UTF-8).")
    try:
        size = len("\0".join(cells).encode())
    except UnicodeEncodeError:
        raise Unreadable(f"{name} holds half a character (a lone surrogate). Type that place again.") from None
    if size > limit:
        raise Unreadable(f"The code of {name} is longer than {limit // 1024} KiB.")
    cells = tuple(cell.replace("\r\n", "\n").replace("\r", "\n") for cell in cells)
    return Source(name, cells, notebook, hashlib.sha256(data).hexdigest())


def _text(name: str, data: bytes) -> str:
    every_other_is_0 = len(data) > 3 and any(not data[start:40:2].strip(b"\0") for start in (0, 1))
    if data[:2] in _UTF_16 or every_other_is_0:
        raise Unreadable(f"{name} is not UTF-8 text (line 1): it was saved as UTF-16. Save it as UTF-8.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]  # its own object: without the byte order mark
        line = len(before.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"))
        raise Unreadable(f"{name} is not UTF-8 text (line {line}). Save it as UTF-8.") from None


def _code_cells(name: str, data: bytes, text: str) -> tuple[str, ...]:
    if data.count(b"[") + data.count(b"{") > MAX_BRACKETS:
        raise Unreadable(f"{name} holds too many lists, perhaps in its outputs. Clear them and save it again.")
    try:
        content = json.loads(text)
    except RecursionError:
        raise Unreadable(f"{name} is not a valid notebook: nested too deeply. Save it again in Jupyter.") from None
    except ValueError as error:
        raise Unreadable(f"{name} is not a valid notebook: {error}. Save it again in Jupyter.") from None
    if not isinstance(content, dict):
        content = {}
    version, cells = content.get("nbformat"), content.get("cells")
    if isinstance(version, int) and version < 4:
        raise Unreadable(
            f"{name} is a notebook of the old format {version}. Open it in Jupyter and save it: that makes it format 4."
        )
    if not isinstance(cells, list):
        raise Unreadable(f"{name} has no list of cells, so it is not a notebook of format 4. Save it again in Jupyter.")
    code = []
    for cell in cells:
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source = cell.get("source", "")
            lines = source if isinstance(source, list) else [source]
            code.append("".join(line for line in lines if isinstance(line, str)))
    return tuple(code)
