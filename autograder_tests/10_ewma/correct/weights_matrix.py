"""Closed form: one matrix of weights, multiplied with the series by einsum; nothing runs through a loop."""

import numpy as np

PREDICT = {"next_average": 11.0, "running_value": 1.0, "smoother": "a"}


def powers_by_age(n: int, base: float) -> np.ndarray:
    by_age = float(base) ** np.arange(n)
    age = np.subtract.outer(np.arange(n), np.arange(n))
    return np.tril(by_age[np.abs(age)])


def ewma(values: np.ndarray, alpha: float) -> np.ndarray:
    weights = powers_by_age(values.size, 1 - alpha)
    weights[:, 1:] *= alpha
    return np.einsum("ti,i->t", weights, values)


def ewma_corrected(values: np.ndarray, beta: float) -> np.ndarray:
    weights = (1 - beta) * powers_by_age(values.size, beta)
    return np.einsum("ti,i->t", weights, values) / weights.sum(axis=1)
