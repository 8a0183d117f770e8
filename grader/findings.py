"""What an audit finds: the document `grader.audit/1`. Records only; how it is found is in `audit.py`."""

from __future__ import annotations

import msgspec

from grader.model import CourseLabel


class Problem(msgspec.Struct, frozen=True):
    """Something that does not hold: the file (relative to the course), what is wrong, what to do about it."""

    file: str
    what: str
    what_to_do: str


class Survivor(msgspec.Struct, frozen=True):
    """A mutant that no check noticed although it is not right: where it is, how the line changed, what shows it."""

    file: str
    line: int
    operator: str
    change: str
    seen_by: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.change} ({self.operator})"


class Mutants(msgspec.Struct, frozen=True):
    """What became of a lesson's automatic mutants. Those that survived are listed.

    Equivalent ones agree with the reference on `draws` examples; open ones do wherever correct styles agree, and keep
    every property where these do not, such as with random numbers.
    """

    killed: int
    survived: int
    equivalent: int
    open: int
    draws: int
    survivors: list[Survivor] = []


class Diagnosed(msgspec.Struct, frozen=True):
    """How often a mistake was named: of so many rewritten `wrong` files, rightly; of so many other answers, wrongly."""

    wrong: int
    named_rightly: int
    others: int
    named_wrongly: int


class LessonAudit(msgspec.Struct, frozen=True):
    """What was found in one lesson. `best_trivial` is a share of the lesson's points, from 0 to 1.

    A false alarm is one grading of the reference or of a correct style, with one key, that lost points. `overshadowed`
    are checks that can fail, but only for answers that fail a check that they need as well.
    """

    id: str
    title: str
    checks: int
    overshadowed: list[str]
    examples: int
    correct: int
    false_alarms: int
    wrong: int
    caught: int
    predictions: int
    predictions_caught: int
    trivial: int
    best_trivial: float
    gradings: int
    problems: list[Problem]
    mutants: Mutants | None = None
    diagnosis: Diagnosed | None = None


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """The whole audit. `problems` are those of the course as a whole; `holds` when there is none anywhere."""

    schema: str = "grader.audit/1"
    course: CourseLabel
    versions: dict[str, str]
    keys: int
    holds: bool
    lessons: list[LessonAudit]
    problems: list[Problem]

    def all_problems(self) -> list[Problem]:
        """The course's problems, then each lesson's."""
        return [*self.problems, *(problem for lesson in self.lessons for problem in lesson.problems)]
