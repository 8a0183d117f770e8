"""Visible tests of lesson 13. Read them: each one is a small example of what your functions should do."""

import numpy as np
from inner_layers import decision_grid, hidden_features, linearly_separable
from pytest import approx

# The square of the lesson's text: opposite corners share a label. And the network whose units pull them apart.
CORNERS = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])
LABELS = np.array([0, 1, 1, 0])
PARAMS = {
    "W1": np.array([[1.0, 1.0], [1.0, 1.0]]),
    "b1": np.array([1.0, -1.0]),
    "W2": np.array([[-3.0, 3.0], [3.0, -3.0]]),
    "b2": np.array([1.5, -1.5]),
}

# A network that only looks at y: class 1 where y is positive, class 0 where it is negative.
UP = {"W1": np.array([[0.0], [1.0]]), "b1": np.zeros(1), "W2": np.array([[-1.0, 1.0]]), "b2": np.zeros(2)}

# A network that only looks at x: class 0 left of -1, class 1 around 0, class 2 right of 1.
THREE = {
    "W1": np.array([[3.0, 3.0], [0.0, 0.0]]),
    "b1": np.array([3.0, -3.0]),
    "W2": np.array([[-1.0, 1.0, 1.0], [-1.0, -1.0, 1.0]]),
    "b2": np.zeros(3),
}


def test_features_of_the_square():
    """The two hidden units answer tanh(x + y + 1) and tanh(x + y - 1).

    Hint: for (-1, -1) that is tanh(-1) = -0.7616 and tanh(-3) = -0.9951.
    """
    expected = np.array([[-0.7616, -0.9951], [0.7616, -0.7616], [0.7616, -0.7616], [0.9951, 0.7616]])
    assert hidden_features(CORNERS, PARAMS) == approx(expected, abs=1e-4)


def test_features_have_a_column_for_each_hidden_unit():
    """Five rows and one hidden unit give (5, 1).

    Hint: the hidden layer's answer, not the last layer's.
    """
    assert hidden_features(np.zeros((5, 2)), UP).shape == (5, 1)


def test_features_are_bent():
    """tanh keeps every feature between -1 and 1, here for the sums 2 and -2.

    Hint: A1, not Z1.
    """
    assert hidden_features(np.array([[0.0, 2.0], [0.0, -2.0]]), UP) == approx(np.array([[0.9640], [-0.9640]]), abs=1e-4)


def test_features_do_not_depend_on_the_last_layer():
    """Without W2 and b2 in play, nothing changes.

    Hint: which parameters stand in tanh(X W1 + b1)?
    """
    other = {**PARAMS, "W2": np.zeros((2, 2)), "b2": np.array([7.0, -7.0])}
    assert hidden_features(CORNERS, other) == approx(hidden_features(CORNERS, PARAMS))


def test_two_points_are_separable():
    """The worked example: 0 with label 0, 2 with label 1.

    Hint: go through the table of the text row by row, and print your w and b.
    """
    assert linearly_separable(np.array([[0.0], [2.0]]), np.array([0, 1])) == approx(True)


def test_the_square_is_not_separable():
    """Opposite corners of a square cannot be cut off together.

    Hint: after max_epochs passes with mistakes, return False.
    """
    assert linearly_separable(CORNERS, LABELS) == approx(False)


def test_the_square_is_separable_behind_the_hidden_layer():
    """What was impossible in the plane is possible with the features.

    Hint: if this fails although the tests of hidden_features pass, does each pass go on with the w of the last?
    """
    assert linearly_separable(hidden_features(CORNERS, PARAMS), LABELS) == approx(True)


def test_a_border_away_from_zero():
    """The border between 1 and 2 lies at 1.5. w . h alone is 0 at the origin only.

    Hint: the bias moves with every mistake as well.
    """
    assert linearly_separable(np.array([[1.0], [2.0]]), np.array([0, 1])) == approx(True)


def test_between_two_zeros():
    """Label 1 in the middle of two points with label 0: no border on a line can do that.

    Hint: a pass with a mistake is no proof of anything; a pass without one is.
    """
    assert linearly_separable(np.array([[1.0], [2.0], [3.0]]), np.array([0, 1, 0]), 50) == approx(False)


def test_one_label_only():
    """If there is only one label, nobody is on the wrong side.

    Hint: does the loop do that by itself?
    """
    assert linearly_separable(CORNERS, np.array([1, 1, 1, 1])) == approx(True)
    assert linearly_separable(CORNERS, np.array([0, 0, 0, 0])) == approx(True)


def test_your_labels_are_not_changed():
    """After the call, the labels are still 0 and 1.

    Hint: `y[y == 0] = -1` writes into the caller's array; np.where makes a new one.
    """
    y = np.array([0, 1])
    linearly_separable(np.array([[0.0], [2.0]]), y)
    assert y == approx(np.array([0, 1]))


def test_a_row_of_the_grid_for_each_y():
    """The network that looks at y alone: the first row (y = -1) is class 0, the second (y = 1) class 1.

    Hint: [j, i] is the point (xs[i], ys[j]).
    """
    grid = decision_grid(UP, np.array([0.0, 1.0, 2.0]), np.array([-1.0, 1.0]))
    assert grid == approx(np.array([[0, 0, 0], [1, 1, 1]]))


def test_a_column_of_the_grid_for_each_x():
    """The network that looks at x alone: each column has one class.

    Hint: np.meshgrid(xs, ys) returns the x of every point first, then the y.
    """
    grid = decision_grid(THREE, np.array([-2.0, 0.0, 2.0]), np.array([5.0, -5.0]))
    assert grid == approx(np.array([[0, 1, 2], [0, 1, 2]]))


def test_grid_of_the_square():
    """At the corners of the square the network is right: 0 and 1 on the diagonals.

    Hint: argmax along axis 1 compares the classes of one point.
    """
    assert decision_grid(PARAMS, np.array([-1.0, 1.0]), np.array([-1.0, 1.0])) == approx(np.array([[0, 1], [1, 0]]))


def test_grid_of_a_single_column():
    """One x and three ys give (3, 1).

    Hint: reshape to (len(ys), len(xs)) at the end.
    """
    assert decision_grid(UP, np.array([0.0]), np.array([-1.0, 1.0, 2.0])) == approx(np.array([[0], [1], [1]]))


def test_grid_holds_integers():
    """A class is a whole number, not a probability.

    Hint: argmax gives the place of the largest entry, max its value.
    """
    grid = decision_grid(THREE, np.array([-2.0, 0.0, 2.0]), np.array([0.0]))
    assert np.issubdtype(grid.dtype, np.integer)
