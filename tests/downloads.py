"""Made-up downloads of platforms, each as the folder it is unpacked to and as the zip that comes."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

from test_collect import LESSONS, write

from grader.collect import HandIn, find
from grader.model import Lesson, Platform

Files = Mapping[str, str | bytes]


def unpacked(folder: Path, files: Files) -> Path:
    """A folder with these files; a name that ends with `/` is an empty folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        if name.endswith("/"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        else:
            write(folder / name, content)
    return folder


def zipped(path: Path, files: Files) -> Path:
    """A zip with these files."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


class Found(dict[str, HandIn]):
    """The hand-ins of a download by student, and what the instructor is told."""

    def __init__(self, path: Path, lessons: list[Lesson] = LESSONS, platform: Platform | None = None) -> None:
        self.told: list[str] = []
        super().__init__((one.student, one) for one in find([path], lessons, platform=platform, tell=self.told.append))

    def code(self) -> dict[str, dict[str, str]]:
        """What is graded: by student and lesson, the text of the file."""
        return {
            name: {lesson: "".join(source.cells) for lesson, source in one.read().sources.items()}
            for name, one in self.items()
        }


def both(tmp_path: Path, files: Files, lessons: list[Lesson] = LESSONS, platform: Platform | None = None) -> Found:
    """What is found in a download, which must be the same in its folder and its zip."""
    folder = Found(unpacked(tmp_path / "download", files), lessons, platform)
    packed = Found(zipped(tmp_path / "download.zip", files), lessons, platform)
    assert folder.told == packed.told
    assert list(folder) == list(packed)
    for name in folder:
        assert folder[name].read() == packed[name].read()
    return folder
