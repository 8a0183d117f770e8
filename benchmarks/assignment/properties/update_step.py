"""The check of `update_step` as a teacher writes it for a tool that runs tests beside the submission."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

numbers = st.floats(-10, 10)
pairs = st.lists(st.tuples(numbers, numbers), min_size=1, max_size=8).map(lambda rows: tuple(np.array(rows).T.copy()))
rates = st.floats(0.001, 1)


@settings(max_examples=20, derandomize=True, deadline=None)
@given(pair=pairs, learning_rate=rates)
def property_of_update_step(update_step, pair, learning_rate):
    w, gradient = pair
    want, before = w - learning_rate * gradient, (w.copy(), gradient.copy())
    got = update_step(w, gradient, learning_rate)
    assert np.shape(got) == want.shape
    assert np.allclose(got, want)
    assert np.array_equal(w, before[0])
    assert np.array_equal(gradient, before[1])
