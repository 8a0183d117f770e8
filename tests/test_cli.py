"""The command line, started as an instructor starts it: output, files, exit codes."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

LESSON = "03_update_step"


def grader(*arguments: object, cwd: Path = ROOT, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from grader.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env=env)


@pytest.fixture
def hand_ins(tmp_path: Path) -> Path:
    """Four students: right, uphill, untouched, broken."""
    sources = {
        "ada": ROOT / "solutions" / LESSON / "update_step.py",
        "ben": ROOT / "autograder_tests" / LESSON / "wrong" / "uphill.py",
        "cleo": ROOT / "exercises" / LESSON / "update_step.py",
    }
    for name, source in sources.items():
        (tmp_path / "class" / name).mkdir(parents=True)
        shutil.copy(source, tmp_path / "class" / name / "update_step.py")
    (tmp_path / "class" / "dan").mkdir()
    (tmp_path / "class" / "dan" / "update_step.py").write_text("def update_step(w, gradient:\n")
    return tmp_path / "class"


def results(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((out / "results").iterdir())}


def test_version_names_the_product() -> None:
    assert grader("--version").stdout.startswith("downslope 0.")


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom typer.testing import CliRunner\nfrom grader.cli import app\n"
        "assert 'grade' in CliRunner().invoke(app, ['--help']).stdout\n"
        "print([m for m in ('numpy', 'hypothesis', 'pytest', 'matplotlib', 'jinja2', 'yaml') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.strip() == "[]"


def test_grading_a_script_never_imports_what_only_others_need(hand_ins: Path, tmp_path: Path) -> None:
    code = (
        "import sys\nfrom grader.cli import app\n"
        f"sys.argv = ['grader', 'grade', {str(hand_ins / 'ada')!r}, '--lesson', {LESSON!r}, '--json']\n"
        "try:\n    app()\nexcept SystemExit:\n    pass\n"
        "bad = ('pytest', '_pytest', 'matplotlib', 'pandas', 'nbformat', 'scipy')\n"
        "print([m for m in bad if m in sys.modules], file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stderr.strip() == "[]"
    assert json.loads(run.stdout)["score"] == 10


def test_a_class_gives_a_table_files_and_exit_code_0(hand_ins: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run = grader("grade", hand_ins, "--lesson", LESSON, "--out", out)
    assert run.returncode == 0, run.stderr
    rows = [line.split() for line in run.stdout.splitlines()]
    assert rows[0][:3] == ["student", "score", "03"]
    assert [row[:2] for row in rows[2:]] == [["ada", "10/10"], ["ben", "1/10"], ["cleo", "0/10"], ["dan", "0/10"]]
    assert "step_of_a_number: Expected 4.6, got 5.4." in run.stdout
    assert "not started" in run.stdout
    assert "SyntaxError" in run.stdout
    assert "\x1b" not in run.stdout + run.stderr
    grades = list(csv.DictReader((out / "grades.csv").read_text().splitlines()))
    assert [(row["student"], row["status"], row["score"]) for row in grades] == [
        ("ada", "graded", "10"),
        ("ben", "graded", "1"),
        ("cleo", "graded", "0"),
        ("dan", "graded", "0"),
    ]
    assert sorted(path.name for path in out.iterdir()) == [
        "feedback",
        "gradebook.db",
        "gradebook.lock",
        "grades.csv",
        "report.html",
        "results",
    ]
    assert sorted(results(out)) == ["ada.json", "ben.json", "cleo.json", "dan.json"]
    assert sorted(path.name for path in (out / "feedback").iterdir())[0] == "ada.html"


def test_two_runs_and_two_jobs_give_identical_results(hand_ins: Path, tmp_path: Path) -> None:
    runs = []
    for number, jobs in enumerate([1, 1, 2]):
        out = tmp_path / f"out{number}"
        assert grader("grade", hand_ins, "--lesson", LESSON, "--out", out, "--jobs", jobs).returncode == 0
        runs.append((results(out), (out / "grades.csv").read_bytes()))
    assert runs[0] == runs[1] == runs[2]


def test_another_key_gives_other_examples_and_the_same_verdicts(hand_ins: Path, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("secret")
    documents = []
    for arguments in ([], ["--key-file", tmp_path / "key"]):
        run = grader("grade", hand_ins / "ben", "--lesson", LESSON, "--json", *arguments)
        documents.append(json.loads(run.stdout))
    default, keyed = documents
    outcomes = [[check["outcome"] for check in one["lessons"][0]["checks"]] for one in documents]
    assert outcomes[0] == outcomes[1]
    assert [note for note in default["notes"] if "public default key" in note]
    assert keyed["notes"] == []


def test_json_prints_the_result_and_nothing_else(hand_ins: Path, tmp_path: Path) -> None:
    run = grader("grade", hand_ins / "ben", "--course", ROOT, "--lesson", LESSON, "--json", cwd=tmp_path)
    document = json.loads(run.stdout)
    assert document["schema"] == "grader.result/1"
    assert document["student"] == "ben"
    assert run.stderr == ""
    assert not (tmp_path / "graded").exists()


def test_json_equals_the_file_that_a_class_run_writes(hand_ins: Path, tmp_path: Path) -> None:
    grader("grade", hand_ins, "--lesson", LESSON, "--out", tmp_path / "out")
    run = grader("grade", hand_ins / "ben", "--lesson", LESSON, "--json")
    assert run.stdout.encode() == results(tmp_path / "out")["ben.json"]


def test_feedback_level_decides_what_the_students_page_shows(hand_ins: Path, tmp_path: Path) -> None:
    pages = {}
    for level in ("full", "hints", "score"):
        out = tmp_path / level
        grader("grade", hand_ins / "ben", "--lesson", LESSON, "--out", out, "--feedback", level)
        pages[level] = (out / "feedback" / "ben.html").read_text()
    assert ["got 5.4" in pages[level] for level in pages] == [True, False, False]
    assert ["Hint." in pages[level] for level in pages] == [True, True, False]
    assert all("1 / 10" in page for page in pages.values())


def test_a_lesson_file_of_any_name_can_be_graded_with_lesson(tmp_path: Path) -> None:
    wrong = ROOT / "autograder_tests" / LESSON / "wrong" / "uphill.py"
    run = grader("grade", wrong, "--lesson", LESSON, "--json")
    assert json.loads(run.stdout)["score"] == 1


def test_a_notebook_is_graded_by_its_code_cells(tmp_path: Path) -> None:
    code = (ROOT / "solutions" / LESSON / "update_step.py").read_text(encoding="utf-8")
    cells = [
        {"cell_type": "markdown", "source": ["# my work\n", "raise ValueError"]},
        {"cell_type": "code", "source": ["%matplotlib inline\n", "!pip install nothing\n", "import numpy as np"]},
        {"cell_type": "code", "source": code.splitlines(keepends=True), "outputs": [{"text": "x" * 100_000}]},
        {"cell_type": "code", "source": "%%bash\nrm -rf /"},
        {"cell_type": "code", "source": "np.ones?\nprint('done')"},
    ]
    (tmp_path / "eva").mkdir()
    (tmp_path / "eva" / "update_step.ipynb").write_text(json.dumps({"nbformat": 4, "cells": cells}))
    document = json.loads(grader("grade", tmp_path / "eva", "--lesson", LESSON, "--json").stdout)
    assert (document["student"], document["score"]) == ("eva", 10)
    assert document["submission"]["files"] == ["update_step.ipynb"]


def test_a_mistake_in_one_lesson_costs_that_lesson_only(hand_ins: Path, tmp_path: Path) -> None:
    shutil.copy(ROOT / "solutions" / "10_ewma" / "ewma.py", hand_ins / "dan" / "ewma.py")
    run = grader("grade", hand_ins / "dan", "--json", "--lesson", LESSON, "--lesson", "10_ewma")
    document = json.loads(run.stdout)
    assert [lesson["score"] for lesson in document["lessons"]] == [0, 10]
    assert "line 1: def update_step(w, gradient:" in document["lessons"][0]["checks"][0]["message"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere"], "nowhere: no such file or folder."),
        (["examples", "--lesson", "99_magic"], "no lesson '99_magic' in downslope. Its lessons: 01_derivative"),
        (["examples", "--course", "docs"], "docs/course.yml: no such file. Name the course's folder with --course."),
        (["README.md"], "a submission is a .py file"),
        (["grader/report/templates"], "no submissions here"),
        (["examples/class", "--json"], "--json prints one result"),
        (["examples/class", "--key-file", "nokey"], "nokey: the key file cannot be read"),
    ],
)
def test_wrong_usage_is_exit_code_2_and_one_clear_message(arguments: list[str], words: str) -> None:
    run = grader("grade", *arguments)
    assert run.returncode == 2
    assert words in run.stderr
    assert "Traceback" not in run.stderr
    assert run.stdout == ""


def test_a_broken_course_lists_every_problem_with_line_and_field(tmp_path: Path) -> None:
    (tmp_path / "course.yml").write_text("id: 7\ntitle: T\nlessons:\n  - title: no id\n    wait: 1\n")
    run = grader("grade", ".", cwd=tmp_path)
    assert run.returncode == 2
    for words in (
        "line 1: id:",
        "version: missing",
        "line 4: lessons[0].id: missing",
        "line 5: lessons[0].wait: unknown",
    ):
        assert words in run.stderr
    assert "Traceback" not in run.stderr


def test_an_unwritable_output_folder_is_a_clear_message(hand_ins: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    run = grader("grade", hand_ins / "ada", "--lesson", LESSON, "--out", tmp_path / "file")
    assert run.returncode == 2
    assert "cannot write results here" in run.stderr


def test_a_fault_of_the_grader_is_exit_code_1_and_no_zero(tmp_path: Path, hand_ins: Path) -> None:
    """A course with a hidden test that fails by itself, before the submission has said anything."""
    course = tmp_path / "course"
    for folder in ("exercises", "solutions", "autograder_tests"):
        shutil.copytree(ROOT / folder / LESSON, course / folder / LESSON)
    (course / "course.yml").write_text(
        f"id: c\ntitle: T\nversion: '1'\nlessons:\n  - id: {LESSON}\n    title: L\n    points: 1\n"
    )
    test = course / "autograder_tests" / LESSON / "test_hidden_update_step.py"
    test.write_text(
        "import os\nfrom grader.checks import check\n"
        "@check(points=1, hint='h')\n"
        "def test_it(submission, reference):\n    '''It works.'''\n"
        "    assert 'TROUBLE' not in os.environ or 1 / 0\n"
        "    submission.update_step(1.0, 1.0, 1.0)\n"
    )
    command = ["grade", hand_ins / "ada", hand_ins / "ben", "--course", course, "--out", tmp_path / "out"]
    assert grader(*command).returncode == 0  # and the exam has been proven
    run = grader(*command, "--fresh", env={**os.environ, "TROUBLE": "1"})
    assert run.returncode == 1
    assert "ZeroDivisionError" in run.stderr
    documents = {name: json.loads(data) for name, data in results(tmp_path / "out").items()}
    assert documents["ben.json"]["status"] == "ungraded"
    assert "not your mistake" in documents["ben.json"]["lessons"][0]["checks"][0]["message"]
    grades = {row["student"]: row for row in csv.DictReader((tmp_path / "out" / "grades.csv").read_text().splitlines())}
    assert grades["ben"]["score"] == ""
