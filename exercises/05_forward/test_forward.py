"""Visible tests of lesson 05. Read them: each one is a small example of what your functions should do."""

import numpy as np
from forward import activations, dense, forward, relu, softmax, tanh
from pytest import approx

# The worked example of the lesson's text: two features, three hidden units, two classes.
X = np.array([[1.0, -1.0], [0.0, 1.0]])
PARAMS = {
    "W1": np.array([[0.5, 1.0, 0.0], [-0.5, 1.0, 1.0]]),
    "b1": np.array([0.0, 0.0, 0.5]),
    "W2": np.array([[1.0, -1.0], [0.5, 2.0], [-1.0, 1.0]]),
    "b2": np.array([0.0, 1.0]),
}

# The same shapes with every weight 0, so that only the last biases speak: e^0 = 1 and e^(log 3) = 3.
SILENT = {"W1": np.zeros((2, 3)), "b1": np.zeros(3), "W2": np.zeros((3, 2)), "b2": np.array([0.0, np.log(3)])}


def test_dense_of_the_worked_example():
    """dense gives the Z1 of the worked example, one row for each row of X and one column for each unit.

    Hint: the first number is 1 * 0.5 + (-1) * (-0.5) + 0.
    """
    expected = np.array([[1.0, 0.0, -0.5], [-0.5, 1.0, 1.5]])
    assert dense(X, PARAMS["W1"], PARAMS["b1"]) == approx(expected)


def test_dense_of_one_unit():
    """One unit gives one column: (2, 2) times (2, 1) is (2, 1).

    Hint: write the shapes next to each other; the two inner ones must agree, the two outer ones remain.
    """
    assert dense(X, np.array([[3.0], [2.0]]), np.array([10.0])) == approx(np.array([[11.0], [12.0]]))


def test_dense_with_square_shapes():
    """With as many rows as features and units, every product fits. Only one is right.

    Hint: X comes first. Row 1 of X meets column 1 of W.
    """
    square_X, W = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[0.0, 1.0], [1.0, 1.0]])
    assert dense(square_X, W, np.zeros(2)) == approx(np.array([[2.0, 3.0], [4.0, 7.0]]))


def test_broadcasting_the_bias():
    """Broadcasting practice: b (3,) is laid under every row of (2, 3), so each *column* gets its own bias.

    Hint: with X = 0 nothing is left but b, once in every row.
    """
    b = np.array([1.0, 2.0, 3.0])
    assert dense(np.zeros((2, 2)), PARAMS["W1"], b) == approx(np.array([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]))


def test_broadcasting_the_bias_on_a_square():
    """Broadcasting practice: on a square, a bias turned into a column fits as well, and is wrong.

    Hint: b has the shape (2,) and belongs to the two units; NumPy lines it up with the last axis.
    """
    assert dense(np.zeros((2, 2)), np.eye(2), np.array([1.0, 2.0])) == approx(np.array([[1.0, 2.0], [1.0, 2.0]]))


def test_relu_of_a_row():
    """What is positive stays, the rest becomes 0.

    Hint: np.maximum compares entry by entry. np.max is something else.
    """
    assert relu(np.array([-2.0, 0.0, 3.0])) == approx(np.array([0.0, 0.0, 3.0]))


def test_relu_of_a_matrix():
    """Every entry is treated alike, whatever its row and column.

    Hint: no axis here; nothing is summed and nothing is compared with its neighbours.
    """
    assert relu(np.array([[1.0, -1.0], [-0.5, 2.0]])) == approx(np.array([[1.0, 0.0], [0.0, 2.0]]))


def test_relu_keeps_the_shape():
    """Three axes go in, three axes come out.

    Hint: NumPy's functions for whole arrays do not care how many axes there are.
    """
    assert relu(np.ones((2, 3, 4))).shape == (2, 3, 4)


def test_relu_does_not_change_your_array():
    """The array that you hand in is still the same after the call.

    Hint: `Z[Z < 0] = 0` writes into the caller's array.
    """
    scores = np.array([-2.0, 3.0])
    relu(scores)
    assert scores == approx(np.array([-2.0, 3.0]))


def test_tanh_of_the_worked_example():
    """tanh gives the A1 of the worked example.

    Hint: tanh(1) = (2.7183 - 0.3679) / (2.7183 + 0.3679).
    """
    Z1 = np.array([[1.0, 0.0, -0.5], [-0.5, 1.0, 1.5]])
    assert tanh(Z1) == approx(np.array([[0.7616, 0.0, -0.4621], [-0.4621, 0.7616, 0.9051]]), abs=1e-4)


def test_tanh_at_zero():
    """tanh(0) = 0.

    Hint: not 0.5; that would be the sigmoid.
    """
    assert tanh(np.zeros(3)) == approx(np.zeros(3))


def test_tanh_of_minus_z():
    """tanh(-z) is -tanh(z).

    Hint: exchange e^z and e^-z in the formula.
    """
    assert tanh(np.array([-2.0, 2.0])) == approx(np.array([-0.9640, 0.9640]), abs=1e-4)


def test_tanh_far_from_zero():
    """Far out, tanh is 1 or -1, never nan.

    Hint: e^1000 is too large for a computer. NumPy has a function that knows how to get around it.
    """
    assert tanh(np.array([[1000.0, -1000.0]])) == approx(np.array([[1.0, -1.0]]))


def test_softmax_of_a_row():
    """The scores 0 and log 3 have the exponentials 1 and 3, so the probabilities are 1/4 and 3/4.

    Hint: divide each exponential by the sum of its row.
    """
    assert softmax(np.array([[0.0, np.log(3)]])) == approx(np.array([[0.25, 0.75]]))


def test_axes_of_softmax():
    """Axes practice: the *rows* sum to 1. axis=1 runs along a row, from column to column.

    Hint: (2, 3) summed over axis 1 leaves (2,): one sum for each row.
    """
    P = softmax(np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 5.0]]))
    assert P.sum(axis=1) == approx(np.array([1.0, 1.0]))


def test_axes_of_softmax_on_a_square():
    """Axes practice: on a square, dividing by a flat (2,) divides the *columns*. Rows need a (2, 1).

    Hint: keepdims=True keeps the summed axis, with length 1.
    """
    Z = np.array([[0.0, np.log(3)], [0.0, np.log(9)]])
    assert softmax(Z) == approx(np.array([[0.25, 0.75], [0.1, 0.9]]))


def test_softmax_of_equal_scores():
    """Equal scores share equally, however large they are.

    Hint: subtract the row's largest score first; e^0 is no problem.
    """
    assert softmax(np.array([[1000.0, 1000.0, 1000.0, 1000.0]])) == approx(np.array([[0.25, 0.25, 0.25, 0.25]]))


def test_softmax_feels_only_differences():
    """Adding 100 to a whole row changes nothing.

    Hint: e^(z + 100) is e^100 times e^z, above and below the fraction bar.
    """
    assert softmax(np.array([[100.0, 100.0 + np.log(3)]])) == approx(np.array([[0.25, 0.75]]))


def test_activations_have_four_names():
    """The answer is a dict with Z1, A1, Z2 and A2.

    Hint: return {"Z1": ..., "A1": ..., "Z2": ..., "A2": ...}
    """
    assert sorted(activations(X, PARAMS)) == ["A1", "A2", "Z1", "Z2"]


def test_hidden_layer_of_the_worked_example():
    """Z1 and A1 are those of the worked example.

    Hint: A1 is tanh of Z1, entry by entry.
    """
    steps = activations(X, PARAMS)
    assert steps["Z1"] == approx(np.array([[1.0, 0.0, -0.5], [-0.5, 1.0, 1.5]]))
    assert steps["A1"] == approx(np.array([[0.7616, 0.0, -0.4621], [-0.4621, 0.7616, 0.9051]]), abs=1e-4)


def test_output_layer_of_the_worked_example():
    """Z2 and A2 are those of the worked example.

    Hint: the second layer reads A1, not Z1 and not X.
    """
    steps = activations(X, PARAMS)
    assert steps["Z2"] == approx(np.array([[1.2237, -0.2237], [-0.9865, 3.8905]]), abs=1e-4)
    assert steps["A2"] == approx(np.array([[0.8096, 0.1904], [0.0076, 0.9924]]), abs=1e-4)


def test_shapes_on_the_way():
    """Two features, three hidden units, two classes: each step has the shape that its formula says.

    Hint: (2, 2) times (2, 3) is (2, 3); (2, 3) times (3, 2) is (2, 2).
    """
    steps = activations(X, PARAMS)
    assert [steps[name].shape for name in ("Z1", "A1", "Z2", "A2")] == [(2, 3), (2, 3), (2, 2), (2, 2)]


def test_forward_of_the_worked_example():
    """forward answers with A2.

    Hint: you have built this already.
    """
    assert forward(X, PARAMS) == approx(np.array([[0.8096, 0.1904], [0.0076, 0.9924]]), abs=1e-4)


def test_forward_of_a_network_that_ignores_its_input():
    """With every weight 0, every row gets softmax(b2).

    Hint: Z2 is b2 in every row, that is 0 and log 3.
    """
    assert forward(X, SILENT) == approx(np.array([[0.25, 0.75], [0.25, 0.75]]))


def test_forward_of_one_row():
    """A batch of one row gets the same answer as that row in a larger batch, still with two axes.

    Hint: X[1:2] has the shape (1, 2), and the answer too.
    """
    assert forward(X[1:2], PARAMS) == approx(np.array([[0.0076, 0.9924]]), abs=1e-4)


def test_forward_gives_probabilities():
    """What forward answers sums to 1 in each row.

    Hint: softmax comes last.
    """
    assert forward(X, PARAMS).sum(axis=1) == approx(np.array([1.0, 1.0]))


def test_your_parameters_are_not_changed():
    """After forward, X and the weights are still there.

    Hint: put what you work out into a new dict.
    """
    params = {name: value.copy() for name, value in PARAMS.items()}
    forward(X, params)
    assert sorted(params) == ["W1", "W2", "b1", "b2"]
    assert params["W1"] == approx(PARAMS["W1"])
