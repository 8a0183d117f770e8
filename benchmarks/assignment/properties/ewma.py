"""The check of `ewma` as a teacher writes it for a tool that runs tests beside the submission."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

numbers = st.floats(-10, 10)
vectors = st.lists(numbers, min_size=1, max_size=8).map(np.array)
weights = st.floats(0.01, 1)


@settings(max_examples=20, derandomize=True, deadline=None)
@given(values=vectors, alpha=weights)
def property_of_ewma(ewma, values, alpha):
    want, before = [values[0]], values.copy()
    for value in values[1:]:
        want.append(alpha * value + (1 - alpha) * want[-1])
    got = ewma(values, alpha)
    assert np.shape(got) == (len(want),)
    assert np.allclose(got, want)
    assert np.array_equal(values, before)
