"""Visible tests of lesson 01. Read them: each one is a small example of what your functions should do."""

from derivative import derivative, downhill_direction
from pytest import approx


def parabola(x):
    """The lowest place is x = 3, and the slope is 2(x - 3)."""
    return (x - 3) ** 2


def line(x):
    """Everywhere as steep: it falls by 2 when x grows by 1."""
    return 10 - 2 * x


def cube(x):
    """The slope is 3x^2."""
    return x * x * x


def test_slope_on_the_right_of_a_bowl():
    """To the right of its lowest place the parabola rises.

    Hint: how much higher is f a little to the right of x than a little to the left?
    """
    assert derivative(parabola, 5.0) == approx(4.0)


def test_slope_on_the_left_of_a_bowl():
    """To the left of its lowest place the parabola falls, so its slope is negative.

    Hint: the value on the right comes first, then minus the value on the left.
    """
    assert derivative(parabola, 1.0) == approx(-4.0)


def test_slope_of_a_line():
    """A line has the same slope everywhere.

    Hint: x - h and x + h are 2h apart. Does your Python divide by all of that?
    """
    assert derivative(line, 0.0) == approx(-2.0)
    assert derivative(line, 7.0) == approx(-2.0)


def test_slope_of_a_cube():
    """The slope of x^3 at x = 2 is 12, to six digits.

    Hint: with a wide h the curve bends too much, with a tiny h rounding wins; the lesson names one in between.
    """
    assert derivative(cube, 2.0) == approx(12.0, abs=1e-6)


def test_slope_at_the_bottom():
    """At the lowest place of x^2 the slope is 0, to nine digits.

    Hint: look at both sides of x. If you compare x itself with one side, you see a slope where there is none.
    """
    assert derivative(lambda x: x * x, 0.0) == approx(0.0, abs=1e-9)


def test_downhill_is_to_the_left():
    """Where the curve rises to the right, downhill is -1.

    Hint: the slope is positive here.
    """
    assert downhill_direction(parabola, 5.0) == approx(-1)


def test_downhill_is_to_the_right():
    """Where the curve falls to the right, downhill is 1.

    Hint: the slope is negative here.
    """
    assert downhill_direction(parabola, 1.0) == approx(1)


def test_height_does_not_matter():
    """Below zero, a curve that falls still has its downhill on the right.

    Hint: ask for the slope, not for the value.
    """
    assert line(7.0) < 0
    assert downhill_direction(line, 7.0) == approx(1)


def test_flat_ground_has_no_downhill():
    """At the lowest place, and on a level line, downhill is 0.

    Hint: a measured slope is seldom exactly 0. From which size on do you believe it?
    """
    assert downhill_direction(parabola, 3.0) == approx(0)
    assert downhill_direction(lambda x: 0 * x + 2.5, 1.0) == approx(0)


def test_a_gentle_slope_is_not_flat():
    """A line that rises by a thousandth still has a downhill.

    Hint: flat means a slope between -1e-6 and 1e-6.
    """
    assert downhill_direction(lambda x: x / 1000, 2.0) == approx(-1)
