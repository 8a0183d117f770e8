"""One run of `grader grade` on a folder of results: what is new is graded, what is known is kept, views are renewed.

Everything that a run knows is in the gradebook, so a run that was killed goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from grader import __version__
from grader.batch import grade_all
from grader.collect import HandIn
from grader.crew import Crew
from grader.desk import Assignment
from grader.errors import OutputError
from grader.gradebook import Arrival, Gradebook
from grader.model import Course, Result, Status, Submission, Times
from grader.report.output import Output
from grader.score import counting, with_lateness

NOBODY = Times()
Seen = Callable[[Status, bool], None]  # the status of one more verdict, and whether it is new


class Standings:
    """What counts for each of these students, policy applied; of everybody in the gradebook if none are named.

    Read anew, one by one, whenever it is gone through.
    """

    def __init__(
        self, gradebook: Gradebook, course: Course, times: Mapping[str, Times], students: Sequence[str] | None = None
    ) -> None:
        self._gradebook, self._course, self._times, self._students = gradebook, course, times, students

    def __iter__(self) -> Iterator[Result]:
        for student in self._gradebook.students() if self._students is None else self._students:
            yield self.of(student)

    def of(self, student: str) -> Result:
        """One student's."""
        extra = self._times.get(student, NOBODY).extra_days
        attempts = [
            with_lateness(_noted(attempt.result, attempt.notes), self._course, Times(attempt.submitted_at, extra))
            for attempt in self._gradebook.attempts(student)
        ]
        return counting(attempts, self._course.policy.attempts)


def grade_class(
    hand_ins: Sequence[HandIn],
    assignment: Assignment,
    crew: Crew,
    gradebook: Gradebook,
    output: Output,
    times: Mapping[str, Times],
    seen: Seen = lambda status, new: None,
) -> Standings:
    """Grade every hand-in that has no verdict of this exam yet; the standings of those who handed in.

    Whatever ends it, the views show what is in the gradebook.
    """
    course, exam = assignment.course(), assignment.digest()
    everybody = Standings(gradebook, course, times)
    views = _Views(gradebook, output, everybody, f"{course.title} {course.version} {assignment.lessons}")
    best = course.policy.attempts == "best"
    earlier: set[tuple[str, str]] = set()  # attempts that are graded again, and were not handed in now

    def arrival(submission: Submission) -> Arrival:
        return Arrival(_when(submission, times).submitted_at, earliest=best, notes=submission.notes)

    def to_grade() -> Iterator[Submission]:
        for hand_in in hand_ins:
            submission = hand_in.read()
            for attempt in gradebook.outdated(submission.student, exam) if best else ():
                if attempt.digest != submission.digest:
                    earlier.add((attempt.student, attempt.digest))
                    yield attempt
            known = gradebook.verdict_on(submission.student, submission.digest)
            if known is None or known.exam != exam or known.status == "ungraded":
                yield submission
            else:
                gradebook.arrived(submission.student, submission.digest, arrival(submission))
                seen(known.status, False)

    try:
        for submission, result, seconds in grade_all(to_grade(), assignment, crew, len(hand_ins)):
            if (submission.student, submission.digest) in earlier:
                gradebook.add(submission, exam, result, seconds)
                earlier.remove((submission.student, submission.digest))
            else:
                seen(gradebook.add(submission, exam, result, seconds, arrival(submission)), True)
            views.renew(submission.student)
    except OutputError:
        raise  # nothing more can be written
    except BaseException:
        views.finish()
        raise
    views.finish()
    return Standings(gradebook, course, times, [hand_in.student for hand_in in hand_ins])


def grade_alone(hand_in: HandIn, assignment: Assignment, crew: Crew, times: Mapping[str, Times]) -> Result:
    """Grade one hand-in and keep nothing."""
    ((submission, result, _),) = grade_all([hand_in.read()], assignment, crew, 1)
    verdict = _noted(msgspec.json.decode(result, type=Result), submission.notes)
    return with_lateness(verdict, assignment.course(), _when(submission, times))


def _noted(verdict: Result, notes: Sequence[str]) -> Result:
    """The verdict with what the download said of these files, which is no part of it."""
    return msgspec.structs.replace(verdict, notes=[*notes, *verdict.notes]) if notes else verdict


def _when(submission: Submission, times: Mapping[str, Times]) -> Times:
    """A student's times: the CSV of students goes before the download."""
    known = times.get(submission.student, NOBODY)
    return known if known.submitted_at is not None else Times(submission.submitted_at, known.extra_days)


class _Views:
    """The output folder, kept in step with the gradebook."""

    def __init__(self, gradebook: Gradebook, output: Output, everybody: Standings, shown_with: str) -> None:
        self._gradebook, self._output, self._everybody = gradebook, output, everybody
        self._made_with = f"{__version__} {output.level} {shown_with}"
        self._written: set[str] = set()
        self._same_pages = gradebook.made_with() == self._made_with
        if not self._same_pages:
            gradebook.note_made_with("")  # from here on there are pages of both kinds, until the end

    def renew(self, student: str) -> None:
        """Write one student's files."""
        self._output.add(self._everybody.of(student))
        self._written.add(student)

    def finish(self) -> None:
        """Write every file that is not what it should be, and what sums up the class."""
        self._output.finish(self._checked(), self._gradebook.count(), self._gradebook.common_notes())
        self._gradebook.note_made_with(self._made_with)

    def _checked(self) -> Iterator[Result]:
        for result in self._everybody:
            if result.student not in self._written:
                if self._same_pages:
                    self._output.renew(result)
                else:
                    self._output.add(result)
            yield result
