from typing import Dict

import numpy as np
from numpy import ndarray

PREDICT: Dict[str, object] = {"delta2": np.float64(-0.1), "tanh_slope": 0.64, "ratio_32": "b"}


def _scores(X: ndarray, params: Dict[str, ndarray]):
    H: ndarray = np.tanh(np.einsum("ri,ij->rj", X, params["W1"]) + params["b1"][None, :])
    return H, np.einsum("rj,jk->rk", H, params["W2"]) + params["b2"][None, :]


def forward(X: ndarray, params: Dict[str, ndarray]) -> ndarray:
    return (1 + np.tanh(_scores(X, params)[1] / 2)) / 2


def cost(X: ndarray, y: ndarray, params: Dict[str, ndarray]) -> ndarray:
    _, z = _scores(X, params)
    return np.asarray((np.logaddexp(0, z) - y * z).mean())


def backprop(X: ndarray, y: ndarray, params: Dict[str, ndarray]) -> Dict[str, ndarray]:
    n = X.shape[0]
    H, _ = _scores(X, params)
    error = forward(X, params) - y
    slope = (1 - H) * (1 + H)
    return dict(
        W2=np.einsum("rj,rk->jk", H, error) / n,
        b2=np.einsum("rk->k", error) / n,
        W1=np.einsum("ri,rk,jk,rj->ij", X, error, params["W2"], slope) / n,
        b1=np.einsum("rk,jk,rj->j", error, params["W2"], slope) / n,
    )
