"""Where the attacks take place: a class folder in /tmp that every user may read, canaries that every user may write,
sockets that nobody should connect to; and what all of it looked like before and after.

The class is graded three times as a whole: the honest alone, then everybody on one core, then everybody on two.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import select
import shutil
import signal
import socket
import stat
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
from attacks.attack import Attack
from conftest import MINI

from grader.collect import HandIn, collect
from grader.confine._libc import prctl
from grader.course import lesson_files
from grader.crew import open_crew
from grader.desk import Assignment
from grader.errors import UsageError
from grader.exam import PUBLIC_KEY, default_cache
from grader.gradebook import Gradebook
from grader.model import Lesson, Result, Submission
from grader.report.output import Output
from grader.run import grade_class

SET_CHILD_SUBREAPER = 36  # orphans become children of this process, so that none can hide
REFERENCE = {path.name: path.read_text(encoding="utf-8") for path in sorted(MINI.glob("solutions/*/*.py"))}
STUB = {path.name: path.read_text(encoding="utf-8") for path in sorted(MINI.glob("exercises/*/*.py"))}
HONEST = {
    "ada": REFERENCE,
    "grace": {**STUB, "double.py": REFERENCE["double.py"].replace("2 * x", "x ** 2")},
    "zoe": STUB,
}

Snapshot = dict[str, tuple[object, ...]]


class Battle(msgspec.Struct, frozen=True):
    """What happened. `runs` are the results of each grading by student, `folders` where they were written.

    `students` are the names under which an attack's hand-ins were collected beside others, `refused` the error where
    they cannot be collected alone, `handed_in` the text of each attack. `renamed` (attacks that took a neighbour's
    name), `received`, `changed` and `left` should be empty.
    """

    lessons: Sequence[Lesson]
    runs: list[dict[str, Result]]
    folders: list[Path]
    students: dict[str, list[str]]
    refused: dict[str, str]
    handed_in: dict[str, str]
    renamed: list[str]
    received: list[str]
    changed: list[str]
    left: list[str]


@contextlib.contextmanager
def fought(attacks: Mapping[str, Attack], assignment: Assignment) -> Iterator[Battle]:
    """Grade the whole class, watching everything around it."""
    root = Path(tempfile.mkdtemp(prefix="battlefield-", dir="/tmp"))
    lone = Path(tempfile.mkstemp(prefix="battlefield-canary-", dir="/tmp")[1])
    try:
        root.chmod(0o755)
        lone.write_text("precious")
        lone.chmod(0o666)
        outputs = [root / "graded" / name for name in ("alone", "one", "two")]
        with _listening() as (ports, received):
            battle = Battle(_lessons(assignment), [], outputs, {}, {}, {}, [], received, [], [])
            honest, attackers = _hand_in(attacks, root, assignment, ports, battle)
            everybody = sorted([*honest, *attackers], key=lambda submission: submission.student)
            battle.runs.append(_grade(honest, assignment, 1, outputs[0]))
            before, processes = _watched(root, lone), _descendants()
            prctl(SET_CHILD_SUBREAPER, 1)
            try:
                battle.runs.extend(_grade(everybody, assignment, jobs, outputs[jobs]) for jobs in (1, 2))
                battle.left.extend(_left(processes))
            finally:
                prctl(SET_CHILD_SUBREAPER, 0)
        after = _watched(root, lone)
        battle.changed.extend(sorted(name for name in {*before, *after} if before.get(name) != after.get(name)))
        yield battle
    finally:
        shutil.rmtree(root, ignore_errors=True)
        lone.unlink(missing_ok=True)


def _hand_in(
    attacks: Mapping[str, Attack], root: Path, assignment: Assignment, ports: Mapping[str, str], battle: Battle
) -> tuple[list[Submission], list[Submission]]:
    """Write every hand-in and collect it: those of the honest, and those of all attacks."""
    for name, files in HONEST.items():
        for filename, text in files.items():
            _write(root / "class" / name / filename, text)
    intake = assignment.course().intake
    honest = collect([root / "class"], battle.lessons, intake)
    shared = root / "canaries"
    shared.mkdir()
    shared.chmod(0o777)
    attackers: list[Submission] = []
    known = _known_places(root, battle) | ports
    for attack in attacks.values():
        canary = shared / attack.id
        canary.write_text("precious")
        canary.chmod(0o666)
        result = str(battle.folders[-1] / "results" / f"{attack.id}.json")
        places = {**known, "CANARY": str(canary), "OUTSIDE": f"{canary}.outside", "RESULT": result}
        battle.handed_in[attack.id] = attack.code(places)
        place = root / "attackers" / attack.id
        if attack.builds:
            place.mkdir(parents=True)
            place = attack.build(place, places)
        else:
            _write(place / attack.fields.get("file", "double.py"), battle.handed_in[attack.id])
        try:
            collect([place], battle.lessons, intake)
        except UsageError as error:
            battle.refused[attack.id] = str(error)
        found = collect([place, root / "class"], battle.lessons, intake)
        neighbours = [one for one in found if one.digest in {other.digest for other in honest}]
        if neighbours != honest:
            battle.renamed.append(attack.id)
        made = [one for one in found if one not in neighbours]
        battle.students[attack.id] = [one.student for one in made]
        attackers += made
    return honest, attackers


def _known_places(root: Path, battle: Battle) -> dict[str, str]:
    """What an attacker could know: paths, process ids, and the examples that the public key draws."""
    _, solution, hidden = (str(MINI / path) for path in lesson_files("01_double", "double"))
    exam = Assignment(MINI, ("01_double",), PUBLIC_KEY, "strict").exams()[0]
    asked = [example["x"] for example in exam.examples(exam.checks[0])]
    return {
        "SOLUTION": solution,
        "HIDDEN": hidden,
        "SHARED": str(root / "canaries"),
        "NEIGHBOUR": str(root / "class" / "ada" / "double.py"),
        "CACHE": str(default_cache()),
        "GRADER": str(os.getpid()),
        "PUBLIC_ANSWERS": json.dumps([[x, 2 * x] for x in asked]),
    }


def _lessons(assignment: Assignment) -> list[Lesson]:
    return [exam.lesson for exam in assignment.exams()]


def _grade(submissions: Sequence[Submission], assignment: Assignment, jobs: int, folder: Path) -> dict[str, Result]:
    """Grade and write results, as the command line does."""
    output = Output(folder, assignment.course(), _lessons(assignment), "full")
    hand_ins = [HandIn(one.student, one.student, lambda _, one=one: one) for one in submissions]
    with open_crew(assignment, jobs, None, len(hand_ins)) as crew, Gradebook(folder) as gradebook:
        return {one.student: one for one in grade_class(hand_ins, assignment, crew, gradebook, output, {})}


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@contextlib.contextmanager
def _listening() -> Iterator[tuple[dict[str, str], list[str]]]:
    """Where an attacker could call, and what has arrived there once this is left."""
    name = f"attacks-{os.getpid()}"
    with (
        socket.create_server(("127.0.0.1", 0)) as tcp,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
        socket.socket(socket.AF_UNIX) as unix,
    ):
        udp.bind(("127.0.0.1", 0))
        unix.bind(f"\0{name}")
        unix.listen()
        received: list[str] = []
        ports = {"TCP": str(tcp.getsockname()[1]), "UDP": str(udp.getsockname()[1]), "UNIX": name}
        yield ports, received
        for kind, listener in {"TCP": tcp, "UDP": udp, "UNIX": unix}.items():
            if select.select([listener], [], [], 0)[0]:
                received.append(f"{kind}: {listener.recv(1000) if listener is udp else listener.accept()[1]!r}")


def _watched(root: Path, lone: Path) -> Snapshot:
    """Everything that nobody may change. Python's own caches may come and go."""
    places = [lone]
    for folder in (MINI, root / "class", root / "attackers", root / "canaries", Path(os.__file__).parent):
        inside = folder.iterdir() if folder == Path(os.__file__).parent else folder.rglob("*")
        places += [path for path in [folder, *inside] if "__pycache__" not in path.parts]
    places += [path for path in Path("/tmp").iterdir() if path.name.startswith((root.name, lone.name))]
    return {str(path): _state(path) for path in places}


def _state(path: Path) -> tuple[object, ...]:
    """Kind, mode, owner and links; of a file also its time and its content; of a folder its entries are watched."""
    status = path.lstat()
    common = (status.st_mode, status.st_uid, status.st_gid)
    if stat.S_ISREG(status.st_mode):
        return *common, status.st_nlink, status.st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest()
    return *common, os.readlink(path) if path.is_symlink() else None


def _descendants() -> set[int]:
    """Every process that this one has started, and that those have started."""
    children: dict[int, list[int]] = {}
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            with contextlib.suppress(OSError):
                parent = (process / "stat").read_text().rpartition(")")[2].split()[1]
                children.setdefault(int(parent), []).append(int(process.name))
    found: set[int] = set()
    waiting = [os.getpid()]
    while waiting:
        new = children.get(waiting.pop(), [])
        found.update(new)
        waiting += new
    return found


def _left(before: set[int]) -> list[str]:
    """The processes that do not end by themselves once the grading is over; they are ended here."""
    left = []
    for process in sorted(_descendants() - before):
        with contextlib.suppress(ProcessLookupError):
            handle = os.pidfd_open(process)
            if not select.select([handle], [], [], 10)[0]:
                with contextlib.suppress(OSError):
                    left.append(Path(f"/proc/{process}/cmdline").read_text().replace("\0", " "))
                signal.pidfd_send_signal(handle, signal.SIGKILL)
            os.close(handle)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(process, 0)
    return left
