"""nbgrader's steps of a packaged exam, which `nbgrader_config.py` names. Only here is nbgrader imported.

No student code runs in nbgrader's process, nor in a kernel: a submission is graded by `grader.packaged`, in a process
of its own.
"""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import tempfile
from copy import deepcopy
from pathlib import Path
from typing import Any

import msgspec
from nbformat import NotebookNode, from_dict, read
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import ExportPlugin
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode

from grader.errors import GraderError, UsageError
from grader.lms.nbgrader import earned, feedback_text, printed_text, read_plan
from grader.model import Outcome, Result
from grader.notebooks import METADATA, Cell, notebook
from grader.report.escape import csv_cell, markdown_block
from grader.report.results import student_view
from grader.report.table import points
from grader.sealed import read_seal
from grader.stubs import make_stub

Resources = dict[str, Any]
_ABOUT = ("last_name", "first_name", "email")
_SCORES = ("raw_score", "late_submission_penalty", "score", "max_score", "status")
_COLUMNS = ("assignment", "duedate", "timestamp", "student_id", *_ABOUT, *_SCORES)


class ClearReferences(NbGraderPreprocessor):  # type: ignore[misc]
    """For `generate_assignment`: in the cells where students write, the stub instead of the reference."""

    def preprocess_cell(self, cell: NotebookNode, resources: Resources, index: int) -> tuple[NotebookNode, Resources]:
        """The cell as students get it."""
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = make_stub(cell.source, cell.metadata.nbgrader.grade_id).strip("\n")
        return cell, resources


class PackagedExam(NbGraderPreprocessor):  # type: ignore[misc]
    """What the steps of `autograde` have in common: where the exam and the release are."""

    exam = Unicode("exam", help="The folder of the packaged exam, which students cannot read.").tag(config=True)
    released = Unicode("release", help="The folder that generate_assignment writes.").tag(config=True)

    @property
    def folder(self) -> Path:
        """The exam's folder. `UsageError` when other users could read the hidden tests in it."""
        path = Path(self.exam).resolve()
        if os.name == "posix" and path.is_dir() and path.stat().st_mode & 0o077:
            raise UsageError(f"{path}: other users can look into it, and it holds the hidden tests. chmod 700 {path}")
        return path


class RestoreCells(PackagedExam):
    """First of all: the cells of the release as they were released, but for the code that students write.

    nbgrader's own steps trust a submission's metadata in places, so that one could stop the grading of a whole class;
    and its pages show a student's text as HTML.
    """

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """A notebook of new cells, in the order of the submission, without outputs."""
        to_write, graded, texts = self._release(resources["nbgrader"])
        cells = []
        for cell in nb.cells:
            about = cell.metadata.get("nbgrader")
            name = str(about.get("grade_id")) if isinstance(about, dict) else ""
            source = cell.source.encode("utf-8", "replace").decode()  # no file can hold half a character
            if cell.cell_type != "code":
                text = texts.get(source) or new_markdown_cell(markdown_block(source))
                cells.append(deepcopy(text))
            elif name not in graded or source != graded[name].source:
                cells.append(new_code_cell(source, metadata=to_write.pop(name, {})))
        cells += graded.values()
        for number, cell in enumerate(cells):
            cell.id = f"cell-{number}"
        return from_dict({"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}), resources

    def _release(self, about: Resources) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        """Of the release: metadata of cells that students write in, and graded cells, by id; texts by themselves."""
        path = Path(self.released) / about["assignment"] / f"{about['notebook']}.ipynb"
        try:
            cells = read(path, as_version=4).cells
        except OSError as error:
            raise UsageError(f"{path}: cannot be read ({error.strerror}). Run generate_assignment first.") from None
        known = [(cell.metadata.get("nbgrader", {}), cell) for cell in cells]
        to_write = {own.grade_id: cell.metadata for own, cell in known if own.get("solution")}
        graded = {own.grade_id: cell for own, cell in known if own.get("grade")}
        return to_write, graded, {cell.source: cell for cell in cells if cell.cell_type == "markdown"}


class Grade(PackagedExam):
    """In the place of `Execute`: grades a submission's code, and writes points and feedback into the graded cells.

    Raises when that was not possible, so that nbgrader reports the submission instead of recording a zero.
    """

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """The notebook with an output in each graded cell, and in no other."""
        try:
            return self._graded(nb, resources["nbgrader"]["assignment"]), resources
        except BaseException:  # Ctrl-C too: what was not finished has no points
            _forget(resources["nbgrader"])
            raise

    def _graded(self, nb: NotebookNode, lesson_id: str) -> NotebookNode:
        exam = self.folder
        plan = read_plan(exam, lesson_id)
        cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in nb.cells}
        absent = [group.grade_id for group in plan.groups if group.grade_id not in cells]
        if absent:
            raise UsageError(
                f"{lesson_id}: no cell {absent[0]}. Run generate_assignment again, then autograde --force."
            )
        own = [
            Cell("code", "setup", str(number), cell.source) for number, cell in enumerate(nb.cells) if _is_code(cell)
        ]
        result = grade_cells(own, exam, lesson_id, plan.module)
        lesson, view = result.lessons[0], student_view(result, read_seal(exam).feedback).lessons[0]
        for cell in filter(_is_code, nb.cells):
            cell.outputs, cell.execution_count = [], None
        for group in plan.groups:
            text = feedback_text(group, view) + (printed_text(view) if group == plan.groups[-1] else "")
            number = new_output("execute_result", {"text/plain": points(earned(group, lesson))}, execution_count=None)
            cells[group.grade_id].outputs = [number, new_output("stream", name="stdout", text=text)]
        return nb


class Export(ExportPlugin):  # type: ignore[misc]
    """For `export`: nbgrader's table, with a status, and without a score where something is not graded."""

    def export(self, gradebook: Gradebook) -> None:
        """Write the table of all students and assignments that were asked for."""
        with open(self.to or "grades.csv", "w", encoding="utf-8", newline="") as file:
            rows = csv.DictWriter(file, _COLUMNS, lineterminator="\n")
            rows.writeheader()
            for assignment in gradebook.assignments:
                for student in gradebook.students:
                    wanted = (not self.assignment or assignment.name in map(str, self.assignment)) and (
                        not self.student or student.id in map(str, self.student)
                    )
                    if wanted:
                        rows.writerow(_row(gradebook, assignment, student))


def grade_cells(cells: list[Cell], exam: Path, lesson_id: str, module: str) -> Result:
    """The result of one lesson's code cells, from a process of its own. `GraderError` when it is not graded."""
    with tempfile.TemporaryDirectory(prefix="downslope-") as name:  # its owner's alone
        submission = Path(name) / "submission" / f"{module}.ipynb"
        submission.parent.mkdir()
        submission.write_bytes(notebook(cells))
        command = [sys.executable, "-P", "-m", "grader.packaged", str(exam), str(submission.parent)]
        command += ["--lesson", lesson_id, "--private", str(exam.parent)]
        run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, cwd=name, check=False)
    said = run.stderr.decode(errors="replace").strip()[-2000:]
    if run.returncode not in (0, 1):
        ended = f"stopped by {signal.Signals(-run.returncode).name}" if run.returncode < 0 else "not possible"
        raise GraderError(f"{lesson_id}: grading was {ended}. Not graded, so no points were recorded. {said}")
    try:
        result = msgspec.json.decode(run.stdout, type=Result)
    except msgspec.DecodeError:
        raise GraderError(f"{lesson_id}: the grader gave no result. Grade again. {said}") from None
    if result.status == "ungraded":
        reasons = [check.message for check in result.lessons[0].checks if check.outcome == Outcome.FAULT]
        raise GraderError(f"{lesson_id}: not graded, so no points were recorded. {reasons[0] if reasons else ''}")
    return result


def _is_code(cell: NotebookNode) -> bool:
    return bool(cell.cell_type == "code")


def _forget(about: Resources) -> None:
    """No points for a submission that could not be graded: neither nbgrader's zero nor those of an earlier one."""
    with Gradebook(about["db_url"]) as gradebook:
        try:
            submitted = gradebook.find_submission_notebook(about["notebook"], about["assignment"], about["student"])
        except MissingEntry:
            return
        for grade in submitted.grades:
            grade.auto_score, grade.needs_manual_grade = None, True
        gradebook.db.commit()


def _row(gradebook: Gradebook, assignment: Any, student: Any) -> dict[str, object]:
    about = {name: csv_cell(getattr(student, name) or "") for name in _ABOUT}
    row: dict[str, object] = about | {"assignment": assignment.name, "student_id": csv_cell(student.id)}
    row |= {"duedate": assignment.duedate, "max_score": assignment.max_score}
    try:
        submission = gradebook.find_submission(assignment.name, student.id)
    except MissingEntry:
        return row | {"raw_score": 0.0, "late_submission_penalty": 0.0, "score": 0.0, "status": "missing"}
    row["timestamp"] = submission.timestamp
    grades = [grade for one in submission.notebooks for grade in one.grades]
    if any(grade.auto_score is None and grade.manual_score is None for grade in grades):
        return row | {"status": "ungraded"}
    penalty = submission.late_submission_penalty
    row |= {"raw_score": submission.score, "late_submission_penalty": penalty, "status": "graded"}
    return row | {"score": max(0.0, submission.score - penalty)}
