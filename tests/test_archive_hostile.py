"""Hostile, broken and enormous zips: each costs whoever handed it in, says why, and costs nobody else anything."""

from __future__ import annotations

import itertools
import os
import re
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_archive import packed
from test_collect import LESSONS, only, write

from grader.collect import collect
from grader.errors import UsageError
from grader.model import Intake

SMALL = Intake(archive_mb=1, archive_files=50)


def special(name: str, mode: int = 0o100644) -> zipfile.ZipInfo:
    """An entry with a file type and with a name that is kept as it is."""
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def reason(tmp_path: Path, data: bytes, intake: Intake = SMALL) -> str:
    """Why nothing of a zip that one student of two handed in can be read. Ben is never harmed."""
    write(tmp_path / "class" / "ada" / "hand-in.zip", data)
    write(tmp_path / "class" / "ben" / "double.py")
    before = snapshot(tmp_path)
    ada, ben = collect([tmp_path / "class"], LESSONS, intake)
    assert snapshot(tmp_path) == before
    assert (ada.student, ada.sources, list(ben.sources)) == ("ada", {}, ["01_double"])
    return ada.unreadable.get("01_double", "")


def snapshot(folder: Path) -> dict[Path, int]:
    return {path: path.lstat().st_mtime_ns for path in sorted(folder.rglob("*"))}


UNSAFE = [
    "../double.py",
    "a/../../double.py",
    "/double.py",
    "C:\\double.py",
    "c:double.py",
    "\\\\host\\x",
    "..\\double.py",
]


@pytest.mark.parametrize("name", UNSAFE)
def test_a_name_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    data = packed(("double.py", ""), (special(name), "evil"))
    assert re.search(r"hand-in\.zip holds the unsafe name '.*'\. Zip the folder itself again", reason(tmp_path, data))
    with pytest.raises(UsageError, match=r"class\.zip: class\.zip holds the unsafe name"):
        collect([write(tmp_path / "class.zip", packed(("ada/double.py", ""), (special(name), "")))], LESSONS)


def corrupt(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data
    return data.replace(old, new)


def flagged(data: bytes, flag: int) -> bytes:
    """With a bit set in every local header and in the table of contents."""
    changed = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for match in re.finditer(re.escape(signature), data):
            changed[match.start() + offset] |= flag
    return bytes(changed)


def overlapping(count: int = 40) -> bytes:
    """Every entry of the table of contents points at the same bytes."""
    data = packed(("01/double.py", "x" * 1000), method=zipfile.ZIP_STORED)
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    table = data[start:end] * count
    return data[:start] + table + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, *[count % 65536] * 2, len(table), start, 0)


def lying(size: int) -> bytes:
    """A megabyte that says it is `size` bytes long, with the right sum for so many."""
    content = b"#" * (1 << 20)
    data = packed(("double.py", content))
    sums = struct.pack("<L", zlib.crc32(content)), struct.pack("<L", zlib.crc32(content[:size]))
    return data.replace(*sums).replace(struct.pack("<L", len(content)), struct.pack("<L", size))


PLAIN = packed(("double.py", "hello"), method=zipfile.ZIP_STORED)
BROKEN: dict[str, tuple[bytes, str]] = {
    "no zip": (b"#" * 100, r"hand-in\.zip is not a zip archive, or it is damaged\. Zip the folder again"),
    "nothing": (b"", "is not a zip archive"),
    "truncated": (PLAIN[:-30], "is not a zip archive, or it is damaged"),
    "half the table": (PLAIN[:30] + PLAIN[60:], "damaged"),
    "wrong sum": (corrupt(PLAIN, b"hello", b"jello"), r"double\.py in hand-in\.zip is damaged\. Zip the folder again"),
    "other name": (PLAIN.replace(b"double.py", b"trouble.y", 1), "damaged"),
    "cut stream": (corrupt(packed(("double.py", "ab" * 99)), b"KLJ", b"\xff\xff\xff"), "damaged"),
    "encrypted": (flagged(PLAIN, 1), r"is encrypted\. Zip the folder again without a password"),
    "lzma": (packed(("double.py", "x" * 99), method=zipfile.ZIP_LZMA), "packed in an unusual way"),
    "bzip2": (packed(("double.py", "x" * 99), method=zipfile.ZIP_BZIP2), "packed in an unusual way"),
    "link": (packed((special("double.py", 0o120777), "../ben/double.py")), "double.py is a link, not an ordinary file"),
    "pipe": (packed((special("double.py", 0o010644), "")), "double.py is a pipe"),
    "folder": (packed(("double.py/", ""), ("mean.ipynb/x", "")), "double.py is a folder"),
    "twice": (packed(("double.py", "a"), ("double.py", "b")), r"Handed in twice: double\.py and double\.py\. Keep one"),
    "case": (packed(("double.py", "a"), ("Double.PY", "b")), r"Handed in twice: double\.py and Double\.PY"),
    "folder case": (packed(("01_double/double.py", ""), ("01_DOUBLE/double.py", "")), "Handed in twice"),
    "overlap": (overlapping(), "is a zip whose files overlap"),
    "two zips": (b"", "Handed in as several zips: hand-in.zip and other.zip. Keep one of them"),
    "nested": (packed(("again.zip", PLAIN)), r"again\.zip is a zip within a zip, and is not opened"),
    "large file": (packed(("double.py", b"#" * 5000)), r"double\.py is larger than 4 KiB"),
    "declared": (packed(("double.py", ""), ("a.bin", bytes(1 << 20)), ("b", b"x")), r"1 MB .*a\.bin \(1\.0 MB\)"),
    "large zip": (bytes((1 << 20) + 1), r"hand-in\.zip is larger than 1 MB \(archive_mb in course\.yml\)"),
    "many": (packed(*[(f"{n}", "") for n in range(51)]), r"more than 50 files \(archive_files in course\.yml\)"),
    "utf-16": (packed(("double.py", "x = 1".encode("utf-16"))), "saved as UTF-16"),
    "nul in name": (packed(("x", "")).replace(b"x", b"\0"), "^$"),
    "only other files": (packed(("Double.py", ""), ("x/y/double.py", ""), ("z/", "")), "^$"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_bad_zip_costs_the_student_who_handed_it_in_and_says_why(tmp_path: Path, kind: str) -> None:
    data, message = BROKEN[kind]
    if kind == "two zips":
        write(tmp_path / "class" / "ada" / "other.zip", data)
    assert re.search(message, reason(tmp_path, data))


def test_in_a_zip_of_a_class_a_bad_entry_costs_its_student_only(tmp_path: Path) -> None:
    data = packed(
        ("ada/double.py", "hello"),
        (special("ben/double.py", 0o120777), "../good/double.py"),
        ("cleo/double.py", "a"),
        ("cleo/double.py", "b"),
        ("dan/double.py", "a"),
        ("dan/DOUBLE.py", "b"),
        ("eve/double.py", "#" * 5000),
        ("finn/double.py/x", ""),
        ("good/double.py", "x = 1"),
        ("gus/double.py", b"\xff"),
        method=zipfile.ZIP_STORED,
    )
    path = write(tmp_path / "class.zip", corrupt(data, b"hello", b"jello"))
    found = {one.student: one for one in collect([path], LESSONS, SMALL)}
    assert found.pop("good").sources["01_double"].cells == ("x = 1",)
    words = ["damaged", "a link", "twice", "twice", "larger than", "a folder", "not UTF-8"]
    for student, word in zip(["ada", "ben", "cleo", "dan", "eve", "finn", "gus"], words, strict=True):
        assert found[student].sources == {}
        assert word in found[student].unreadable["01_double"]


@pytest.mark.parametrize("kind", ["no zip", "truncated", "overlap", "declared", "large zip", "many"])
def test_a_bad_zip_of_a_class_is_wrong_usage(tmp_path: Path, kind: str) -> None:
    data, message = BROKEN[kind]
    path = write(tmp_path / "hand-in.zip", data)
    with pytest.raises(UsageError, match=message):
        collect([path], LESSONS, SMALL)


def test_a_size_that_lies_does_not_unpack_more_than_it_says(tmp_path: Path) -> None:
    source = only(write(tmp_path / "ada.zip", lying(10))).sources["01_double"]
    assert source.cells == ("#" * 10,)
    assert re.search("damaged", reason(tmp_path, lying(10).replace(struct.pack("<L", zlib.crc32(b"#" * 10)), b"0000")))


def test_a_hundred_thousand_entries_are_counted_and_not_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = write(tmp_path / "ada.zip", overlapping(100_000))
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(UsageError, match="holds more than 10000 files"):
        collect([many], LESSONS)


def test_names_that_would_make_lookups_slow_do_not(tmp_path: Path) -> None:
    """Deep names, and thousands that are equal but for case, in thousands of folders."""
    variants = ["".join(pair) for pair in itertools.product(*[(c, c.upper()) for c in "double.p"])]
    deep = [("/".join("a" * 20_000), ""), ("x/" * 30_000, "")]
    entries = [(f"{name}/{name}y", "") for name in variants] + deep
    path = write(tmp_path / "class.zip", packed(*entries, ("ada/double.py", "x = 1")))
    found = {one.student: one for one in collect([path], LESSONS)}
    assert list(found["ada"].sources) == ["01_double"]


def test_a_zip_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    secret = write(tmp_path / "secret.zip", packed(("double.py", "secret")))
    (tmp_path / "class" / "ada").mkdir(parents=True)
    (tmp_path / "class" / "ada" / "x.zip").symlink_to(secret)
    os.mkfifo(tmp_path / "pipe.zip")
    assert "x.zip is a link" in only(tmp_path / "class").unreadable["01_double"]
    for path, word in [(tmp_path / "class" / "ada" / "x.zip", "a link"), (tmp_path / "pipe.zip", "a pipe")]:
        with pytest.raises(UsageError, match=word):
            collect([path], LESSONS)


SAMPLE = packed(("ada/double.py", "x = 1\n" * 50), ("ben/01_double/double.py", "x"), (special("c/l", 0o120777), "x"))


@given(
    changes=st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255)), max_size=8),
    cut=st.integers(0, 40),
)
def test_no_damage_to_a_zip_is_more_than_a_message(
    changes: list[tuple[int, int]], cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = bytearray(SAMPLE)
    for place, value in changes:
        data[place] = value
    path = write(tmp_path_factory.getbasetemp() / "fuzz" / "ada.zip", bytes(data[: len(data) - cut]))
    other = write(tmp_path_factory.getbasetemp() / "fuzz" / "zoe" / "double.py").parent
    found = collect([path, other], LESSONS, SMALL)
    assert found[-1].student == "zoe"
    assert len({one.student.casefold() for one in found}) == len(found)
