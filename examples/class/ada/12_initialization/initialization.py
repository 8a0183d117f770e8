from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
PREDICT: dict[str, object] = {"glorot_bound": 0.5, "he_std": 0.25, "twins": "a"}
BENDS: dict[str, Callable[[Array], Array]] = {"tanh": np.tanh, "relu": lambda Z: (Z + abs(Z)) / 2}


def uniform(n_in: int, n_out: int, seed: int, skip: int = 0) -> Array:
    generator = np.random.Generator(np.random.Philox(seed))
    return 1 - generator.random((skip + 1, n_in, n_out))[skip]


def zeros_init(n_in: int, n_out: int) -> Array:
    return np.full((n_in, n_out), 0.0)


def normal_init(n_in: int, n_out: int, seed: int, std: float = 0.01) -> Array:
    radius = np.sqrt(-2 * np.log(uniform(n_in, n_out, seed)))
    return std * radius * np.cos(2 * np.pi * uniform(n_in, n_out, seed, skip=1))


glorot_uniform = lambda n_in, n_out, seed: np.sqrt(6 / (n_in + n_out)) * (1 - 2 * uniform(n_in, n_out, seed))  # noqa: E731
he_normal = lambda n_in, n_out, seed: normal_init(n_in, n_out, seed, (2 / n_in) ** 0.5)  # noqa: E731


def activation_scale(X: Array, weights: list[Array], activation: str) -> Array:
    try:
        bend = BENDS[activation]
    except KeyError:
        raise ValueError(f"no activation {activation!r}") from None
    H, scales = X, np.zeros(len(weights))
    for layer, W in enumerate(weights):
        H = bend(np.einsum("ij,jk->ik", H, W))
        scales[layer] = np.sqrt(max(0.0, np.mean(H * H) - np.mean(H) ** 2))
    return scales
