"""Downloads of platforms: which platform's one is, and what is in it. One module for each platform, formats only.

Each has a `TITLE`, what it `LOOKS` like, `fits` and `read`. `docs/intake.md` says what is read as what.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import ModuleType

from grader.errors import UsageError
from grader.folder import Folder, Unreadable
from grader.intake import canvas, git, gradescope, moodle, nbgrader
from grader.intake.download import Download, Holds, listed
from grader.layout import visible_folders
from grader.model import Platform

_MOST_LINES = 10  # about single students, on the screen


_FORMATS: dict[Platform, ModuleType] = {  # in the order in which they are tried
    "gradescope": gradescope,
    "moodle": moodle,
    "canvas": canvas,
    "nbgrader": nbgrader,
    "git": git,
}


def recognised(root: Folder) -> Platform | None:
    """Which platform's download a folder is; None if it is none. `Unreadable` when it cannot be listed."""
    found = (platform for place in _places(root) for platform, form in _FORMATS.items() if form.fits(place))
    return next(found, None)


def read(platform: Platform, root: Folder, holds: Holds) -> Download:
    """What a download holds. `UsageError` when there is nothing in it that looks like this platform's."""
    form = _FORMATS[platform]
    places = sorted(_places(root), key=lambda place: not form.fits(place))
    try:
        found: Iterator[Download] = (form.read(place, holds) for place in places)
        download = next((one for one in found if one.entries), None)
    except Unreadable as error:
        raise UsageError(f"{root.origin}: {error}") from None
    if download is None:
        raise UsageError(f"{root.origin}: not a download of {form.TITLE}, which is {form.LOOKS}.")
    return download


def summary(platform: Platform, download: Download, unread: Sequence[str]) -> list[str]:
    """What the person who grades should know of a download, in a few lines; `unread` are such lines too."""
    students = len({entry.key for entry in download.entries})
    late, strays = sum(entry.late for entry in download.entries), download.strays
    parts = [f"{students} student" if students == 1 else f"{students} students", *([f"{late} late"] if late else [])]
    if strays:
        parts.append(f"{len(strays)} that {'belongs' if len(strays) == 1 else 'belong'} to nobody ({listed(strays)})")
    rest = len(unread) - _MOST_LINES
    more = [f"{rest} more students like that; the notes in their results say what."] if rest > 0 else []
    return [f"read as a download of {_FORMATS[platform].TITLE}: {', '.join(parts)}", *unread[:_MOST_LINES], *more]


def _places(root: Folder) -> list[Folder]:
    """Where a download may begin: at once, or in the one folder that everything is in."""
    folders = visible_folders(root)
    return [root, *(folders if len(folders) == 1 else [])]
