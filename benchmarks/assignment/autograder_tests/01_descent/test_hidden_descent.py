"""One property for each function: it agrees with its formula, keeps the shape and leaves its inputs alone."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from grader.checks import check, close, unchanged

numbers = st.floats(-10, 10)
vectors = st.lists(numbers, min_size=1, max_size=8).map(np.array)
pairs = st.lists(st.tuples(numbers, numbers), min_size=1, max_size=8).map(lambda rows: tuple(np.array(rows).T.copy()))
rates = st.floats(0.001, 1)
weights = st.floats(0.01, 1)


@check(points=2.5, hint="The new w is w minus the learning rate times the gradient.", examples=20)
@given(pair=pairs, learning_rate=rates)
def test_update_step(submission, reference, pair, learning_rate):
    """A step lands where the formula says."""
    w, gradient = pair
    answer, after = submission.update_step.observed(w, gradient, learning_rate)
    close(answer, w - learning_rate * gradient)
    unchanged(after, (w, gradient, learning_rate))


@check(points=2.5, hint="Far to the left it is almost 0, at 0 it is one half.", examples=20)
@given(z=vectors)
def test_sigmoid(submission, reference, z):
    """Every entry is squashed as the formula says."""
    answer, after = submission.sigmoid.observed(z)
    close(answer, 1 / (1 + np.exp(-z)))
    unchanged(after, (z,))


@check(points=2.5, hint="The first average is the first value; alpha weighs the new value.", examples=20)
@given(values=vectors, alpha=weights)
def test_ewma(submission, reference, values, alpha):
    """Each average is made from the new value and the average before."""
    want = [values[0]]
    for value in values[1:]:
        want.append(alpha * value + (1 - alpha) * want[-1])
    answer, after = submission.ewma.observed(values, alpha)
    close(answer, np.array(want))
    unchanged(after, (values, alpha))


@check(points=2.5, hint="The mean has n terms, and each is a square.", examples=20)
@given(pair=pairs)
def test_mse_gradient(submission, reference, pair):
    """Each prediction has the slope that the formula says."""
    y, y_hat = pair
    answer, after = submission.mse_gradient.observed(y, y_hat)
    close(answer, 2 * (y_hat - y) / len(y))
    unchanged(after, (y, y_hat))
