"""A course as one value that can travel to another machine: the files that grading needs, and a digest of them.

The receiving side checks the digest and that its versions draw the same exam.
"""

from __future__ import annotations

import atexit
import hashlib
import shutil
import tempfile
import threading
import zlib
from functools import cache
from pathlib import Path, PurePosixPath

import msgspec

from grader.course import FILENAME
from grader.desk import Assignment
from grader.errors import CourseError, GraderError
from grader.model import Isolation

_FOLDERS = ("exercises", "solutions", "autograder_tests")
_APART = {"correct", "__pycache__"}
_NOT_NEEDED = {".md", ".svg", ".pyc"}
_unpacking = threading.Lock()  # a worker's threads come at the same time


class Bundle(msgspec.Struct, frozen=True):
    """A course's files as compressed MessagePack, the digest of that, and what to grade against."""

    files: bytes
    digest: str
    lessons: tuple[str, ...]
    key: bytes
    isolation: Isolation
    exam: str  # the digest of the assignment where it was packed

    def assignment(self) -> Assignment:
        """The same assignment here: unpacked once per process into a folder that only this user can read.

        `GraderError` when the files have changed on the way, or when this machine would set another exam.
        """
        with _unpacking:
            return _unpacked(self)


def pack(assignment: Assignment) -> Bundle:
    """The course of an assignment with everything that grading needs: stubs, references and hidden tests."""
    root = assignment.root
    found = [path for name in _FOLDERS for path in sorted((root / name).rglob("*"))]
    names = [path.relative_to(root) for path in found if path.suffix not in _NOT_NEEDED and path.is_file()]
    kept = [Path(FILENAME), *(name for name in names if _APART.isdisjoint(name.parts))]
    data = zlib.compress(msgspec.msgpack.encode({name.as_posix(): (root / name).read_bytes() for name in kept}))
    return Bundle(data, _digest(data), assignment.lessons, assignment.key, assignment.isolation, assignment.digest())


@cache
def _unpacked(bundle: Bundle) -> Assignment:
    if _digest(bundle.files) != bundle.digest:
        raise GraderError("the course arrived damaged: its digest is not the one that was sent. Run again.")
    root = Path(tempfile.mkdtemp(prefix="downslope-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    for name, content in msgspec.msgpack.decode(zlib.decompress(bundle.files), type=dict[str, bytes]).items():
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            raise CourseError("the bundle", [f"{name}: leads out of the course's folder"])
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    assignment = Assignment(root, bundle.lessons, bundle.key, bundle.isolation)
    if assignment.digest() != bundle.exam:
        raise GraderError(
            "a machine of the cluster would set another exam: Python, numpy, hypothesis, msgspec and downslope need "
            "the same versions there as here. Install the same ones everywhere, then run again."
        )
    return assignment


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
