"""Files as students save them: encodings, line ends, notebooks of every kind, and what is no file at all."""

from __future__ import annotations

import json
import os
import re
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_collect import notebook, only, write

from grader.folder import DiskFile, Unreadable, oddity, safe
from grader.model import Failure, Outcome, Source
from grader.report.explain import Evidence, explain
from grader.source import MAX_BRACKETS, read_source


class Given:
    """A file of the given bytes."""

    odd = ""

    def __init__(self, filename: str, data: bytes) -> None:
        self.filename = self.shown = filename
        self.data = data

    def read(self, most: int) -> bytes:
        return self.data[:most]


def reason(tmp_path: Path, name: str, content: str | bytes) -> str:
    """Why one handed-in file cannot be read."""
    submission = only(write(tmp_path / "ada" / name, content))
    assert submission.sources == {}
    return submission.unreadable["01_double"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_a_byte_order_mark_do_no_harm_and_lines_keep_their_numbers(tmp_path: Path, end: str) -> None:
    text = f"\ufeffa = 1{end}b = 'é'{end}{end}def f():{end}    return 1 / 0{end}"
    source = only(write(tmp_path / "double.py", text)).sources["01_double"]
    names: dict[str, object] = {}
    exec(source.cells[0], names)
    assert (names["a"], names["b"]) == (1, "é")
    evidence = Evidence("x", Outcome.ERROR, Failure("ZeroDivisionError", line=5))
    assert explain(evidence, source, {}) == "ZeroDivisionError (double.py, line 5: return 1 / 0)"


def test_lines_of_a_notebook_are_numbered_alike(tmp_path: Path) -> None:
    source = only(write(tmp_path / "double.ipynb", notebook("a\r\nb\rc", ["d\r\n", "e"]))).sources["01_double"]
    assert source.cells == ("a\nb\nc", "d\ne")


def test_one_very_long_line_is_read_and_quoted_in_short(tmp_path: Path) -> None:
    source = only(write(tmp_path / "double.py", "x = " + "1" * 4000)).sources["01_double"]
    text = explain(Evidence("x", Outcome.ERROR, Failure("SyntaxError", line=1)), source, {})
    assert text is not None
    assert len(text) < 200


NOT_TEXT = [
    (b"a\nb\n# \xe9\n", r"double\.py is not UTF-8 text \(line 3\)\. Save it as UTF-8"),
    (b"a\r\nb\r# \xe9\n", r"not UTF-8 text \(line 3\)"),
    (b"\xef\xbb\xbfa\n\xe9", r"not UTF-8 text \(line 2\)"),
    ("x = 1".encode("utf-16"), r"not UTF-8 text \(line 1\): it was saved as UTF-16"),
    ("x = 1".encode("utf-16-le"), "saved as UTF-16"),
    ("x = 1".encode("utf-16-be"), "saved as UTF-16"),
    ("x = 1".encode("utf-32"), "saved as UTF-16"),
    (b"x = '\0'", "NUL character, so it is not Python code"),
    (b"#" * 4097, r"double\.py is larger than 4 KiB"),
]
NOT_A_NOTEBOOK = [
    (b"#" * (4097 * 64), r"double\.ipynb is larger than 256 KiB\. Clear its outputs"),
    (notebook("#" * 3000, "é" * 600), r"The code of double\.ipynb is longer than 4 KiB"),
    (notebook(*[""] * 5000), r"The code of double\.ipynb is longer than 4 KiB"),
    (notebook("x = '\ud800'"), "half a character"),
    (notebook("x = '\0'"), "NUL character"),
    ("{", r"not a valid notebook: .*\. Save it again in Jupyter"),
    ("", "not a valid notebook"),
    ("[" * 100_000, "not a valid notebook: nested too deeply"),
    ("1" * 5000, "not a valid notebook"),
    ('{"worksheets": []}', "no list of cells, so it is not a notebook of format 4"),
    ('{"nbformat": 3, "worksheets": [{"cells": []}]}', "of the old format 3. Open it in Jupyter and save it"),
    ("[]", "no list of cells"),
    ("null", "no list of cells"),
    ('{"nbformat": 4, "cells": {}}', "no list of cells"),
]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [("double.py", *row) for row in NOT_TEXT] + [("double.ipynb", *row) for row in NOT_A_NOTEBOOK],
)
def test_a_file_that_cannot_be_read_says_why_to_its_student(
    tmp_path: Path, name: str, content: str | bytes, message: str
) -> None:
    assert re.search(message, reason(tmp_path, name, content))


def test_cells_of_wrong_types_are_no_code() -> None:
    cells = [1, None, [], {}, {"cell_type": "code"}, {"cell_type": "code", "source": 5}, {"cell_type": ["code"]}]
    cells += [{"cell_type": "raw", "source": "x"}, {"cell_type": "code", "source": [1, {}, "y"], "outputs": 7}]
    data = json.dumps({"nbformat": "new", "cells": cells}).encode()
    assert read_source(Given("double.ipynb", data), 4096).cells == ("", "", "y")


def test_outputs_may_be_large_or_not_numbers_but_not_endless() -> None:
    cell = {"cell_type": "code", "source": "x = 1", "outputs": [{"data": {"image/png": "A" * 200_000, "z": [[1]]}}]}
    text = json.dumps({"cells": [cell, {"cell_type": "code", "outputs": [float("nan"), float("inf")]}]})
    assert read_source(Given("double.ipynb", text.encode()), 4096).cells == ("x = 1", "")
    many = '{"cells": [' + "[]," * MAX_BRACKETS + "[]]}"
    with pytest.raises(Unreadable, match=r"holds too many lists, perhaps in its outputs\. Clear them"):
        read_source(Given("double.ipynb", many.encode()), 1 << 20)


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["cells", "cell_type", "source", "nbformat", "x"]), inner, max_size=3)
    ),
)


@given(st.binary(max_size=200) | anything.map(json.dumps).map(str.encode), st.sampled_from(["a.py", "a.ipynb"]))
def test_any_bytes_are_read_or_refused_with_a_message(data: bytes, name: str) -> None:
    try:
        source = read_source(Given(name, data), 100)
    except Unreadable as error:
        text = str(error)
    else:
        text = f"The code of {name}"
        assert isinstance(source, Source)
        assert not [cell for cell in source.cells if set(cell) & set("\r\0")]
    assert text.startswith((name, f"The code of {name}"))


@pytest.mark.parametrize(
    ("kind", "word"),
    [(stat.S_IFDIR, "a folder"), (stat.S_IFLNK, "a link"), (stat.S_IFIFO, "a pipe"), (stat.S_IFCHR, "a device")],
)
def test_what_is_no_ordinary_file_is_named(kind: int, word: str) -> None:
    assert oddity("double.py", kind | 0o644) == f"double.py is {word}, not an ordinary file. Hand in the file itself."
    assert oddity("double.py", stat.S_IFREG) == ""


def test_a_file_that_was_swapped_after_it_was_found_is_not_read(tmp_path: Path) -> None:
    """As after `find`: there nothing odd was seen yet. A pipe would hold up an ordinary `open`."""
    secret = write(tmp_path / "secret" / "double.py", "secret").parent
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "link.py").symlink_to(secret / "double.py")
    (tmp_path / "linked").symlink_to(secret)
    (tmp_path / "folder.py").mkdir()
    for names in [("pipe.py",), ("link.py",), ("linked", "double.py"), ("folder.py",), ("gone.py",)]:
        with pytest.raises(Unreadable, match=rf"{re.escape(names[-1])} (is a|could not be read: )"):
            DiskFile(tmp_path, names).read(10)
    assert DiskFile(secret, ("double.py",)).read(3) == b"sec"


def test_names_of_files_can_be_shown() -> None:
    assert safe("a\x1b[2J\u202e.py") == "a?[2J?.py"
    assert safe("\udcff.py") == "?.py"
    assert len(safe("x" * 1000)) == 100
