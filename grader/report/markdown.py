"""One student's feedback as Markdown, for the comment box of a learning platform. It says what the page says."""

from __future__ import annotations

from grader.model import CheckResult, Course, LessonResult, Outcome, Result
from grader.report.escape import markdown, markdown_block, markdown_code
from grader.report.html import OUTCOME_WORDS
from grader.report.table import points


def feedback_text(course: Course, view: Result) -> str:
    """The student's view of a result as Markdown: a heading for each lesson and check, values as code."""
    parts = [f"# {markdown(course.title)}: {_score(view)}", markdown(view.student)]
    for lesson in view.lessons:
        parts += _lesson(lesson)
    return "\n\n".join(part for part in parts if part) + "\n"


def _lesson(lesson: LessonResult) -> list[str]:
    parts = [f"## {markdown(lesson.id)} · {markdown(lesson.title)}: {_score(lesson)}"]
    if lesson.status == "missing":
        return [*parts, "Not handed in."]
    holding = [check for check in lesson.checks if check.outcome == Outcome.PASSED]
    parts.append(f"{len(holding)} of {len(lesson.checks)} properties hold{':' if holding else '.'}")
    parts.append("\n".join(f"- {markdown(check.title)} ({_points(check)})" for check in holding))
    for check in lesson.checks:
        if check.outcome != Outcome.PASSED:
            parts += _check(check)
    if lesson.output:
        parts += ["What your code printed, or the beginning of it:", markdown_block(lesson.output)]
    return parts


def _check(check: CheckResult) -> list[str]:
    """What does not hold. A diagnosis names what the code seems to do, and its hint goes before the check's."""
    parts = [f"### {markdown(check.title)} ({OUTCOME_WORDS[check.outcome]}, {_points(check)})"]
    if check.diagnosis:
        parts.append(f"**What your code seems to do.** {markdown(check.diagnosis.title)}")
        parts.append(f"**Hint.** {markdown(check.diagnosis.hint)}")
    if check.message:
        parts.append(markdown(check.message))
    if check.counterexample:
        values = [f"{markdown(name)} = {markdown_code(value)}" for name, value in check.counterexample.items()]
        parts.append(f"for {', '.join(values)}")
    if check.hint and not check.diagnosis:
        parts.append(f"**Hint.** {markdown(check.hint)}")
    return parts


def _points(check: CheckResult) -> str:
    return f"{'?' if check.outcome == Outcome.FAULT else points(check.points)} / {points(check.max_points)}"


def _score(part: Result | LessonResult) -> str:
    if part.status == "ungraded":
        return "not graded yet"
    return f"{points(part.score)} / {points(part.max_score)}"
