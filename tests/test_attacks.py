"""The attack corpus: every file in `tests/attacks` is handed in to the miniature course beside three honest students.

What an attack is, is told in `attacks/attack.py`; where it takes place, in `attacks/battlefield.py`. The whole class is
graded before the first test here; each test then looks at what became of one attack.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec
import pytest
from attacks.attack import CATEGORIES, HERE, REFUSED, read_attacks
from attacks.battlefield import HONEST, REFERENCE, STUB, Battle, fought
from conftest import MINI, ROOT

from grader.desk import Assignment
from grader.model import Feedback, Lesson, Outcome, Result
from grader.report.html import feedback_page, report_page
from grader.report.results import csv_header, csv_row, student_view, to_json
from grader.report.table import table

ATTACKS = read_attacks()
KEY = b"the key of the attacked course"
ENVIRONMENT = "a variable of the attacked grader"
MARKER = "EXFILTRATED"
MARKUP = re.compile(r"<(script|img|iframe|svg)", re.IGNORECASE)
UNSAFE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}  # Unicode's categories of what is obeyed rather than shown


@pytest.fixture(scope="module")
def assignment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assignment]:
    """The miniature course with a key that no attacker has; a secret lies in the grader's environment."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOWNSLOPE_SECRET", ENVIRONMENT)
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield Assignment(MINI, ("01_double", "02_mean"), KEY, "strict")


@pytest.fixture(scope="module")
def battle(assignment: Assignment) -> Iterator[Battle]:
    with fought(ATTACKS, assignment) as battle:
        yield battle


@pytest.fixture(scope="module")
def secrets() -> list[str]:
    """What no document may hold: the key, the environment, where the grader lies, lines of the hidden sources."""
    hidden = [path.read_text(encoding="utf-8") for path in sorted((MINI / "autograder_tests").rglob("test_*.py"))]
    lines = {line.strip() for text in [*hidden, *REFERENCE.values()] for line in text.splitlines()}
    known = {line.strip() for text in STUB.values() for line in text.splitlines()}
    return [KEY.decode(), ENVIRONMENT, str(ROOT), *sorted(line for line in lines - known if len(line) > 11)]


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_gets_its_outcome_and_nothing_else(
    name: str, battle: Battle, assignment: Assignment, secrets: list[str]
) -> None:
    fields, own = ATTACKS[name].fields, battle.handed_in[name]
    assert ("alone" in fields) == (name in battle.refused), battle.refused.get(name)
    assert battle.students[name]
    if name in battle.refused:
        assert name in battle.refused[name]
        assert not unsafe(battle.refused[name])
        assert "\n" not in battle.refused[name]
    for student in battle.students[name]:
        for run in battle.runs[1:]:
            assert_outcome(run[student], fields, score_of_the_stub=run["zoe"].score)
            texts = documents(run[student], assignment, battle.lessons)
            assert not {secret for secret in secrets for text in texts if secret in text and secret not in own}
            assert not {character for text in texts for character in unsafe(text)}
            assert max(map(len, texts)) < 60_000


def assert_outcome(result: Result, fields: dict[str, str], score_of_the_stub: float) -> None:
    checks = [check for lesson in result.lessons for check in lesson.checks]
    outcomes = {check.id: check.outcome.value for check in checks}
    assert result.status != "ungraded", outcomes
    assert checks[0].outcome == fields["outcome"], checks[0]
    assert fields.get("says", "") in str(checks[0].message), checks[0]
    for field, outcome in fields.items():
        if field.startswith("outcome of "):
            assert outcomes[field.removeprefix("outcome of ")] == outcome, outcomes
    assert result.score == score_of_the_stub + float(fields.get("earns", 0)), outcomes


def documents(result: Result, assignment: Assignment, lessons: Sequence[Lesson]) -> list[str]:
    """Everything that is written of a result, for anybody, once it has been looked at as what it is."""
    course = assignment.course()
    levels: tuple[Feedback, ...] = ("full", "hints", "score")
    views = {level: student_view(result, level) for level in levels}
    pages = {level: feedback_page(course, view) for level, view in views.items()}
    report = "".join(report_page(course, lessons, [result], 1, []))
    for page in (*pages.values(), report):
        assert not MARKUP.search(page)
    for level in ("hints", "score"):
        assert MARKER not in pages[level]
        assert MARKER.encode() not in to_json(views[level])
    shown = "\n".join(table([result], lessons))
    assert len(shown.splitlines()) == 3
    grades = csv_header(lessons, False) + csv_row(result, lessons, False)
    (row,) = list(csv.reader(io.StringIO(grades)))[1:]
    assert len(row) == 4 + len(lessons)
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]
    return [*pages.values(), report, shown, grades, to_json(result).decode(), *strings(msgspec.to_builtins(result))]


def strings(value: object) -> Iterator[str]:
    """Every text in a document of plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from strings(item)


def unsafe(text: str) -> set[str]:
    """The characters of a text that are obeyed rather than shown; a line break is allowed."""
    return {character for character in text if unicodedata.category(character) in UNSAFE} - {"\n"}


def test_nothing_outside_a_worker_was_changed(battle: Battle) -> None:
    assert not battle.changed


def test_no_neighbour_was_renamed(battle: Battle) -> None:
    assert not battle.renamed


def test_nobody_was_called(battle: Battle) -> None:
    assert not battle.received


def test_no_process_is_left(battle: Battle) -> None:
    assert not battle.left


@pytest.mark.parametrize("student", HONEST)
def test_the_files_of_an_honest_neighbour_are_the_same_bytes_with_and_without_attackers(
    student: str, battle: Battle
) -> None:
    for name in (f"results/{student}.json", f"feedback/{student}.html"):
        alone, one, two = [(folder / name).read_bytes() for folder in battle.folders]
        assert alone == one == two


def test_the_honest_earn_what_they_did(battle: Battle) -> None:
    for run in battle.runs:
        ada, grace, zoe = (run[student].score for student in HONEST)
        assert ada == run["ada"].max_score
        assert ada > grace > zoe == 0


def test_every_result_has_a_file_of_its_own(battle: Battle) -> None:
    students = [*HONEST, *(student for found in battle.students.values() for student in found)]
    names = Counter(unicodedata.normalize("NFC", student.casefold()) for student in students)
    assert not [name for name, count in names.items() if count > 1]
    for folder in battle.folders[1:]:
        for kind, suffix in (("results", ".json"), ("feedback", ".html")):
            written = {path.name for path in (folder / kind).iterdir()}
            assert written == {student + suffix for student in students}


def test_there_are_attacks_of_every_kind() -> None:
    kinds = Counter(attack.category for attack in ATTACKS.values())
    assert set(kinds) == set(CATEGORIES)
    assert len(ATTACKS) >= 80
    assert {path.name for path in HERE.iterdir() if path.is_dir()} - {"__pycache__"} == set(CATEGORIES)


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_says_what_it_tries_and_what_must_happen(name: str) -> None:
    attack = ATTACKS[name]
    assert attack.title.endswith(".")
    assert {"must", "outcome"} <= set(attack.fields)
    assert attack.fields["outcome"] in {*Outcome} - {Outcome.PASSED, Outcome.FAULT}
    assert attack.fields.get("alone", REFUSED) == REFUSED
