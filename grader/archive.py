"""A zip that was handed in, read in memory: what is in it, and reading a file of it. Its twin on disk is `folder.py`.

Nothing is extracted, so no name in a zip can lead anywhere. What a hostile one can still cost is memory and time: the
number of its entries is counted before they are parsed, and their sizes are added up before one is unpacked.
"""

from __future__ import annotations

import io
import re
import stat
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from grader.folder import File, Folder, Unreadable, oddity, safe
from grader.model import Intake

_ENTRY = b"PK\x01\x02"  # every entry of the table of contents begins with it
_ENCRYPTED = 1
_UTF_8 = 0x800
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # a few bytes of the others can ask for gigabytes of memory
_DEPTH = 8  # folders; lesson files are not that deep, and a name may have thousands
_Names = tuple[str, ...]  # of folders, from the outermost one
_DRIVE = re.compile(r"[A-Za-z]:")


def open_archive(file: File, intake: Intake) -> Folder:
    """The folder that a zip holds.

    `Unreadable` when it is no zip, or damaged as a whole, or larger than `intake` allows, or holds a name that leads
    out of it. A single damaged entry is found only when it is read.
    """
    shown, cap = file.shown, intake.archive_mb << 20
    data = file.read(cap + 1)
    if len(data) > cap:
        raise Unreadable(f"{shown} is larger than {intake.archive_mb} MB (archive_mb in course.yml).")
    if data.count(_ENTRY) > intake.archive_files:
        raise Unreadable(f"{shown} holds more than {intake.archive_files} files (archive_files in course.yml).")
    with _any_trouble(f"{shown} is not a zip archive, or it is damaged. Zip the folder again."):
        archive = zipfile.ZipFile(io.BytesIO(data))
    entries = archive.infolist()
    largest = max(entries, key=lambda entry: entry.file_size, default=None)
    if largest is not None and sum(entry.file_size for entry in entries) > cap:
        raise Unreadable(
            f"{shown} unpacks to more than {intake.archive_mb} MB (archive_mb in course.yml). The largest file is "
            f"{safe(largest.filename)} ({largest.file_size / 2**20:.1f} MB). Leave out what no lesson needs."
        )
    if sum(entry.compress_size for entry in entries) > len(data):
        raise Unreadable(f"{shown} is a zip whose files overlap. Zip the folder again.")
    contents = _Contents(archive, shown)
    for entry in entries:
        contents.add(entry)
    return ArchiveFolder(contents, ())


@contextmanager
def _any_trouble(message: str) -> Iterator[None]:
    """The one place that catches everything: for a broken zip, zipfile raises almost any exception there is."""
    try:
        yield
    except Exception:
        raise Unreadable(message) from None


class _Contents:
    """The table of contents of a zip. Every lookup in it is one step, however the names were chosen."""

    def __init__(self, archive: zipfile.ZipFile, shown: str) -> None:
        self.archive, self.shown = archive, shown
        self.folders: dict[_Names, set[str]] = {}  # the folders in a folder
        self.files: dict[_Names, list[zipfile.ZipInfo]] = {}  # the files in a folder
        self.below: dict[tuple[_Names, str], list[tuple[str, zipfile.ZipInfo]]] = {}  # by folder and folded name

    def add(self, entry: zipfile.ZipInfo) -> None:
        """One entry; `Unreadable` for a name that would lead out of the folder that the zip was unpacked in."""
        name = _name(entry)
        if name.startswith("/") or _DRIVE.match(name) or ".." in name.split("/"):
            raise Unreadable(f"{self.shown} holds the unsafe name {safe(name)!r}. Zip the folder itself again.")
        parts = tuple(part for part in name.split("/", _DEPTH) if part not in ("", "."))
        is_folder = name.endswith("/")
        for depth in range(len(parts) if is_folder else len(parts) - 1):
            self.folders.setdefault(parts[:depth], set()).add(parts[depth])
        if is_folder or not parts:
            return
        self.files.setdefault(parts[:-1], []).append(entry)
        for depth in {max(len(parts) - 2, 0), len(parts) - 1}:  # a lesson file is flat, or in its lesson's folder
            rest = "/".join(parts[depth:])
            self.below.setdefault((parts[:depth], _folded(rest)), []).append((rest, entry))


class ArchiveFile:
    """An entry of a zip."""

    def __init__(self, contents: _Contents, entry: zipfile.ZipInfo, shown: str, odd: str = "") -> None:
        self._contents, self._entry = contents, entry
        self.shown, self.filename = shown, shown.rpartition("/")[2]
        mode = entry.external_attr >> 16
        self.odd = odd or (oddity(shown, mode) if stat.S_IFMT(mode) else "")  # no file type: made on Windows

    def read(self, most: int) -> bytes:
        """Its first `most` bytes, unpacked; never more than the zip says that there are."""
        if self.odd:
            raise Unreadable(self.odd)
        where = f"{self.shown} in {self._contents.shown}"
        if self._entry.flag_bits & _ENCRYPTED:
            raise Unreadable(f"{where} is encrypted. Zip the folder again without a password.")
        if self._entry.compress_type not in _METHODS:
            raise Unreadable(
                f"{where} is packed in an unusual way. Zip the folder again with the system's own program."
            )
        with (
            _any_trouble(f"{where} is damaged. Zip the folder again."),
            self._contents.archive.open(self._entry) as file,
        ):
            return file.read(most)


class ArchiveFolder:
    """A folder in a zip, or all of it."""

    def __init__(self, contents: _Contents, parts: tuple[str, ...]) -> None:
        self._contents, self._parts = contents, parts
        self.name = parts[-1] if parts else ""
        self.origin = "/".join((contents.shown, *parts))

    def folders(self) -> list[Folder]:
        """The folders in it, by name."""
        names = sorted(self._contents.folders.get(self._parts, ()))
        return [ArchiveFolder(self._contents, (*self._parts, name)) for name in names]

    def file_names(self) -> list[str]:
        """The names of the files directly in it, sorted."""
        return sorted({_name(entry).rpartition("/")[2] for entry in self._contents.files.get(self._parts, ())})

    def find(self, name: str) -> list[File]:
        """The entries of this name, and where there is one, those whose name is the same but for case.

        A folder of this name counts too: as a file that cannot be read.
        """
        *outer, last = name.split("/")
        found = self._contents.below.get((self._parts, _folded(name)), [])
        if any(rest == name for rest, _ in found):
            return [ArchiveFile(self._contents, entry, safe(rest), _zip_within(rest)) for rest, entry in found]
        if last in self._contents.folders.get((*self._parts, *outer), ()):
            folder = zipfile.ZipInfo(name + "/")
            return [ArchiveFile(self._contents, folder, safe(name), oddity(name, stat.S_IFDIR))]
        return []

    def zips(self) -> list[File]:
        """The .zip files directly in it, by name; none of them is ever opened."""
        entries = {_name(entry).rpartition("/")[2]: entry for entry in self._contents.files.get(self._parts, ())}
        return [
            ArchiveFile(self._contents, entries[name], safe(name), _zip_within(name))
            for name in sorted(entries)
            if _zip_within(name)
        ]


def _zip_within(name: str) -> str:
    """Why a file of this name is not opened; empty if it is no zip."""
    if not name.lower().endswith(".zip"):
        return ""
    return f"{safe(name)} is a zip within a zip, and is not opened. Hand in the files themselves."


def _name(entry: zipfile.ZipInfo) -> str:
    """The name as it was meant: old Windows programs write backslashes, macOS writes UTF-8 without saying so."""
    name = entry.orig_filename
    if not entry.flag_bits & _UTF_8:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return name.replace("\\", "/")


def _folded(name: str) -> str:
    """Equal for names that are one file where case and the way of writing an accent do not count."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
