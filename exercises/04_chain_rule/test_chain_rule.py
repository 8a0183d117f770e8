"""Visible tests of lesson 04. Read them: each one is a small example of what your functions should do."""

import numpy as np
from chain_rule import chain, sigmoid, sigmoid_derivative, two_weight_derivatives
from pytest import approx

LOG_3 = np.log(3)  # e^LOG_3 is 3, so the sigmoid of LOG_3 is 1 / (1 + 1/3) = 3/4


def test_sigmoid_of_zero():
    """Halfway between 0 and 1.

    Hint: e^0 is 1.
    """
    assert sigmoid(0.0) == approx(0.5)


def test_sigmoid_of_numbers_that_come_out_even():
    """The sigmoid of log 3 is 3/4, and that of -log 3 is 1/4.

    Hint: 1 / (1 + e^-z), with a minus before the z.
    """
    assert sigmoid(LOG_3) == approx(0.75)
    assert sigmoid(-LOG_3) == approx(0.25)


def test_sigmoid_of_an_array():
    """An array gives an array of the same shape.

    Hint: np.exp takes a whole array, math.exp does not; nor does `if`.
    """
    assert sigmoid(np.array([[0.0, LOG_3], [-LOG_3, 0.0]])) == approx(np.array([[0.5, 0.75], [0.25, 0.5]]))


def test_sigmoid_of_enormous_numbers():
    """sigmoid(1000) is 1, and sigmoid(-1000) is 0.

    Hint: e^1000 is infinite for a computer. Is it divided by something infinite?
    """
    assert sigmoid(1000.0) == approx(1.0)
    assert sigmoid(-1000.0) == approx(0.0, abs=1e-12)


def test_sigmoid_does_not_change_your_array():
    """The old z is still there after the call.

    Hint: `z *= -1` changes the caller's array; `-z` makes a new one.
    """
    z = np.array([1.0, -2.0])
    sigmoid(z)
    assert z == approx(np.array([1.0, -2.0]))


def test_slope_of_the_sigmoid_at_zero():
    """At z = 0 the sigmoid rises most: 1/2 times 1/2.

    Hint: first find s, then s (1 - s).
    """
    assert sigmoid_derivative(0.0) == approx(0.25)


def test_slope_of_the_sigmoid_on_both_sides():
    """At log 3 the sigmoid is 3/4, so its slope is 3/4 times 1/4; at -log 3 it is the same.

    Hint: z goes into the sigmoid. It is not yet s.
    """
    assert sigmoid_derivative(LOG_3) == approx(3 / 16)
    assert sigmoid_derivative(-LOG_3) == approx(3 / 16)


def test_slope_of_the_sigmoid_at_an_array():
    """An array gives an array of the same shape.

    Hint: if your sigmoid takes arrays, s (1 - s) does so too.
    """
    assert sigmoid_derivative(np.array([0.0, LOG_3, -LOG_3])) == approx(np.array([0.25, 0.1875, 0.1875]))


def test_slope_of_the_sigmoid_at_enormous_numbers():
    """Far out the sigmoid is flat.

    Hint: is there something infinite, divided by something infinite?
    """
    assert sigmoid_derivative(1000.0) == approx(0.0, abs=1e-12)
    assert sigmoid_derivative(-1000.0) == approx(0.0, abs=1e-12)


def test_chain_of_the_lessons_example():
    """f(u) = u^2 within which g(x) = 3x + 1, at x = 1: 8 times 3.

    Hint: g leads to 4. How steep is f there?
    """
    assert chain(lambda u: 2 * u, lambda x: 3 * x + 1, lambda x: 3.0, 1.0) == approx(24.0)


def test_chain_takes_the_outer_slope_at_the_inner_value():
    """The square of x^2 is x^4, whose slope 4x^3 is 32 at x = 2.

    Hint: df is asked about g(x) = 4, not about x = 2.
    """
    assert chain(lambda u: 2 * u, lambda x: x**2, lambda x: 2 * x, 2.0) == approx(32.0)


def test_chain_with_a_falling_link():
    """If g falls where f rises, the whole falls.

    Hint: slopes multiply, signs too.
    """
    assert chain(lambda u: 5.0, lambda x: 10 - 2 * x, lambda x: -2.0, 1.0) == approx(-10.0)


def test_chain_with_a_flat_link():
    """If g does not change with x, nothing does.

    Hint: 0 times anything.
    """
    assert chain(lambda u: 2 * u, lambda x: 7.0, lambda x: 0.0, 3.0) == approx(0.0)


def test_chain_of_three():
    """The slope of ((2x)^2)^2 = 16x^4 is 64x^3: 64 at x = 1.

    Hint: first the two inner functions, (2x)^2, with the slope 8. Then the outer square around them.
    """
    inner = chain(lambda u: 2 * u, lambda x: 2 * x, lambda x: 2.0, 1.0)
    assert chain(lambda u: 2 * u, lambda x: (2 * x) ** 2, lambda x: inner, 1.0) == approx(64.0)


def test_slopes_of_the_lessons_network():
    """The worked example: dJ/dw1 = 0.1660 and dJ/dw2 = 0.2057.

    Hint: a1 = 0.7311, p = 0.7496, delta2 = 0.2814.
    """
    dw1, dw2 = two_weight_derivatives(2.0, 0.0, 0.5, 1.5)
    assert dw1 == approx(0.1660, abs=1e-4)
    assert dw2 == approx(0.2057, abs=1e-4)


def test_slopes_when_both_units_say_one_half():
    """With x = 0 and w2 = 0 both units say 1/2; for y = 0, delta2 is 2 (1/2) (1/2) (1/2) = 1/4.

    Hint: w2 gets delta2 times a1; w1 gets nothing, because x is 0.
    """
    dw1, dw2 = two_weight_derivatives(0.0, 0.0, 1.0, 0.0)
    assert dw1 == approx(0.0)
    assert dw2 == approx(0.125)


def test_slopes_when_the_answer_is_too_low():
    """If p is below y, more w2 helps: its slope is negative.

    Hint: p - y, in this order. Here a1 = p = 1/2 and delta2 = 2 (-1/2) (1/4) = -1/4.
    """
    dw1, dw2 = two_weight_derivatives(1.0, 1.0, 0.0, 0.0)
    assert dw1 == approx(0.0)
    assert dw2 == approx(-0.125)


def test_slopes_when_the_answer_is_right():
    """If p is y already, no weight needs to change.

    Hint: which factor of delta2 is 0?
    """
    dw1, dw2 = two_weight_derivatives(2.0, 0.5, 1.0, 0.0)
    assert dw1 == approx(0.0)
    assert dw2 == approx(0.0)


def test_slope_of_the_first_weight_passes_the_second():
    """Two factors stand between delta2 and w1, besides x: w2 and the hidden unit's own slope.

    Hint: a1 = 1/2, and y is chosen so that delta2 = 1; then dJ/dw1 = w2 times 1/4 times x.
    """
    p = sigmoid(1.0)
    y = p - 1 / (2 * p * (1 - p))
    dw1, dw2 = two_weight_derivatives(2.0, y, 0.0, 2.0)
    assert dw1 == approx(1.0)
    assert dw2 == approx(0.5)
