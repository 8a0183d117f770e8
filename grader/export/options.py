"""What may be said about an export besides its format, for all formats. Which is for which is in `FORMATS`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, NamedTuple

from grader.model import Feedback

Key = Literal["id", "idnumber", "email", "username"]


class Options(NamedTuple):
    """None is what was not said. `scale` of False is: write the points as they are, whatever the column is worth."""

    gradebook: Path | None = None
    column: str | None = None
    new: str | None = None
    scale: bool | None = None
    key: Key | None = None
    feedback: Feedback | None = None
    course: Path | None = None
