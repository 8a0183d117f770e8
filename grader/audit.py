"""The grader is graded: each lesson's specimens sit its exam, drawn with several keys, and what must hold is checked.

Grading is done by the same crew of processes that grades a class. What must hold is in `tidiness.py` (files) and
`verdicts.py` (verdicts); this module collects the evidence and asks them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Container, Sequence
from importlib.metadata import version
from pathlib import Path

import msgspec
from msgspec.structs import replace

from grader import __version__, mutants, naming, tidiness, verdicts
from grader.batch import grade_all
from grader.catalogue import Misconception
from grader.checks import Check
from grader.course import pick_lessons
from grader.crew import open_crew
from grader.desk import Assignment
from grader.errors import CourseError
from grader.findings import Audit, LessonAudit, Mutants, Problem
from grader.grade import grade
from grader.model import Course, CourseLabel, Isolation, Lesson, Result, Status
from grader.mutate import mutants_of
from grader.redraw import Redrawn, redraw
from grader.specimens import Specimen, specimens
from grader.verdicts import Case, Tried

Seen = Callable[[Status, bool], None]  # as in `run.py`
LEAST_KILLED = 0.99  # of the mutants that are not equivalent; below it, there is a hole too many
_STABLE_PAPER = "Draw from Hypothesis alone: no set whose order matters, no clock, no random numbers of other modules."


class Investigation:
    """Some lessons under audit: what is graded in them, and then, step by step, what came of it.

    `expected` is how many verdicts there will be if no lesson is broken.
    """

    def __init__(self, course: Course, lessons: Sequence[Lesson], keys: int) -> None:
        self.course, self.lessons, self.keys = course, lessons, keys
        self.specimens = {lesson.id: specimens(course, lesson) for lesson in lessons}
        self.papers: dict[str, Redrawn] = {}
        self.checks: dict[str, Sequence[Check]] = {}
        self.tried: dict[str, Tried] = {}
        self.able_alone: set[tuple[str, str]] = set()  # lesson and check, see `_sit_alone`

    def case(self, lesson: Lesson) -> Case:
        """What is known of one lesson."""
        labels = [_label(one) for one in self.specimens[lesson.id][0]]
        able = {check for lesson_id, check in self.able_alone if lesson_id == lesson.id}
        tried = [self.tried[label] for label in labels if label in self.tried]
        return Case(lesson, self.checks.get(lesson.id, ()), tried, able)

    @property
    def expected(self) -> int:
        """See above."""
        return sum(len(self.to_grade(number, self.specimens)) for number in range(self.keys))

    def to_grade(self, key_number: int, lessons: Container[str]) -> list[Specimen]:
        """What is graded with one key. The last lessons, which take longest, come first."""
        return [
            one
            for lesson in reversed(self.specimens)
            if lesson in lessons
            for one in self.specimens[lesson][0]
            if key_number == 0 or one.with_every_key
        ]


def audit(
    known: Investigation,
    jobs: int,
    isolation: Isolation,
    part: tuple[int, int] | None = None,
    diagnosis: bool = False,
    seen: Seen = lambda status, new: None,
) -> Audit:
    """Audit the lessons. Errors are those of grading; a broken lesson is a problem, no error.

    With a `part` (i, n), automatic mutants are graded too: those of the i-th of n parts of the solutions, from 0. With
    `diagnosis`, it is measured how often mistakes are named rightly.
    """
    course, lessons = known.course, known.lessons
    with tempfile.TemporaryDirectory(prefix="downslope-audit-") as folder:
        keys = [key_of(number) for number in range(known.keys)]
        known.papers = redraw(course, lessons, keys, Path(folder), jobs)
        sound = tuple(lesson.id for lesson in lessons if known.papers[lesson.id].broken is None)
        assignments = [
            Assignment(course.root.resolve(), sound, key, isolation, cache=Path(folder), diagnosed=False)
            for key in keys
        ]
        if sound:
            known.checks = {exam.lesson.id: exam.checks for exam in assignments[0].exams()}
            for number, assignment in enumerate(assignments):
                _grade(known, number, assignment, jobs, seen)
            known.able_alone = _sit_alone(known, assignments[0])
        found = [audit_lesson(known, lesson) for lesson in lessons]
        if part is not None and sound:
            found = _with_mutants(found, assignments[0], jobs, part)
        if diagnosis and sound:
            found = _with_diagnosis(found, known, assignments[0], jobs)
    problems = [*tidiness.course_in_step(course), *tidiness.stray_files_beside_lessons(course)]
    return Audit(
        course=CourseLabel(course.id, course.version),
        versions={"downslope": __version__, **{name: version(name) for name in ("hypothesis", "numpy")}},
        keys=known.keys,
        holds=not problems and not any(one.problems for one in found),
        lessons=found,
        problems=problems,
    )


def key_of(number: int) -> bytes:
    """The audit's keys, the same on every run."""
    return f"audit {number + 1}".encode()


def audit_lesson(known: Investigation, lesson: Lesson) -> LessonAudit:
    """Everything that must hold in one lesson, and the numbers."""
    course, papers = known.course, known.papers[lesson.id]
    made, problems_of_catalogue = known.specimens[lesson.id]
    case = known.case(lesson)
    checks = case.checks
    mistakes = [one.mistake for one in made if one.mistake is not None]
    problems = [
        *problems_of_catalogue,
        *_of_files(course, lesson, checks, mistakes),
        *_of_papers(course, lesson, papers),
    ]
    problems += [problem for rule in verdicts.RULES for problem in rule(case)]
    correct, wrong, trivial = case.right(), case.of("wrong"), case.of("trivial")
    predictions = case.of("prediction")
    return LessonAudit(
        id=lesson.id,
        title=lesson.title,
        checks=len(checks),
        overshadowed=[check.id for check in verdicts.idle_checks(case) if check.id in case.able_alone],
        examples=papers.first.examples,
        correct=len(correct),
        false_alarms=sum(result.score != result.max_score for one in correct for result in one.results),
        wrong=len(wrong),
        caught=sum(verdicts.is_caught(one) for one in wrong),
        predictions=len(predictions),
        predictions_caught=sum(verdicts.is_noticed(one) for one in predictions),
        trivial=len(trivial),
        best_trivial=max((result.score / result.max_score for one in trivial for result in one.results), default=0.0),
        gradings=sum(len(one.results) for one in case.tried),
        problems=problems,
    )


def _of_files(
    course: Course, lesson: Lesson, checks: Sequence[Check], mistakes: Sequence[Misconception]
) -> list[Problem]:
    return [
        *tidiness.stray_files(course, lesson),
        *tidiness.stub_in_sync(course, lesson),
        *tidiness.hints_present(lesson, checks, mistakes),
        *tidiness.titles_sane(lesson, checks, mistakes),
        *tidiness.points_sane(lesson, checks, mistakes),
    ]


def _of_papers(course: Course, lesson: Lesson, papers: Redrawn) -> list[Problem]:
    """What is wrong with a lesson's exam, or with the paper that was drawn."""
    file = tidiness.tests_file(lesson)
    if papers.broken is not None:
        where = Path(papers.broken.where)
        if where.is_absolute() and where.is_relative_to(course.root.resolve()):
            file = where.relative_to(course.root.resolve()).as_posix()
        what_to_do = "Correct it: until then nothing can be graded. docs/authoring.md lists such messages."
        return [Problem(file, problem, what_to_do) for problem in papers.broken.problems]
    problems = []
    if not papers.is_same:
        problems.append(Problem(file, "its paper, drawn twice with one key, is not the same", _STABLE_PAPER))
    for flat in papers.first.flat:
        what = f"{flat.function} answers zero to every example of {flat.check}: `return 0` is right there"
        if flat.place:
            what = f"{flat.place} of what {flat.function} returns is zero in every example of every check"
        problems.append(Problem(file, what, "Draw examples with a slope, or let the check need one that has some."))
    return problems


def _grade(known: Investigation, number: int, assignment: Assignment, jobs: int, seen: Seen) -> None:
    """Grade all specimens with one key, as one class."""
    batch = known.to_grade(number, known.checks)
    by_name = {_label(one): one for one in batch}
    with open_crew(assignment, jobs, None, len(batch)) as crew:
        for submission, graded, _ in grade_all((one.submission for one in batch), assignment, crew, len(batch)):
            result = msgspec.json.decode(graded, type=Result)
            specimen = by_name[submission.student]
            tried = known.tried.setdefault(submission.student, Tried(specimen, [], []))
            tried.results.extend(lesson for lesson in result.lessons if lesson.id == specimen.lesson)
            tried.notes.append(result.notes[-1] if result.notes else "")
            seen(result.status, True)


def _sit_alone(known: Investigation, assignment: Assignment) -> set[tuple[str, str]]:
    """The checks that caught nothing, but do catch a wrong answer when they are sat without the checks that they need.

    A property may follow from another check, so that nobody fails it alone. It is useless only if it cannot fail.
    """
    able = set()
    with assignment.nursery() as nursery:
        for exam in assignment.exams():
            case = known.case(exam.lesson)
            for check in verdicts.idle_checks(case):
                alone = replace(exam, checks=(replace(check, needs=()),), memory={})
                for one in case.of("wrong", "prediction") if check.needs else ():
                    (result,) = grade(one.specimen.submission, known.course, [alone], nursery, diagnosed=False).lessons
                    if verdicts.has_caught(result, check.id):
                        able.add((exam.lesson.id, check.id))
                        break
    return able


def _label(specimen: Specimen) -> str:
    return specimen.submission.student


def _with_mutants(
    found: list[LessonAudit], assignment: Assignment, jobs: int, part: tuple[int, int]
) -> list[LessonAudit]:
    """The same audits with what became of each lesson's mutants. A part is some of the files that they are made of."""
    course, audits = assignment.course(), {one.id: one for one in found}
    lessons = pick_lessons(course, assignment.lessons)
    every = [(lesson, file) for lesson in lessons for file in mutants.solution_files(course, lesson)]
    chosen = every[len(every) * part[0] // part[1] : len(every) * (part[0] + 1) // part[1]]
    for lesson in lessons:
        files = [file for one, file in chosen if one is lesson]
        if files:
            counted, problems = _mutants_of(lesson, files, assignment, jobs)
            one = audits[lesson.id]
            audits[lesson.id] = replace(one, mutants=counted, problems=[*one.problems, *problems])
    return list(audits.values())


def _mutants_of(
    lesson: Lesson, files: list[str], assignment: Assignment, jobs: int
) -> tuple[Mutants | None, list[Problem]]:
    tests = tidiness.tests_file(lesson)
    try:
        made = mutants.grade_mutants(assignment, lesson, files, jobs)
    except CourseError as error:
        return None, [Problem(tests, f"no mutants: {problem}", "Correct that first.") for problem in error.problems]
    problems = [Problem(tests, f"mutants: {problem}", "See the error output.") for problem in made.problems]
    survived = len(made.survivors)
    if made.share_killed < LEAST_KILLED and survived > _bearable(assignment.course(), lesson, files, made):
        what = f"{survived} of {made.killed + survived} mutants survive, more than 1 %"
        problems.append(Problem(tests, what, "Add properties, or an @example, that see what survives."))
    return Mutants(made.killed, survived, made.equivalent, made.open, made.draws, made.survivors), problems


def _bearable(course: Course, lesson: Lesson, files: list[str], made: mutants.MutantReport) -> float:
    """How many may survive. Some of a lesson's files are judged as if all mutants of the others were killed."""
    others = [file for file in mutants.solution_files(course, lesson) if file not in files]
    killed = sum(len(mutants_of((course.root / file).read_text(encoding="utf-8"))) for file in others)
    return (1 - LEAST_KILLED) * (made.killed + len(made.survivors) + killed)


def _with_diagnosis(
    found: list[LessonAudit], known: Investigation, assignment: Assignment, jobs: int
) -> list[LessonAudit]:
    """The same audits with how often mistakes are named rightly, and other answers wrongly."""
    other = replace(assignment, key=key_of(known.keys))
    catalogue = {lesson: [one for one in some if one.kind == "wrong"] for lesson, (some, _) in known.specimens.items()}
    right = {lesson: [one for one in some if one.is_right] for lesson, (some, _) in known.specimens.items()}
    rates = naming.measure(assignment, other, catalogue, right, jobs)
    audits = []
    for one in found:
        rate, problems = rates.get(one.id, (None, []))
        audits.append(replace(one, diagnosis=rate, problems=[*one.problems, *problems]))
    return audits
