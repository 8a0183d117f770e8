"""Which result belongs to which row of a gradebook: by equal names, one to one, or not at all. Nothing is guessed."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from grader.export.graded import Grade
from grader.names import student_name
from grader.report.escape import one_line


class Person(NamedTuple):
    """One student of a gradebook: the row, and what the student is called there, by the name of the column.

    `number` is what the platform writes behind the `name` in the names of downloaded files: lovelaceada_1234. The
    `name` is empty where graders are not told it.
    """

    row: int
    keys: dict[str, str]
    number: str
    name: str

    @property
    def shown(self) -> str:
        """How to speak of the student."""
        return one_line(self.name or next(filter(None, self.keys.values()), "")) or f"row {self.row + 1}"


class Pairs(NamedTuple):
    """The results by row, the people without one, and notes: how it went, and on every result that has no row."""

    grades: dict[int, Grade]
    alone: list[Person]
    notes: list[str]


def pair(grades: Iterable[Grade], people: Sequence[Person]) -> Pairs:
    """Results and people that name each other and nobody else.

    A result names a person if it is called like one of the person's keys, as a folder of that name would be; or if it
    ends in `_` and the person's number, and the letters and digits before that are those of the person's name.
    """
    called: dict[str, dict[int, str]] = defaultdict(dict)  # by a result's name: how each row comes by it
    numbered: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        for kind, text in person.keys.items():
            if text:
                called[student_name(text)].setdefault(person.row, kind)
        if person.number:
            numbered[person.number].append(person)
    claims: dict[int, list[Grade]] = defaultdict(list)
    named: list[tuple[Grade, dict[int, str]]] = []
    notes: list[str] = []
    unknown: list[str] = []
    shown = {person.row: person.shown for person in people}
    for grade in grades:
        rows = dict(called.get(grade.student, {}))
        before, _, number = grade.student.rpartition("_")
        for person in numbered.get(number, []):
            if not person.name or letters(before) == letters(person.name):
                rows.setdefault(person.row, "the number in the name")
            elif person.row not in rows:
                notes.append(f"{one_line(grade.student)}: {number} is the number of {person.shown}; the names differ.")
        for row in rows:
            claims[row].append(grade)
        named.append((grade, rows))
        if not rows:
            unknown.append(grade.student)
        elif len(rows) > 1:
            notes.append(f"{one_line(grade.student)} could be {_any_of(shown[row] for row in rows)}: none is filled.")
    for row, several in claims.items():
        if len(several) > 1:
            names = _any_of(one_line(grade.student) for grade in several)
            notes.append(f"{shown[row]} could be {names}: the row is not filled.")
    found = [(next(iter(rows.items())), grade) for grade, rows in named if len(rows) == 1]
    sure = [(row, kind, grade) for (row, kind), grade in found if len(claims[row]) == 1]
    ways = Counter(kind for _, kind, _ in sure)
    by = ", ".join(f"{count} by {kind}" for kind, count in ways.items())
    first = [f"{len(sure)} of the gradebook's {len(people)} students have a result{f': {by}' if by else ''}"]
    if unknown:
        first.append(listed("not exported, because no student of the gradebook is called so", unknown))
    alone = [person for person in people if person.row not in claims]
    return Pairs({row: grade for row, _, grade in sure}, alone, [*first, *notes])


def letters(name: str) -> str:
    """A name as platforms shorten it in the names of files: letters and digits only, in one case."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def listed(what: str, names: Sequence[str]) -> str:
    """A note that names everybody it is about."""
    return f"{what} ({len(names)}): {'; '.join(one_line(name) for name in names)}"


def _any_of(names: Iterable[str]) -> str:
    return " or ".join(names)
