"""Isolation on systems weaker or stricter than this one: other users, fewer capabilities, no Landlock, no seccomp.

Each test starts the command in `sandbox.py`, which takes away from it what that system lacks.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import MINI, ROOT

from grader.confine import landlock, seccomp
from grader.confine.isolation import exposed, weaknesses

SANDBOX = Path(__file__).with_name("sandbox.py")
DOCKER_REFUSES = "unshare:EPERM,mount:EPERM,setns:EPERM,clone3:ENOSYS"
NO_LANDLOCK = "landlock:ENOSYS,clone3:ENOSYS"
SYSTEM_PYTHON = Path(f"/usr/bin/python3.{sys.version_info.minor}")
GRADE = "from grader.cli import main; main()"

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give up capabilities or become another user")
needs_landlock = pytest.mark.skipif(landlock.version() < 1, reason="this kernel has no Landlock to take away")


def grade(
    capabilities: str,
    refused: str,
    isolation: str,
    user: str = "-",
    python: str = sys.executable,
    course: Path = MINI,
    hand_in: Path | None = None,
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SANDBOX), capabilities, refused, user, python, "-c", GRADE, "grade"]
    command += [
        str(hand_in or course / "solutions" / "01_double"),
        "--course",
        str(course),
        "--lesson",
        "01_double",
        "--json",
    ]
    home = {"HOME": "/nonexistent", "XDG_CACHE_HOME": "/nonexistent"} if python != sys.executable else {}
    path = {"PYTHONPATH": str(course.parent / "site")} if python != sys.executable else {}
    environment = {**os.environ, **home, **path, "GRADER_KEY": "isolation"}
    command += ["--isolation", isolation]
    return subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, env=environment)


def layers(run: subprocess.CompletedProcess[str]) -> set[str]:
    document: dict[str, Any] = json.loads(run.stdout)
    assert document["score"] == document["max_score"]
    return {layer.partition(":")[0] for layer in document["isolation"]}


@pytest.fixture(scope="module")
def public() -> Iterator[Path]:
    """A place that every user can read: the packages that grading needs, and a private copy of the mini course."""
    if os.geteuid() != 0 or not SYSTEM_PYTHON.exists():
        pytest.skip(f"needs root, and {SYSTEM_PYTHON}, which other users can run")
    folder = Path(tempfile.mkdtemp(dir="/var/tmp"))
    folder.chmod(0o755)
    probe = (
        "import sys, runpy\nfrom typer.testing import CliRunner\nfrom grader.cli import app\n"
        f"CliRunner().invoke(app, ['grade', {str(MINI / 'solutions')!r}, '--course', {str(MINI)!r}, '--json'])\n"
        "places = {m.__file__ for m in list(sys.modules.values()) if getattr(m, '__file__', None)}\n"
        "print('\\n'.join(place for place in places if '-packages' in place))\n"
    )
    run = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True)
    (folder / "site").mkdir()
    for place in {top_level(Path(line)) for line in run.stdout.split("\n") if line}:
        for source in (place, place.with_name(place.name + ".libs")):
            if source.is_dir():
                shutil.copytree(source, folder / "site" / source.name, ignore=shutil.ignore_patterns("tests"))
            elif source.exists():
                shutil.copy(source, folder / "site")
    shutil.copytree(ROOT / "grader", folder / "site" / "grader", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(MINI, folder / "mini")
    for secret in ("solutions", "autograder_tests"):
        (folder / "mini" / secret).chmod(0o700)
    yield folder
    shutil.rmtree(folder)


def top_level(path: Path) -> Path:
    """The package or module of site-packages that a file belongs to."""
    return next(part for part in (path, *path.parents) if part.parent.name.endswith("-packages"))


@needs_root
@pytest.mark.parametrize("capabilities", ["docker", "none"])
@pytest.mark.parametrize("isolation", ["strict", "auto"])
def test_a_container_without_rights_is_strict_by_landlock(capabilities: str, isolation: str) -> None:
    assert layers(grade(capabilities, DOCKER_REFUSES, isolation)) >= {"landlock", "seccomp", "rlimits"}


@needs_landlock
def test_without_landlock_auto_reports_less_and_tells_the_instructor() -> None:
    run = grade("all", NO_LANDLOCK, "auto")
    assert "landlock" not in layers(run)
    if "uid" not in layers(run):
        (note,) = json.loads(run.stdout)["notes"]
        assert "could read the files of the user who runs the grader" in note


def test_without_seccomp_strict_is_refused_with_one_clear_message() -> None:
    run = grade("all", "seccomp:ENOSYS", "strict")
    assert (run.returncode, run.stdout) == (2, "")
    assert "could start processes and open connections (no seccomp)" in run.stderr
    assert "--isolation auto" in run.stderr
    assert "Traceback" not in run.stderr
    assert layers(grade("all", "seccomp:ENOSYS", "auto")) >= {"rlimits"}


def test_root_with_a_readable_python_becomes_another_user_too(public: Path) -> None:
    run = grade("all", "-", "strict", python=str(SYSTEM_PYTHON), course=public / "mini")
    assert layers(run) == {"landlock", "seccomp", "rlimits", "uid"}, run.stderr


@needs_landlock
def test_without_landlock_another_user_and_private_secrets_are_strict(public: Path) -> None:
    mini = public / "mini"
    run = grade("docker", NO_LANDLOCK, "strict", python=str(SYSTEM_PYTHON), course=mini)
    assert layers(run) == {"seccomp", "rlimits", "uid"}, run.stderr
    thief = public / "thief"
    thief.mkdir(mode=0o700)
    secret = mini / "solutions" / "01_double" / "double.py"
    (thief / "double.py").write_text(f"def double(x):\n    return len(open({str(secret)!r}).read())\n")
    stolen = grade("docker", NO_LANDLOCK, "strict", python=str(SYSTEM_PYTHON), course=mini, hand_in=thief)
    assert "PermissionError" in json.loads(stolen.stdout)["lessons"][0]["checks"][0]["message"]
    secret.parents[1].chmod(0o755)
    run = grade("docker", NO_LANDLOCK, "strict", python=str(SYSTEM_PYTHON), course=mini)
    secret.parents[1].chmod(0o700)
    assert run.returncode == 2
    assert f"{secret.parents[1]}" in run.stderr
    assert "chmod go-rwx" in run.stderr


@needs_landlock
def test_an_ordinary_user_is_strict_by_landlock_and_only_by_it(public: Path) -> None:
    for secret in ("solutions", "autograder_tests"):
        (public / "mini" / secret).chmod(0o755)
    try:
        strict = grade("all", "-", "strict", "65533", str(SYSTEM_PYTHON), public / "mini")
        assert layers(strict) == {"landlock", "seccomp", "rlimits"}, strict.stderr
        without = grade("all", NO_LANDLOCK, "strict", "65533", str(SYSTEM_PYTHON), public / "mini")
        assert without.returncode == 2
        assert layers(grade("all", NO_LANDLOCK, "auto", "65533", str(SYSTEM_PYTHON), public / "mini")) == {
            "seccomp",
            "rlimits",
        }
    finally:
        for secret in ("solutions", "autograder_tests"):
            (public / "mini" / secret).chmod(0o700)


def test_a_secret_is_exposed_unless_it_or_a_folder_above_is_closed() -> None:
    with tempfile.TemporaryDirectory(dir="/var/tmp") as name:  # pytest's own folders are closed to others already
        secret = Path(name) / "folder" / "secret"
        secret.parent.mkdir()
        secret.write_text("x")
        for folder in (Path(name), secret.parent):
            folder.chmod(0o755)
        secret.chmod(0o644)
        assert exposed([secret]) == [secret]
        assert exposed([secret.parent, secret]) == [secret.parent, secret]
        secret.chmod(0o600)
        assert exposed([secret]) == []
        secret.chmod(0o644)
        secret.parent.chmod(0o700)
        assert exposed([secret, secret.parent, Path(name) / "absent"]) == []


def test_weaknesses_are_properties_of_all_layers_together(tmp_path: Path) -> None:
    assert weaknesses(["landlock:7", "seccomp", "rlimits"], [tmp_path]) == []
    assert weaknesses(["seccomp", "rlimits", "uid"], []) == []
    assert len(weaknesses([], [])) == 3
    assert "no landlock" in weaknesses(["seccomp", "rlimits"], [])[0]
    assert weaknesses(["uid", "landlock:1", "rlimits"], []) == ["start processes and open connections (no seccomp)"]


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_system_call_numbers_are_those_of_libseccomp(machine: str) -> None:
    """An independent table: Debian's package `seccomp`, which CI installs."""
    resolver = shutil.which("scmp_sys_resolver")
    if resolver is None:
        pytest.skip("needs scmp_sys_resolver (Debian package seccomp)")
    column = ["x86_64", "aarch64"].index(machine)
    special = {"open": seccomp.OPEN, "openat": seccomp.OPENAT, "fcntl": seccomp.FCNTL, "ioctl": seccomp.IOCTL}
    special |= {"prlimit64": seccomp.PRLIMIT64, "tgkill": seccomp.TGKILL, "clone3": seccomp.CLONE3}
    table = {**seccomp.ALLOWED, **special}
    for name, numbers in table.items():
        run = subprocess.run([resolver, "-a", machine, name], capture_output=True, text=True, check=True)
        known = int(run.stdout)
        assert numbers[column] == (known if known >= 0 else None), name


def test_there_is_a_filter_for_each_architecture_and_none_for_others() -> None:
    programs = [seccomp.program(machine, 1) for machine in ("x86_64", "aarch64")]
    assert programs[0] != programs[1]
    assert all(len(program) % 8 == 0 and len(program) // 8 < 4096 for program in programs)
    with pytest.raises(KeyError):
        seccomp.program("riscv64", 1)


def decided(program: bytes, number: int, arguments: Sequence[int] = (), architecture: int = 0xC000003E) -> int:
    """What the filter returns for one system call: the kernel's little machine, played here."""
    data = struct.pack("<iIQ6Q", number, architecture, 0, *[*arguments, 0, 0, 0, 0, 0, 0][:6])
    place = loaded = 0
    while True:
        code, if_true, if_false, value = struct.unpack_from("<HBBI", program, 8 * place)
        place += 1
        if code == 0x20:
            (loaded,) = struct.unpack_from("<I", data, value)
        elif code == 0x06:
            return int(value)
        else:
            holds = {0x15: loaded == value, 0x35: loaded >= value, 0x45: bool(loaded & value)}[code]
            place += if_true if holds else if_false


@pytest.mark.parametrize(("machine", "architecture"), [("x86_64", 0xC000003E), ("aarch64", 0xC00000B7)])
def test_the_filter_allows_what_the_table_lists_and_nothing_else(machine: str, architecture: int) -> None:
    column = ["x86_64", "aarch64"].index(machine)
    program = seccomp.program(machine, 77)
    allowed = {numbers[column] for numbers in seccomp.ALLOWED.values()} - {None}
    # open for reading, fcntl's DUPFD; openat's flags come third; prlimit64 with null asks and does not set
    allowed |= {seccomp.OPENAT[column], seccomp.FCNTL[column], seccomp.PRLIMIT64[column]}
    allowed |= {seccomp.OPEN[column]} - {None}
    found = {n for n in range(1024) if decided(program, n, architecture=architecture) == 0x7FFF0000}
    assert found == allowed

    tgkill, openat = seccomp.TGKILL[column], seccomp.OPENAT[column]
    assert decided(program, tgkill, [77], architecture) == 0x7FFF0000
    assert decided(program, tgkill, [78], architecture) != 0x7FFF0000
    assert decided(program, openat, [0, 0, os.O_WRONLY], architecture) == 0x00050000 | errno.EACCES
    assert decided(program, 0, architecture=0x40000003) == 0x80000000  # another architecture's calls end the process
