import numpy as np
from numpy.typing import NDArray

PREDICT: dict[str, object] = {"limit": 1 / 3, "rate_at_25": np.float64(0.2), "just_below": "B"}


def largest_stable_rate(A: NDArray[np.float64]) -> float:
    with np.errstate(divide="ignore"):
        return np.divide(2.0, np.linalg.norm(A, ord=2))


def inverse_time_decay(rate0: float, step: int, decay: float) -> float:
    return rate0 * (1.0 + decay * step) ** -1


def exponential_decay(rate0: float, step: int, decay: float) -> float:
    return rate0 * np.power(np.exp(-decay), step)


def step_decay(rate0: float, step: int, factor: float, every: int) -> float:
    return rate0 * np.power(factor, np.floor(step / every))


def is_diverging(costs: NDArray[np.float64]) -> np.bool_:
    lowest = np.minimum.accumulate(costs)[-1]
    return np.logical_or(~np.isfinite(costs).all(), costs[-1] / lowest > 2)
