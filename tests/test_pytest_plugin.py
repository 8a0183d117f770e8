"""What a student sees of the visible tests, and an author of the hidden ones: pytest is started as they start it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

LESSON = "03_update_step"
FRAMEWORK = ("site-packages", "_pytest", "pluggy", "grader/", "AssertionError", "Traceback", "def test_")


def run_pytest(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def exercises(tmp_path: Path) -> Path:
    """A student's copy: the exercises, all untouched."""
    shutil.copytree(ROOT / "exercises", tmp_path / "exercises", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def write(exercises: Path, code: str) -> None:
    (exercises / "exercises" / LESSON / "update_step.py").write_text(code, encoding="utf-8")


def wrong(name: str) -> str:
    return (ROOT / "autograder_tests" / LESSON / "wrong" / f"{name}.py").read_text(encoding="utf-8")


def test_untouched_stubs_are_not_started_and_no_failure(exercises: Path) -> None:
    run = run_pytest(exercises, "exercises")
    assert run.returncode == 0
    lessons = sorted(path.name for path in (exercises / "exercises").iterdir())
    for lesson in lessons:
        assert f"\n{lesson}" in run.stdout
    assert run.stdout.count("not started") == len(lessons)
    assert f"next: read exercises/{LESSON}/README.md, then fill in update_step.py" in run.stdout
    assert "FAILURES" not in run.stdout
    assert run.stdout.count("Hidden tests ask more") == 1


def test_one_lesson_can_be_run_alone(exercises: Path) -> None:
    run = run_pytest(exercises, f"exercises/{LESSON}")
    assert run.returncode == 0
    assert "10_ewma" not in run.stdout


def test_a_wrong_answer_shows_expected_got_and_hint_and_no_framework_lines(exercises: Path) -> None:
    write(exercises, wrong("uphill"))
    run = run_pytest(exercises, f"exercises/{LESSON}")
    assert run.returncode == 1
    assert (
        "Right of the minimum the slope is positive, so the step goes left.\n"
        "    assert update_step(5.0, 4.0, 0.1) == approx(4.6)\n"
        "expected: 4.6\n"
        "got:      5.4\n"
        "Hint: w minus learning_rate times gradient.\n"
    ) in run.stdout
    assert f"{LESSON}  3 of 9 pass" in run.stdout
    assert "next: Right of the minimum" in run.stdout
    assert not [words for words in FRAMEWORK if words in run.stdout.partition("collected")[2]]


def test_printing_instead_of_returning_is_said_in_words(exercises: Path) -> None:
    write(exercises, wrong("prints"))
    run = run_pytest(exercises, f"exercises/{LESSON}")
    assert "got:      None (a function must return its answer; printing it is not enough)" in run.stdout


def test_an_exception_is_shown_with_the_students_own_line(exercises: Path) -> None:
    write(exercises, "def update_step(w, gradient, learning_rate):\n    return w - rate * gradient\n")
    run = run_pytest(exercises, f"exercises/{LESSON}", "-k", "right")
    assert "ImportError" in run.stdout  # update_parameters is missing altogether
    write(exercises, wrong("uphill").replace("w + learning_rate", "w - rate"))
    run = run_pytest(exercises, f"exercises/{LESSON}", "-k", "right")
    assert run.returncode == 1
    assert (
        "NameError: name 'rate' is not defined\n    update_step.py, line 12: return w - rate * gradient" in run.stdout
    )


def test_a_syntax_error_stops_its_own_lesson_only(exercises: Path) -> None:
    write(exercises, "def update_step(w, gradient:\n")
    run = run_pytest(exercises, "exercises")
    assert run.returncode == 1
    assert "update_step.py, line 1: def update_step(w, gradient:" in run.stdout
    assert f"{LESSON} cannot run next: fix the error in update_step.py" in " ".join(run.stdout.split())
    assert run.stdout.count("not started") == len(list((exercises / "exercises").iterdir())) - 1


def test_who_passes_every_visible_test_is_told_that_there_are_others(exercises: Path) -> None:
    write(exercises, (ROOT / "solutions" / LESSON / "update_step.py").read_text(encoding="utf-8"))
    run = run_pytest(exercises, f"exercises/{LESSON}")
    assert run.returncode == 0
    assert run.stdout.splitlines()[-3:-1] == [
        f"{LESSON}  9 of 9 pass       next: fill in PREDICT if you have not, and go on to the following lesson",
        "These are the visible tests. Hidden tests ask more, and the points come from those.",
    ]
    words = run.stdout.partition("lessons =")[2].lower().split()
    assert words
    assert not {"all", "everything", "done", "complete", "correct", "finished"} & set(words)


def test_every_reference_passes_its_visible_tests(exercises: Path) -> None:
    shutil.copytree(ROOT / "solutions", exercises / "exercises", dirs_exist_ok=True)
    run = run_pytest(exercises, "exercises")
    assert run.returncode == 0, run.stdout
    assert "skipped" not in run.stdout.splitlines()[-1]


def test_hidden_properties_hold_for_the_reference() -> None:
    run = run_pytest(ROOT, f"autograder_tests/{LESSON}", "-q")
    assert run.returncode == 0, run.stdout
    assert "passed" in run.stdout
    assert "visible tests" not in run.stdout


def test_hidden_properties_judge_a_submission_in_a_confined_worker(tmp_path: Path) -> None:
    (tmp_path / "update_step.py").write_text(wrong("uphill"), encoding="utf-8")
    run = run_pytest(ROOT, f"autograder_tests/{LESSON}", "-q", "--submission", str(tmp_path))
    assert run.returncode == 1
    assert "Mismatch: expected 4.6, got 5.4" in run.stdout or "expected -5.0, got 7.0" in run.stdout
    assert "8 failed, 3 passed" in run.stdout  # predictions, flat places and untouched dicts do not depend on the sign


def test_a_submission_that_reads_the_disk_fails_under_pytest_too(tmp_path: Path) -> None:
    (tmp_path / "update_step.py").write_text("print(open('/etc/passwd').read())", encoding="utf-8")
    run = run_pytest(ROOT, f"autograder_tests/{LESSON}", "-q", "--submission", str(tmp_path))
    assert run.returncode == 1
    assert "PermissionError" in run.stdout
    assert "root:x" not in run.stdout


def test_a_stub_is_skipped_by_the_hidden_properties() -> None:
    stub = f"exercises/{LESSON}/update_step.py"
    run = run_pytest(ROOT, f"autograder_tests/{LESSON}", "-q", "--submission", stub)
    assert run.returncode == 0
    assert "11 skipped" in run.stdout


def test_a_submission_that_does_not_exist_is_one_clear_message() -> None:
    run = run_pytest(ROOT, f"autograder_tests/{LESSON}", "-q", "--submission", "nowhere")
    assert run.returncode == 1
    assert "nowhere: no such file or folder." in run.stdout
