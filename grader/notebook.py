"""For a student's notebook: run a lesson's visible tests, and draw its picture, with the functions defined there.

This runs in the student's own kernel and judges nothing. Where a notebook is graded, functions that do nothing stand in
the place of these two (`worker/shim.py`).
"""

from __future__ import annotations

import linecache
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from grader.course import FILENAME, find_lesson, load_course
from grader.errors import GraderError, NotAttempted, UsageError
from grader.visible import FOLDER, VisibleTests

if TYPE_CHECKING:
    from grader.model import Course, Lesson

# `downslope` is the plugin that `pytest` would load by itself; here one comes that knows of the notebook. The warning
# that is ignored says that the engine was imported before pytest, which is so in every notebook.
_OPTIONS = ["--quiet", "--color=no", "--capture=sys", "-pno:cacheprovider", "-pno:downslope"]
_OPTIONS += ["-Wignore::pytest.PytestAssertRewriteWarning"]


def run_tests(lesson: str, course: str | Path | None = None, namespace: Mapping[str, Any] | None = None) -> None:
    """Run a lesson's visible tests on what the notebook defines now, and print what `pytest` would say of a file.

    `lesson` is its id, number or module. `course` is the folder with `course.yml`, by default the first one at or above
    the notebook's. `namespace` holds the functions, by default those of the notebook.
    """
    with _trouble_in_words():
        loaded, chosen = _chosen(lesson, course)
        tests = sorted((loaded.root / FOLDER / chosen.id).glob("test_*.py"))
        names = _notebooks_own() if namespace is None else namespace
        absent: set[str] = set()
        with _importable(_module(chosen.module, names, absent), tests):
            pytest.main([*_OPTIONS, *map(str, tests)], plugins=[_NotebookTests(names)])
        if absent:
            print(f"Not defined: {', '.join(sorted(absent))}. Run every cell above, and see whether one fails.")


def draw(lesson: str, course: str | Path | None = None, namespace: Mapping[str, Any] | None = None) -> None:
    """Show a lesson's picture, drawn from what the notebook defines now. Arguments as in `run_tests`."""
    from IPython.display import Image, display
    from matplotlib import get_backend, pyplot

    from grader.figures import drawing, render
    from grader.proxy import LocalSubmission

    with _trouble_in_words():
        loaded, chosen = _chosen(lesson, course)
        names = _notebooks_own() if namespace is None else namespace
        backend = get_backend()
        pyplot.switch_backend(backend)  # it shows plots only if it is loaded while no other is in use
        try:
            with drawing(loaded, chosen, LocalSubmission(_module(chosen.module, names, set()))) as figure:
                picture = render(figure, ".png")
        except (NotImplementedError, NotAttempted):
            print("No picture yet: it needs functions that are not written, or whose cells have not been run.")
        except GraderError:
            raise
        except Exception as error:  # raised by the student's code, or by the drawing of what it answered
            print(_NotebookTests(names).raised(error, loaded.root))
            print("No picture comes of that. Next: run the visible tests, whose hints say what is asked for.")
        else:
            display(Image(picture))  # type: ignore[no-untyped-call]
        finally:
            pyplot.switch_backend(backend)  # drawing chose another


class _NotebookTests(VisibleTests):
    """The reports of visible tests, in words for somebody who looks at a notebook."""

    def __init__(self, names: Mapping[str, Any]) -> None:
        super().__init__()
        self._names = names

    def first_step(self, name: str) -> str:
        return "fill in the cells above and run them"

    def place(self, trace: TracebackType, test_path: Path) -> str:
        """The line of a cell, by the function that it is in: cells have no number that stays."""
        if trace.tb_frame.f_globals is not self._names:
            return ""
        code = trace.tb_frame.f_code
        line = linecache.getline(code.co_filename, trace.tb_lineno).strip()
        return f"{code.co_name}, line {trace.tb_lineno} of its cell: {line}"


def _chosen(lesson: str, course: str | Path | None) -> tuple[Course, Lesson]:
    here = Path.cwd()
    folders = [Path(course)] if course is not None else [here, *here.parents]
    root = next((folder for folder in folders if (folder / FILENAME).is_file()), None)
    if root is None:
        places = f"in {folders[0]}" if course is not None else f"in {here} or above it"
        raise UsageError(
            f"there is no {FILENAME} {places}. Keep the notebook in the course's folder, or name that folder: "
            f'run_tests("{lesson}", course="...").'
        )
    loaded = load_course(root)
    return loaded, find_lesson(loaded, lesson)


def _notebooks_own() -> Mapping[str, Any]:
    return vars(sys.modules["__main__"])


def _module(name: str, names: Mapping[str, Any], absent: set[str]) -> ModuleType:
    """The lesson's module as its tests import it: what the notebook defines at this moment.

    A name that is not there is a function that is not written, so that a broken cell costs only what it defines. Such
    names are added to `absent`.
    """
    module = ModuleType(name)
    vars(module).update({key: value for key, value in names.items() if not key.startswith("_")})

    def not_there(asked: str) -> Any:
        if asked.startswith("_"):
            raise AttributeError(asked)
        absent.add(asked)
        return _not_written

    vars(module)["__getattr__"] = not_there
    return module


def _not_written(*arguments: object, **named: object) -> NoReturn:
    raise NotImplementedError


@contextmanager
def _importable(defined: ModuleType, tests: Sequence[Path]) -> Iterator[None]:
    """Let `from LESSON import ...` find `defined`, and the tests be imported anew; afterwards all is as it was."""
    path, before = sys.path[:], sys.modules.pop(defined.__name__, None)
    sys.modules[defined.__name__] = defined
    try:
        yield
    finally:
        sys.path[:] = path
        for name in [defined.__name__, *(test.stem for test in tests)]:
            sys.modules.pop(name, None)
        if before is not None:
            sys.modules[defined.__name__] = before


@contextmanager
def _trouble_in_words() -> Iterator[None]:
    """The engine's own errors as a message; a traceback through it would tell a student nothing."""
    try:
        yield
    except GraderError as error:
        print(f"grader: {error}")
