"""Visible tests of lesson 14. Read them: each one is a small example of what your class should do."""

import numpy as np
from network import NeuralNetwork
from pytest import approx

# The lesson's worked example: one feature, one hidden unit, two classes, two rows.
X = np.array([[1.0], [3.0]])
Y = np.array([1, 0])


def example_params():
    """The params that the worked example begins with, in arrays of their own."""
    return {
        "W1": np.array([[0.5]]),
        "b1": np.array([-0.5]),
        "W2": np.array([[1.0, -1.0]]),
        "b2": np.array([0.0, 0.0]),
    }


def of_the_example(seed=0):
    """A network with these params."""
    network = NeuralNetwork(1, 1, 2, seed)
    network.params = example_params()
    return network


def refuses(method, *arguments):
    """Whether a method raises ValueError for these arguments."""
    try:
        method(*arguments)
    except ValueError:
        return True
    return False


# ---- Stage 1: answer ----


def test_shapes_of_the_params():
    """Two features, three hidden units, four classes.

    Hint: W1 stands between the features and the hidden units, W2 between the hidden units and the classes.
    """
    params = NeuralNetwork(2, 3, 4, 0).params
    shapes = {name: params[name].shape for name in params}
    assert shapes == {"W1": (2, 3), "b1": (3,), "W2": (3, 4), "b2": (4,)}


def test_first_weights_and_biases():
    """2 and 4 units: the weights lie between -1 and 1, since the root of 6 / (2 + 4) is 1. The biases are 0.

    Hint: glorot_uniform is given; np.zeros makes the biases.
    """
    params = NeuralNetwork(2, 4, 2, 0).params
    weights = np.append(params["W1"], params["W2"])
    assert 0.3 < np.abs(weights).max() <= 1
    assert len(set(weights.tolist())) == 16
    assert params["b1"] == approx(np.zeros(4))
    assert params["b2"] == approx(np.zeros(2))


def test_the_seed_decides():
    """The same seed gives the same weights, another seed gives others.

    Hint: make the generator of the seed, in __init__.
    """
    one, two, other = (NeuralNetwork(2, 3, 2, seed).params["W1"] for seed in (5, 5, 6))
    assert (one == two).all()
    assert (one != other).any()


def test_probabilities_of_the_worked_example():
    """The row x = 1 makes the hidden unit 0, so both classes get one half.

    Hint: the table in the lesson's text has H and P of both rows.
    """
    expected = np.array([[0.5, 0.5], [0.8210, 0.1790]])
    assert of_the_example().predict_proba(X) == approx(expected, abs=1e-4)


def test_probabilities_of_a_row_sum_to_one():
    """Five rows, three classes.

    Hint: softmax comes last; what does it do with a row?
    """
    P = NeuralNetwork(2, 4, 3, 0).predict_proba(np.arange(10.0).reshape(5, 2))
    assert P.shape == (5, 3)
    assert P.sum(axis=1) == approx(np.ones(5))


def test_a_row_does_not_depend_on_the_others():
    """The last row alone gets what it gets among others.

    Hint: over which axis does the softmax sum?
    """
    network = NeuralNetwork(2, 4, 3, 0)
    rows = np.array([[1.0, 2.0], [-3.0, 0.5], [0.0, 4.0]])
    assert network.predict_proba(rows[2:]) == approx(network.predict_proba(rows)[2:])


def test_classes():
    """x = 3 is of class 0 with 0.82, and x = -3 of class 1 with 0.87.

    Hint: which column of P is the largest?
    """
    assert of_the_example().predict(np.array([[3.0], [-3.0], [-3.0]])).tolist() == [0, 1, 1]


def test_classes_are_integers():
    """One integer for each row, not a column of them.

    Hint: argmax needs to know along which axis it looks.
    """
    classes = NeuralNetwork(2, 4, 3, 0).predict(np.ones((5, 2)))
    assert classes.shape == (5,)
    assert classes.dtype.kind == "i"


def test_a_wrong_number_of_features():
    """A network for one feature cannot answer rows with two.

    Hint: compare X.shape[1] with the rows of W1; raise ValueError("...").
    """
    network = of_the_example()
    assert refuses(network.predict_proba, np.ones((4, 2)))
    assert refuses(network.predict, np.ones((4, 2)))


# ---- Stage 2: learn ----


def test_one_step():
    """The step of the worked example, with rate 0.2.

    Hint: W1 is 0.5 - 0.2 * 0.2745. Compare the deltas with those of the table.
    """
    network = of_the_example()
    network.fit(X, Y, 0.2, 1, 2)
    assert network.params["W1"] == approx(np.array([[0.4451]]), abs=1e-4)
    assert network.params["b1"] == approx(np.array([-0.5850]), abs=1e-4)
    assert network.params["W2"] == approx(np.array([[1.0136, -1.0136]]), abs=1e-4)
    assert network.params["b2"] == approx(np.array([-0.0321, 0.0321]), abs=1e-4)


def test_twice_the_rows_are_the_same_step():
    """With every row twice, the mean gradient is the same.

    Hint: divide by the number of rows, once.
    """
    network = of_the_example()
    network.fit(np.vstack([X, X]), np.append(Y, Y), 0.2, 1, 4)
    assert network.params["W1"] == approx(np.array([[0.4451]]), abs=1e-4)


def test_a_second_fit_continues():
    """Two fits of one epoch are one fit of two.

    Hint: fit begins with the params that are there.
    """
    one, two = of_the_example(), of_the_example()
    one.fit(X, Y, 0.2, 2, 2)
    two.fit(X, Y, 0.2, 1, 2)
    two.fit(X, Y, 0.2, 1, 2)
    for name in ("W1", "b1", "W2", "b2"):
        assert two.params[name] == approx(one.params[name])


def test_learns_the_square():
    """Opposite corners of a square share a class; eight hidden units learn that by heart.

    Hint: print history["cost"]. Does it fall?
    """
    corners, labels = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]]), np.array([0, 1, 1, 0])
    network = NeuralNetwork(2, 8, 2, 0)
    network.fit(corners, labels, 1.0, 300, 4)
    assert network.predict(corners).tolist() == [0, 1, 1, 0]


# ---- Stage 3: shuffle and watch ----


def test_the_short_last_batch_counts():
    """Three equal rows in batches of two: two steps, each as if with one such row.

    Hint: the last batch has one row, and its mean is over one row.
    """
    one, three = of_the_example(), of_the_example()
    one.fit(X[1:], Y[1:], 0.2, 2, 1)
    three.fit(np.vstack([X[1:]] * 3), np.append(Y[1:], [0, 0]), 0.2, 1, 2)
    assert three.params["W1"] == approx(one.params["W1"])


def test_rows_are_shuffled():
    """Five rows one by one, in an order that the seed decides: ten seeds do not all lead to the same place.

    Hint: hand your generator to minibatches, in every epoch.
    """
    rows, labels = np.array([[1.0], [3.0], [-2.0], [0.5], [2.0]]), np.array([1, 0, 1, 0, 0])
    places = set()
    for seed in range(10):
        network = of_the_example(seed)
        network.fit(rows, labels, 0.2, 1, 1)
        places.add(round(float(network.params["W1"][0, 0]), 9))
    assert len(places) > 1


def test_history():
    """The cost of all rows after each epoch: 0.3964 after the step of the worked example, then 0.3757.

    Hint: measure when all batches of the epoch are done. Without X_val, "val_cost" is an empty list.
    """
    history = of_the_example().fit(X, Y, 0.2, 2, 2)
    assert history["cost"] == approx([0.3964, 0.3757], abs=1e-4)
    assert history["val_cost"] == []


def test_validation_costs():
    """With the rows themselves as validation rows, both lists are the same.

    Hint: the same measure, after the same epoch, on X_val and y_val.
    """
    history = of_the_example().fit(X, Y, 0.2, 3, 2, X, Y)
    assert len(history["val_cost"]) == 3
    assert history["val_cost"] == approx(history["cost"])


def test_the_data_stays_as_it_was():
    """The caller's rows and labels keep their order and their numbers.

    Hint: shuffle the numbers of the rows, not the rows.
    """
    rows, labels = X.copy(), Y.copy()
    of_the_example().fit(rows, labels, 0.2, 3, 1)
    assert (rows == X).all()
    assert (labels == Y).all()


# ---- Stage 4: stop in time ----


def test_stops_when_patience_is_over():
    """The validation rows have the opposite classes, so the first epoch stays the best: with patience 2, three epochs.

    Hint: count the epochs that were not better than the best one; stop when there are `patience` of them in a row.
    """
    history = of_the_example().fit(X, Y, 0.2, 10, 2, X, 1 - Y, 2)
    assert len(history["cost"]) == len(history["val_cost"]) == 3


def test_a_tie_is_no_progress():
    """With the rate 0 nothing changes, so the first epoch stays the best: with patience 3, four epochs.

    Hint: better is strictly below.
    """
    assert len(of_the_example().fit(X, Y, 0.0, 10, 2, X, Y, 3)["cost"]) == 4


def test_goes_back_to_the_best_epoch():
    """As above, but the params in the end are those after the first epoch.

    Hint: `best = self.params` is a second name for the same dict. Are its arrays changed later?
    """
    network = of_the_example()
    network.fit(X, Y, 0.2, 10, 2, X, 1 - Y, 2)
    assert network.params["W1"] == approx(np.array([[0.4451]]), abs=1e-4)


def test_what_cannot_be_learned():
    """One label too few, a label beyond the last class, a label of -1, patience with nothing to watch.

    Hint: look at the arguments before you train; raise ValueError("...").
    """
    network = of_the_example()
    assert refuses(network.fit, X, Y[:1], 0.2, 1, 2)
    assert refuses(network.fit, X, np.array([1, 2]), 0.2, 1, 2)
    assert refuses(network.fit, X, np.array([1, -1]), 0.2, 1, 2)
    assert refuses(network.fit, X, Y, 0.2, 1, 2, None, None, 3)
