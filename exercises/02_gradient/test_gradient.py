"""Visible tests of lesson 02. Read them: each one is a small example of what your functions should do."""

import numpy as np
from gradient import directional_derivative, gradient
from pytest import approx


def valley(w):
    """The lesson's f(a, b) = a^2 + 3 b^2. Its gradient is (2a, 6b)."""
    a, b = w
    return a**2 + 3 * b**2


def product(w):
    """f(a, b) = ab: how steep it is in a depends on b. Its gradient is (b, a)."""
    a, b = w
    return a * b


def plane(w):
    """f(a, b, c) = 2a - b + 5c: everywhere as steep. Its gradient is (2, -1, 5)."""
    a, b, c = w
    return 2 * a - b + 5 * c


def block(W):
    """A function of two rows with three weights each: the first row counts once, the second ten times."""
    first, second = W
    return np.sum(first) + 10 * np.sum(second)


def test_gradient_of_the_worked_example():
    """At (2, 1) the valley rises by 4 for each unit of a, and by 6 for each unit of b.

    Hint: move a alone and measure, then b alone.
    """
    assert gradient(valley, np.array([2.0, 1.0])) == approx(np.array([4.0, 6.0]))


def test_gradient_of_a_plane_has_three_slopes():
    """Three weights have three slopes, negative ones among them.

    Hint: does your function return before its loop has come to the end?
    """
    assert gradient(plane, np.array([0.5, 1.0, -2.0])) == approx(np.array([2.0, -1.0, 5.0]))


def test_gradient_of_a_product():
    """The slope in a is b, and the slope in b is a.

    Hint: while one weight moves, f still needs the other. Hand it all of w.
    """
    assert gradient(product, np.array([3.0, 7.0])) == approx(np.array([7.0, 3.0]))


def test_gradient_at_the_lowest_place():
    """At the bottom of the valley every slope is 0.

    Hint: look at both sides of each weight, as in lesson 01.
    """
    assert gradient(valley, np.array([0.0, 0.0])) == approx(np.array([0.0, 0.0]), abs=1e-9)


def test_gradient_of_two_rows_of_weights():
    """The gradient has the shape of w, also if w has rows and columns.

    Hint: w[0] is a whole row here. Move one entry, such as w[0, 2].
    """
    W = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    assert gradient(block, W) == approx(np.array([[1.0, 1.0, 1.0], [10.0, 10.0, 10.0]]))


def test_gradient_of_a_single_number():
    """A number has one slope, a number.

    Hint: np.shape of a number is (). What does np.ndindex make of that?
    """
    assert gradient(lambda x: x**2, 3.0) == approx(6.0)


def test_gradient_does_not_change_w():
    """After the call w is what it was, to the last digit.

    Hint: 0.7 + 1e-5 - 2e-5 + 1e-5 is not quite 0.7. Move the entries of a copy.
    """
    w = np.array([0.1, 0.7])
    gradient(valley, w)
    assert w.tolist() == [0.1, 0.7]


def test_gradient_asks_twice_for_each_weight():
    """For three weights, f is called at most 4 * 3 + 2 times.

    Hint: each weight needs one call ahead and one behind; no loop within a loop.
    """
    calls = []
    gradient(lambda w: calls.append(1) or plane(w), np.array([1.0, 2.0, 3.0]))
    assert 0 < len(calls) <= 14


def test_slope_along_a_direction():
    """At (2, 1) the gradient is (4, 6); along v = (1, 2) f changes at the rate 4 * 1 + 6 * 2 = 16.

    Hint: multiply entry by entry, then sum.
    """
    assert directional_derivative(valley, np.array([2.0, 1.0]), np.array([1.0, 2.0])) == approx(16.0)


def test_slope_along_one_axis():
    """With v = (0, 1) only b moves, so the answer is the slope in b.

    Hint: nothing special; the formula is the same.
    """
    assert directional_derivative(valley, np.array([2.0, 1.0]), np.array([0.0, 1.0])) == approx(6.0)


def test_slope_along_a_contour():
    """Along the contour through (2, 1) the height stays the same.

    Hint: 4 * 6 + 6 * (-4) is 0.
    """
    assert directional_derivative(valley, np.array([2.0, 1.0]), np.array([6.0, -4.0])) == approx(0.0, abs=1e-6)


def test_twice_as_fast_climbs_twice_as_fast():
    """v is used as it is, with its length.

    Hint: do not divide by anything.
    """
    assert directional_derivative(valley, np.array([2.0, 1.0]), np.array([2.0, 4.0])) == approx(32.0)


def test_who_stands_still_does_not_climb():
    """With v = 0 the answer is 0.

    Hint: dividing by the length of v would divide by 0 here.
    """
    assert directional_derivative(valley, np.array([2.0, 1.0]), np.array([0.0, 0.0])) == approx(0.0)


def test_slope_along_a_direction_of_two_rows():
    """Two rows of weights and two rows of speeds still make one number.

    Hint: sum over everything, rows and columns.
    """
    W = np.zeros((2, 3))
    v = np.array([[1.0, 2.0, 3.0], [0.1, 0.2, 0.3]])
    # 1 * (1 + 2 + 3) for the first row, 10 * (0.1 + 0.2 + 0.3) for the second.
    assert directional_derivative(block, W, v) == approx(12.0)
