"""Lesson 02: the mean of equal values, of any values, and two facts about it."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from grader.checks import check, close, unchanged

numbers = st.integers(-1000, 1000).map(lambda count: count / 10)
arrays = st.lists(numbers, min_size=1, max_size=6).map(np.array)


@check(points=2, hint="If all values are equal, so is their mean.", hidden=False, examples=30)
@given(value=numbers, count=st.integers(1, 6))
def test_mean_of_equal_values(submission, reference, value, count):
    """The mean of equal values is that value."""
    close(submission.mean(np.full(count, value)), value)


@check(points=4, hint="Add up all entries, then divide by how many there are.", examples=30)
@given(values=arrays)
@example(values=np.array([1.0, 2.0, 6.0]))
def test_mean_of_an_array(submission, reference, values):
    """The mean is the sum of the entries, divided by their number."""
    close(submission.mean(values), math.fsum(values) / len(values))


@check(points=2, hint="What does adding 1 to every value do to the sum?", needs=[test_mean_of_an_array], examples=30)
@given(values=arrays, distance=numbers)
def test_mean_moves_with_its_values(submission, reference, values, distance):
    """The mean moves as far as the values do."""
    close(submission.mean(values + distance), submission.mean(values) + distance)


@check(points=2, hint="Make a new array to work in.", needs=[test_mean_of_an_array], examples=30)
@given(values=arrays)
def test_mean_leaves_its_input_alone(submission, reference, values):
    """mean leaves its array as it was."""
    _, after = submission.mean.observed(values)
    unchanged(after, (values,))
