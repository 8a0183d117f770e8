"""Lesson 01: numbers, a function that is handed over, arrays, predictions."""

from __future__ import annotations

import msgspec
import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from grader.checks import check, close, predicted, unchanged

numbers = st.integers(-1000, 1000).map(lambda count: count / 10)
arrays = st.lists(numbers, min_size=1, max_size=6).map(np.array)


class Line(msgspec.Struct, frozen=True):
    """f(x) = slope x + start."""

    slope: float
    start: float

    def __call__(self, x: float) -> float:
        return self.slope * x + self.start

    def __str__(self) -> str:
        return f"f(x) = {self.slope:.6g}x + {self.start:.6g}"


@check(points=3, hint="Add the number to itself.", hidden=False, examples=30)
@given(x=numbers)
@example(x=3.0)
def test_double_of_a_number(submission, reference, x):
    """Twice a number is the number plus itself."""
    close(submission.double(x), x + x)


@check(points=2, hint="Call f with what f gave you.", examples=30)
@given(line=st.builds(Line, numbers, numbers), x=numbers)
@example(line=Line(2.0, 1.0), x=3.0)
def test_function_applied_twice(submission, reference, line, x):
    """apply_twice gives f of f of x."""
    close(submission.apply_twice(line, x), line(line(x)))


@check(points=2, hint="NumPy multiplies whole arrays at once.", examples=30)
@given(values=arrays, factor=numbers)
@example(values=np.array([1.0, -2.0]), factor=3.0)
def test_scale_of_an_array(submission, reference, values, factor):
    """Every entry is multiplied by the factor."""
    close(submission.scale(values, factor), np.array([factor * value for value in values]))


@check(points=1, hint="`values *= ...` writes into the caller's array.", needs=[test_scale_of_an_array], examples=30)
@given(values=arrays, factor=numbers)
def test_scale_leaves_its_input_alone(submission, reference, values, factor):
    """scale leaves its array as it was."""
    answer, after = submission.scale.observed(values, factor)
    close(answer, factor * values)
    unchanged(after, (values, factor))


@check(points=2, hint="Work each one out on paper.")
def test_predictions(submission, reference):
    """The predictions in PREDICT are right."""
    predicted(submission.PREDICT, reference.PREDICT)
