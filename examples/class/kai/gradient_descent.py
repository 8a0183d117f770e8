from collections.abc import Callable
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

PREDICT: dict[str, object] = {"third_place": np.float64(3.0), "batches": 16.0, "small_batches": "b"}

Array = NDArray[np.float64]


def gradient_descent(gradient: Callable[[Array], Array], w0: Array, learning_rate: float, steps: int) -> Array:
    step = lambda w, _: w - learning_rate * gradient(w)  # noqa: E731
    return np.stack([np.asarray(w) for w in accumulate(range(steps), step, initial=w0)])


def minimize(gradient, w0, learning_rate, tolerance, max_steps) -> tuple[Array, int]:
    slope = gradient(w0)
    if max_steps == 0 or np.sum(np.square(slope)) <= tolerance**2:
        return w0, 0
    w, steps = minimize(gradient, w0 - learning_rate * slope, learning_rate, tolerance, max_steps - 1)
    return w, steps + 1


def minibatches(X: Array, y: Array, batch_size: int, seed: int) -> list[tuple[Array, Array]]:
    order = np.argsort(np.random.default_rng(seed).random(len(X)))
    return [(X[rows], y[rows]) for rows in np.split(order, range(batch_size, len(X), batch_size))]
