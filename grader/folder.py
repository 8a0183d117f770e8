"""A folder that was handed in, on disk: what is in it, and reading a file of it. Its twin for zips is `archive.py`.

Links inside a hand-in are never followed: one could point at another student's file, or at the solutions. Nothing that
is not an ordinary file is read: a pipe would hold the grader for ever.
"""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from grader.show import clip, visible

_ONLY_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_NO_FILE = (errno.ELOOP, errno.ENOTDIR, errno.ENXIO)  # what opening a link, or something in a file, or a socket gives
_KINDS = {stat.S_IFDIR: "a folder", stat.S_IFLNK: "a link", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}


class Unreadable(Exception):
    """What a student handed in cannot be read; the message is for the student."""


class Unavailable(Unreadable):
    """The system did not let the grader read it, which is not the student's mistake; the message is for both."""


class File(Protocol):
    """Something that was handed in under a name, though perhaps no ordinary file."""

    @property
    def filename(self) -> str:
        """Its last name, safe to show."""

    @property
    def shown(self) -> str:
        """Its name within the student's folder, safe to show."""

    @property
    def odd(self) -> str:
        """Why it cannot be read, as a sentence for the student; empty for an ordinary file."""

    def read(self, most: int) -> bytes:
        """Its first `most` bytes. `Unreadable` when that fails."""


class Folder(Protocol):
    """A folder of hand-ins, or one hand-in."""

    @property
    def name(self) -> str:
        """Its own name, as it is on disk or in the archive."""

    @property
    def origin(self) -> str:
        """Where it is; no two folders of one run have the same."""

    def folders(self) -> list[Folder]:
        """The folders in it, by name, without links. `Unreadable` when it cannot be listed."""

    def file_names(self) -> list[str]:
        """The names of all else directly in it, sorted, as they are. `Unreadable` when it cannot be listed."""

    def find(self, name: str) -> list[File]:
        """What is there under a name such as `01_lesson/lesson.py`; in an archive, that can be more than one thing."""

    def zips(self) -> list[File]:
        """The .zip files directly in it, by name. `Unreadable` when it cannot be listed."""


def safe(name: str) -> str:
    """A file's name as short text that can be shown and stored, whatever bytes it was made of."""
    name = name.encode("utf-8", "replace").decode()
    return clip(visible(unicodedata.normalize("NFC", name)), 100)


def oddity(shown: str, mode: int) -> str:
    """What the file type in `mode` (as in `stat`) says against reading it; empty for an ordinary file."""
    if stat.S_ISREG(mode):
        return ""
    kind = _KINDS.get(stat.S_IFMT(mode), "a device")
    return f"{shown} is {kind}, not an ordinary file. Hand in the file itself."


class DiskFile:
    """A file in a folder on disk, by its names from there."""

    def __init__(
        self, folder: str | Path, names: tuple[str, ...], odd: str = "", trouble: type[Unreadable] = Unreadable
    ) -> None:
        self._folder, self._names, self.odd, self._trouble = folder, names, odd, trouble
        self.filename, self.shown = safe(names[-1]), safe("/".join(names))

    def read(self, most: int) -> bytes:
        """Its first `most` bytes, without following a link and without waiting for anybody."""
        if self.odd:
            raise self._trouble(self.odd)
        try:
            descriptor = self._open()
            try:
                odd = oddity(self.shown, os.fstat(descriptor).st_mode)  # it may have been swapped since it was found
                if odd:
                    raise Unreadable(odd)
                with open(descriptor, "rb", closefd=False) as file:
                    return file.read(most)
            finally:
                os.close(descriptor)
        except OSError as error:
            trouble = Unreadable if error.errno in _NO_FILE else Unavailable
            raise trouble(f"{self.filename} could not be read: {error.strerror}.") from None

    def _open(self) -> int:
        """From folder to folder, so that a folder which becomes a link meanwhile is not followed either."""
        if os.open not in os.supports_dir_fd:
            return os.open(os.path.join(self._folder, *self._names), _ONLY_READ)
        place = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            for name in self._names[:-1]:
                inner = os.open(name, _ONLY_READ | os.O_DIRECTORY, dir_fd=place)
                os.close(place)
                place = inner
            return os.open(self._names[-1], _ONLY_READ, dir_fd=place)
        finally:
            os.close(place)


class DiskFolder:
    """A folder on disk; if its path itself is a link, then whoever named it meant what it points to. Small: a class may
    have thousands.
    """

    __slots__ = ("origin",)

    def __init__(self, path: str | Path) -> None:
        self.origin = str(path)

    @property
    def name(self) -> str:
        """Its own name, or that of what it points to."""
        name = os.path.basename(self.origin)
        if name in ("", ".", "..") or os.path.islink(self.origin):
            return os.path.basename(os.path.realpath(self.origin))
        return name

    def folders(self) -> list[Folder]:
        """The folders in it, by name, without links."""
        return [DiskFolder(os.path.join(self.origin, name)) for name in self.folder_names()]

    def folder_names(self) -> list[str]:
        """The names of the folders in it, sorted, without links."""
        return self._names(lambda item: item.is_dir(follow_symlinks=False))

    def file_names(self) -> list[str]:
        """The names of all else in it, links too, sorted."""
        return self._names(lambda item: not item.is_dir(follow_symlinks=False))

    def find(self, name: str) -> list[File]:
        """The one thing of this name, if it is there."""
        names = tuple(name.split("/"))
        mode = 0
        for depth in range(1, len(names) + 1):
            try:
                mode = os.lstat(os.path.join(self.origin, *names[:depth])).st_mode
            except (FileNotFoundError, NotADirectoryError):
                return []
            except OSError as error:
                return [DiskFile(self.origin, names, f"{name} could not be read: {error.strerror}.", Unavailable)]
            if stat.S_ISLNK(mode):
                return [DiskFile(self.origin, names, oddity("/".join(names[:depth]), mode))]
        return [DiskFile(self.origin, names, oddity(name, mode))]

    def zips(self) -> list[File]:
        """The .zip files directly in it, by name."""
        names = self._names(lambda item: item.name.lower().endswith(".zip"))
        files = [file for name in names for file in self.find(name)]
        return [file for file in files if not os.path.isdir(os.path.join(self.origin, file.filename))]

    def _names(self, wanted: Callable[[os.DirEntry[str]], bool]) -> list[str]:
        """The names of what is wanted in it, sorted."""
        try:
            with os.scandir(self.origin) as items:
                return sorted(item.name for item in items if wanted(item))
        except OSError as error:
            raise Unavailable(f"The folder {safe(self.name)} could not be read: {error.strerror}.") from None
