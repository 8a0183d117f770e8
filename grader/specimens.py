"""What an audit grades in a lesson: the stub, the reference, correct styles, misconceptions, wrong predictions, and
answers that nobody had to think for.

Only what is handed in is made here; what becomes of it is for the audit to say.
"""

from __future__ import annotations

import ast
import hashlib
import textwrap
from pathlib import Path
from typing import Literal, NamedTuple

from msgspec.structs import replace

from grader.catalogue import Misconception, correct_style, misconception, specimen_files
from grader.collect import collect
from grader.errors import CourseError
from grader.findings import Problem
from grader.model import Course, Lesson, Source, Submission

Kind = Literal["stub", "reference", "correct", "wrong", "prediction", "trivial"]
TRIVIAL = {
    "none": "None",
    "zero": "0.0",
    "one": "1.0",
    "nan": "float('nan')",
    "first_argument": "arguments[0]",
    "last_argument": "arguments[-1]",
    "zeros": "like(arguments, np.zeros)",
    "ones": "like(arguments, np.ones)",
    "nans": "like(arguments, lambda shape: np.full(shape, np.nan))",
    "empty_array": "np.array([])",
    "empty_dict": "{}",
    "empty_list": "[]",
    "text": "'yes'",
    "true": "True",
    "huge_int": "10 ** 400",
    "pair": "(1.0, 2.0)",
}
_LIKE = """
import numpy as np

PREDICT = {}


def like(arguments, make):
    first = next((a for a in arguments if isinstance(a, (np.ndarray, dict))), None)
    if isinstance(first, dict):
        return {name: make(np.shape(value)) for name, value in first.items()}
    return make(np.shape(first)) if first is not None else float(make(()))

"""
_INIT = """
def __init__(self, *arguments):
    self.__dict__["arguments"] = arguments
"""
_GETATTR = """
def __getattr__(self, name):
    arguments = (self, *self.__dict__["arguments"])
"""
# Another letter, or a number that is more than 1 % away.
_ANOTHER = """

def _another(answer):
    if isinstance(answer, str):
        return "b" if answer.strip().lower() == "a" else "a"
    return answer + 1 + abs(answer)


PREDICT[{key!r}] = _another(PREDICT[{key!r}])
"""


class Specimen(NamedTuple):
    """One submission that the audit grades. `file` is where it comes from, relative to the course.

    `mistake` is the misconception that a wrong one shows.
    """

    lesson: str
    kind: Kind
    name: str
    file: str
    submission: Submission
    mistake: Misconception | None = None

    @property
    def is_right(self) -> bool:
        """Whether it must earn everything."""
        return self.kind in ("reference", "correct")

    @property
    def with_every_key(self) -> bool:
        """Whether it is graded with each key; with the first alone otherwise."""
        return self.is_right or self.kind == "wrong"


def specimens(course: Course, lesson: Lesson) -> tuple[list[Specimen], list[Problem]]:
    """The specimens of a lesson, and the files of its catalogue that do not say what they show."""
    found: list[Specimen] = []
    problems: list[Problem] = []
    stub = course.root / "exercises" / lesson.id / f"{lesson.module}.py"
    reference = course.root / "solutions" / lesson.id / f"{lesson.module}.py"

    def add(kind: Kind, path: Path, mistake: Misconception | None = None) -> None:
        (submission,) = collect([path], [lesson])
        submission = replace(submission, student=path.stem)
        found.append(_specimen(course, lesson, kind, path, submission, mistake))

    def add_text(kind: Kind, name: str, text: str) -> None:
        digest = hashlib.sha256(text.encode()).hexdigest()
        source = Source(f"{lesson.module}.py", (text,), False, digest)
        submission = Submission(name, {lesson.id: source}, digest=f"sha256:{digest}")
        found.append(_specimen(course, lesson, kind, reference, submission))

    add("stub", stub)
    add("reference", reference)
    for kind in ("correct", "wrong"):
        for path in specimen_files(course.root, lesson.id, kind):
            try:
                if kind == "correct":
                    correct_style(path)
                    add("correct", path)
                else:
                    add("wrong", path, misconception(path))
            except CourseError as error:
                file = path.relative_to(course.root).as_posix()
                what_to_do = "Say in its docstring what it shows, as docs/authoring.md describes."
                problems += [Problem(file, problem, what_to_do) for problem in error.problems]
    text = reference.read_text(encoding="utf-8")
    nodes = ast.parse(text).body
    for key in _predictions(nodes):
        add_text("prediction", key, text + _ANOTHER.format(key=key))
    for name in TRIVIAL:
        add_text("trivial", name, trivial(text, name))
    return found, problems


def trivial(reference: str, name: str) -> str:
    """A file that has all functions of a reference, each with one and the same of the trivial answers.

    A class answers so for every method and every attribute.
    """
    return _LIKE + _answering(ast.parse(reference).body, TRIVIAL[name])


def _specimen(
    course: Course, lesson: Lesson, kind: Kind, path: Path, submission: Submission, mistake: Misconception | None = None
) -> Specimen:
    name = submission.student
    submission = replace(submission, student=f"{lesson.id}/{kind}/{name}")
    return Specimen(lesson.id, kind, name, path.relative_to(course.root).as_posix(), submission, mistake)


def _answering(nodes: list[ast.stmt], answer: str) -> str:
    text = ""
    for node in nodes:
        if isinstance(node, ast.FunctionDef):
            text += f"def {node.name}(*arguments):\n    return {answer}\n"
        elif isinstance(node, ast.ClassDef):
            methods = [part for part in node.body if isinstance(part, ast.FunctionDef) and part.name != "__init__"]
            body = _INIT + _answering([*methods], answer) + _GETATTR + f"    return {answer}\n"
            text += f"class {node.name}:\n{textwrap.indent(body, '    ')}"
    return text


def _predictions(nodes: list[ast.stmt]) -> list[str]:
    """The keys of PREDICT, as they stand in a reference's text."""
    return [
        key.value
        for node in nodes
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
        if [getattr(target, "id", "") for target in node.targets] == ["PREDICT"]
        for key in node.value.keys
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    ]
