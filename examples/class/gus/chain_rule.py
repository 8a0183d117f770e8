from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

PREDICT: dict[str, object] = {"chain_slope": 50.0, "slope_at_zero": 0.25, "sure_neuron": "b"}

Curve = Callable[[float], float]


def sigmoid(z: ArrayLike) -> ArrayLike:
    return np.exp(-np.logaddexp(0.0, np.negative(z)))


def sigmoid_derivative(z: ArrayLike) -> ArrayLike:
    return 0.25 * np.power(np.cosh(np.divide(z, 2)), -2.0)


def chain(df: Curve, g: Curve, dg: Curve, x: float) -> float:
    return np.prod([dg(x), df(g(x))])


def two_weight_derivatives(x: float, y: float, w1: float, w2: float) -> tuple[float, float]:
    z1 = w1 * x
    z2 = w2 * sigmoid(z1)
    shared = [2, sigmoid(z2) - y, sigmoid_derivative(z2)]
    return float(np.prod([*shared, w2, sigmoid_derivative(z1), x])), float(np.prod([*shared, sigmoid(z1)]))
