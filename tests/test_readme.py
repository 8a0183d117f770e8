"""The README says the truth: its first command prints what it shows, its links lead somewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from conftest import ROOT

from grader.course import load_course

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_first_command_prints_what_the_readme_shows(tmp_path: Path) -> None:
    command = re.search(r"```\npip install -e \. && grader (.*)\n```\n```\n(.*?)```", README, re.DOTALL)
    assert command is not None
    code = "from grader.cli import main; main()"
    arguments = [sys.executable, "-c", code, *command[1].split(), "--out", str(tmp_path)]
    run = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout == command[2]


def test_ci_calls_exactly_the_readmes_commands() -> None:
    commands = [line for line in README.splitlines() if line.startswith("pip install")]
    assert len(commands) == 2
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [line for line in script if line.startswith("pip install -e")] == commands


def test_links_lead_to_files() -> None:
    for page in [
        ROOT / "README.md",
        ROOT / "ARCHITECTURE.md",
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("exercises/*/README.md"),
    ]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_example_student_is_described() -> None:
    students = sorted(path.name for path in (ROOT / "examples" / "class").iterdir())
    described = re.findall(
        r"^\| `(\w+)` \|", (ROOT / "examples" / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert students == described
    assert len(students) == 12


def test_the_whole_story_shows_every_lessons_picture_and_how_to_draw_ones_own() -> None:
    page = (ROOT / "docs" / "from-slope-to-network.md").read_text(encoding="utf-8")
    for lesson in load_course(ROOT).lessons:
        assert f"](../exercises/{lesson.id}/figure.svg)" in page
        assert f"`grader show {lesson.id[:2]} --submission exercises/{lesson.id}`" in page


def test_a_picture_of_the_story_is_drawn_by_a_students_own_code(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "from-slope-to-network.md").read_text(encoding="utf-8")
    command = re.search(r"```\ngrader (.*)\n```", page)
    assert command is not None
    arguments = [sys.executable, "-c", "from grader.cli import main; main()", *command[1].split()]
    arguments[arguments.index("exercises/07_backprop")] = str(ROOT / "solutions" / "07_backprop")
    subprocess.run([*arguments, "--course", str(ROOT)], cwd=tmp_path, capture_output=True, text=True, check=True)
    drawn = (tmp_path / "07_backprop.svg").read_text(encoding="utf-8")
    assert drawn == (ROOT / "exercises" / "07_backprop" / "figure.svg").read_text(encoding="utf-8")
