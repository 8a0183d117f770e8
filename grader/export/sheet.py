"""A CSV file that another program wrote: some cells are replaced, all others stay as they are, byte for byte.

Its encoding, mark, separator, quotes and line ends stay too, so that the program recognises its own file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from grader.errors import UsageError

_MARK = "\ufeff"
_SEPARATORS = ",;\t"
_CELL = '(?:"(?P<quoted>[^"]*(?:""[^"]*)*)"|(?P<plain>(?:[^"{0}\r\n][^{0}\r\n]*)?))(?P<end>{0}|\r\n|\n|\r|\\Z)'


class Cell(NamedTuple):
    """A cell as it is written in the file, and what it says."""

    raw: str
    value: str


class Row(NamedTuple):
    """One row: its cells, how its line ends, and the number of the line that it begins on."""

    cells: list[Cell]
    end: str
    line: int

    def values(self) -> list[str]:
        """What the cells say, without the space around it."""
        return [cell.value.strip() for cell in self.cells]


class Sheet:
    """A file's rows; the first is the header. `UsageError` when the file is no CSV in UTF-8 with rows of one length."""

    def __init__(self, path: Path) -> None:
        try:
            text = path.read_bytes().decode()
        except OSError as error:
            raise UsageError(f"{path}: cannot be read ({error.strerror}).") from None
        except UnicodeDecodeError:
            raise UsageError(f"{path}: not UTF-8. Export it again, and do not save it in a spreadsheet.") from None
        self.path = path
        self._mark = _MARK if text.startswith(_MARK) else ""
        text = text.removeprefix(_MARK)
        self.separator = max(_SEPARATORS, key=lambda one: _width(text, one))  # the comma, if another is only as good
        self.rows = list(_rows(text, self.separator, path))
        width = len(self.rows[0].cells)
        for row in self.rows[1:]:
            if len(row.cells) not in (1, width) or (len(row.cells) == 1 != width and row.cells[0].value.strip()):
                raise UsageError(f"{path}: line {row.line} has {len(row.cells)} cells, and the header {width}.")

    def header(self) -> list[str]:
        """The names of the columns."""
        return self.rows[0].values()

    def cell(self, value: str) -> Cell:
        """A new cell. Quoted if it must be."""
        needs = value != value.strip() or any(letter in value for letter in f'"\r\n{self.separator}')
        return Cell('"' + value.replace('"', '""') + '"' if needs else value, value)

    def text(self, rows: Iterable[Row]) -> str:
        """The file with these rows."""
        return self._mark + "".join(self.separator.join(cell.raw for cell in row.cells) + row.end for row in rows)


def _width(text: str, separator: str) -> int:
    """How many columns the header has, if this is the separator."""
    try:
        return len(next(_rows(text, separator, Path())).cells)
    except UsageError:
        return 0


def _rows(text: str, separator: str, path: Path) -> Iterator[Row]:
    """The rows of a text with this separator; at least one, if only an empty one."""
    pattern = re.compile(_CELL.format(separator))
    cells: list[Cell] = []
    place, line, begun = 0, 1, 1
    while True:
        match = pattern.match(text, place)
        if match is None:
            raise UsageError(f'{path}: line {line} is no CSV: a " that opens a cell has to close it. Export it again.')
        raw, quoted, end = text[place : match.start("end")], match["quoted"], match["end"]
        cells.append(Cell(raw, match["plain"] if quoted is None else quoted.replace('""', '"')))
        place = match.end()
        line += len(re.findall("\r\n|\n|\r", match[0]))
        if end != separator:
            yield Row(cells, end, begun)
            if place == len(text):
                return
            cells, begun = [], line
