"""Stubs keep everything but the solution, and say where it belongs."""

from __future__ import annotations

import ast
import shutil
import sys
from pathlib import Path

import pytest
from conftest import MINI
from hypothesis import given
from hypothesis import strategies as st

from grader import stubs
from grader.errors import CourseError
from grader.stubs import make_stub

REFERENCE = '''\
"""Lesson."""

SLOPE = 2.5  # SOLUTION
PREDICT = {
    # A question?
    "answer": f(1, "# not a marker"),  # SOLUTION
    "last": "b"  # SOLUTION
}
KEPT = 1  # a comment


### BEGIN SOLUTION
def helper(x):
    return x


### END SOLUTION
def double(x):
    """Return twice x."""
    start = 0
    ### BEGIN SOLUTION
    return start + 2 * helper(x)
    ### END SOLUTION


class Model:
    def call(self):
        ### BEGIN SOLUTION
        if True:
            return 1
        ### END SOLUTION
'''
STUB = '''\
"""Lesson."""

SLOPE = None
PREDICT = {
    # A question?
    "answer": None,
    "last": None
}
KEPT = 1  # a comment


def double(x):
    """Return twice x."""
    start = 0
    # YOUR CODE HERE
    raise NotImplementedError


class Model:
    def call(self):
        # YOUR CODE HERE
        raise NotImplementedError
'''


def test_a_stub_keeps_all_but_the_solution() -> None:
    assert make_stub(REFERENCE) == STUB


@pytest.mark.parametrize(
    ("reference", "problem"),
    [
        ("### BEGIN SOLUTION\nx = 1\n", "line 1: ### BEGIN SOLUTION without ### END SOLUTION"),
        ("x = 1\n    ### END SOLUTION\n", "line 2: ### END SOLUTION without ### BEGIN SOLUTION"),
        (
            "\n### BEGIN SOLUTION\n\n### BEGIN SOLUTION\n",
            "line 4: ### BEGIN SOLUTION inside the region opened in line 2",
        ),
        ("print(1)  # SOLUTION\n", "line 1: # SOLUTION must follow `name = value` or"),
        ("x == 1  # SOLUTION\n", "line 1: # SOLUTION must follow"),
        ("# SOLUTION\n", "line 1: # SOLUTION must follow"),
    ],
)
def test_a_marker_without_its_partner_is_named_by_its_line(reference: str, problem: str) -> None:
    with pytest.raises(CourseError, match=problem.replace("(", r"\(")):
        make_stub(reference)


blocks = st.lists(
    st.sampled_from(
        [
            "def f():\n    ### BEGIN SOLUTION\n    return SECRET\n    ### END SOLUTION",
            "### BEGIN SOLUTION\nx = SECRET\n### END SOLUTION",
            "y = SECRET  # SOLUTION",
            "P = {\n    'a': 1,\n}",
            "def g():\n    return 1",
            "",
        ]
    )
)


@given(blocks)
def test_a_stub_is_python_without_a_trace_of_the_solution_and_its_own_stub(parts: list[str]) -> None:
    stub = make_stub("\n\n\n".join(parts))
    ast.parse(stub)
    assert not {"SECRET", "SOLUTION", "BEGIN", "END"} & set(stub.split())
    assert make_stub(stub) == stub
    assert stub.count("raise NotImplementedError") == sum("def f" in part for part in parts)
    assert stub.endswith("\n")
    assert "\n\n\n\n" not in stub


def test_the_committed_stubs_of_the_miniature_course_are_those_of_its_references() -> None:
    made = stubs.stubs(MINI)
    assert [path.relative_to(MINI).as_posix() for path in made] == [
        "exercises/01_double/double.py",
        "exercises/02_mean/mean.py",
    ]
    assert {path: path.read_text(encoding="utf-8") for path in made} == made


def test_the_command_writes_every_stub_and_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(MINI / "solutions", tmp_path / "solutions")
    monkeypatch.setattr(sys, "argv", ["stubs", str(tmp_path)])
    stubs.main()
    written = tmp_path / "exercises" / "02_mean" / "mean.py"
    assert written.read_bytes() == (MINI / "exercises" / "02_mean" / "mean.py").read_bytes()
    assert str(written) in capsys.readouterr().out.splitlines()
    (tmp_path / "solutions" / "02_mean" / "mean.py").write_text("### END SOLUTION", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"mean\.py: 1 problem to fix"):
        stubs.main()
