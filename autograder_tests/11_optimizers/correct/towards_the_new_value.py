"""Other formulas for the same: an average moves towards the new value; powers and logarithms for roots and corrections."""

import numpy as np
from numpy.typing import NDArray

PREDICT: dict[str, object] = {"first_velocity": np.float64(1.0), "adam_lands_at": 4.9, "shrinks_to_zero": "A"}

Array = NDArray[np.float64]


def towards(old: Array, new: Array, beta: float) -> Array:
    return old + (1 - beta) * (new - old)


def momentum_step(
    w: Array, gradient: Array, velocity: Array, learning_rate: float, beta: float = 0.9
) -> tuple[Array, Array]:
    velocity = towards(velocity, gradient, beta)
    return w - learning_rate * velocity, velocity


def nesterov_step(
    w: Array, gradient: Array, velocity: Array, learning_rate: float, beta: float = 0.9
) -> tuple[Array, Array]:
    now = towards(velocity, gradient, beta)
    later = towards(now, gradient, beta)
    return w - learning_rate * later, now


def adagrad_step(
    w: Array, gradient: Array, squares: Array, learning_rate: float, epsilon: float = 1e-8
) -> tuple[Array, Array]:
    total = np.hypot(np.sqrt(squares), gradient)
    return w - learning_rate * (gradient / (total + epsilon)), np.square(gradient) + squares


def rmsprop_step(w, gradient, squares, learning_rate, beta=0.9, epsilon=1e-8):
    squares = towards(squares, gradient * gradient, beta)
    return w - gradient * (learning_rate / (squares**0.5 + epsilon)), squares


def adam_step(w, gradient, m, v, t, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v = towards(m, gradient, beta1), towards(v, gradient * gradient, beta2)
    correction1, correction2 = -np.expm1(t * np.log([beta1, beta2]))
    root = v**0.5 / correction2**0.5
    return w - (learning_rate / correction1) * m / (root + epsilon), m, v
