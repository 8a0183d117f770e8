"""Item analysis: how each check of an exam did with a class. Numbers only; how they look is in `report/` and `export/`.

An item is a check. Students are gone through once, so memory does not grow with the class. `docs/items.md` says how to
read the numbers.
"""

from __future__ import annotations

import math
from collections import Counter
from enum import StrEnum

import msgspec

from grader.model import CheckResult, Outcome, Result

FEW = 10  # students; below that, chance alone gives correlations of 0.6 and more
_FLAT = 1e-12  # a mean square deviation below this is rounding, and no difference between students
_SAT = frozenset(
    {Outcome.PASSED, Outcome.FAILED, Outcome.ERROR, Outcome.TIMEOUT, Outcome.MEMORY, Outcome.CRASHED}
)  # the check was asked, and the answer was the student's


class Flag(StrEnum):
    """What an author should look at."""

    FEW = "few"  # fewer than `FEW` sat it, so nothing else is said of it
    EVERYBODY_PASSES = "everybody_passes"  # it tells no two students apart
    NOBODY_PASSES = "nobody_passes"
    NEGATIVE = "negative"  # those who pass it do worse elsewhere than those who do not


class Item(msgspec.Struct, frozen=True):
    """One check and a class. Numbers are rounded to four digits; None is what cannot be said."""

    lesson: str
    check: str
    title: str
    points: float
    handed_in: int  # students whose file of this lesson was graded
    sat: int  # those of them whose code was asked
    difficulty: float | None
    discrimination: float | None
    outcomes: dict[Outcome, int]  # of all who handed in
    diagnoses: dict[str, int]  # by the id of the misconception, the most frequent first
    flags: list[Flag]


class ItemAnalysis:
    """Counts a class, student by student. Lessons that are missing or ungraded are left out."""

    def __init__(self) -> None:
        self.students = 0
        self._counts: dict[tuple[str, str], _Count] = {}

    def add(self, result: Result) -> None:
        """Count one student: the result that counts, before or after lateness, which changes no check.

        The rest of an item's total is what the student earned with all other checks of the lessons that were handed
        in, as a share of what they are worth. If everybody hands in everything, this is the rest of the total score.
        """
        self.students += 1
        graded = [lesson for lesson in result.lessons if lesson.status == "graded"]
        earned = math.fsum(check.points for lesson in graded for check in lesson.checks)
        possible = math.fsum(check.max_points for lesson in graded for check in lesson.checks)
        for lesson in graded:
            asked = not lesson.never_loaded
            for check in lesson.checks:
                others = possible - check.max_points
                rest = (earned - check.points) / others if others > 1e-9 else None
                key = lesson.id, check.id
                if key not in self._counts:
                    self._counts[key] = _Count()
                self._counts[key].add(check, asked, rest)

    def items(self) -> list[Item]:
        """The items, by the lesson's id; within a lesson in the order of the exam."""
        by_lesson = sorted(self._counts.items(), key=lambda one: one[0][0])
        return [count.item(lesson) for (lesson, _), count in by_lesson]


class Correlation:
    """Pearson's product-moment correlation of pairs that come one by one.

    r = sum((x - mean x)(y - mean y)) / sqrt(sum((x - mean x)^2) sum((y - mean y)^2))

    The sums are updated with each pair, without the loss of digits that sums of squares would bring: B. P. Welford,
    "Note on a method for calculating corrected sums of squares and products", Technometrics 4 (1962), 419-420.
    """

    def __init__(self) -> None:
        self.count = 0
        self._mean_x = self._mean_y = self._xx = self._yy = self._xy = 0.0

    def add(self, x: float, y: float) -> None:
        """One more pair."""
        self.count += 1
        before_x, before_y = x - self._mean_x, y - self._mean_y
        self._mean_x += before_x / self.count
        self._mean_y += before_y / self.count
        self._xx += before_x * (x - self._mean_x)
        self._yy += before_y * (y - self._mean_y)
        self._xy += before_x * (y - self._mean_y)

    def value(self) -> float | None:
        """The correlation; None when all x, or all y, are the same."""
        if min(self._xx, self._yy) <= _FLAT * max(self.count, 1):
            return None
        return max(-1.0, min(1.0, self._xy / math.sqrt(self._xx * self._yy)))


class _Count:
    """What is known so far of one item."""

    def __init__(self) -> None:
        self._latest: CheckResult | None = None
        self._handed_in = self._sat = self._passed = 0
        self._shares = 0.0
        self._outcomes: Counter[Outcome] = Counter()
        self._diagnoses: Counter[str] = Counter()
        self._correlation = Correlation()

    def add(self, check: CheckResult, asked: bool, rest: float | None) -> None:
        self._latest = check
        self._handed_in += 1
        self._outcomes[check.outcome] += 1
        if not asked or check.outcome not in _SAT:
            return
        passed = check.outcome == Outcome.PASSED
        share = check.points / check.max_points if check.max_points else float(passed)
        self._sat += 1
        self._passed += passed
        self._shares += share
        if check.diagnosis is not None:
            self._diagnoses[check.diagnosis.id] += 1
        if rest is not None:
            self._correlation.add(share, rest)

    def difficulty(self) -> float | None:
        """The mean share of the item's points among those who sat it: 1 is the easiest, 0 the hardest.

        The "item difficulty" p of classical test theory (L. Crocker and J. Algina, Introduction to Classical and Modern
        Test Theory, 1986, chapter 14), which for an item with partial credit is the mean over the maximum. Moodle
        calls it the facility index.
        """
        return self._shares / self._sat if self._sat else None

    def discrimination(self) -> float | None:
        """The correlation of the item's share of points with the rest of the total, over those who sat it.

        For an item that is passed or not, this is the point-biserial correlation,
        r = (mean of those who pass - mean of those who do not) / s * sqrt(p (1 - p)), where s is the standard deviation
        of the rest (with n, not n - 1) and p the share that passes: R. F. Tate, "Correlation between a discrete and a
        continuous variable", Annals of Mathematical Statistics 25 (1954), 603-607. The item itself is not in the total,
        because it would correlate with itself: S. Henrysson, "Correction of item-total correlations in item analysis",
        Psychometrika 28 (1963), 211-218. None below `FEW` students, and where nobody differs from anybody.
        """
        return self._correlation.value() if self._correlation.count >= FEW else None

    def item(self, lesson: str) -> Item:
        assert self._latest is not None
        difficulty, discrimination = _rounded(self.difficulty()), _rounded(self.discrimination())
        flags = []
        if self._sat < FEW:
            flags.append(Flag.FEW)
        elif self._passed == self._sat:
            flags.append(Flag.EVERYBODY_PASSES)
        elif not self._passed:
            flags.append(Flag.NOBODY_PASSES)
        if discrimination is not None and discrimination < 0:
            flags.append(Flag.NEGATIVE)
        return Item(
            lesson=lesson,
            check=self._latest.id,
            title=self._latest.title,
            points=self._latest.max_points,
            handed_in=self._handed_in,
            sat=self._sat,
            difficulty=difficulty,
            discrimination=discrimination,
            outcomes={outcome: self._outcomes[outcome] for outcome in Outcome if self._outcomes[outcome]},
            diagnoses=dict(sorted(self._diagnoses.items(), key=lambda one: (-one[1], one[0]))),
            flags=flags,
        )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4) + 0.0  # no minus zero
