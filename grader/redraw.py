"""Drawing papers in fresh processes, the first key's twice: a paper depends on the course and the key alone.

The second time, the lessons come in the reverse order and Python orders its sets differently. No paper comes from a
cache. What the reference answers on the first paper is looked at in the same process.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from grader.course import load_course, pick_lessons
from grader.errors import CourseError, GraderError
from grader.exam import set_exam
from grader.flat import Flat, flat_answers
from grader.model import Course, Lesson
from grader.worker.launch import start_code

_HASH_SEEDS = ("1", "2")  # a fixed order of sets for each of the two drawings


class Drawn(msgspec.Struct, frozen=True):
    """One paper that was drawn, or why not. `flat` is looked at where that was asked for."""

    lesson: str
    digest: str = ""
    examples: int = 0
    where: str = ""
    problems: list[str] = []
    flat: list[Flat] = []


class Redrawn(msgspec.Struct, frozen=True):
    """A lesson's papers: the first key's, whether it came out the same twice, and one that is broken, if there is."""

    first: Drawn
    is_same: bool
    broken: Drawn | None


class _Errand(msgspec.Struct, frozen=True):
    """A paper that a process is to draw and to keep in `cache`."""

    lesson: str
    key: bytes
    cache: str
    with_flat: bool = False


class _Errands(msgspec.Struct, frozen=True):
    root: str
    errands: list[_Errand]


def redraw(
    course: Course, lessons: Sequence[Lesson], keys: Sequence[bytes], cache: Path, jobs: int
) -> dict[str, Redrawn]:
    """Draw each lesson's paper with each key into an empty `cache`, with `jobs` processes at a time."""
    ids = [lesson.id for lesson in lessons]
    here, again = str(cache), str(cache / "again")
    lists = [[_Errand(one, keys[0], here, with_flat=True) for one in ids]]
    lists.append([_Errand(one, keys[0], again) for one in reversed(ids)])
    lists += [[] for _ in range(jobs - 2)]
    for key in keys[1:]:
        for one in ids:
            min(lists, key=len).append(_Errand(one, key, here))
    root = str(course.root.resolve())
    todo = [_Errands(root, errands) for errands in lists if errands]
    with ThreadPoolExecutor(jobs) as threads:
        drawn = list(threads.map(_in_a_fresh_process, todo, [_HASH_SEEDS[number % 2] for number in range(len(todo))]))
    first = {one.lesson: one for one in drawn[0][: len(ids)]}
    second = {one.lesson: one for one in drawn[1][: len(ids)]}
    broken = {one.lesson: one for some in reversed(drawn) for one in reversed(some) if one.problems}
    return {one: Redrawn(first[one], first[one].digest == second[one].digest, broken.get(one)) for one in ids}


def _in_a_fresh_process(errands: _Errands, hash_seed: str) -> list[Drawn]:
    run = subprocess.run(
        [sys.executable, "-P", "-c", start_code("grader.redraw")],
        input=msgspec.msgpack.encode(errands),
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "OPENBLAS_NUM_THREADS": "1"},
        check=False,
    )
    if run.returncode:
        raise GraderError(f"a process that draws papers ended with exit code {run.returncode}; see its error output.")
    return msgspec.msgpack.decode(run.stdout, type=list[Drawn])


def _draw(course: Course, errand: _Errand) -> Drawn:
    try:
        (exam,) = set_exam(course, pick_lessons(course, [errand.lesson]), errand.key, Path(errand.cache))
    except CourseError as error:
        return Drawn(errand.lesson, where=error.where, problems=error.problems)
    digest = hashlib.sha256(msgspec.msgpack.encode(exam.paper)).hexdigest()
    examples = sum(len(some) for some in exam.paper.examples.values())
    return Drawn(errand.lesson, digest, examples, flat=flat_answers(exam) if errand.with_flat else [])


def main() -> None:
    """Do the errands that stand on standard input, and write to standard output what came of them."""
    errands = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=_Errands)
    course = load_course(Path(errands.root))
    with contextlib.redirect_stdout(sys.stderr):  # a hidden test may print
        drawn = [_draw(course, errand) for errand in errands.errands]
    sys.stdout.buffer.write(msgspec.msgpack.encode(drawn))
