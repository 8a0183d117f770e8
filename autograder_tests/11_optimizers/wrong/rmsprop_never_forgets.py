"""Adds up the squares, as Adagrad does.

hint: Where in the formula of the squares does beta stand?
caught_by: rmsprop
keeps: 8.05
"""

import numpy as np

PREDICT = {"first_velocity": 1.0, "adam_lands_at": 4.9, "shrinks_to_zero": "a"}


def momentum_step(w, gradient, velocity, learning_rate, beta=0.9):
    velocity = beta * velocity + (1 - beta) * gradient
    return w - learning_rate * velocity, velocity


def nesterov_step(w, gradient, velocity, learning_rate, beta=0.9):
    velocity = beta * velocity + (1 - beta) * gradient
    return w - learning_rate * (beta * velocity + (1 - beta) * gradient), velocity


def adagrad_step(w, gradient, squares, learning_rate, epsilon=1e-8):
    squares = squares + gradient**2
    return w - learning_rate * gradient / (np.sqrt(squares) + epsilon), squares


def rmsprop_step(w, gradient, squares, learning_rate, beta=0.9, epsilon=1e-8):
    squares = squares + gradient**2
    return w - learning_rate * gradient / (np.sqrt(squares) + epsilon), squares


def adam_step(w, gradient, m, v, t, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v
