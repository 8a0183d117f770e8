"""Visible tests of lesson 08. Read them: each one is a small example of what your functions should do."""

import numpy as np
from pytest import approx
from learning_rate import exponential_decay, inverse_time_decay, is_diverging, largest_stable_rate, step_decay


def test_rate_of_a_bowl_that_stands_upright():
    """A diagonal matrix has its curvatures on the diagonal; here the largest is 4.

    Hint: the limit is 2 divided by the largest curvature.
    """
    assert largest_stable_rate(np.array([[4.0, 0.0], [0.0, 1.0]])) == approx(0.5)


def test_rate_of_a_bowl_that_is_turned():
    """The steepest direction may lie between the axes, here at (1, 1), with the curvature 4.

    Hint: np.linalg.eigvalsh(A) gives all curvatures.
    """
    assert largest_stable_rate(np.array([[3.0, 1.0], [1.0, 3.0]])) == approx(0.5)


def test_rate_of_a_bowl_that_is_ten_times_as_steep():
    """Ten times the curvature allows a tenth of the rate.

    Hint: the curvature stands in the denominator.
    """
    assert largest_stable_rate(np.array([[30.0, 10.0], [10.0, 30.0]])) == approx(0.05)


def test_rate_on_flat_ground():
    """Where nothing curves, no rate is too large.

    Hint: ask whether the largest eigenvalue is 0 before you divide by it; infinity is np.inf.
    """
    assert largest_stable_rate(np.zeros((2, 2))) == approx(np.inf)


def test_inverse_time_starts_at_the_first_rate():
    """At step 0 nothing has decayed yet.

    Hint: what is 1 + decay * 0?
    """
    assert inverse_time_decay(0.5, 0, 0.1) == approx(0.5)


def test_inverse_time_after_ten_steps():
    """With decay 0.1 the rate is halved after 10 steps.

    Hint: the denominator is 1 + 0.1 * 10.
    """
    assert inverse_time_decay(0.5, 10, 0.1) == approx(0.25)


def test_inverse_time_after_thirty_steps():
    """To halve it once more takes 20 further steps.

    Hint: the denominator is 1 + 0.1 * 30.
    """
    assert inverse_time_decay(0.5, 30, 0.1) == approx(0.125)


def test_inverse_time_with_a_larger_decay():
    """A larger decay makes the rate fall sooner.

    Hint: brackets around the whole denominator.
    """
    assert inverse_time_decay(1.0, 2, 2.0) == approx(0.2)


def test_exponential_starts_at_the_first_rate():
    """At step 0 nothing has decayed yet.

    Hint: what is e^0?
    """
    assert exponential_decay(0.5, 0, 0.1) == approx(0.5)


def test_exponential_after_ten_steps():
    """With decay 0.1 the rate is divided by e = 2.71828... after 10 steps.

    Hint: the exponent is minus decay times step, so here it is -1.
    """
    assert exponential_decay(0.5, 10, 0.1) == approx(0.5 / np.e)


def test_exponential_halves_again_and_again():
    """With decay = ln 2 every step halves the rate.

    Hint: e^(-ln 2) is one half.
    """
    assert exponential_decay(0.8, 1, np.log(2)) == approx(0.4)
    assert exponential_decay(0.8, 3, np.log(2)) == approx(0.1)


def test_exponential_falls():
    """Later rates are smaller.

    Hint: look at the sign of the exponent.
    """
    assert exponential_decay(1.0, 5, 0.3) < exponential_decay(1.0, 4, 0.3)


def test_the_first_stair_is_flat():
    """With stairs of 3 steps, steps 0, 1 and 2 have the first rate.

    Hint: how many whole stairs are done at step 2? `//` divides and rounds down.
    """
    assert [step_decay(0.8, step, 0.5, 3) for step in (0, 1, 2)] == approx([0.8, 0.8, 0.8])


def test_the_second_stair_begins_on_time():
    """Step 3 is the first one on the second stair.

    Hint: 3 // 3 is 1, so the factor comes once.
    """
    assert step_decay(0.8, 3, 0.5, 3) == approx(0.4)


def test_the_third_stair():
    """At step 7 two whole stairs are done, and the factor comes twice.

    Hint: factor ** (step // every), with these brackets.
    """
    assert step_decay(0.8, 7, 0.5, 3) == approx(0.2)


def test_stairs_of_one_step():
    """With every = 1 each step has its own stair.

    Hint: nothing special; the formula is the same.
    """
    assert [step_decay(1.0, step, 0.1, 1) for step in (0, 1, 2)] == approx([1.0, 0.1, 0.01])


def test_a_good_run():
    """A cost that falls and then jumps about a little is fine.

    Hint: 1.5 is more than the lowest cost, 1, but not more than twice as much.
    """
    assert is_diverging(np.array([8.0, 4.0, 1.0, 1.5])) == approx(False)


def test_a_run_that_climbs():
    """A cost of more than twice the lowest means divergence, even if it climbs slowly.

    Hint: compare the last cost with the smallest of all.
    """
    assert is_diverging(np.array([8.0, 1.0, 1.5, 2.0, 2.5])) == approx(True)


def test_a_run_that_came_back():
    """A jump in the middle does not matter when the run has come down again.

    Hint: only the last cost is compared with the smallest.
    """
    assert is_diverging(np.array([2.0, 9.0, 1.0])) == approx(False)


def test_a_cost_that_is_not_finite():
    """Infinity or nan anywhere means divergence.

    Hint: np.isfinite says of each cost whether it is a usual number.
    """
    assert is_diverging(np.array([2.0, np.inf, 1.0])) == approx(True)
    assert is_diverging(np.array([2.0, np.nan, 1.0])) == approx(True)


def test_a_single_cost():
    """After one step there is nothing to compare with.

    Hint: the only cost is the last one and the smallest.
    """
    assert is_diverging(np.array([5.0])) == approx(False)
