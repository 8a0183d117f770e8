"""What a package runs on the platform: `python -m grader.lms_run PLATFORM`, in the folder that the platform prescribes.

It reads the platform's files, grades one submission and writes one document. Formats are in `lms/`.
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import get_args

import msgspec

from grader.lms import Shown
from grader.model import Times
from grader.packaged import grade_packaged

_METADATA = "submission_metadata.json"


class User(msgspec.Struct, frozen=True):
    """One of those who handed in together."""

    name: str | None = None
    email: str | None = None


class Metadata(msgspec.Struct, frozen=True):
    """What is read of Gradescope's `submission_metadata.json`; there is more in it."""

    created_at: datetime | None = None
    users: list[User] = []

    @property
    def names(self) -> str:
        """Whose submission it is, to be shown and never used as a path."""
        return " and ".join(name for user in self.users if (name := user.name or user.email)) or "student"

    @property
    def times(self) -> Times:
        """When it was handed in. A time without its offset from UTC could be any."""
        when = self.created_at
        return Times(when if when is not None and when.tzinfo is not None else None)


def gradescope(root: Path, hidden_checks: Shown = "visible") -> int:
    """Grade `submission` with `source/exam`, and write `results/results.json`. 0, or 1 if it could not be graded.

    The instructor's document goes to stdout, which Gradescope shows to instructors only.
    """
    try:
        metadata = _metadata(root / _METADATA)
        private = [root / "source", root / "results", root / _METADATA]
        exam, submission = root / "source" / "exam", root / "submission"
        graded = grade_packaged(exam, submission, metadata.names, times=metadata.times, private=private)
        from grader.lms.gradescope import results_json  # only now: the workers' process was warming up meanwhile
        from grader.report.results import to_json

        document, whole = results_json(graded.result, graded.course, hidden_checks), to_json(graded.result)
        code = int(graded.result.status == "ungraded")
    except BaseException:  # the one place: Gradescope needs a document, and this is not the student's zero
        traceback.print_exc()
        from grader.lms.gradescope import not_graded

        document, whole, code = not_graded(), b"", 1
    _write(root / "results" / "results.json", document)
    sys.stdout.buffer.write(whole)
    return code


def _metadata(path: Path) -> Metadata:
    """Without it, one can grade all the same; lateness then is unknown, and the instructor is told."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Metadata)
    except (OSError, msgspec.DecodeError) as error:
        print(f"{path.name} cannot be used ({error}): who handed in and when is not known.", file=sys.stderr)
        return Metadata()


def _write(path: Path, content: bytes) -> None:
    """All of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}")
    part.write_bytes(content)
    os.replace(part, path)


PLATFORMS: dict[str, Callable[[Path, Shown], int]] = {"gradescope": gradescope}


def main() -> None:
    """Grade what lies in the working directory as this platform lays it out."""
    parser = argparse.ArgumentParser(prog="python -m grader.lms_run", description=__doc__)
    parser.add_argument("platform", choices=sorted(PLATFORMS))
    parser.add_argument("--hidden-checks", choices=get_args(Shown), default="visible")
    wanted = parser.parse_args()
    sys.exit(PLATFORMS[wanted.platform](Path.cwd(), wanted.hidden_checks))


if __name__ == "__main__":
    main()
