import math

import numpy as np

PREDICT = {"mean_squared_error": 5 / 2, "cost_of_not_knowing": math.log(2), "falls_faster": "b"}


def pairs(truth, prediction):
    if truth.shape != prediction.shape:
        raise ValueError("shapes " + str(truth.shape) + " and " + str(prediction.shape))
    result = []
    for place in np.ndindex(*truth.shape):
        result.append((float(truth[place]), float(prediction[place])))
    return result


def inside(p):
    if p < 1e-12:
        return 1e-12
    if p > 1 - 1e-12:
        return 1 - 1e-12
    return p


def mse(y, y_hat):
    total = 0
    for t, guess in pairs(y, y_hat):
        total += (t - guess) ** 2
    return total / y.size


def mse_gradient(y, y_hat):
    slopes = [2 * (guess - t) / y.size for t, guess in pairs(y, y_hat)]
    return np.array(slopes).reshape(y_hat.shape)


def binary_cross_entropy(y, p):
    total = 0
    for t, guess in pairs(y, p):
        guess = inside(guess)
        total -= t * math.log(guess) + (1 - t) * math.log(1 - guess)
    return total / y.size


def binary_cross_entropy_gradient(y, p):
    slopes = []
    for t, guess in pairs(y, p):
        guess = inside(guess)
        slopes.append((guess - t) / (guess * (1 - guess)) / y.size)
    return np.array(slopes).reshape(p.shape)


def cross_entropy(Y, P):
    total = 0
    for t, guess in pairs(Y, P):
        if t > 0:
            total -= t * math.log(max(guess, 1e-12))
    return total / len(Y)


def cross_entropy_gradient(Y, P):
    slopes = [-t / max(guess, 1e-12) / len(Y) for t, guess in pairs(Y, P)]
    return np.array(slopes).reshape(P.shape)
