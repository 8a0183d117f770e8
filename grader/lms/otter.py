"""Otter: the autograder.zip of one lesson for `otter run` and `otter grade`, and a result in Otter's words.

Its tests are placeholders, a place for each check's score. They hold no answer and cannot pass: all scores are set by
the plugin in `otter_plugin.py`, which is the only module that imports Otter.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from importlib.metadata import requires
from typing import Any, NamedTuple

from grader.errors import UsageError
from grader.exam import load_lesson
from grader.lms import Artefact, Exam
from grader.lms.gradescope import explanation
from grader.model import Feedback, Outcome, Result
from grader.report.results import student_view
from grader.report.table import points
from grader.score import score_check, tidy
from grader.show import visible
from grader.wheel import make_wheel

EXAM = "files/exam"
PLUGIN = "grader.lms.otter_plugin.Downslope"
_CONDA = "/opt/miniforge3"  # where every user can read it: a worker may run as another one
_PYTHON = f"{_CONDA}/envs/otter-env/bin/python"
_TEST = '''\
"""A place for the score of one check. It fails by itself: the plugin of this autograder sets every score."""

OK_FORMAT = False

from otter.test_files import test_case

name = {name!r}


@test_case(name={title!r}, points={points!r}, hidden={hidden!r})
def placeholder():
    raise AssertionError("Not graded: the plugin of this autograder did not run.")
'''
_RUN_OTTER = '''\
"""Grades the submission beside this folder, as Otter does in its containers."""

from pathlib import Path

from otter.run.run_autograder import main

if __name__ == "__main__":
    here = Path(__file__).resolve().parents[1]
    metadata = here / "submission_metadata.json"
    if not metadata.is_file() or not metadata.read_bytes():  # `otter grade` makes an empty one, which is no JSON
        metadata.write_text("{}")
    main(str(here))
'''
_RUN_AUTOGRADER = f"""\
#!/usr/bin/env bash
# The engine is installed here, since setup.sh runs before files/ is in the image. Nothing is downloaded.
set -e
{_PYTHON} -m pip install --quiet --no-deps --no-index /autograder/source/files/*.whl
chmod -R go-rwx /autograder
exec {_PYTHON} /autograder/source/run_otter.py
"""
_SETUP = f"""\
#!/usr/bin/env bash
# The Python that grades: Miniforge, with what environment.yml names.
set -e
apt-get update
apt-get install -y wget
wget -nv -O /tmp/miniforge.sh \\
    "https://github.com/conda-forge/miniforge/releases/download/25.3.1-0/Miniforge3-Linux-$(uname -m).sh"
bash /tmp/miniforge.sh -b -p {_CONDA}
rm /tmp/miniforge.sh
{_CONDA}/bin/mamba env create -y -f /autograder/source/environment.yml
"""


class Case(NamedTuple):
    """What Otter is to show and count for one check."""

    name: str
    passed: bool
    score: float
    possible: float
    message: str


def artefact(exam: Exam) -> Artefact:
    """The autograder's files. `UsageError` for several lessons: Otter grades one file."""
    if len(exam.lessons) != 1:
        raise UsageError(f"Otter grades one file, not {len(exam.lessons)} lessons. Make a package for each lesson.")
    (lesson,) = exam.lessons
    files = {f"{EXAM}/{name}": content for name, content in exam.files.items()}
    checks, _, _ = load_lesson(exam.course, lesson)
    for place, check in enumerate(checks):
        possible = tidy(score_check(lesson, check, None).max_points)
        test = _TEST.format(name=check.id, title=check.title, points=possible, hidden=check.hidden)
        files[f"tests/{place:03}_{check.id}.py"] = test.encode()  # Otter sorts them
    wheel = make_wheel()
    versions = json.loads(exam.files["sealed/seal.json"])["versions"]
    files |= {
        f"files/{wheel.filename}": wheel.content,
        "run_autograder": _RUN_AUTOGRADER.encode(),
        "run_otter.py": _RUN_OTTER.encode(),
        "setup.sh": _SETUP.encode(),
        "environment.yml": _as_json(_environment(versions)),  # JSON is YAML
        "otter_config.json": _as_json(_config(exam.feedback)),
    }
    return Artefact(files, frozenset({"run_autograder", "setup.sh"}))


def cases(result: Result, level: Feedback) -> list[Case]:
    """What the student may see of each check of the one lesson, in words."""
    (lesson,) = student_view(result, level).lessons
    return [
        Case(check.id, check.outcome == Outcome.PASSED, check.points, check.max_points, explanation(check))
        for check in lesson.checks
    ]


def printed(result: Result, level: Feedback) -> str | None:
    """What the submission printed, if the student may see it."""
    (lesson,) = student_view(result, level).lessons
    return lesson.output and f"What your code printed, or the beginning of it:\n{visible(lesson.output)}"


def instructors_report(result: Result) -> str:
    """All that is known of the submission: what confined it, notes, and each check with what happened."""
    lines = [f"{visible(name)} ({result.submission.digest})" for name in result.submission.files]
    lines += [f"isolation: {', '.join(result.isolation)}", *(f"note: {note}" for note in result.notes)]
    for lesson in result.lessons:
        lines.append(f"{lesson.id}: {points(lesson.score)} of {points(lesson.max_score)} points")
        for check in lesson.checks:
            lines.append(f"{check.outcome}: {check.id}, {points(check.points)} of {points(check.max_points)} points")
            lines += _indented(explanation(check).split("\n") if check.outcome != Outcome.PASSED else [])
        lines += ["printed:", *_indented(visible(lesson.output).split("\n"))] if lesson.output else []
    return "\n".join(lines)


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def _config(level: Feedback) -> dict[str, Any]:
    """Otter's settings. Texts are made for the student's eyes, so hidden checks may be shown once grades are out.

    Otter's own summary of public tests says that all passed when there are none, so it is left out.
    """
    return {
        "show_hidden": True,
        "show_all_public": True,
        "force_public_test_summary": False,
        "show_stdout": False,
        "print_summary": False,
        "grade_from_log": False,
        "pdf": False,
        "miniconda_path": _CONDA,
        "plugins": [{PLUGIN: {"exam": EXAM, "feedback": level}}],
    }


def _environment(versions: dict[str, str]) -> dict[str, Any]:
    """A conda environment with this Python, Otter, and what the engine needs, in the versions that drew the papers."""
    needs = [need for need in requires("downslope") or [] if "extra ==" not in need]
    pins = [f"{name}=={versions[name]}" for name in sorted(versions.keys() - {"downslope"})]
    pip: Sequence[str] = ["otter-grader[grading]>=6", *needs, *pins]
    python = f"python={sys.version_info.major}.{sys.version_info.minor}"
    return {"name": "otter-env", "channels": ["conda-forge"], "dependencies": [python, "pip", {"pip": pip}]}


def _as_json(value: object) -> bytes:
    return (json.dumps(value, indent=2) + "\n").encode()
