"""Visible tests of lesson 10. Read them: each one is a small example of what your functions should do."""

import numpy as np
from pytest import approx
from ewma import ewma, ewma_corrected


def test_average_of_three_values():
    """Each average lies between the one before and the new value; with alpha = 0.5, halfway.

    Hint: the first average is the first value itself, and the loop begins at the second.
    """
    # 3, then halfway from 3 to 6, then halfway from 4.5 to 12.
    assert ewma(np.array([3.0, 6.0, 12.0]), 0.5) == approx(np.array([3.0, 4.5, 8.25]))


def test_alpha_is_the_weight_of_the_new_value():
    """A small alpha listens to the new value a little, a large alpha a lot.

    Hint: which of the two factors, alpha or 1 - alpha, stands before the new value?
    """
    assert ewma(np.array([10.0, 20.0]), 0.1) == approx(np.array([10.0, 11.0]))
    assert ewma(np.array([10.0, 20.0]), 0.9) == approx(np.array([10.0, 19.0]))


def test_an_old_value_fades():
    """What happened once loses the same share at every step.

    Hint: after the first value every new one is 0, so only (1 - alpha) times the last average is left.
    """
    assert ewma(np.array([16.0, 0.0, 0.0, 0.0]), 0.25) == approx(np.array([16.0, 12.0, 9.0, 6.75]))


def test_average_of_a_single_value():
    """One value is its own average.

    Hint: does your loop also work when there is nothing to loop over?
    """
    assert ewma(np.array([7.0]), 0.1) == approx(np.array([7.0]))


def test_alpha_one_forgets_everything():
    """With alpha = 1 only the new value counts.

    Hint: nothing special; the formula is the same.
    """
    assert ewma(np.array([1.0, -2.0, 5.0]), 1.0) == approx(np.array([1.0, -2.0, 5.0]))


def test_ewma_does_not_change_your_series():
    """The old values are still there after the call.

    Hint: write the averages into a new array, such as np.empty(len(values)).
    """
    values = np.array([3.0, 6.0, 12.0])
    ewma(values, 0.5)
    assert values == approx(np.array([3.0, 6.0, 12.0]))


def test_corrected_average_of_three_values():
    """The correction turns the running values 1.5, 3.75, 7.875 into averages.

    Hint: divide the first by 1 - 0.5, the second by 1 - 0.25, the third by 1 - 0.125.
    """
    assert ewma_corrected(np.array([3.0, 6.0, 12.0]), 0.5) == approx(np.array([3.0, 5.0, 9.0]))


def test_beta_is_the_weight_of_the_old_value():
    """Beta weights what was there before, so a large beta remembers longer.

    Hint: v_2 is 0.9 times v_1 plus 0.1 times the new value, and its correction is 1 - 0.9^2 = 0.19.
    """
    # v_1 = 1 and v_2 = 0.9 + 2.9 = 3.8.
    assert ewma_corrected(np.array([10.0, 29.0]), 0.9) == approx(np.array([10.0, 20.0]))


def test_a_constant_series_stays_constant():
    """The average of equal values is that value, from the very first step on.

    Hint: each step has its own correction; t is 1 at the first value.
    """
    assert ewma_corrected(np.array([4.0, 4.0, 4.0, 4.0]), 0.9) == approx(np.array([4.0, 4.0, 4.0, 4.0]))


def test_corrected_average_of_a_single_value():
    """One value is its own average, even with a long memory.

    Hint: (1 - beta) x divided by 1 - beta to the power of 1.
    """
    assert ewma_corrected(np.array([7.0]), 0.99) == approx(np.array([7.0]))


def test_beta_zero_remembers_nothing():
    """With beta = 0 only the new value counts.

    Hint: nothing special; the formula is the same.
    """
    assert ewma_corrected(np.array([1.0, -2.0, 5.0]), 0.0) == approx(np.array([1.0, -2.0, 5.0]))


def test_ewma_corrected_does_not_change_your_series():
    """The old values are still there after the call.

    Hint: write the averages into a new array.
    """
    values = np.array([3.0, 6.0, 12.0])
    ewma_corrected(values, 0.5)
    assert values == approx(np.array([3.0, 6.0, 12.0]))
