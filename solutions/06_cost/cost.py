"""Lesson 06: what a mistake costs, and the slope of that cost in every prediction."""

import numpy as np

PREDICT = {
    # The truth is 0 and 2, the predictions are 1 and 4. What is the mean squared error?
    "mean_squared_error": 2.5,  # SOLUTION
    # A model says p = 0.5 in every row, whatever it sees. What is its binary cross-entropy (natural logarithm)?
    "cost_of_not_knowing": 0.693,  # SOLUTION
    # The truth is 1, and a sigmoid says p = 0.01. Which cost falls faster when the score, the input of that sigmoid,
    # grows: (a) the squared error (b) the cross-entropy?
    "falls_faster": "b",  # SOLUTION
}


### BEGIN SOLUTION
CLIP = 1e-12


def require_same_shape(truth, prediction):
    """Stop before NumPy stretches one array to fit the other."""
    if truth.shape != prediction.shape:
        raise ValueError(f"the truth has shape {truth.shape}, the prediction {prediction.shape}")


### END SOLUTION
def mse(y, y_hat):
    """The mean squared error: the mean of (y_hat - y)^2 over all entries.

    y: the truth, an array of any shape. y_hat: the predictions, an array of the same shape.

    Returns one number. Raises ValueError if the shapes differ.
    """
    ### BEGIN SOLUTION
    require_same_shape(y, y_hat)
    return np.mean((y_hat - y) ** 2)
    ### END SOLUTION


def mse_gradient(y, y_hat):
    """The slope of `mse` in each prediction: 2 (y_hat - y) / (number of entries).

    y, y_hat: as in `mse`. Returns an array shaped like y_hat. Raises ValueError if the shapes differ.
    """
    ### BEGIN SOLUTION
    require_same_shape(y, y_hat)
    return 2 * (y_hat - y) / y.size
    ### END SOLUTION


def binary_cross_entropy(y, p):
    """The mean over all entries of -(y log p + (1 - y) log(1 - p)), with the natural logarithm.

    y: the truth, an array of any shape: 0, 1, or something between ("soft").
    p: the predicted probabilities of 1, an array of the same shape; clipped to [1e-12, 1 - 1e-12] before the logarithm.

    Returns one number. Raises ValueError if the shapes differ.
    """
    ### BEGIN SOLUTION
    require_same_shape(y, p)
    p = np.clip(p, CLIP, 1 - CLIP)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    ### END SOLUTION


def binary_cross_entropy_gradient(y, p):
    """The slope of `binary_cross_entropy` in each prediction: (p - y) / (p (1 - p)) / (number of entries), p clipped.

    y, p: as in `binary_cross_entropy`. Returns an array shaped like p. Raises ValueError if the shapes differ.
    """
    ### BEGIN SOLUTION
    require_same_shape(y, p)
    p = np.clip(p, CLIP, 1 - CLIP)
    return (p - y) / (p * (1 - p)) / y.size
    ### END SOLUTION


def cross_entropy(Y, P):
    """The mean over the rows of -(sum of Y log P over the row), with the natural logarithm.

    Y: the truth, array (n, k): in each row a 1 at the right class and 0 elsewhere, or soft labels that sum to 1.
    P: the predicted probabilities, array (n, k), used as they are; only what is below 1e-12 counts as 1e-12.

    Returns one number. Raises ValueError if the shapes differ.
    """
    ### BEGIN SOLUTION
    require_same_shape(Y, P)
    return -np.sum(Y * np.log(np.maximum(P, CLIP))) / len(Y)
    ### END SOLUTION


def cross_entropy_gradient(Y, P):
    """The slope of `cross_entropy` in each entry of P: -Y / P / n, P clipped in the same way.

    Y, P: as in `cross_entropy`. Returns an array shaped like P. Raises ValueError if the shapes differ.
    """
    ### BEGIN SOLUTION
    require_same_shape(Y, P)
    return -Y / np.maximum(P, CLIP) / len(Y)
    ### END SOLUTION
