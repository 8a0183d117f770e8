import math

import numpy as np

PREDICT = {"first_velocity": 1, "adam_lands_at": 4.9, "shrinks_to_zero": "a"}


def momentum_step(w, gradient, velocity, learning_rate, beta=0.9):
    new_w, new_velocity = np.zeros(w.shape), np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        new_velocity[i] = beta * float(velocity[i]) + (1 - beta) * float(gradient[i])
        new_w[i] = w[i] - learning_rate * new_velocity[i]
    return [new_w, new_velocity]


def nesterov_step(w, gradient, velocity, learning_rate, beta=0.9):
    new_w, new_velocity = np.zeros(w.shape), np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        new_velocity[i] = beta * velocity[i] + (1 - beta) * gradient[i]
        new_w[i] = w[i] - learning_rate * beta * new_velocity[i] - learning_rate * (1 - beta) * gradient[i]
    return [new_w, new_velocity]


def scaled_step(w, gradient, squares, learning_rate, epsilon):
    new_w = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        new_w[i] = w[i] - learning_rate * gradient[i] / (math.sqrt(squares[i]) + epsilon)
    return new_w


def adagrad_step(w, gradient, squares, learning_rate, epsilon=1e-8):
    new_squares = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        new_squares[i] = squares[i] + gradient[i] * gradient[i]
    return [scaled_step(w, gradient, new_squares, learning_rate, epsilon), new_squares]


def rmsprop_step(w, gradient, squares, learning_rate, beta=0.9, epsilon=1e-8):
    new_squares = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        new_squares[i] = beta * squares[i] + (1 - beta) * gradient[i] ** 2
    return [scaled_step(w, gradient, new_squares, learning_rate, epsilon), new_squares]


def left_of(beta, t):
    left = 1.0
    for _ in range(t):
        left = left * beta
    return left


def adam_step(w, gradient, m, v, t, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    new_w, new_m, new_v = np.zeros(w.shape), np.zeros(w.shape), np.zeros(w.shape)
    left1, left2 = left_of(beta1, t), left_of(beta2, t)
    for i in np.ndindex(w.shape):
        new_m[i] = beta1 * m[i] + (1 - beta1) * gradient[i]
        new_v[i] = beta2 * v[i] + (1 - beta2) * gradient[i] ** 2
        m_hat = new_m[i] / (1 - left1)
        v_hat = new_v[i] / (1 - left2)
        new_w[i] = w[i] - learning_rate * m_hat / (math.sqrt(v_hat) + epsilon)
    return [new_w, new_m, new_v]
