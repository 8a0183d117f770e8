"""What the verdicts on a lesson's specimens say of its checks: each function is one thing that must hold."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import NamedTuple

from grader.checks import Check
from grader.findings import Problem
from grader.model import CheckResult, Lesson, LessonResult, Outcome
from grader.report.table import points
from grader.show import clip
from grader.specimens import Kind, Specimen
from grader.tidiness import tests_file

MOST_FOR_TRIVIAL = 0.1  # of a lesson's points
_NOT_CAUGHT = {Outcome.PASSED, Outcome.SKIPPED, Outcome.NOT_ATTEMPTED, Outcome.FAULT}
_LONGEST = 160


class Tried(NamedTuple):
    """A specimen, its verdict with each key, and what the grader noted last about each."""

    specimen: Specimen
    results: list[LessonResult]
    notes: list[str]


class Case(NamedTuple):
    """A lesson that was examined: its checks, and what became of its specimens.

    `able_alone` are the checks that caught a wrong answer only when they were sat without those that they need.
    """

    lesson: Lesson
    checks: Sequence[Check]
    tried: Sequence[Tried]
    able_alone: Container[str] = ()

    def of(self, *kinds: Kind) -> list[Tried]:
        """The specimens of some kinds."""
        return [one for one in self.tried if one.specimen.kind in kinds]

    def right(self) -> list[Tried]:
        """The specimens that must earn everything."""
        return [one for one in self.tried if one.specimen.is_right]


def everything_is_graded(case: Case) -> list[Problem]:
    """The grader itself has no trouble with any specimen."""
    what_to_do = "Grade it with `grader grade` and see its error output: a hidden test must not fail by itself."
    problems = []
    for one in case.tried:
        bad = [number for number, result in enumerate(one.results) if result.status == "ungraded"]
        if bad:
            reason = clip(_fault(one.results[bad[0]]) or one.notes[bad[0]], _LONGEST)
            what = f"{one.specimen.kind} {one.specimen.name} is left ungraded{_with(bad, one)}: {reason}"
            problems.append(Problem(one.specimen.file, what, what_to_do))
    return problems


def stub_earns_nothing(case: Case) -> list[Problem]:
    """The untouched stub has 0 points, and every check says `not_attempted`."""
    problems = []
    for one in case.of("stub"):
        tried = [check for check in one.results[0].checks if check.outcome != Outcome.NOT_ATTEMPTED]
        if tried or one.results[0].score:
            said = ", ".join(f"{check.id} {check.outcome}" for check in tried)
            what = f"the stub earns {points(one.results[0].score)}; not `not_attempted`: {said}"
            what_to_do = "Let each check call a function that the student writes, before it looks at anything else."
            problems.append(Problem(one.specimen.file, clip(what, 2 * _LONGEST), what_to_do))
    return problems


def right_answers_earn_everything(case: Case) -> list[Problem]:
    """The reference and every correct style have all points, with each key."""
    problems = []
    for one in case.right():
        bad = [number for number, result in enumerate(one.results) if result.score != result.max_score]
        if bad:
            result = one.results[bad[0]]
            failing = [check for check in result.checks if check.max_points and check.outcome != Outcome.PASSED]
            lost = f"earns {points(result.score)} of {points(result.max_score)}{_with(bad, one)}"
            why = "; ".join(f"{check.id}: {check.message or check.outcome}" for check in failing[:3])
            if one.specimen.kind == "reference":
                what_to_do = "Correct the reference, or the check."
            else:
                what_to_do = f"If the style is right, the check in {tests_file(case.lesson)} is not; else correct it."
            problems.append(Problem(one.specimen.file, f"{lost}: {clip(why, 2 * _LONGEST)}", what_to_do))
    return problems


def no_check_is_unfair(case: Case) -> list[Problem]:
    """No check with points fails a style that is right. A style that passes nothing at all is itself the problem."""
    problems = []
    for check in case.checks:
        failing = [
            one.specimen.name
            for one in case.of("correct")
            if any(_passes_others(result) and check.points and has_caught(result, check.id) for result in one.results)
        ]
        if failing:
            what = f"{check.id} is unfair: it fails {_listed(failing)}, which should be right"
            what_to_do = "Widen its tolerance or what it accepts, or draw examples that stay away from the border."
            problems.append(Problem(tests_file(case.lesson), what, what_to_do))
    return problems


def mistakes_are_caught(case: Case) -> list[Problem]:
    """Every misconception fails the check that it names, if there is such a check."""
    problems = []
    known = {check.id for check in case.checks}
    for one in case.of("wrong"):
        check = _named(one)
        if check in known and not any(has_caught(result, check) for result in one.results):
            caught = [other.id for other in one.results[0].checks if other.outcome not in _NOT_CAUGHT]
            instead = f"; {_listed(caught)} caught it" if caught else "; nothing caught it"
            what = f"is not caught by {check}, which says {_outcome(one.results[0], check)}{instead}"
            what_to_do = "Give that check examples on which this mistake shows, or correct caught_by."
            problems.append(Problem(one.specimen.file, what, what_to_do))
    return problems


def mistakes_keep_their_share(case: Case) -> list[Problem]:
    """Every misconception earns at least the points that it says it keeps."""
    problems = []
    for one in case.of("wrong"):
        keeps = one.specimen.mistake.keeps * case.lesson.weight if one.specimen.mistake else 0.0
        bad = [number for number, result in enumerate(one.results) if result.score < keeps - 1e-9]
        if bad:
            result = one.results[bad[0]]
            lost = [check.id for check in result.checks if check.outcome != Outcome.PASSED]
            what = f"earns {points(result.score)} and says that it keeps {points(keeps)}{_with(bad, one)}"
            what_to_do = "Split a check that asks for two things, or correct keeps."
            problems.append(Problem(one.specimen.file, f"{what}; it loses {_listed(lost)}", what_to_do))
    return problems


def verdicts_are_stable(case: Case) -> list[Problem]:
    """With each key, a misconception has the same outcome in the check that it names."""
    problems = []
    for one in case.of("wrong"):
        outcomes = [_outcome(result, _named(one)) for result in one.results]
        if len(set(outcomes)) > 1:
            usual = max(sorted(set(outcomes)), key=outcomes.count)
            bad = [number for number, outcome in enumerate(outcomes) if outcome != usual]
            what = f"{_named(one)} says {usual}, but {outcomes[bad[0]]}{_with(bad, one)}"
            what_to_do = "Add an @example on which the mistake always shows, or widen the strategy."
            problems.append(Problem(one.specimen.file, what, what_to_do))
    return problems


def trivial_answers_earn_little(case: Case) -> list[Problem]:
    """No answer that needs no thought, such as None or zeros, earns more than a tenth."""
    what_to_do = "Let what they pass need a check of a real answer, or give it fewer points."
    return [
        Problem(
            tests_file(case.lesson),
            f"the trivial answer {one.specimen.name} earns {points(result.score)} of {points(result.max_score)}: "
            + _listed([check.id for check in result.checks if check.outcome == Outcome.PASSED and check.points]),
            what_to_do,
        )
        for one in case.of("trivial")
        for result in one.results
        if result.score > MOST_FOR_TRIVIAL * result.max_score + 1e-9
    ]


def wrong_predictions_are_caught(case: Case) -> list[Problem]:
    """Each answer in PREDICT matters: with another one, some check fails."""
    what_to_do = "Let a check call `predicted(submission.PREDICT, reference.PREDICT)`."
    return [
        Problem(tests_file(case.lesson), f"no check sees a wrong PREDICT[{one.specimen.name!r}]", what_to_do)
        for one in case.of("prediction")
        if not any(has_caught(one.results[0], check.id) for check in case.checks)
    ]


def no_check_is_useless(case: Case) -> list[Problem]:
    """Every check catches some misconception or wrong prediction, be it only when it is sat alone."""
    return [
        Problem(
            tests_file(case.lesson),
            f"{check.id} is useless: every wrong answer passes it",
            "Add a misconception to wrong/ that it catches, or remove it.",
        )
        for check in idle_checks(case)
        if check.id not in case.able_alone
    ]


RULES = (
    everything_is_graded,
    stub_earns_nothing,
    right_answers_earn_everything,
    no_check_is_unfair,
    mistakes_are_caught,
    mistakes_keep_their_share,
    verdicts_are_stable,
    trivial_answers_earn_little,
    wrong_predictions_are_caught,
    no_check_is_useless,
)


def idle_checks(case: Case) -> list[Check]:
    """The checks that catch no wrong answer. One that is skipped, because another check came first, catches nothing."""
    wrong = [result for one in case.of("wrong", "prediction") for result in one.results]
    return [check for check in case.checks if not any(has_caught(result, check.id) for result in wrong)]


def is_caught(tried: Tried) -> bool:
    """Whether a misconception fails the check that it names, with every key."""
    return all(has_caught(result, _named(tried)) for result in tried.results)


def is_noticed(tried: Tried) -> bool:
    """Whether some check fails."""
    return any(check.outcome not in _NOT_CAUGHT for check in tried.results[0].checks)


def _check(result: LessonResult, check_id: str) -> CheckResult | None:
    return next((check for check in result.checks if check.id == check_id), None)


def has_caught(result: LessonResult, check_id: str) -> bool:
    """Whether a check failed this answer."""
    check = _check(result, check_id)
    return check is not None and check.outcome not in _NOT_CAUGHT


def _outcome(result: LessonResult, check_id: str) -> str:
    check = _check(result, check_id)
    return str(check.outcome) if check is not None else "nothing"


def _named(tried: Tried) -> str:
    return tried.specimen.mistake.caught_by if tried.specimen.mistake is not None else ""


def _passes_others(result: LessonResult) -> bool:
    return any(check.outcome == Outcome.PASSED for check in result.checks)


def _fault(result: LessonResult) -> str:
    return next((f"{check.id}: {check.message}" for check in result.checks if check.outcome == Outcome.FAULT), "")


def _with(bad: list[int], tried: Tried) -> str:
    """With which keys, where it is not all of them."""
    if len(bad) == len(tried.results):
        return ""
    numbers = ", ".join(str(number + 1) for number in bad)
    return f" with key{'s' if len(bad) > 1 else ''} {numbers} of {len(tried.results)}"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
