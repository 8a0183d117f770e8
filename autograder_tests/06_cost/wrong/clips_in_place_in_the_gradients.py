"""Clips the predictions of both gradients in the array that was handed in.

hint: The costs are right, and the predictions changed. Which line of a gradient writes into p?
caught_by: binary_cross_entropy_gradient_leaves_its_inputs_alone
keeps: 9.7
"""

import numpy as np

PREDICT = {"mean_squared_error": 2.5, "cost_of_not_knowing": 0.693, "falls_faster": "b"}


def compare_shapes(truth, prediction):
    if truth.shape != prediction.shape:
        raise ValueError("the shapes differ")


def mse(y, y_hat):
    compare_shapes(y, y_hat)
    return np.mean((y_hat - y) ** 2)


def mse_gradient(y, y_hat):
    compare_shapes(y, y_hat)
    return 2 * (y_hat - y) / y.size


def binary_cross_entropy(y, p):
    compare_shapes(y, p)
    p = np.clip(p, 1e-12, 1 - 1e-12)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def binary_cross_entropy_gradient(y, p):
    compare_shapes(y, p)
    np.clip(p, 1e-12, 1 - 1e-12, out=p)
    return (p - y) / (p * (1 - p)) / y.size


def cross_entropy(Y, P):
    compare_shapes(Y, P)
    P = np.clip(P, 1e-12, None)
    return -np.sum(Y * np.log(P)) / Y.shape[0]


def cross_entropy_gradient(Y, P):
    compare_shapes(Y, P)
    P[P < 1e-12] = 1e-12
    return -Y / P / Y.shape[0]
