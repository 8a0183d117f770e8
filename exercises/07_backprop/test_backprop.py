"""Visible tests of lesson 07. Read them: each one is a small example of what your functions should do."""

import numpy as np
from backprop import backprop, cost, forward
from pytest import approx

# The worked example of the lesson's text: two rows, one feature, one hidden unit.
X = np.array([[1.0], [3.0]])
y = np.array([[0.0], [1.0]])
SMALL = {"W1": np.array([[0.5]]), "b1": np.array([-0.5]), "W2": np.array([[1.0]]), "b2": np.array([0.5])}

# Three rows, two features, two hidden units.
X_TWO = np.array([[1.0, 2.0], [0.0, -1.0], [2.0, 1.0]])
Y_TWO = np.array([[1.0], [0.0], [1.0]])
TWO = {
    "W1": np.array([[0.5, -0.5], [0.0, 1.0]]),
    "b1": np.array([0.1, -0.1]),
    "W2": np.array([[1.0], [-1.0]]),
    "b2": np.array([0.2]),
}

# The same shapes with every weight 0, so that only b2 = log 3 speaks: p = 3/4 in every row.
SILENT = {"W1": np.zeros((2, 2)), "b1": np.zeros(2), "W2": np.zeros((2, 1)), "b2": np.array([np.log(3)])}


def test_forward_of_the_worked_example():
    """forward gives the p of the worked example.

    Hint: Z1 is 0 and 1, H is 0 and 0.7616, the scores are 0.5 and 1.2616.
    """
    assert forward(X, SMALL) == approx(np.array([[0.6225], [0.7793]]), abs=1e-4)


def test_forward_with_two_features_and_two_hidden_units():
    """forward gives each of three rows its own p.

    Hint: X @ W1 + b1 has one row for each example and one column for each hidden unit.
    """
    assert forward(X_TWO, TWO) == approx(np.array([[0.4630], [0.7503], [0.7503]]), abs=1e-4)


def test_forward_of_a_network_that_ignores_its_input():
    """With every weight 0 and b2 = log 3, every row gets 3/4.

    Hint: sigmoid(log 3) = 1 / (1 + 1/3).
    """
    assert forward(X_TWO, SILENT) == approx(np.full((3, 1), 0.75))


def test_forward_answers_with_one_column():
    """The answer has one row for each example and one column.

    Hint: do not flatten p; y has the shape (n, 1) as well.
    """
    assert forward(X_TWO, TWO).shape == (3, 1)


def test_cost_of_the_worked_example():
    """cost gives the number of the worked example.

    Hint: -log(1 - 0.6225) for the row with y = 0, -log(0.7793) for the row with y = 1, then the mean.
    """
    assert cost(X, y, SMALL) == approx(0.6117, abs=1e-4)


def test_cost_of_three_rows():
    """cost is the mean over the rows, whatever their labels.

    Hint: y * log(p) + (1 - y) * log(1 - p) picks the right term in each row.
    """
    assert cost(X_TWO, Y_TWO, TWO) == approx(0.8149, abs=1e-4)


def test_cost_of_a_network_that_ignores_its_input():
    """With p = 3/4 everywhere, a row with y = 1 costs log(4/3) and a row with y = 0 costs log 4.

    Hint: does the row with y = 0 count in your cost?
    """
    assert cost(X_TWO, Y_TWO, SILENT) == approx((np.log(4 / 3) + np.log(4) + np.log(4 / 3)) / 3)


def test_cost_stays_the_same_when_every_row_comes_twice():
    """A mean does not care how many rows there are.

    Hint: a mean, not a sum.
    """
    twice_X, twice_y = np.vstack([X, X]), np.vstack([y, y])
    assert cost(twice_X, twice_y, SMALL) == approx(0.6117, abs=1e-4)


def test_output_gradients_of_the_worked_example():
    """backprop finds the slopes in W2 and b2.

    Hint: delta2 is 0.3112 and -0.1103.
    """
    grads = backprop(X, y, SMALL)
    assert grads["W2"] == approx(np.array([[-0.0840]]), abs=1e-4)
    assert grads["b2"] == approx(np.array([0.2009]), abs=1e-4)


def test_hidden_gradients_of_the_worked_example():
    """backprop finds the slopes in W1 and b1.

    Hint: delta1 is 0.3112 and -0.0463, after the slopes of tanh, 1 and 0.42.
    """
    grads = backprop(X, y, SMALL)
    assert grads["W1"] == approx(np.array([[0.1722]]), abs=1e-4)
    assert grads["b1"] == approx(np.array([0.2649]), abs=1e-4)


def test_gradients_with_two_features_and_two_hidden_units():
    """With as many features as hidden units, W1 and its transpose have the same shape: which way round is yours?

    Hint: X' delta1 has one row for each feature.
    """
    grads = backprop(X_TWO, Y_TWO, TWO)
    assert grads["W1"] == approx(np.array([[-0.1872, 0.2035], [-0.5323, 0.2496]]), abs=1e-4)
    assert grads["b1"] == approx(np.array([0.0903, 0.0313]), abs=1e-4)
    assert grads["W2"] == approx(np.array([[-0.1378], [-0.3504]]), abs=1e-4)
    assert grads["b2"] == approx(np.array([-0.0121]), abs=1e-4)


def test_gradients_have_the_names_and_shapes_of_the_parameters():
    """There is one gradient for each parameter, of the same shape.

    Hint: print the shape of each gradient next to that of its parameter.
    """
    grads = backprop(X_TWO, Y_TWO, TWO)
    assert sorted(grads) == ["W1", "W2", "b1", "b2"]
    assert [grads[name].shape for name in TWO] == [TWO[name].shape for name in TWO]


def test_only_b2_moves_a_silent_network():
    """With W2 = 0 nothing comes back to the hidden layer; b2 feels the mean of p - y.

    Hint: three times 0.75, minus two labels of 1, over three rows.
    """
    grads = backprop(X_TWO, Y_TWO, SILENT)
    assert grads["b2"] == approx(np.array([0.25 / 3]))
    assert grads["W1"] == approx(np.zeros((2, 2)))


def test_a_nudge_agrees_with_backprop():
    """A gradient check by hand: nudge one weight a little and look at your own cost.

    Hint: if this fails, print both numbers and divide them: the ratio often names the mistake.
    """
    up, down = dict(SMALL), dict(SMALL)
    up["W1"], down["W1"] = np.array([[0.501]]), np.array([[0.499]])
    slope = (cost(X, y, up) - cost(X, y, down)) / 0.002
    assert backprop(X, y, SMALL)["W1"][0, 0] == approx(slope, abs=1e-5)


def test_the_parameters_are_not_changed():
    """After backprop, the weights are still there.

    Hint: put the gradients into a new dict.
    """
    params = {name: value.copy() for name, value in TWO.items()}
    backprop(X_TWO, Y_TWO, params)
    assert params["W1"] == approx(TWO["W1"])
    assert params["W2"] == approx(TWO["W2"])
