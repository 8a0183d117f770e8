"""Lesson 10. Agreement with the weights written out; then how an average remembers, starts, and follows its series."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from autograder_tests.strategies import random_array, seeds
from grader.checks import array, check, close, holds, predicted, unchanged

TOLERANCE = 1e-9


@st.composite
def series(draw: st.DrawFn, shortest: int = 2, longest: int = 20, largest: float = 10.0) -> np.ndarray:
    """A series with values in [-largest, largest]."""
    return random_array(draw(seeds()), (draw(st.integers(shortest, longest)),), largest)


def shares(low: float = 0.05, high: float = 0.95) -> st.SearchStrategy[float]:
    """Values for alpha and beta, those with one decimal among them."""
    usual = [share for share in (0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9) if low <= share <= high]
    return st.one_of(st.sampled_from(usual), st.floats(low, high)) if usual else st.floats(low, high)


def wild_series() -> st.SearchStrategy[np.ndarray]:
    """Series of two values and of many, large ones among them. One single value is an edge of its own."""
    return st.one_of(series(2, 12, 1e3), series(60, 200, 1e3))


def fading(length: int, old: float) -> np.ndarray:
    """Row t, column i: old^(t - i), the weight that value i has kept at time t; 0 for values still to come."""
    age = np.arange(length)[:, None] - np.arange(length)
    return np.where(age >= 0, old ** np.maximum(age, 0), 0.0)


def scale(values: np.ndarray) -> float:
    """What a tolerance is multiplied by: an average of large values may be off by more."""
    return max(1.0, float(np.abs(values).max()))


def agree(got: object, want: np.ndarray, values: np.ndarray, tolerance: float = TOLERANCE) -> None:
    """max|got - want| <= tolerance max(1, max|values|), however small the average itself may be."""
    close(got, want, tolerance * scale(values) / max(1.0, float(np.abs(want).max())))


@check(points=2, hint="Where does the average start, and which factor stands before the newest value?", examples=60)
@given(values=series(), alpha=shares())
@example(values=np.array([4.0, 8.0, 0.0]), alpha=0.25)
@example(values=np.array([10.0, 20.0]), alpha=0.1)
@example(values=np.arange(1.0, 17.0), alpha=0.1)
def test_average(submission, reference, values, alpha):
    """ewma gives the average after each value of the series."""
    weights = fading(len(values), 1 - alpha)
    weights[:, 1:] *= alpha
    agree(submission.ewma(values, alpha), weights @ values, values)


@check(points=2, hint="Work out two answers by hand. Which number divides the running value at t = 1, and at t = 2?",
       examples=60)  # fmt: skip
@given(values=series(), beta=shares())
@example(values=np.array([3.0, 6.0, 12.0]), beta=0.5)
@example(values=np.array([10.0, 29.0]), beta=0.9)
@example(values=np.arange(1.0, 17.0), beta=0.9)
def test_corrected_average(submission, reference, values, beta):
    """ewma_corrected gives the average after each value, corrected for the start at zero."""
    weights = fading(len(values), beta)
    agree(submission.ewma_corrected(values, beta), weights @ values / weights.sum(axis=1), values)


@check(points=0.5, hint="Each step leaves 1 - alpha of what was there. How much is left after k steps?",
       needs=[test_average], examples=40)  # fmt: skip
@given(steps=st.integers(1, 25), start=st.floats(1, 100).map(lambda value: round(value, 1)))
@example(steps=1, start=1.0)
@example(steps=3, start=1.0)
def test_half_life(submission, reference, steps, start):
    """With alpha = 1 - 0.5^(1/k), half of a value is left after k steps, a quarter after 2k."""
    values = np.zeros(2 * steps + 1)
    values[0] = start
    averages = array(submission.ewma(values, 1 - 0.5 ** (1 / steps)), values.shape)
    for later, part in ((steps, 0.5), (2 * steps, 0.25)):
        note = f"{start:g} followed by zeros: not {part:g} of it left {later} steps later"
        left = averages[later]
        holds(abs(left - part * start) <= TOLERANCE * start, note, expected=part * start, got=float(left))


@check(points=0.5, hint="How far is it from the old average to the new value, and what part of that way does it go?",
       needs=[test_average], examples=40)  # fmt: skip
@given(values=wild_series(), alpha=shares(0.001, 0.99))
@example(values=np.array([10.0, 20.0, -5.0]), alpha=0.1)
@example(values=np.linspace(-1000.0, 1000.0, 200), alpha=0.99)
@example(values=np.linspace(1000.0, -1000.0, 200), alpha=0.001)
def test_moves_towards_the_new_value(submission, reference, values, alpha):
    """Each average goes from the one before towards the new value, alpha of the way; long and large series too."""
    averages = array(submission.ewma(values, alpha), values.shape)
    before, new = averages[:-1], values[1:]
    agree(averages[:1], values[:1], values)
    if len(values) > 1:
        agree(averages[1:], before + alpha * (new - before), values, 3 * TOLERANCE)


@check(points=0.5, hint="An average of today cannot know tomorrow's value.", needs=[test_average], examples=40)
@given(values=series(2, 30, 1e3), alpha=shares(), later=series(1, 30, 1e3))
@example(values=np.array([1.0, 2.0]), alpha=0.1, later=np.array([100.0]))
def test_never_looks_ahead(submission, reference, values, alpha, later):
    """Values that come later leave the averages before them as they were."""
    whole = np.concatenate([values, later])
    longer = array(submission.ewma(whole, alpha), whole.shape)
    agree(submission.ewma(values, alpha), longer[: len(values)], whole, 3 * TOLERANCE)


@check(points=0.5, hint="Try a series of one value, and try alpha = 1: what is left of the formula?",
       needs=[test_average], examples=40)  # fmt: skip
@given(values=wild_series(), alpha=shares())
@example(values=np.array([7.0]), alpha=0.1)
@example(values=np.array([1.0, -2.0, 5.0]), alpha=0.9)
def test_edges_of_the_average(submission, reference, values, alpha):
    """The average of one value is that value, and with alpha = 1 the average is the series."""
    agree(submission.ewma(values[:1], alpha), values[:1], values[:1])
    agree(submission.ewma(values, 1.0), values, values)


@check(points=0.5, hint="Multiply each answer by its 1 - beta^t again. Is what you get the v_t of the formula?",
       needs=[test_corrected_average], examples=40)  # fmt: skip
@given(values=wild_series(), beta=shares(0.001, 0.999))
@example(values=np.array([3.0, 6.0, 12.0]), beta=0.5)
@example(values=np.linspace(-1000.0, 1000.0, 200), beta=0.999)
@example(values=np.linspace(1000.0, -1000.0, 200), beta=0.01)
def test_running_value_stays_uncorrected(submission, reference, values, beta):
    """Without its correction, each answer is beta of the one before and 1 - beta of the new value; long series too."""
    averages = array(submission.ewma_corrected(values, beta), values.shape)
    running = averages * (1 - beta ** np.arange(1.0, len(values) + 1))
    before = np.concatenate([[0.0], running[:-1]])
    agree(running, beta * before + (1 - beta) * values, values, 3 * TOLERANCE)


@check(points=0.5, hint="A proper average has weights that sum to 1, at the first step and at every other.",
       needs=[test_corrected_average], examples=40)  # fmt: skip
@given(values=series(2, 150, 1e3), beta=shares(0.9, 0.999), level=st.floats(-1e3, 1e3).map(lambda x: round(x, 1)))
@example(values=np.array([1.0, 3.0, 2.0]), beta=0.999, level=4.0)
def test_stays_among_its_values(submission, reference, values, beta, level):
    """However long the memory, equal values have that average, and others one between their smallest and largest."""
    constant = np.full(len(values), level)
    agree(submission.ewma_corrected(constant, beta), constant, constant, 3 * TOLERANCE)
    averages = array(submission.ewma_corrected(values, beta), values.shape)
    slack = 3 * TOLERANCE * scale(values)
    low, high = np.minimum.accumulate(values), np.maximum.accumulate(values)
    outside = (averages < low - slack) | (averages > high + slack)
    t = int(outside.argmax())
    note = f"the average after {t + 1} values lies outside of them"
    holds(not outside.any(), note, expected=f"between {low[t]:.6g} and {high[t]:.6g}", got=float(averages[t]))


@check(points=0.5, hint="An average of today cannot know tomorrow's value, nor how many are still to come.",
       needs=[test_corrected_average], examples=40)  # fmt: skip
@given(values=series(2, 30, 1e3), beta=shares(), later=series(1, 30, 1e3))
@example(values=np.array([1.0, 2.0]), beta=0.9, later=np.array([100.0]))
def test_corrected_never_looks_ahead(submission, reference, values, beta, later):
    """Values that come later leave the corrected averages before them as they were."""
    whole = np.concatenate([values, later])
    longer = array(submission.ewma_corrected(whole, beta), whole.shape)
    agree(submission.ewma_corrected(values, beta), longer[: len(values)], whole, 3 * TOLERANCE)


@check(points=0.5, hint="Try a series of one value, and try beta = 0: what is left of the formula?",
       needs=[test_corrected_average], examples=40)  # fmt: skip
@given(values=wild_series(), beta=shares(0.001, 0.999))
@example(values=np.array([7.0]), beta=0.99)
@example(values=np.array([1.0, -2.0, 5.0]), beta=0.999)
def test_edges_of_the_corrected_average(submission, reference, values, beta):
    """The corrected average of one value is that value, and with beta = 0 the average is the series."""
    agree(submission.ewma_corrected(values[:1], beta), values[:1], values[:1], 3 * TOLERANCE)
    agree(submission.ewma_corrected(values, 0.0), values, values)


@check(points=0.5, hint="Write the averages into a new array; the caller still needs the series.",
       needs=[test_average], examples=25)  # fmt: skip
@given(values=series(), alpha=shares())
@example(values=np.array([4.0, 8.0, 0.0]), alpha=0.25)
def test_average_leaves_its_values_alone(submission, reference, values, alpha):
    """ewma leaves the series as it was."""
    answer, after = submission.ewma.observed(values, alpha)
    array(answer, values.shape)
    unchanged(after, (values, alpha))


@check(points=0.5, hint="Write the averages into a new array; the caller still needs the series.",
       needs=[test_corrected_average], examples=25)  # fmt: skip
@given(values=series(), beta=shares())
@example(values=np.array([3.0, 6.0, 12.0]), beta=0.5)
def test_corrected_leaves_its_values_alone(submission, reference, values, beta):
    """ewma_corrected leaves the series as it was."""
    answer, after = submission.ewma_corrected.observed(values, beta)
    array(answer, values.shape)
    unchanged(after, (values, beta))


@check(points=1, hint="Work each one out on paper with the formula, before you run any code.")
def test_predictions(submission, reference):
    """The predictions in PREDICT are right."""
    predicted(submission.PREDICT, reference.PREDICT)
