"""Gradescope: the metadata say whose a folder is, since when, and who is in a group. They are read in bounded time."""

from __future__ import annotations

import contextlib
import itertools
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from downloads import Found, both, unpacked
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.folder import Unreadable
from grader.intake.gradescope import _values

ROOT = "assignment_4711_export/"
METADATA = """---
submission_1:
  :submitters:
  - :name: Jane Doe
    :sid: '100'
    :email: Jane@example.edu
  :created_at: 2026-04-26 17:34:00.861687000 Z
  :score: 2.0
  :status: processed
  :results:
    score: 2.0
    ":submitters:": none of these
    output: |-
      submission_9:
        :submitters:
        - :email: eve@example.edu
  :history: []
submission_2:
  :submitters:
  - :name: Pair One
    :sid: '200'
    :email: one@example.edu
  - :name: Pair Two
    :sid: 201
    :email:
  :created_at: 2026-04-26 10:34:00.500000000 -07:00
  :history:
  - :id: 77
    :created_at: 2026-04-25 10:34:00.000000000 -07:00
    :score: 1.0
  - :id: 78
    :created_at: 2026-04-25 11:34:00.000000000 -07:00
    :score: 1.5
"""
FILES = {
    f"{ROOT}submission_metadata.yml": METADATA,
    f"{ROOT}submission_1/double.py": "jane",
    f"{ROOT}submission_2/exercises/01_double/double.py": "pair 1",
    f"{ROOT}submission_2/exercises/02_mean/mean.py": "pair 2",
    f"{ROOT}submission_2/README.md": "a repository",
}


def export(metadata: str, *folders: str) -> dict[str, str]:
    return {"submission_metadata.yml": metadata, **{f"{name}/double.py": name for name in folders}}


def submission(number: int, email: str, when: str = "") -> str:
    time = f"  :created_at: {when}\n" if when else ""
    return f"submission_{number}:\n  :submitters:\n  - :email: {email}\n{time}"


def test_each_submitter_gets_the_files_and_the_time(tmp_path: Path) -> None:
    found = both(tmp_path, FILES)
    pair = {"01_double": "pair 1", "02_mean": "pair 2"}
    assert found.code() == {"201": pair, "jane@example.edu": {"01_double": "jane"}, "one@example.edu": pair}
    assert found["jane@example.edu"].submitted_at == datetime(2026, 4, 26, 17, 34, 0, 861687, UTC)
    assert found["201"].submitted_at == datetime(2026, 4, 26, 17, 34, 0, 500000, UTC)
    assert found.told == ["read as a download of Gradescope: 3 students"]


def test_notes_name_the_student_the_group_and_earlier_attempts(tmp_path: Path) -> None:
    found = both(tmp_path, FILES)
    assert found["jane@example.edu"].notes == ("In Gradescope: Jane Doe, 100.",)
    assert found["201"].notes == (
        "In Gradescope: Pair Two, 201.",
        "Earlier attempts in Gradescope, whose files are not in the download: 2.",
        "Handed in as a group: one@example.edu, 201.",
    )


def test_members_of_a_group_have_equal_files_and_digests(tmp_path: Path) -> None:
    one, two = (both(tmp_path, FILES)[name].read() for name in ("one@example.edu", "201"))
    assert (one.sources, one.digest) == (two.sources, two.digest)


def test_what_cannot_be_put_together_is_told(tmp_path: Path) -> None:
    metadata = submission(1, "ada@example.edu") + "submission_2:\n  :submitters: []\n  :score: 0.0\n"
    metadata += submission(3, "ben@example.edu")
    found = both(tmp_path, {**export(metadata, "submission_1", "submission_2", "submission_7"), "notes.txt": ""})
    assert list(found) == ["ada@example.edu", "ben@example.edu"]
    assert found["ben@example.edu"].notes == ("The download has no folder submission_3, though it names it.",)
    assert found["ben@example.edu"].read().sources == {}
    assert found.told == [
        "read as a download of Gradescope: 2 students, 3 that belong to nobody (notes.txt; submission_2, which has no "
        "submitters; submission_7/, of which submission_metadata.yml says nothing)"
    ]


@pytest.mark.parametrize("order", list(itertools.permutations([1, 2, 3])))
def test_of_several_submissions_of_one_student_the_last_counts(tmp_path: Path, order: tuple[int, ...]) -> None:
    metadata = "".join(submission(n, "Ada@example.edu", f"2026-04-2{n} 10:00:00 Z") for n in order)
    found = both(tmp_path, export(metadata, *(f"submission_{n}" for n in order)))
    assert found.code() == {"ada@example.edu": {"01_double": "submission_3"}}
    assert found["ada@example.edu"].notes[-1] == "In 3 submissions, of which the last counts."


@pytest.mark.parametrize("times", [("", ""), ("2026-04-20 10:00:00 Z", ""), ("2026-04-20 10:00:00 Z",) * 2])
def test_without_times_they_are_not_chosen_between(tmp_path: Path, times: tuple[str, str]) -> None:
    metadata = "".join(submission(n, "ada@example.edu", when) for n, when in enumerate(times, start=1))
    found = both(tmp_path, export(metadata, "submission_1", "submission_2"))
    ada = found["ada@example.edu"]
    reasons = ada.read().unreadable
    assert reasons == {
        "01_double": "Handed in twice: submission_1/double.py and submission_2/double.py. Keep one of them."
    }
    assert (ada.submitted_at, ada.notes[-1]) == (None, "In 2 submissions, and nothing says which is the last.")


def test_a_student_without_email_and_number_is_named_by_the_folder(tmp_path: Path) -> None:
    metadata = "submission_5:\n  :submitters:\n  - :name: No Body\n    :sid: ~\n    :email: ''\n"
    found = both(tmp_path, export(metadata, "submission_5"))
    assert {name: one.notes for name, one in found.items()} == {"submission_5": ("In Gradescope: No Body.",)}


@pytest.mark.parametrize("when", ["2026-04-26 17:34:00", "yesterday", "2026-13-26 17:34:00 Z", "2026-04-26 17:34 PST"])
def test_a_time_that_is_not_certain_is_a_note_and_no_time(tmp_path: Path, when: str) -> None:
    ada = both(tmp_path, export(submission(1, "ada@example.edu", when), "submission_1"))["ada@example.edu"]
    assert (ada.submitted_at, ada.notes) == (None, (f"The time in Gradescope is not understood: {when}.",))


def test_names_with_tricks_stay_names(tmp_path: Path) -> None:
    metadata = submission(1, '"../../etc/passwd"') + submission(2, '"\\e[31m\\u202eada"') + submission(3, '".."')
    found = both(tmp_path, export(metadata, "submission_1", "submission_2", "submission_3"))
    assert list(found) == ["_.._etc_passwd", "__31m_ada", "unnamed"]


BROKEN = {
    "not yaml": "a: [",
    "a tab": "a:\n\t- b",
    "not utf-8": b"\xff\xfe\x00",
    "deep": b"? " * 100_000,
    "very deep": b"[" * 1_000_000,
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_broken_metadata_are_wrong_usage(tmp_path: Path, content: str | bytes) -> None:
    folder = unpacked(tmp_path / "export", {"submission_metadata.yml": content, "submission_1/double.py": ""})
    with pytest.raises(UsageError, match=r"export: submission_metadata\.yml is (no YAML file|nested too deeply)"):
        Found(folder)


def test_metadata_that_are_too_large_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.intake.gradescope._LARGEST", 2 << 20)
    files = {"submission_metadata.yml": b"#" * (2 << 20) + b"##", "submission_1/double.py": ""}
    with pytest.raises(UsageError, match=r"submission_metadata\.yml is larger than 2 MB"):
        Found(unpacked(tmp_path / "export", files))


def test_aliases_that_multiply_and_tags_that_call_mean_nothing() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    for old, new in itertools.pairwise("abcdefghij"):
        bomb += f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n"
    bomb += "submission_1: !!python/object/apply:os.system ['exit 1']\n"
    tracemalloc.start()
    values = list(_values(bomb.encode()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(values) == 11
    assert peak < 4 << 20


def test_an_aliased_submitter_is_not_guessed(tmp_path: Path) -> None:
    metadata = submission(1, "&a ada@example.edu") + submission(2, "*a")
    found = both(tmp_path, export(metadata, "submission_1", "submission_2"))
    assert list(found) == ["ada@example.edu"]
    assert "submission_2/, of which submission_metadata.yml says nothing" in found.told[0]


keys = st.text(st.sampled_from("ab:é '\"#-\n"), max_size=4) | st.sampled_from(["~", "1", "null", "[", "<<"])
trees: st.SearchStrategy[Any] = st.recursive(
    keys, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3), max_leaves=12
)


def leaves(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], str]]:
    if isinstance(tree, str):
        return [(path, tree)] if 1 < len(path) <= 4 else []
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree)
    return [leaf for key, value in pairs for leaf in leaves(value, (*path, key))]


@given(st.dictionaries(keys, trees, max_size=3), st.booleans())
def test_the_values_are_those_that_yaml_itself_reads(tree: dict[str, Any], flow: bool) -> None:
    text = yaml.safe_dump(tree, default_flow_style=flow, sort_keys=False, allow_unicode=True)
    assert yaml.load(text, yaml.BaseLoader) == tree
    assert list(_values(text.encode())) == leaves(tree)


@given(st.binary(max_size=40) | st.text("ab:-[]{}&*!?|>'\"#\n ~", max_size=40).map(str.encode))
def test_any_bytes_are_values_or_unreadable(data: bytes) -> None:
    with contextlib.suppress(Unreadable):
        list(_values(data))
