"""Type hints, a dataclass for early stopping, and Python's own random module for weights and shuffles."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf, sqrt

import numpy as np

PREDICT: dict[str, float] = {"first_cost": 1.099, "updates": 60, "stops_after": 6}
Array = np.ndarray


@dataclass
class Patience:
    most: int
    lowest: float = inf
    waited: int = 0
    best: dict[str, Array] = field(default_factory=dict)

    def is_over(self, value: float, params: dict[str, Array]) -> bool:
        self.waited += 1
        if value < self.lowest:
            self.lowest, self.waited, self.best = value, 0, params
        return self.waited == self.most


class NeuralNetwork:
    params: dict[str, Array]

    def __init__(self, n_in: int, n_hidden: int, n_out: int, seed: int) -> None:
        self._random = random.Random(seed)
        self._sizes = n_in, n_hidden, n_out
        self.params = {
            "W1": self._weights(n_in, n_hidden),
            "b1": np.zeros(n_hidden),
            "W2": self._weights(n_hidden, n_out),
            "b2": np.zeros(n_out),
        }

    def _weights(self, n_in: int, n_out: int) -> Array:
        bound = sqrt(6 / (n_in + n_out))
        return np.array([[self._random.uniform(-bound, bound) for _ in range(n_out)] for _ in range(n_in)])

    def _hidden(self, X: Array) -> Array:
        E = np.exp(-2 * np.abs(Z := X @ self.params["W1"] + self.params["b1"]))
        return np.sign(Z) * (1 - E) / (1 + E)

    def _output(self, H: Array) -> Array:
        E = np.exp((Z := H @ self.params["W2"] + self.params["b2"]) - Z.max(axis=1).reshape(-1, 1))
        return (E.T / E.T.sum(axis=0)).T

    def predict_proba(self, X: Array) -> Array:
        if np.shape(X)[1] != self._sizes[0]:
            raise ValueError(f"expected {self._sizes[0]} features")
        return self._output(self._hidden(X))

    def predict(self, X: Array) -> Array:
        return np.array([int(np.argmax(row)) for row in self.predict_proba(X)], dtype=np.int32)

    def _cost(self, X: Array, y: Array) -> float:
        return float(-np.log(np.take_along_axis(self.predict_proba(X), y[:, None], axis=1)).mean())

    def _batches(self, n: int, size: int) -> Iterator[list[int]]:
        rows = self._random.sample(range(n), n)
        yield from (rows[i : i + size] for i in range(0, n, size))

    def _step(self, X: Array, y: Array, rate: float) -> dict[str, Array]:
        H = self._hidden(X)
        delta2 = self._output(H) - np.eye(self._sizes[2])[y]
        delta1 = (delta2 @ self.params["W2"].T) * (1 - np.square(H))
        ones = np.ones(len(X)) / len(X)
        grads = {"W1": X.T @ delta1 / len(X), "b1": ones @ delta1, "W2": H.T @ delta2 / len(X), "b2": ones @ delta2}
        return {name: self.params[name] - rate * grads[name] for name in self.params}

    def fit(
        self,
        X: Array,
        y: Array,
        learning_rate: float,
        epochs: int,
        batch_size: int,
        X_val: Array | None = None,
        y_val: Array | None = None,
        patience: int | None = None,
    ) -> dict[str, list[float]]:
        if len(X) != len(y) or not all(0 <= label < self._sizes[2] for label in y):
            raise ValueError("X and y do not fit this network")
        if patience is not None and (X_val is None or y_val is None):
            raise ValueError("nothing to be patient about")
        history: dict[str, list[float]] = {"cost": [], "val_cost": []}
        watch = Patience(patience) if patience is not None else None
        for _ in range(epochs):
            for rows in self._batches(len(X), batch_size):
                self.params = self._step(X[rows], y[rows], learning_rate)
            history["cost"].append(self._cost(X, y))
            if X_val is not None and y_val is not None:
                history["val_cost"].append(self._cost(X_val, y_val))
                if watch and watch.is_over(history["val_cost"][-1], self.params):
                    break
        if watch:
            self.params = watch.best
        return history
