"""Visible tests of lesson 12. Read them: each one is a small example of what your functions should do."""

import numpy as np
from initialization import activation_scale, glorot_uniform, he_normal, normal_init, zeros_init
from pytest import approx

# The worked example of the lesson's text: one row of two numbers through two layers.
X = np.array([[1.0, 2.0]])
W1 = np.array([[1.0, 0.0], [0.0, -1.0]])
W2 = np.array([[2.0, 4.0], [1.0, 1.0]])


def test_zeros_for_two_inputs_and_three_outputs():
    """All weights are 0.

    Hint: NumPy has a function that makes such an array; it wants the shape as a pair.
    """
    assert zeros_init(2, 3) == approx(np.array([[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]))


def test_zeros_have_a_row_for_each_input():
    """The shape is (n_in, n_out), so that X @ W turns n_in columns into n_out.

    Hint: (n, 4) times (4, 1) is (n, 1).
    """
    assert zeros_init(4, 1).shape == (4, 1)


def test_zeros_of_a_single_weight():
    """One input and one output still make a matrix.

    Hint: np.zeros((1, 1)), not the number 0.
    """
    assert zeros_init(1, 1) == approx(np.array([[0.0]]))


def test_zeros_are_new_each_time():
    """Who writes into one matrix does not write into the next.

    Hint: make the array inside the function.
    """
    zeros_init(2, 2)[0, 0] = 5.0
    assert zeros_init(2, 2) == approx(np.zeros((2, 2)))


def test_normal_has_a_row_for_each_input():
    """The shape is (n_in, n_out).

    Hint: the generator's `normal` takes mean, standard deviation and shape.
    """
    assert normal_init(3, 5, 0).shape == (3, 5)


def test_normal_is_narrow():
    """Without std, the standard deviation is 0.01; 10000 draws come within 5 % of it.

    Hint: the default value stands in the first line of the function. Is it used?
    """
    W = normal_init(100, 100, 0)
    assert W.std() == approx(0.01, rel=0.05)
    assert W.mean() == approx(0.0, abs=0.001)


def test_normal_of_another_width():
    """With std = 2, the standard deviation is 2.

    Hint: a standard deviation, not a variance.
    """
    assert normal_init(100, 100, 0, 2.0).std() == approx(2.0, rel=0.05)


def test_normal_follows_its_seed():
    """The same seed gives the same weights, another seed others.

    Hint: make the generator inside the function, np.random.default_rng(seed).
    """
    assert normal_init(2, 3, 7) == approx(normal_init(2, 3, 7))
    assert normal_init(2, 3, 7) != approx(normal_init(2, 3, 8))


def test_glorot_has_a_row_for_each_input():
    """The shape is (n_in, n_out).

    Hint: the generator's `uniform` takes the lower bound, the upper bound and the shape.
    """
    assert glorot_uniform(3, 5, 0).shape == (3, 5)


def test_glorot_stays_within_its_bound():
    """For 20 inputs and 4 outputs a is sqrt(6 / 24) = 0.5, and no weight lies beyond.

    Hint: both numbers, inputs and outputs, count.
    """
    assert np.abs(glorot_uniform(20, 4, 0)).max() <= 0.5


def test_glorot_reaches_its_bound():
    """For 100 inputs and 50 outputs a is sqrt(6 / 150) = 0.2, and 5000 draws come close to both ends.

    Hint: from -a to a, not from 0 to a. And a is a square root.
    """
    W = glorot_uniform(100, 50, 0)
    assert W.min() == approx(-0.2, rel=0.02)
    assert W.max() == approx(0.2, rel=0.02)


def test_glorot_follows_its_seed():
    """The same seed gives the same weights, another seed others.

    Hint: make the generator inside the function, from the seed.
    """
    assert glorot_uniform(2, 3, 7) == approx(glorot_uniform(2, 3, 7))
    assert glorot_uniform(2, 3, 7) != approx(glorot_uniform(2, 3, 8))


def test_he_has_a_row_for_each_input():
    """The shape is (n_in, n_out).

    Hint: once you have the standard deviation, you have written the rest already.
    """
    assert he_normal(3, 5, 0).shape == (3, 5)


def test_he_counts_the_inputs():
    """For 200 inputs the variance is 2 / 200 = 0.01, so the standard deviation is 0.1.

    Hint: the outputs do not count. And NumPy's `normal` asks for the standard deviation.
    """
    assert he_normal(200, 50, 0).std() == approx(0.1, rel=0.05)


def test_he_cuts_nothing_off():
    """Of a normal distribution, about 4.6 % lie beyond two standard deviations.

    Hint: draw from a normal distribution and leave it as it is.
    """
    W = he_normal(200, 50, 0)
    assert np.mean(np.abs(W) > 0.2) == approx(0.0455, abs=0.015)


def test_he_follows_its_seed():
    """The same seed gives the same weights, another seed others.

    Hint: make the generator inside the function, from the seed.
    """
    assert he_normal(2, 3, 7) == approx(he_normal(2, 3, 7))
    assert he_normal(2, 3, 7) != approx(he_normal(2, 3, 8))


def test_scale_of_the_worked_example():
    """With relu, the first layer gives 1 and 0, the second 2 and 4: standard deviations 0.5 and 1.

    Hint: the second layer reads what relu made of the first.
    """
    assert activation_scale(X, [W1, W2], "relu") == approx(np.array([0.5, 1.0]))


def test_scale_with_tanh():
    """With tanh, the first layer gives 0.7616 and -0.9640: both are 0.8628 away from their mean.

    Hint: the mean is (0.7616 - 0.9640) / 2 = -0.1012.
    """
    assert activation_scale(X, [W1], "tanh") == approx(np.array([0.8628]), abs=1e-4)


def test_scale_of_all_entries_together():
    """Two rows and two units give four entries, 1, 3, 5, 7, and one standard deviation: the root of 5.

    Hint: no axis. The mean is 4, the squared distances are 9, 1, 1 and 9, and there are four of them.
    """
    H = np.array([[1.0, 3.0], [5.0, 7.0]])
    assert activation_scale(H, [np.eye(2)], "relu") == approx(np.array([np.sqrt(5)]))


def test_scale_has_one_entry_for_each_layer():
    """Three layers give three numbers, in an array.

    Hint: collect them in a list and turn it into an array at the end.
    """
    assert activation_scale(X, [W1, W1, W2], "tanh").shape == (3,)


def test_nothing_comes_through_zeros():
    """Behind a layer of zeros everything is 0.

    Hint: tanh(0) = 0.
    """
    assert activation_scale(X, [W1, zeros_init(2, 2), W2], "tanh")[1:] == approx(np.array([0.0, 0.0]))


def test_scale_refuses_other_activations():
    """An activation that the function does not know is refused with a ValueError.

    Hint: raise ValueError("..."), and say in the message which names are known.
    """
    try:
        activation_scale(X, [W1], "sigmoid")
    except ValueError:
        return
    raise AssertionError("activation_scale did not raise a ValueError")


def test_the_rows_and_the_weights_are_not_changed():
    """After the call, X and the list of weights are as they were.

    Hint: loop over the list; do not take anything out of it.
    """
    rows, weights = X.copy(), [W1.copy(), W2.copy()]
    activation_scale(rows, weights, "relu")
    assert rows == approx(X)
    assert len(weights) == 2
    assert weights[0] == approx(W1)
