"""The check of `mse_gradient` as a teacher writes it for a tool that runs tests beside the submission."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

numbers = st.floats(-10, 10)
pairs = st.lists(st.tuples(numbers, numbers), min_size=1, max_size=8).map(lambda rows: tuple(np.array(rows).T.copy()))


@settings(max_examples=20, derandomize=True, deadline=None)
@given(pair=pairs)
def property_of_mse_gradient(mse_gradient, pair):
    y, y_hat = pair
    want, before = 2 * (y_hat - y) / len(y), (y.copy(), y_hat.copy())
    got = mse_gradient(y, y_hat)
    assert np.shape(got) == want.shape
    assert np.allclose(got, want)
    assert np.array_equal(y, before[0])
    assert np.array_equal(y_hat, before[1])
