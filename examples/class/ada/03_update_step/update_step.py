import numpy as np
from numpy.typing import NDArray

PREDICT: dict[str, object] = {"next_w": np.float64(4.6), "minus_minus": "B", "big_step": -5.0}

update_step = lambda w, gradient, learning_rate: np.subtract(w, np.multiply(learning_rate, gradient))  # noqa: E731


def update_parameters(params: dict[str, NDArray], grads: dict[str, NDArray], learning_rate: float) -> dict:
    return dict(
        zip(params, map(lambda k: np.asarray(update_step(params[k], grads[k], learning_rate)), params))
    )
