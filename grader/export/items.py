"""The item analysis of a class as a table for the terminal, CSV, or JSON (`grader.items/1`): see `docs/items.md`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from grader.items import Item, ItemAnalysis
from grader.model import Outcome, Result
from grader.report.escape import csv_cell, one_line
from grader.report.items import FLAG_WORDS, number, times
from grader.report.results import csv_line
from grader.report.table import points

_COLUMNS = ["lesson", "check", "title", "points", "handed_in", "sat", "difficulty", "discrimination"]


class ItemsDocument(msgspec.Struct, frozen=True, kw_only=True):
    """The JSON document. `versions` are those of the course that the results are of: one, if all is well."""

    schema: str = "grader.items/1"
    course: str
    versions: list[str]
    students: int
    items: list[Item]


def document(results: Iterable[Result], ending: str) -> str:
    """The analysis of these results, as a file with this ending holds it; without an ending, as a terminal shows it."""
    analysis = ItemAnalysis()
    course, versions = "", set()
    for result in results:
        analysis.add(result)
        course = result.course.id
        versions.add(result.course.version)
    items = analysis.items()
    if ending == ".json":
        whole = ItemsDocument(course=course, versions=sorted(versions), students=analysis.students, items=items)
        return msgspec.json.format(msgspec.json.encode(whole), indent=2).decode() + "\n"
    return "".join(_csv(items)) if ending == ".csv" else "".join(f"{line}\n" for line in _table(items))


def _csv(items: Iterable[Item]) -> Iterator[str]:
    yield csv_line([*_COLUMNS, *Outcome, "diagnoses", "flags"])
    for item in items:
        counts = [str(item.outcomes.get(outcome, 0)) for outcome in Outcome]
        texts = [csv_cell(one_line(text)) for text in (item.lesson, item.check, item.title)]
        numbers = [points(item.points), str(item.handed_in), str(item.sat)]
        numbers += [number(item.difficulty, 4), number(item.discrimination, 4)]
        yield csv_line([*texts, *numbers, *counts, csv_cell(one_line(times(item.diagnoses))), " ".join(item.flags)])


def _table(items: Iterable[Item]) -> Iterator[str]:
    rows = [["lesson", "check", "sat", "difficulty", "discrimination", "misconceptions", "look at"]]
    for item in items:
        sat = f"{item.sat} of {item.handed_in}"
        flags = ", ".join(FLAG_WORDS[flag] for flag in item.flags)
        words = [one_line(item.lesson), one_line(item.check), sat, number(item.difficulty), number(item.discrimination)]
        rows.append([*words, one_line(times(item.diagnoses)), flags])
    widths = [max(map(len, column)) for column in zip(*rows)]
    rows.insert(1, ["-" * width for width in widths])
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths)]
        cells[2:5] = [cell.rjust(width) for cell, width in zip(row[2:5], widths[2:5])]
        yield "  ".join(cells).rstrip()
