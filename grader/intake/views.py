"""Folders that are nowhere as such: a student's files out of a heap of all students' files, and several as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.folder import File, Folder, safe


class Renamed:
    """A file under the name that its student gave it."""

    def __init__(self, file: File, shown: str) -> None:
        self._file = file
        self.shown, self.filename, self.odd = safe(shown), safe(shown.rpartition("/")[2]), file.odd

    def read(self, most: int) -> bytes:
        """Its first `most` bytes."""
        return self._file.read(most)


class Pile:
    """One student's files in a folder that holds those of all, by the names that the student gave them."""

    name = ""

    def __init__(self, root: Folder, files: Mapping[str, str]) -> None:
        """`files`: for each name that the student gave, the name in `root`."""
        self._root, self._files = root, files
        self.origin = f"{root.origin}/{next(iter(files.values()), '')}"

    def folders(self) -> list[Folder]:
        """None: such a folder is flat."""
        return []

    def file_names(self) -> list[str]:
        """The names that the student gave."""
        return sorted(self._files)

    def find(self, name: str) -> list[File]:
        """The file of this name."""
        return [Renamed(file, name) for file in self._root.find(self._files[name])] if name in self._files else []

    def zips(self) -> list[File]:
        """The .zip files among them."""
        return [file for name in self.file_names() if name.lower().endswith(".zip") for file in self.find(name)]


class Together:
    """Several folders as if everything in them were in one; none is an empty folder."""

    name = ""

    def __init__(self, parts: Sequence[Folder]) -> None:
        self._parts = parts
        self.origin = " and ".join(part.origin for part in parts)

    def folders(self) -> list[Folder]:
        """The folders in all of them."""
        return [folder for part in self._parts for folder in part.folders()]

    def file_names(self) -> list[str]:
        """The names of the files in all of them."""
        return sorted(name for part in self._parts for name in part.file_names())

    def find(self, name: str) -> list[File]:
        """What is there under this name in any of them."""
        return [Renamed(file, f"{part.name}/{file.shown}") for part in self._parts for file in part.find(name)]

    def zips(self) -> list[File]:
        """The .zip files in all of them."""
        return [file for part in self._parts for file in part.zips()]
