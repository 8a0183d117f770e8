"""Other programs' CSV: read as `csv` reads it, and what is not replaced stays byte for byte."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.export.sheet import Sheet

# Without a carriage return, which `csv.writer` does not always quote.
TEXT = st.text(st.sampled_from("ab ,;\t\"\n'=é"), max_size=6)


def sheet(folder: Path, data: bytes) -> Sheet:
    (folder / "sheet.csv").write_bytes(data)
    return Sheet(folder / "sheet.csv")


@given(
    rows=st.integers(2, 4).flatmap(lambda width: st.lists(st.lists(TEXT, min_size=width, max_size=width), max_size=4)),
    separator=st.sampled_from(",;\t"),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    mark=st.sampled_from([b"", b"\xef\xbb\xbf"]),
)
def test_it_reads_what_csv_reads_and_writes_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[list[str]],
    separator: str,
    end: str,
    quoting: int,
    mark: bytes,
) -> None:
    written = io.StringIO()
    width = len(rows[0]) if rows else 2
    table = [[f"column {n}" for n in range(width)], *rows]
    csv.writer(written, delimiter=separator, lineterminator=end, quoting=quoting).writerows(table)
    data = mark + written.getvalue().encode()
    read = sheet(tmp_path_factory.mktemp("sheet"), data)
    assert read.separator == separator
    assert [[cell.value for cell in row.cells] for row in read.rows] == table
    assert read.text(read.rows).encode() == data


@given(text=st.text(st.sampled_from("ab ,;\t\"\r\n'=é"), max_size=6), separator=st.sampled_from(",;\t"))
def test_a_new_cell_is_one_cell_whatever_is_in_it(
    tmp_path_factory: pytest.TempPathFactory, text: str, separator: str
) -> None:
    read = sheet(tmp_path_factory.mktemp("sheet"), f"a{separator}b\r\nc{separator}d".encode())
    rows = [read.rows[0], read.rows[1]._replace(cells=[read.cell(text), read.rows[1].cells[1]])]
    again = list(csv.reader(io.StringIO(read.text(rows), newline=""), delimiter=separator))
    assert again == [["a", "b"], [text, "d"]]


def test_quotes_line_ends_and_a_last_line_without_an_end_stay(tmp_path: Path) -> None:
    data = '\ufeff"a",b\r\n"1",2\n\n3,"4 ""x"""'.encode()
    read = sheet(tmp_path, data)
    assert read.text(read.rows).encode() == data
    assert [row.values() for row in read.rows] == [["a", "b"], ["1", "2"], [""], ["3", '4 "x"']]
    assert [row.line for row in read.rows] == [1, 2, 3, 4]


def test_a_title_with_commas_does_not_hide_that_the_separator_is_another(tmp_path: Path) -> None:
    assert sheet(tmp_path, b"a, b, c;d;e;f\n1;2;3;4\n").header() == ["a, b, c", "d", "e", "f"]
    assert sheet(tmp_path, b'"a";"b"\n1;2\n').header() == ["a", "b"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a,b\n1,2,3\n", r"line 2 has 3 cells, and the header 2"),
        (b"a,b\n1,2\n1\n", r"line 3 has 1 cells, and the header 2"),
        (b'a,b\n1,"2\n', r'line 2 is no CSV: a " that opens a cell has to close it\. Export it again'),
        (b'a,b\n"x\ny",2\n1,"2"x\n', r"line 4 is no CSV"),
        ("a,ü".encode("cp1252"), r"not UTF-8\. Export it again, and do not save it in a spreadsheet"),
    ],
)
def test_what_is_no_csv_is_refused_with_its_line(data: bytes, words: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=words):
        sheet(tmp_path, data)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nowhere\.csv: cannot be read \(No such file or directory\)"):
        Sheet(tmp_path / "nowhere.csv")
