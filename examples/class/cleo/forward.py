from typing import Dict

import numpy as np
from numpy import ndarray

PREDICT: Dict[str, object] = {"entries_of_Z": np.int64(20), "second_probability": np.float64(0.75), "plus_100": "b"}

relu = lambda Z: Z * (Z > 0)  # noqa: E731


def dense(X: ndarray, W: ndarray, b: ndarray) -> ndarray:
    return np.einsum("nd,dk->nk", X, W) + b[None, :]


def tanh(Z: ndarray) -> ndarray:
    t: ndarray = np.expm1(-2 * np.abs(Z))
    return -np.sign(Z) * t / (t + 2)


def softmax(Z: ndarray) -> ndarray:
    return np.exp(Z - np.logaddexp.reduce(Z, axis=-1)[..., None])


def forward(X: ndarray, params: Dict[str, ndarray]) -> ndarray:
    return activations(X, params)["A2"]


def activations(X: ndarray, params: Dict[str, ndarray]) -> Dict[str, ndarray]:
    return dict(
        Z1=(Z1 := dense(X, params["W1"], params["b1"])),
        A1=(A1 := tanh(Z1)),
        Z2=(Z2 := dense(A1, params["W2"], params["b2"])),
        A2=softmax(Z2),
    )
