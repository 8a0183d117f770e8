"""Lesson 14: your own neural network, from the first answer to early stopping."""

import numpy as np

PREDICT = {
    # A new network for 3 classes has small weights, so it gives each class about 1/3. What does it cost, about?
    "first_cost": None,
    # 90 rows, batches of 16, 10 epochs. How many updates of the parameters are these?
    "updates": None,
    # The costs on the validation rows go 0.9, 0.7, 0.8, 0.6, 0.7, 0.65, 0.68, ... and patience is 2.
    # After how many epochs does the training stop?
    "stops_after": None,
}


# ---- From earlier lessons. Given; use them as they are. ----


def softmax(Z):
    """Lesson 05: each row of Z (n, k) as probabilities."""
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def cross_entropy(Y, P):
    """Lesson 06: the mean over the rows of -(sum of Y log P); Y and P are (n, k), a row of Y is 1 at its class."""
    return -np.mean(np.sum(Y * np.log(np.maximum(P, 1e-12)), axis=1))


def minibatches(X, y, batch_size, seed):
    """Lesson 09: the rows in a random order, cut into a list of pairs (Xb, yb); the last may be short.

    seed: an integer, or a generator, which is then used where it stands: each call gives another order.
    """
    order = np.random.default_rng(seed).permutation(len(X))
    starts = range(0, len(X), batch_size)
    return [(X[order[start : start + batch_size]], y[order[start : start + batch_size]]) for start in starts]


def glorot_uniform(n_in, n_out, seed):
    """Lesson 12: first weights (n_in, n_out), uniform in [-a, a] with a = root of 6 / (n_in + n_out).

    seed: an integer, or a generator, which is then used where it stands.
    """
    bound = np.sqrt(6 / (n_in + n_out))
    return np.random.default_rng(seed).uniform(-bound, bound, (n_in, n_out))


# ---- Your part. Helpers of your own, functions or methods, are welcome. ----


class NeuralNetwork:
    """A network with one hidden layer of tanh units and a softmax at its end.

    params: a dict of the arrays W1 (d, h), b1 (h,), W2 (h, k), b2 (k,), as they are now; d is n_in, h is n_hidden, k
        is n_out. All answers come from them, so whoever replaces them gets other answers.

    Bonus: n_hidden may be a list of widths, for as many hidden layers, each of tanh units. The names are then W1, b1
    to WL, bL. Without the bonus, raise NotImplementedError for a list.
    """

    def __init__(self, n_in, n_hidden, n_out, seed):
        """Set up params: weights by `glorot_uniform`, biases 0.

        n_in, n_hidden, n_out: how many features, hidden units and classes there are, integers.
        seed: an integer. One generator is made of it; it draws W1, then W2, and later every shuffle of `fit`.
        """
        # YOUR CODE HERE
        raise NotImplementedError

    def predict_proba(self, X):
        """The probability of each class for each row: softmax(tanh(X W1 + b1) W2 + b2).

        X: array (n, d). Returns an array (n, k). ValueError if X has another number of features than the network.
        """
        # YOUR CODE HERE
        raise NotImplementedError

    def predict(self, X):
        """The most probable class of each row. X: array (n, d). Returns integers (n,). ValueError as above."""
        # YOUR CODE HERE
        raise NotImplementedError

    def fit(self, X, y, learning_rate, epochs, batch_size, X_val=None, y_val=None, patience=None):
        """Train on the rows X with the labels y, from the present params on; a second call continues.

        Each epoch shuffles the rows anew, cuts them into batches (the last may be short), and makes for each batch
        one step against the mean gradient of its rows. All gradients are taken at the old params.

        X: array (n, d). y: integers (n,), each from 0 to k - 1. learning_rate: a number, at least 0.
        epochs, batch_size: integers, at least 1; batch_size may be more than n.
        X_val, y_val: rows and labels that are watched and never learned from, or None.
        patience: None, or an integer, at least 1. With it, training stops after that many epochs in a row whose
            validation cost was not strictly below the best one before; in the end, stopped or not, the network has
            the params of its best epoch.

        Returns the history, {"cost": [...], "val_cost": [...]}: floats, the mean cost of all rows after each epoch.
            "val_cost" is [] without X_val.

        ValueError if X and y differ in length, if a label is no class, or if there is patience without X_val. Leaves
        all arrays as they were.
        """
        # YOUR CODE HERE
        raise NotImplementedError
