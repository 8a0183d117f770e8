import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
PREDICT: dict[str, object] = {"mean_squared_error": np.float64(2.5), "cost_of_not_knowing": np.log(2), "falls_faster": "B"}
TINY: float = 1e-12


def _flat(a: Array, b: Array) -> tuple[Array, Array]:
    if np.shape(a) != np.shape(b):
        raise ValueError(f"{np.shape(a)} is not {np.shape(b)}")
    return np.ravel(a), np.ravel(b)


def mse(y: Array, y_hat: Array) -> Array:
    a, b = _flat(y, y_hat)
    return np.asarray(np.dot(b - a, b - a) / a.size)


def mse_gradient(y: Array, y_hat: Array) -> Array:
    a, b = _flat(y, y_hat)
    return np.reshape((b - a) * (2 / a.size), y.shape)


def binary_cross_entropy(y: Array, p: Array) -> Array:
    a, b = _flat(y, p)
    b = np.minimum(np.maximum(b, TINY), 1 - TINY)
    return np.asarray(-(a @ np.log(b) + (1 - a) @ np.log1p(-b)) / a.size)


def binary_cross_entropy_gradient(y: Array, p: Array) -> Array:
    a, b = _flat(y, p)
    b = b.clip(TINY, 1 - TINY)
    return ((1 - a) / (1 - b) - a / b).reshape(p.shape) / p.size


def cross_entropy(Y: Array, P: Array) -> Array:
    _flat(Y, P)
    return np.asarray(np.einsum("nk,nk->", Y, -np.log(P.clip(TINY))) / np.shape(Y)[0])


def cross_entropy_gradient(Y: Array, P: Array) -> Array:
    _flat(Y, P)
    return np.einsum("nk,nk->nk", Y, -1 / (P.clip(TINY) * np.shape(Y)[0]))
