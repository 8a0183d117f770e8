"""Packages are reproducible, whole or not there, and take the place of nothing that somebody else made."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import MINI
from typer.testing import CliRunner

from grader import package as packages
from grader.cli import PackageTarget, app
from grader.errors import UsageError
from grader.lms import Artefact, Exam
from grader.package import TARGETS, Target, package
from grader.sealed import read_seal
from grader.zipped import zipped

KEY = b"of the instructor"
ARTEFACT = Artefact({"setup.sh": b"#!/bin/bash\n", "exam/course.yml": b"id: mini\n"}, frozenset({"setup.sh"}))


@pytest.fixture
def target(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], list[Exam]]:
    """Put one platform in the place of another: a zip or a folder of two files. Collects what it was asked to pack."""

    def use(as_zip: bool) -> list[Exam]:
        asked: list[Exam] = []

        def make(exam: Exam) -> Artefact:
            asked.append(exam)
            return ARTEFACT

        monkeypatch.setitem(packages.TARGETS, "gradescope", Target(make, as_zip))
        return asked

    return use


def made(out: Path, *lessons: str) -> Path:
    return package("gradescope", MINI, lessons, KEY, out, "full").path


def test_every_platform_can_be_named_on_the_command_line() -> None:
    assert {target.value for target in PackageTarget} == set(TARGETS)


def test_a_zip_is_sorted_dated_and_says_what_is_a_program() -> None:
    data = zipped(ARTEFACT.files, ARTEFACT.programs)
    assert data == zipped(dict(reversed(ARTEFACT.files.items())), ARTEFACT.programs)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == ["exam/course.yml", "setup.sh"]
        modes = [stat.filemode(entry.external_attr >> 16) for entry in archive.infolist()]
        assert modes == ["-rw-r--r--", "-rwxr-xr-x"]
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {name: archive.read(name) for name in archive.namelist()} == ARTEFACT.files


def test_a_package_is_called_after_its_only_lesson(target: Callable[[bool], list[Exam]], tmp_path: Path) -> None:
    asked = target(True)
    assert made(tmp_path, "01_double").name == "gradescope-01_double.zip"
    assert made(tmp_path).name == "gradescope.zip"
    assert [[lesson.id for lesson in exam.lessons] for exam in asked] == [["01_double"], ["01_double", "02_mean"]]
    assert "sealed/02_mean.paper" not in asked[0].files
    assert "sealed/02_mean.paper" in asked[1].files


def test_a_package_made_before_is_replaced_and_no_other_file(
    target: Callable[[bool], list[Exam]], tmp_path: Path
) -> None:
    target(True)
    path = made(tmp_path, "01_double")
    before = path.read_bytes()
    assert made(tmp_path, "01_double").read_bytes() == before
    path.write_bytes(b"notes of mine")
    with pytest.raises(UsageError, match="a file that `grader package` did not write"):
        made(tmp_path, "01_double")
    assert path.read_bytes() == b"notes of mine"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_in_which_somebody_may_have_worked_stays(target: Callable[[bool], list[Exam]], tmp_path: Path) -> None:
    target(False)
    (tmp_path / "gradescope-01_double").mkdir()
    path = made(tmp_path, "01_double")
    assert {file.relative_to(path).as_posix() for file in path.rglob("*") if file.is_file()} == set(ARTEFACT.files)
    assert stat.filemode((path / "setup.sh").stat().st_mode) == "-rwxr-xr-x"
    with pytest.raises(UsageError, match="there is something already"):
        made(tmp_path, "01_double")
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("as_zip", [True, False])
def test_a_place_that_cannot_be_written_is_one_clear_message(
    target: Callable[[bool], list[Exam]], tmp_path: Path, as_zip: bool
) -> None:
    target(as_zip)
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(UsageError, match=r"cannot be written .*Choose another --out"):
        made(tmp_path / "file", "01_double")


@pytest.mark.parametrize("as_zip", [True, False])
def test_a_package_that_fails_leaves_nothing(
    target: Callable[[bool], list[Exam]], tmp_path: Path, as_zip: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    target(as_zip)

    def no_space(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(packages.os, "replace", no_space)
    with pytest.raises(UsageError, match="No space left on device"):
        made(tmp_path, "01_double")
    assert not list(tmp_path.iterdir())


def test_the_command_prints_where_the_package_is_and_notes_a_public_key(tmp_path: Path) -> None:
    options = ["--course", str(MINI), "--lesson", "01_double", "--out", str(tmp_path), "--feedback", "score"]
    run = CliRunner().invoke(app, ["package", "gradescope", *options], catch_exceptions=False)
    assert run.exit_code == 0
    assert run.stdout == f"{tmp_path / 'gradescope-01_double.zip'}\n"
    worth, public = run.stderr.splitlines()
    assert worth == "note: The exam is worth 10 points: say so on the platform too."
    assert "public default key" in public
    with zipfile.ZipFile(tmp_path / "gradescope-01_double.zip") as archive:
        archive.extractall(tmp_path / "unpacked")
    assert read_seal(tmp_path / "unpacked" / "exam").feedback == "score"
