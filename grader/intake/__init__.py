"""Downloads of platforms: which platform's one is, and what is in it. One module for each platform, formats only.

Each has a `TITLE`, what it `LOOKS` like, `fits` and `read`. `docs/intake.md` says what is read as what.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType

from grader.errors import UsageError
from grader.folder import Folder, Unreadable
from grader.intake import canvas, git, gradescope, moodle, nbgrader
from grader.intake.download import Download, Holds
from grader.layout import visible_folders
from grader.model import Platform

_MOST_LINES, _MOST_STRAYS = 10, 5  # on the screen, about single students and things
_AROUND = 4  # folders, of which each is all that is in the one before
_FORMATS: dict[Platform, ModuleType] = {  # in the order in which they are tried
    "gradescope": gradescope,
    "moodle": moodle,
    "canvas": canvas,
    "nbgrader": nbgrader,
    "git": git,
}


def open_download(root: Folder, holds: Holds, named: Platform | None = None) -> tuple[Platform, Download] | None:
    """The download that a folder is, and whose; None if it is none.

    `UsageError` when it is `named` and does not look like that, or when it cannot be read.
    """
    try:
        for place in _places(root, holds):
            for platform, form in _FORMATS.items():
                if named in (None, platform) and form.fits(place):
                    return platform, form.read(place, holds)
        if named is None:
            return None
        for place in _places(root, holds):  # most of what is there may be something else
            if (download := _FORMATS[named].read(place, holds)).entries:
                return named, download
    except Unreadable as error:
        raise UsageError(f"{root.origin}: {error}") from None
    form = _FORMATS[named]
    raise UsageError(f"{root.origin}: not a download of {form.TITLE}, which is {form.LOOKS}.")


def summary(platform: Platform, download: Download, unread: Sequence[str]) -> list[str]:
    """What the person who grades should know of a download, in a few lines; `unread` are such lines too."""
    students = len(download.entries)
    late, strays = sum(entry.late for entry in download.entries), download.strays
    parts = [f"{students} student" if students == 1 else f"{students} students", *([f"{late} late"] if late else [])]
    if strays:
        more = f"; and {len(strays) - _MOST_STRAYS} more" if len(strays) > _MOST_STRAYS else ""
        belong = "belongs" if len(strays) == 1 else "belong"
        parts.append(f"{len(strays)} that {belong} to nobody ({'; '.join(strays[:_MOST_STRAYS])}{more})")
    rest = len(unread) - _MOST_LINES
    others = [f"{rest} more students like that; the notes in their results say what."] if rest > 0 else []
    return [f"read as a download of {_FORMATS[platform].TITLE}: {', '.join(parts)}", *unread[:_MOST_LINES], *others]


def _places(root: Folder, holds: Holds) -> list[Folder]:
    """Where a download may begin: at once, or in the one folder that everything is in, unless that is a student's."""
    places = [root]
    while len(places) < _AROUND and len(inner := visible_folders(places[-1])) == 1 and not holds(inner[0]):
        places += inner
    return places
