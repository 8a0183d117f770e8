"""The check of `sigmoid` as a teacher writes it for a tool that runs tests beside the submission."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

numbers = st.floats(-10, 10)
vectors = st.lists(numbers, min_size=1, max_size=8).map(np.array)


@settings(max_examples=20, derandomize=True, deadline=None)
@given(z=vectors)
def property_of_sigmoid(sigmoid, z):
    want, before = 1 / (1 + np.exp(-z)), z.copy()
    got = sigmoid(z)
    assert np.shape(got) == want.shape
    assert np.allclose(got, want)
    assert np.array_equal(z, before)
