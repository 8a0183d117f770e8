"""A program that is written otherwise does the same: checked on the references, by the exam itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT, GradeOne

from grader.rewrite import REWRITINGS

TEXT = '''"""A docstring."""
import numpy as np

RATE = 0.5  # a comment

def step(w, gradient, rate=RATE):
    """Another."""
    moved = w - rate * gradient
    return helper(moved, scale=1)

def helper(value, scale):
    def inner(entry):
        return entry * scale
    return inner(value)
'''


def test_a_rewriting_changes_the_text_and_not_the_answers() -> None:
    wanted = {"step": [1.0, 0.5]}
    for name, rewrite in REWRITINGS.items():
        text = rewrite(TEXT)
        assert text != TEXT, name
        space: dict[str, object] = {}
        exec(text, space)
        w = space["np"].array([2.0, 1.0])  # type: ignore[attr-defined]
        assert space["step"](w, w).tolist() == wanted["step"], name  # type: ignore[operator]
    assert "w_of_mine" in REWRITINGS["renamed"](TEXT)
    assert "_rewritten(_operator.mul" in REWRITINGS["with loops"](TEXT)
    assert "scale_of_mine" not in REWRITINGS["renamed"](TEXT), "a name that a call uses"


@pytest.mark.parametrize("lesson", ["03_update_step", "05_forward", "07_backprop", "10_ewma"])
@pytest.mark.parametrize("name", REWRITINGS)
def test_rewritten_references_still_earn_full_marks(
    lesson: str, name: str, grade_one: GradeOne, tmp_path: Path
) -> None:
    module = lesson[3:]
    text = (ROOT / "solutions" / lesson / f"{module}.py").read_text(encoding="utf-8")
    path = tmp_path / f"{module}.py"
    path.write_text(REWRITINGS[name](text), encoding="utf-8")
    result = grade_one(lesson, path)
    assert result.score == result.max_score, [c.id for c in result.checks if c.message]
