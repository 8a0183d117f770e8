"""Four functions that a descent is made of."""

import numpy as np


def update_step(w: np.ndarray, gradient: np.ndarray, learning_rate: float) -> np.ndarray:
    """Take one step of gradient descent: w - learning_rate * gradient.

    w, gradient: arrays of shape (n,). learning_rate: a positive number.

    Returns the new w, an array of shape (n,). Leaves w and gradient as they were.
    """
    ### BEGIN SOLUTION
    return w - learning_rate * gradient
    ### END SOLUTION


def sigmoid(z: np.ndarray) -> np.ndarray:
    """Squash every entry between 0 and 1: 1 / (1 + e^(-z)).

    z: an array of shape (n,).

    Returns an array of shape (n,). Leaves z as it was.
    """
    ### BEGIN SOLUTION
    return 1 / (1 + np.exp(-z))
    ### END SOLUTION


def ewma(values: np.ndarray, alpha: float) -> np.ndarray:
    """Average a series with weights that fade with age: S_1 = X_1 and S_t = alpha X_t + (1 - alpha) S_(t-1).

    values: the series X, an array of shape (n,), n at least 1. alpha: the weight of the new value, above 0, at most 1.

    Returns the averages S_1 ... S_n, an array of shape (n,). Leaves values as they were.
    """
    ### BEGIN SOLUTION
    averages = np.empty(len(values))
    averages[0] = values[0]
    for t in range(1, len(values)):
        averages[t] = alpha * values[t] + (1 - alpha) * averages[t - 1]
    return averages
    ### END SOLUTION


def mse_gradient(y: np.ndarray, y_hat: np.ndarray) -> np.ndarray:
    """The slope of the mean squared error mean((y_hat - y)^2) in every prediction: 2 (y_hat - y) / n.

    y: the truth, an array of shape (n,). y_hat: the predictions, an array of shape (n,).

    Returns an array of shape (n,). Leaves y and y_hat as they were.
    """
    ### BEGIN SOLUTION
    return 2 * (y_hat - y) / len(y)
    ### END SOLUTION
