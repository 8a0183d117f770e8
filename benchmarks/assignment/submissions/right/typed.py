"""Types everywhere."""

import numpy as np


def update_step(w: np.ndarray, gradient: np.ndarray, learning_rate: float) -> np.ndarray:
    step: np.ndarray = learning_rate * gradient
    return w - step


def sigmoid(z: np.ndarray) -> np.ndarray:
    return np.reciprocal(1.0 + np.exp(np.negative(z)))


def ewma(values: np.ndarray, alpha: float) -> np.ndarray:
    def average(t: int) -> float:
        return float(values[0]) if t == 0 else alpha * values[t] + (1 - alpha) * average(t - 1)

    return np.array([average(t) for t in range(len(values))])


def mse_gradient(y: np.ndarray, y_hat: np.ndarray) -> np.ndarray:
    n: int = len(y)
    return (2.0 / n) * np.subtract(y_hat, y)
