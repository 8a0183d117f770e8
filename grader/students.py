"""students.csv -> what is known of each student's time. What follows from it for a score is in `score.py`."""

from __future__ import annotations

import csv
import io
import math

from grader.course import MOMENT, moment
from grader.errors import CourseError, UsageError
from grader.model import Course, Times
from grader.names import student_name

_COLUMNS = ("student", "submitted_at", "extra_days")
_MOST_DAYS = 3660.0


def read_times(course: Course) -> dict[str, Times]:
    """The times of each student, by name, from the CSV that `policy.students` names; none without such a file.

    Its columns are `student`, `submitted_at` (a date and time with its offset from UTC) and `extra_days` (a number such
    as 2 or 0.5); the last two may be absent or empty. `CourseError` names every line that is wrong.
    """
    if course.policy.students is None:
        return {}
    path = course.root / course.policy.students
    try:
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""), strict=True))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); course.yml names it.") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise CourseError(str(path), [f"not a CSV file in UTF-8: {error}"]) from None
    header = [cell.strip() for cell in rows[0]] if rows else []
    unknown = [name for name in header if name not in _COLUMNS]
    if unknown or "student" not in header or len(set(header)) < len(header):
        raise CourseError(str(path), [f"line 1: the columns must be {', '.join(_COLUMNS)}, not {', '.join(header)!r}"])
    times: dict[str, Times] = {}
    problems: list[str] = []
    for line, cells in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        row = dict(zip(header, (cell.strip() for cell in cells)))
        name = student_name(row["student"]) if row.get("student") else ""
        when, days = row.get("submitted_at") or None, _days(row.get("extra_days") or "0")
        if len(cells) > len(header):
            problems.append(f"line {line}: more cells than columns")
        elif not name or name in times:
            problems.append(f"line {line}: " + (f"{name!r} is there twice" if name else "no student"))
        elif when is not None and moment(when) is None:
            problems.append(f"line {line}: submitted_at must be {MOMENT}, not {when!r:.60}")
        elif days is None:
            problems.append(f"line {line}: extra_days must be a number of days, not {row['extra_days']!r:.60}")
        else:
            times[name] = Times(moment(when) if when else None, days)
    if problems:
        raise CourseError(str(path), problems)
    return times


def _days(text: str) -> float | None:
    try:
        days = float(text)
    except ValueError:
        return None
    return days if math.isfinite(days) and abs(days) <= _MOST_DAYS else None
