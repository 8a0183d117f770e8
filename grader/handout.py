"""The texts that are written for students when a course is released: README.md, course.yml and pyproject.toml.

Which files of the course go along is in `release.py`.
"""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Collection
from datetime import datetime
from importlib import metadata
from typing import Any

import msgspec
import yaml

from grader.model import Course, Intake, Lesson, Limits, Policy

_DISTRIBUTION = "downslope"
_PYPROJECT = """\
# What `pip install .` reads: the programs that test your work.
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = {name}
version = {version}
requires-python = {python}
dependencies = [
{dependencies}
]
{entry_points}
[tool.hatch.build.targets.wheel]
packages = ["grader"]

[tool.pytest.ini_options]
testpaths = ["exercises"]
"""
_START = """\
# {title}

You write a few functions in each lesson, and see at once what they do.

## Start
You need Python {python}. In a terminal, in this folder:
```
python -m venv .venv
source .venv/bin/activate
pip install .
```
On Windows the second line is `.venv\\Scripts\\activate`. Repeat it in every new terminal.

## Work
Read a lesson's page, then fill in the file beside it:

| lesson | page | file |
|---|---|---|
{rows}
"""
_TESTS = """
To test a lesson, or all of them:
```
pytest exercises/{lesson}
pytest
```
What you have not started is skipped. What is wrong shows what was expected, what came, and a hint. These are the
visible tests; hidden tests ask more, and the points come from those.
"""
_PICTURE = """
To draw a lesson's picture from your own functions, into `{lesson}.svg`:
```
grader show {lesson} --submission exercises/{lesson}
```
On macOS and Windows add `--isolation process`: the code is your own, so nothing has to be kept from it.
"""
_NOTEBOOKS = """
Every lesson is also a notebook, such as `notebooks/{lesson}/{module}.ipynb`. Use it instead of the file, if you like.
Its last cells test and draw what the others define. Leave it in its folder, where they find the tests. To open it:
```
pip install jupyterlab
jupyter lab notebooks
```
"""
_HAND_IN = """
## Hand in
The files that you wrote, each under its own name, such as `{module}.py`: one by one, or the folder `exercises` as a
`.zip`. A lesson that you leave out costs its own points only.
"""
_HAND_IN_NOTEBOOKS = """
If you used notebooks, hand in those instead, as they are: `{module}.ipynb`, or the folder `notebooks` as a `.zip`.
Hand in each lesson once: with `{module}.py` and `{module}.ipynb` nobody could know which one counts, so neither would.
"""
_PARTS = {  # and the files without which a part says nothing
    _TESTS: "exercises/{}/test_*.py",
    _PICTURE: "exercises/{}/figure.py",
    _NOTEBOOKS: "notebooks/{}/*",
    _HAND_IN: "exercises/{}/*",
    _HAND_IN_NOTEBOOKS: "notebooks/{}/*",
}


def readme(course: Course, files: Collection[str]) -> str:
    """What a student has to know of a bundle that holds these files. Examples are of the first lesson that has such."""
    python = str(_metadata()["Requires-Python"]).removeprefix(">=") + " or later"
    rows = "\n".join(_row(lesson, files) for lesson in course.lessons)
    text = _START.format(title=course.title, python=python, rows=rows)
    for part, needs in _PARTS.items():
        lesson = next((one for one in course.lessons if fnmatch.filter(files, needs.format(one.id))), None)
        if lesson is not None:
            text += part.format(lesson=lesson.id, module=lesson.module)
    return text


def course_yml(course: Course) -> str:
    """The course as a student may know it: all but which file holds the times of students, and what is the default."""
    policy = _given(msgspec.structs.replace(course.policy, students=None), Policy())
    content: dict[str, Any] = {
        "id": course.id,
        "title": course.title,
        "version": course.version,
        "feedback": course.feedback,
        **_under("limits", _given(course.intake, Intake())),
        **_under("policy", policy),
        "lessons": [_lesson(lesson) for lesson in course.lessons],
    }
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)


def pyproject() -> str:
    """How the engine is installed here, with what it needs and the commands that it has."""
    known = _metadata()
    needs = [line for line in known.get_all("Requires-Dist") or [] if "extra ==" not in line]
    groups: dict[str, list[str]] = {}
    for point in metadata.distribution(_DISTRIBUTION).entry_points:
        groups.setdefault(point.group, []).append(f"{point.name} = {_quoted(point.value)}\n")
    tables = [
        f"\n[project.{'scripts' if group == 'console_scripts' else f'entry-points.{group}'}]\n{''.join(sorted(lines))}"
        for group, lines in sorted(groups.items())
    ]
    return _PYPROJECT.format(
        name=_quoted(_DISTRIBUTION),
        version=_quoted(known["Version"]),
        python=_quoted(known["Requires-Python"]),
        dependencies="\n".join(f"    {_quoted(need)}," for need in needs),
        entry_points="".join(tables),
    )


def _metadata() -> Any:
    return metadata.metadata(_DISTRIBUTION)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # TOML's basic strings are written like this too


def _row(lesson: Lesson, files: Collection[str]) -> str:
    folder = f"exercises/{lesson.id}"
    page = f"[{lesson.id}]({folder}/README.md)" if f"{folder}/README.md" in files else lesson.id
    bonus = " (bonus)" if lesson.bonus else ""
    return f"| {lesson.title}{bonus} | {page} | [{lesson.module}.py]({folder}/{lesson.module}.py) |"


def _lesson(lesson: Lesson) -> dict[str, Any]:
    plain = Lesson(lesson.id, lesson.title, lesson.id.partition("_")[2] or lesson.id)
    given = _given(msgspec.structs.replace(lesson, limits=plain.limits), plain)
    return {"id": lesson.id, "title": lesson.title, **given, **_under("limits", _given(lesson.limits, Limits()))}


def _given(record: msgspec.Struct, default: msgspec.Struct) -> dict[str, Any]:
    """The fields of a record that differ from the default, as `course.yml` writes them."""
    fields = {name: getattr(record, name) for name in record.__struct_fields__}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in fields.items()
        if value != getattr(default, name)
    }


def _under(name: str, fields: dict[str, Any]) -> dict[str, Any]:
    return {name: fields} if fields else {}
