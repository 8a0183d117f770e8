"""Gradescope: the zip of an autograder. Formats only."""

from __future__ import annotations

from grader.lms import Artefact, Exam

EXAM = "exam"  # the folder of the sealed exam in the zip


def artefact(exam: Exam) -> Artefact:
    """The autograder's files."""
    return Artefact({f"{EXAM}/{name}": content for name, content in exam.files.items()})
