"""Visible tests of lesson 06. Read them: each one is a small example of what your functions should do."""

import numpy as np
from cost import (
    binary_cross_entropy,
    binary_cross_entropy_gradient,
    cross_entropy,
    cross_entropy_gradient,
    mse,
    mse_gradient,
)
from pytest import approx

# The worked example of the lesson's text: two rows, three classes.
Y = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
P = np.array([[0.5, 0.3, 0.2], [0.1, 0.8, 0.1]])


def refuses(function, truth, prediction):
    """Whether the function raises ValueError for these two arrays."""
    try:
        function(truth, prediction)
    except ValueError:
        return True
    return False


def test_mse_of_two_predictions():
    """The errors are 1 and 2, their squares 1 and 4, the mean 2.5.

    Hint: subtract, square, take the mean.
    """
    assert mse(np.array([0.0, 2.0]), np.array([1.0, 4.0])) == approx(2.5)


def test_mse_of_a_table():
    """With two axes, the mean goes over all four entries: (0 + 0 + 4 + 4) / 4.

    Hint: one number comes out, not one for each row.
    """
    assert mse(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 2.0], [5.0, 6.0]])) == approx(2.0)


def test_mse_of_perfect_predictions():
    """Who is right everywhere pays nothing.

    Hint: every error is 0.
    """
    assert mse(np.array([3.0, -1.0]), np.array([3.0, -1.0])) == approx(0.0)


def test_mse_refuses_shapes_that_differ():
    """A row (3,) against a column (3, 1) would become a square of 9 differences. Refuse it.

    Hint: compare y.shape with y_hat.shape, and `raise ValueError("...")`.
    """
    assert refuses(mse, np.array([1.0, 2.0, 3.0]), np.array([[1.0], [2.0], [3.0]]))


def test_mse_gradient_of_two_predictions():
    """Twice the error, divided by two entries, is the error itself.

    Hint: the square's derivative brings the 2, the mean brings the division.
    """
    assert mse_gradient(np.array([0.0, 2.0]), np.array([1.0, 4.0])) == approx(np.array([1.0, 2.0]))


def test_mse_gradient_of_a_table():
    """The cost divides by all four entries, so its gradient does as well.

    Hint: len of a table counts only its rows.
    """
    got = mse_gradient(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 2.0], [5.0, 2.0]]))
    assert got == approx(np.array([[0.0, 0.0], [1.0, -1.0]]))


def test_mse_gradient_points_uphill():
    """A prediction that is too small has a negative slope: more of it would cost less.

    Hint: prediction minus truth, in this order.
    """
    assert mse_gradient(np.array([5.0]), np.array([3.0])) == approx(np.array([-4.0]))


def test_mse_gradient_is_what_a_nudge_measures():
    """A gradient check by hand, with your own mse.

    Hint: if this fails, print both numbers and divide them: the ratio often names the mistake.
    """
    y, up, down = np.array([0.0, 2.0]), np.array([1.0, 4.001]), np.array([1.0, 3.999])
    slope = (mse(y, up) - mse(y, down)) / 0.002
    assert mse_gradient(y, np.array([1.0, 4.0]))[1] == approx(slope)


def test_bce_of_not_knowing():
    """Who always says 0.5 pays log 2 in every row.

    Hint: -log 0.5 = log 2 = 0.6931. log is the natural logarithm, np.log.
    """
    assert binary_cross_entropy(np.array([1.0, 0.0, 0.0]), np.full(3, 0.5)) == approx(np.log(2))


def test_bce_of_the_worked_example():
    """-log 0.9 for the entry with y = 1, -log 0.4 for the entry with y = 0, then the mean.

    Hint: y picks the first logarithm, 1 - y the second.
    """
    assert binary_cross_entropy(np.array([1.0, 0.0]), np.array([0.9, 0.6])) == approx(0.5108, abs=1e-4)


def test_bce_of_a_soft_label():
    """A truth of 0.25 counts a quarter of the first term and three quarters of the second.

    Hint: the formula needs no `if`, and it has none.
    """
    expected = -(0.25 * np.log(0.5) + 0.75 * np.log(0.5))
    assert binary_cross_entropy(np.array([0.25]), np.array([0.5])) == approx(expected)


def test_bce_of_certainty():
    """Certain and right costs nothing, certain and wrong costs a lot, and nothing is infinite.

    Hint: np.clip(p, 1e-12, 1 - 1e-12) before the logarithm.
    """
    assert binary_cross_entropy(np.array([1.0, 0.0]), np.array([1.0, 0.0])) == approx(0.0, abs=1e-6)
    assert binary_cross_entropy(np.array([1.0]), np.array([0.0])) == approx(27.631, abs=1e-3)


def test_bce_refuses_shapes_that_differ():
    """Labels (2,) against predictions (2, 1).

    Hint: the same two lines as in mse; a helper function of your own saves writing them six times.
    """
    assert refuses(binary_cross_entropy, np.array([1.0, 0.0]), np.array([[0.9], [0.6]]))


def test_bce_gradient_of_the_worked_example():
    """-0.1 / 0.09 / 2 and 0.6 / 0.24 / 2.

    Hint: (p - y), divided by p (1 - p), divided by the number of entries.
    """
    got = binary_cross_entropy_gradient(np.array([1.0, 0.0]), np.array([0.9, 0.6]))
    assert got == approx(np.array([-0.5556, 1.25]), abs=1e-4)


def test_bce_gradient_where_the_prediction_is_right():
    """Where p is y, the slope is 0, for soft labels too.

    Hint: which factor of the formula is 0?
    """
    half = np.array([[0.5, 0.25]])
    assert binary_cross_entropy_gradient(half, half) == approx(np.zeros((1, 2)))


def test_bce_gradient_of_a_wrong_prediction_is_long():
    """The truth is 1. At p = 0.5 the slope is -2, at p = 0.1 it is -10, at p = 0.01 it is -100.

    Hint: for y = 1 the formula is -1 / p.
    """
    slopes = [binary_cross_entropy_gradient(np.array([1.0]), np.array([p]))[0] for p in (0.5, 0.1, 0.01)]
    assert slopes == approx([-2.0, -10.0, -100.0])


def test_bce_gradient_of_certainty_is_finite():
    """Where p is 0 or 1, the slope is a number all the same.

    Hint: use the clipped p everywhere in the formula.
    """
    got = binary_cross_entropy_gradient(np.array([1.0, 1.0]), np.array([0.0, 1.0]))
    assert list(np.isfinite(got)) == [True, True]


def test_cross_entropy_of_the_worked_example():
    """Only the probability of the right class counts: -(log 0.5 + log 0.8) / 2.

    Hint: Y * np.log(P) is 0 everywhere else.
    """
    assert cross_entropy(Y, P) == approx(-(np.log(0.5) + np.log(0.8)) / 2)


def test_cross_entropy_of_not_knowing():
    """Four classes with 1/4 each cost log 4, however many rows there are.

    Hint: divide by the number of rows, not by the number of entries.
    """
    truth = np.array([[1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]])
    assert cross_entropy(truth, np.full((2, 4), 0.25)) == approx(np.log(4))


def test_cross_entropy_of_a_soft_label():
    """Half of the first class and half of the second: each logarithm counts half.

    Hint: sum Y log P over the whole row.
    """
    assert cross_entropy(np.array([[0.5, 0.5]]), np.array([[0.2, 0.8]])) == approx(-0.5 * (np.log(0.2) + np.log(0.8)))


def test_cross_entropy_of_certainty():
    """Certain and right costs nothing; a 0 elsewhere does no harm.

    Hint: 0 * log 0 is nan. What does np.maximum(P, 1e-12) change?
    """
    assert cross_entropy(Y, Y) == approx(0.0, abs=1e-6)


def test_cross_entropy_takes_the_second_argument_as_the_prediction():
    """The truth comes first. Exchanged, the answer would be another one.

    Hint: the logarithm is taken of the prediction.
    """
    truth, prediction = np.array([[0.1, 0.9]]), np.array([[0.5, 0.5]])
    assert cross_entropy(truth, prediction) == approx(np.log(2))


def test_cross_entropy_gradient_of_the_worked_example():
    """-1 / 0.5 / 2 and -1 / 0.8 / 2 at the right classes, 0 elsewhere.

    Hint: -Y / P, divided by the number of rows.
    """
    assert cross_entropy_gradient(Y, P) == approx(np.array([[-1.0, 0.0, 0.0], [0.0, -0.625, 0.0]]))


def test_cross_entropy_gradient_of_a_soft_label():
    """Each class has the slope of its own share: -0.5 / 0.2 and -0.5 / 0.8.

    Hint: there is one row, so n is 1.
    """
    assert cross_entropy_gradient(np.array([[0.5, 0.5]]), np.array([[0.2, 0.8]])) == approx(np.array([[-2.5, -0.625]]))


def test_cross_entropy_gradient_of_certainty_is_finite():
    """Where P is 0, the slope is a number all the same.

    Hint: 0 / 0 is nan. Clip P from below.
    """
    got = cross_entropy_gradient(np.array([[1.0, 0.0]]), np.array([[1.0, 0.0]]))
    assert got == approx(np.array([[-1.0, 0.0]]))


def test_cross_entropy_gradient_is_what_a_nudge_measures():
    """A gradient check by hand, with your own cross_entropy. P need not sum to 1 for that.

    Hint: use P as it is; do not divide it by its sum.
    """
    up, down = np.array([[0.201, 0.8]]), np.array([[0.199, 0.8]])
    truth = np.array([[0.5, 0.5]])
    slope = (cross_entropy(truth, up) - cross_entropy(truth, down)) / 0.002
    assert cross_entropy_gradient(truth, np.array([[0.2, 0.8]]))[0, 0] == approx(slope, abs=1e-3)


def test_cross_entropy_refuses_shapes_that_differ():
    """One row of truth against two rows of predictions: NumPy would use that row twice.

    Hint: compare the whole shapes, not only the number of columns.
    """
    assert refuses(cross_entropy, Y[:1], P)


def test_gradients_refuse_shapes_that_differ():
    """Each gradient refuses what its cost refuses.

    Hint: the same two lines again.
    """
    assert refuses(mse_gradient, np.array([1.0, 0.0]), np.array([[0.9], [0.6]]))
    assert refuses(binary_cross_entropy_gradient, np.array([1.0, 0.0]), np.array([[0.9], [0.6]]))
    assert refuses(cross_entropy_gradient, Y[:1], P)
