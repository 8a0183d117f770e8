"""Gradescope: the zip of an autograder, and `results.json` as its students and instructors read it. Formats only.

Every text is plain text, which Gradescope shows and never obeys.
"""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Any

import msgspec

from grader.lms import Artefact, Exam, Shown
from grader.model import CheckResult, Course, LessonResult, Outcome, Result
from grader.report.html import OUTCOME_WORDS
from grader.report.results import student_view
from grader.report.table import points
from grader.show import visible
from grader.wheel import make_wheel

EXAM = "exam"  # the folder of the sealed exam in the zip, and so in /autograder/source
_WHEELS = "wheels"
_PINNED = ("greenlet", "hypothesis", "msgspec", "numpy")  # what a verdict depends on
_UNGRADED = (
    "This submission could not be graded, because of a problem of the autograder's own. "
    "That is not a zero, and nothing that you did wrong: please tell your course staff, who can run it again."
)
_PYTHON = f"python{sys.version_info.major}.{sys.version_info.minor}"

# Ubuntu 22.04 comes with a Python that is too old. The environment lies where every user can read it: then a submission
# can be run as a user who can read nothing in /autograder.
_SETUP = """\
#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image.
set -euo pipefail
umask 022
source="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
home="${DOWNSLOPE_HOME:-/opt/downslope}"

fits() {
    "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

for python in @PYTHON@ python3; do
    if fits "$python"; then break; fi
done
if ! fits "$python"; then
    python=@PYTHON@
    export DEBIAN_FRONTEND=noninteractive
    apt-get update
    apt-get install -y software-properties-common
    add-apt-repository -y ppa:deadsnakes/ppa
    apt-get install -y "$python" "$python-venv"
fi

"$python" -m venv "$home"
"$home/bin/python" -m pip install --no-cache-dir -r "$source/requirements.txt" "$source"/wheels/*.whl
"$home/bin/grader" --version
chmod -R go-rwx "$source"
"""

_RUN = """\
#!/usr/bin/env bash
# Gradescope runs this for every submission, as root, in /autograder.
set -uo pipefail
umask 077
python="${DOWNSLOPE_PYTHON:-${DOWNSLOPE_HOME:-/opt/downslope}/bin/python}"

mkdir -p results
rm -f results/results.json
for secret in source submission results submission_metadata.json; do
    if [ -e "$secret" ]; then chmod go-rwx "$secret"; fi
done
"$python" -P -s -B -m grader.lms_run gradescope --hidden-checks @SHOWN@
status=$?
if [ ! -s results/results.json ]; then # it was killed, perhaps for lack of memory
    cat >results/results.json <<'JSON'
@UNGRADED@
JSON
    status=1
fi
exit "$status"
"""


def artefact(exam: Exam) -> Artefact:
    """The autograder's files: two scripts, the sealed exam, the engine as a wheel and what it needs to run."""
    wheel = make_wheel()
    setup = _SETUP.replace("@PYTHON@", _PYTHON)
    run = _RUN.replace("@UNGRADED@", not_graded().decode().strip()).replace("@SHOWN@", exam.hidden_checks)
    files = {"setup.sh": setup.encode(), "run_autograder": run.encode(), f"{_WHEELS}/{wheel.filename}": wheel.content}
    files["requirements.txt"] = "".join(f"{name}=={version(name)}\n" for name in _PINNED).encode()
    files |= {f"{EXAM}/{name}": content for name, content in exam.files.items()}
    return Artefact(files, frozenset({"setup.sh", "run_autograder"}))


def results_json(result: Result, course: Course, hidden_checks: Shown = "visible") -> bytes:
    """`results.json` of a verdict: one test for each check, as the student may see it at the course's feedback level.

    Tests of checks that are not hidden are visible, and those of `hidden_checks` as it says. Usually they are visible
    too: one hidden test hides the student's total, and what must be hidden of a check (its code, its inputs) is in none
    of the texts. What could not be graded has no score at all, so that it is never a silent zero.
    """
    view = student_view(result, course.feedback)
    about = {
        "schema": view.schema,
        "course": view.course,
        "status": view.status,
        "submission": view.submission,
        "late": view.late,
    }
    if view.status == "ungraded":
        return not_graded(about)
    several = len(view.lessons) > 1
    tests = [
        _test(lesson, check, f"{place}.{number}" if several else str(number), several)
        | {"visibility": hidden_checks if check.hidden else "visible"}
        for place, lesson in enumerate(view.lessons, 1)
        for number, check in enumerate(lesson.checks, 1)
    ]
    return _document(score=view.score, output=_summary(view, course), tests=tests, extra_data=about)


def not_graded(about: dict[str, Any] | None = None) -> bytes:
    """`results.json` of what could not be graded: words for the student, and nothing that looks like a grade."""
    return _document(output=_UNGRADED, extra_data=about or {"status": "ungraded"})


def _document(**fields: Any) -> bytes:
    formats = {"output_format": "text", "test_output_format": "text", "test_name_format": "text"}
    document = {**fields, **formats, "visibility": "visible", "stdout_visibility": "hidden"}
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _test(lesson: LessonResult, check: CheckResult, number: str, several: bool) -> dict[str, Any]:
    return {
        "name": visible(f"{lesson.title}: {check.title}" if several else check.title),
        "number": number,
        "score": check.points,
        "max_score": check.max_points,
        "status": "passed" if check.outcome == Outcome.PASSED else "failed",
        "output": explanation(check),
        "extra_data": {"lesson": lesson.id, "check": check.id, "outcome": check.outcome, "hidden": check.hidden},
    }


def explanation(check: CheckResult) -> str:
    """What the student reads of one check. The hint of a diagnosis goes before the check's own."""
    lines = [check.message or OUTCOME_WORDS[check.outcome]]
    if check.counterexample:
        lines += ["for", *(f"    {name} = {value}" for name, value in check.counterexample.items())]
    if check.diagnosis:
        lines += ["What your code seems to do: " + check.diagnosis.title, "Hint: " + check.diagnosis.hint]
    elif check.hint:
        lines.append("Hint: " + check.hint)
    return visible("\n".join(lines))


def _summary(view: Result, course: Course) -> str:
    """What the student reads above the tests: how much holds, what was found, what being late cost."""
    modules = {lesson.id: lesson.module for lesson in course.lessons}
    lines = [f"{points(view.score)} of {points(view.max_score)} points."]
    for lesson in view.lessons:
        holding = sum(check.outcome == Outcome.PASSED for check in lesson.checks)
        lines.append(f"{lesson.id}, {lesson.title}: {holding} of {len(lesson.checks)} properties hold.")
        if lesson.status == "missing":
            module = modules[lesson.id]
            lines[-1] = f"{lesson.id}, {lesson.title}: not handed in. The file is called {module}.py or {module}.ipynb."
        if lesson.output:
            lines += ["What your code printed, or the beginning of it:", lesson.output]
    for name, late in (view.late.lessons if view.late else {}).items():
        days = "1 day" if late.days == 1 else f"{late.days} days"
        lines.append(f"{name} was due {late.due}: {days} late, {points(late.deducted)} points deducted.")
    return visible("\n".join(lines))
