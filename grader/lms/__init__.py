"""Packages for learning platforms: one module for each platform, and formats only.

Such a module has a function from `Exam` to `Artefact`, for `package.py`, and one that makes the platform's document of
a result and what a student may see of it. It grades nothing and computes no points. What reads the platform's files and
writes them while it grades is in `lms_run.py`; what nbgrader and Otter load into their own processes is in
`nbgrader_plugins.py` and `otter_plugin.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from grader.model import Course, Feedback, Isolation, Lesson

Shown = Literal["visible", "after_due_date", "after_published", "hidden"]


class Exam(NamedTuple):
    """What is to be packaged: the sealed exam's files by path, the course and lessons that it was made from.

    `hidden_checks` is when a platform that can shows students what became of checks that are `hidden`.
    """

    files: dict[str, bytes]
    course: Course
    lessons: Sequence[Lesson]
    feedback: Feedback
    isolation: Isolation
    hidden_checks: Shown = "visible"


class Artefact(NamedTuple):
    """The files of a package by path, with `/`, and which of them are programs to run.

    `private` are folders that nobody but their owner may look into, where the package is a folder itself.
    """

    files: dict[str, bytes]
    programs: frozenset[str] = frozenset()
    private: frozenset[str] = frozenset()
