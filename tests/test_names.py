"""Names of students, however hostile, become names that are safe and all different."""

from __future__ import annotations

import itertools
import json
import os
import sqlite3
import unicodedata
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_collect import LESSONS, only, write

from grader.collect import collect
from grader.names import distinct, student_name

NASTY = [
    *(
        "..",
        ".",
        "",
        " ",
        "../../etc/passwd",
        "/etc/passwd",
        "C:\\x",
        "a.",
        "a ",
        "a" * 99 + ". b",
        "x" * 5000,
        "é" * 500,
    ),
    *(
        "CON",
        "nul",
        "Aux.txt",
        "com1",
        "LPT¹",
        "con .x",
        "-rf",
        "=1+1",
        "%2e%2e",
        "$(id)",
        "`id`",
        "<b>",
        "漢字",
        "नमस्ते",
    ),
    *("\ud800", "\udcff", "\udcff\ud800", "\u202eevil", "\u200f", "\u2066x", "a\0b", "a\nb", "\x1b[2J"),
    *("é" * 500, "नमस्ते", "\u3164", "\ufeff", "e\u0301", "\U0001f600"),
]
names = st.sampled_from(NASTY) | st.text(max_size=300) | st.text(st.characters(categories=["Cs", "Lu", "Mn", "Zs"]))
folder_names = st.binary(min_size=1, max_size=255).filter(
    lambda name: not set(name) & {0, ord("/")} and name not in (b".", b"..") and not name.startswith((b".", b"_"))
)


@given(names)
def test_any_name_is_safe_to_show_to_store_and_to_use_for_a_file(name: str) -> None:
    safe = student_name(name)
    assert safe
    assert safe.isprintable()
    assert not set(safe) & set("/\\:*?\"<>|\n\t\0'&=%$`()[]{};,!#~^")
    assert safe == safe.strip() == safe.strip(".") == unicodedata.normalize("NFC", safe)
    assert safe.partition(".")[0].lower() not in ("con", "prn", "aux", "nul", "com1", "lpt¹")
    assert len(f"{safe}-{'0' * 32}.json.partial".encode()) <= 255
    assert json.loads(msgspec.json.encode(safe)) == safe
    with sqlite3.connect(":memory:") as database:
        assert database.execute("select ?", (safe,)).fetchone() == (safe,)
    database.close()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Zoë Müller-Lee", "Zoë Müller-Lee"),
        ("zoe@uni.edu+1_a", "zoe@uni.edu+1_a"),
        ("Zoe\u0308", "Zoë"),
        ("नमस्ते", "नमस्ते"),
        ("..", "unnamed"),
        ("../../etc", "_.._etc"),
        ("NUL", "_NUL"),
        ("con.tar", "_con.tar"),
        ("console", "console"),
        ("ada\u202e", "ada_"),
        ("\u3164", "_"),
        ("a\ufe0f", "a_"),
    ],
)
def test_names_stay_as_readable_as_they_can(name: str, expected: str) -> None:
    assert student_name(name) == expected


@given(st.lists(names, max_size=6))
def test_no_two_students_have_one_name_on_any_file_system(raw: list[str]) -> None:
    origins = [f"class/{number}" for number in range(len(raw))]
    unique = distinct([student_name(name) for name in raw], origins)
    for fold in (str.lower, str.upper, str.casefold):
        for form in ("NFC", "NFD", "NFKC"):
            assert len({unicodedata.normalize(form, fold(name)) for name in unique}) == len(unique)


def test_a_student_who_is_named_like_anothers_name_with_its_suffix_gets_a_suffix_too() -> None:
    first = distinct(["ada", "Ada"], ["1", "2"])
    second = distinct(["ada", "Ada", *first], ["1", "2", "3", "4"])
    third = distinct(["ada", "Ada", *first, *second], list("12345678"))
    for unique in (first, second, third):
        assert len({name.casefold() for name in unique}) == len(unique)
        assert all(name.lower().startswith("ada-") for name in unique)


def test_the_order_of_students_does_not_change_their_names() -> None:
    pairs = [("ada", "1"), ("Ada", "2"), ("ben", "3"), (distinct(["ada", "Ada"], ["1", "2"])[0], "4")]
    outcomes = set()
    for order in itertools.permutations(pairs):
        unique = distinct([name for name, _ in order], [origin for _, origin in order])
        outcomes.add(frozenset(zip(unique, (origin for _, origin in order))))
    assert len(outcomes) == 1


@given(name=folder_names | st.text("漢é\u0958 .\n'\"<&=", min_size=1, max_size=80).map(str.encode))
def test_any_folder_name_becomes_a_name_for_files_and_tables(name: bytes, tmp_path_factory: object) -> None:
    if name.strip(b".") == b"" or name.startswith(b".") or len(name) > 255:
        name = b"x" + name[:200]
    root = tmp_path_factory.mktemp("class")  # type: ignore[attr-defined]
    write(root / os.fsdecode(name) / "double.py")
    student = only(root).student
    assert student
    assert not set(student) & set("/\\\n\t\0'\"<>&=")
    assert student.isprintable()
    assert len(f"{student}-01234567.json.partial".encode()) <= 255
    write(root / f"{student}.json")


def test_a_class_of_folders_that_are_equal_after_normalising_is_kept_apart(tmp_path: Path) -> None:
    for name in ["e\u0301va", "éva", "ÉVA", "a<b", "a>b", "CON", "con", os.fsdecode(b"\xff"), os.fsdecode(b"\xfe")]:
        write(tmp_path / name / "double.py", repr(name))
    found = collect([tmp_path], LESSONS)
    assert len({one.student.casefold() for one in found}) == 9
    assert len({one.digest for one in found}) == 9
