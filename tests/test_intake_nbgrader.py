"""nbgrader: students, their assignments, and the time stamps as nbgrader itself understands them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from downloads import Found, both, unpacked
from hypothesis import given
from hypothesis import strategies as st
from test_collect import LESSONS, notebook

from grader.errors import UsageError
from grader.intake.download import moment_in

STAMP = "2026-04-26 17:34:00.861687 UTC"
WHEN = datetime(2026, 4, 26, 17, 34, 0, 861687, UTC)


def course(stamp: str = STAMP) -> dict[str, str]:
    return {
        "submitted/ada/ps1/double.ipynb": notebook("ada 1"),
        "submitted/ada/ps1/mean.ipynb": notebook("ada 2"),
        "submitted/ada/ps1/timestamp.txt": stamp,
        "submitted/ben/ps1/double.ipynb": notebook("ben 1"),
        "submitted/ben/ps1/timestamp.txt": stamp,
        "source/ps1/double.ipynb": notebook("the teacher's"),
        "autograded/ada/ps1/double.ipynb": notebook("already graded"),
        "nbgrader_config.py": "c = get_config()",
        "gradebook.db": "",
    }


@pytest.mark.parametrize("inside", ["", "submitted/"])
def test_the_courses_folder_and_the_submitted_one_are_the_same(tmp_path: Path, inside: str) -> None:
    files = {name.removeprefix(inside): text for name, text in course().items() if name.startswith(inside)}
    found = both(tmp_path, files)
    assert found.code() == {"ada": {"01_double": "ada 1", "02_mean": "ada 2"}, "ben": {"01_double": "ben 1"}}
    assert {one.submitted_at for one in found.values()} == {WHEN}
    assert found.told == ["read as a download of nbgrader: 2 students"]


def test_assignments_named_like_lessons_and_others_are_put_together(tmp_path: Path) -> None:
    files = {
        "ada/01_double/double.ipynb": notebook("one"),
        "ada/01_double/timestamp.txt": STAMP,
        "ada/ps2/mean.py": "two",
        "ada/ps2/timestamp.txt": STAMP,
    }
    found = both(tmp_path, files, platform="nbgrader")
    assert found.code() == {"ada": {"01_double": "one", "02_mean": "two"}}
    assert found["ada"].submitted_at == WHEN


def test_several_times_are_none_and_with_a_lesson_asked_for_its_own_counts(tmp_path: Path) -> None:
    files = {
        "submitted/ada/ps1/double.py": "",
        "submitted/ada/ps1/timestamp.txt": STAMP,
        "submitted/ada/ps2/mean.py": "",
        "submitted/ada/ps2/timestamp.txt": "2026-05-26 17:34:00.0 UTC",
    }
    ada = both(tmp_path, files)["ada"]
    assert ada.submitted_at is None
    assert "No time is taken, since there is not one for all: ps1 at 2026-04-26 17:34" in ada.notes[0]
    only = both(tmp_path, files, LESSONS[:1])["ada"]
    assert (only.submitted_at, only.notes) == (WHEN, ())


def test_an_assignment_without_a_stamp_beside_one_with_leaves_the_time_open(tmp_path: Path) -> None:
    files = {
        "submitted/ada/ps1/double.py": "",
        "submitted/ada/ps1/timestamp.txt": STAMP,
        "submitted/ada/ps2/mean.py": "",
    }
    assert both(tmp_path, files)["ada"].submitted_at is None


def test_a_lesson_in_two_assignments_is_not_chosen_between(tmp_path: Path) -> None:
    files = {
        f"submitted/ada/{name}/{file}": STAMP for name in ("ps1", "ps2") for file in ("double.py", "timestamp.txt")
    }
    reasons = both(tmp_path, files)["ada"].read().unreadable
    assert reasons == {"01_double": "Handed in twice: ps1/double.py and ps2/double.py. Keep one of them."}


@pytest.mark.parametrize("stamp", ["2026-04-26 17:34:00 America/Los_Angeles", "soon", "", "9" * 5000])
def test_a_stamp_that_is_not_certain_is_a_note_and_no_time(tmp_path: Path, stamp: str) -> None:
    ada = both(tmp_path, course(stamp))["ada"]
    assert ada.submitted_at is None
    assert ada.notes[0].startswith("The time stamp of ps1 is not understood: ")


def test_a_class_in_which_one_student_has_such_a_file_is_read_as_ever(tmp_path: Path) -> None:
    files = {f"{name}/01_double/double.py": name for name in ("ada", "ben", "cleo")}
    found = both(tmp_path, {**files, "ada/01_double/timestamp.txt": STAMP})
    assert (list(found), found.told, found["ada"].submitted_at) == (["ada", "ben", "cleo"], [], None)


def test_a_folder_that_may_not_be_opened_costs_its_student_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = unpacked(tmp_path / "course", course())
    listed = __import__("os").scandir

    def closed(path: str) -> object:
        if str(path).endswith("ben"):
            raise PermissionError(13, "Permission denied")
        return listed(path)

    monkeypatch.setattr("os.scandir", closed)
    found = Found(folder, platform="nbgrader")
    assert list(found["ada"].read().sources) == ["01_double", "02_mean"]
    assert "Permission denied" in found["ben"].read().unavailable["01_double"]


def test_named_folders_of_another_kind_are_wrong_usage(tmp_path: Path) -> None:
    folder = unpacked(tmp_path / "class", {"a.txt": ""})
    with pytest.raises(UsageError, match="class: not a download of nbgrader, which is folders like submitted/jdoe/ps1"):
        Found(folder, platform="nbgrader")


offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
times = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1))


@given(
    times, offsets | st.none(), st.sampled_from(["%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S.%f", "%Y-%m-%d %H:%M:%S"])
)
def test_a_moment_is_read_as_python_wrote_it(time: datetime, zone: timezone | None, form: str) -> None:
    time = time if "%f" in form else time.replace(microsecond=0)
    written = time.replace(tzinfo=zone).strftime(form + (" %z" if zone else " UTC"))
    assert moment_in(written) == time.replace(tzinfo=zone or UTC)


@pytest.mark.parametrize(
    ("stamp", "moment"),
    [
        # What `nbgrader.utils.parse_utc` 0.9.6 makes of them.
        ("2015-02-02 15:58:23.948203 UTC", "2015-02-02T15:58:23.948203+00:00"),
        ("2015-02-02 15:58:23.948203", "2015-02-02T15:58:23.948203+00:00"),
        ("2015-02-02 15:58:23 UTC\n", "2015-02-02T15:58:23+00:00"),
        ("2015-02-02T15:58:23.948203+01:00", "2015-02-02T14:58:23.948203+00:00"),
    ],
)
def test_time_stamps_mean_what_nbgrader_says(stamp: str, moment: str) -> None:
    assert moment_in(stamp, without_zone="UTC") == datetime.fromisoformat(moment)


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_any_text_is_a_moment_or_none(text: str) -> None:
    value = moment_in(text)
    assert value is None or value.utcoffset() is not None
