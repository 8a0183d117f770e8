from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

PREDICT: dict[str, object] = {"next_average": np.float64(11.0), "running_value": 1.0, "smoother": "a"}


def ewma(values: NDArray[np.float64], alpha: float) -> NDArray[np.float64]:
    return np.fromiter(accumulate(values, lambda s, x: alpha * x + (1.0 - alpha) * s), float)


def ewma_corrected(values: NDArray[np.float64], beta: float) -> NDArray[np.float64]:
    average = lambda series: np.fromiter(  # noqa: E731
        accumulate(series, lambda v, x: beta * v + (1 - beta) * x, initial=0.0), float
    )[1:]
    return average(values) / average(np.ones_like(values))
