"""The wheel in a package is one for pip: it installs without an index, and the engine runs from there."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

from grader import wheel as wheels
from grader.errors import UsageError
from grader.wheel import make_wheel


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which pip has installed the wheel alone."""
    folder, target = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("installed")
    made = make_wheel()
    (folder / made.filename).write_bytes(made.content)
    options = ["--no-deps", "--no-index", "--no-compile", "--disable-pip-version-check", "--target", str(target)]
    run = subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, str(folder / made.filename)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return target


def test_the_engine_runs_from_where_pip_put_it(installed: Path) -> None:
    code = "import grader, sys; print(grader.__file__); from grader.cli import main; main()"
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-P", "-c", code, "--version"]
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, cwd="/")
    assert run.stdout.splitlines() == [str(installed / "grader" / "__init__.py"), "downslope 0.1.0"]
    assert (installed / "bin" / "grader").exists()  # the command of its entry point


def test_it_holds_what_hatchling_would_put_in(installed: Path) -> None:
    """An independent build of the same source, by the build backend itself."""
    from hatchling.builders.wheel import WheelBuilder

    (built,) = WheelBuilder(str(ROOT)).build(directory=str(installed.parent / "built"), versions=["standard"])
    with zipfile.ZipFile(built) as theirs, zipfile.ZipFile(io.BytesIO(make_wheel().content)) as ours:
        names = {name for name in theirs.namelist() if "/licenses/" not in name}
        assert set(ours.namelist()) == names
        engine = {name for name in names if name.startswith("grader/")}
        assert {name: ours.read(name) for name in engine} == {name: theirs.read(name) for name in engine}


def test_equal_engines_give_equal_wheels_without_anything_of_this_machine() -> None:
    made = make_wheel()
    assert make_wheel() == made
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        assert not [name for name in archive.namelist() if str(ROOT).encode() in archive.read(name)]


def test_source_that_was_never_installed_is_one_clear_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wheels, "_NAME", "downslope-that-is-not-there")
    with pytest.raises(UsageError, match=r"not installed here.*pip install -e \."):
        make_wheel()
