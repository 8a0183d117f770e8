"""Copies, and operators in place on them, as libraries do it: Adam's corrections go into the step and into the root."""

import math

import numpy as np

PREDICT = {"first_velocity": 1.0, "adam_lands_at": 4.9, "shrinks_to_zero": "a"}


def momentum_step(w, gradient, velocity, learning_rate, beta=0.9):
    w, velocity = w.copy(), velocity.copy()
    velocity *= beta
    velocity += (1 - beta) * gradient
    w -= learning_rate * velocity
    return w, velocity


def nesterov_step(w, gradient, velocity, learning_rate, beta=0.9):
    w, velocity = np.array(w), np.array(velocity)
    velocity *= beta
    velocity += (1 - beta) * gradient
    w += -learning_rate * (1 - beta) * gradient
    w += -learning_rate * beta * velocity
    return w, velocity


def adagrad_step(w, gradient, squares, learning_rate, epsilon=1e-8):
    w, squares = np.array(w), np.array(squares)
    squares += gradient * gradient
    denominator = np.sqrt(squares)
    denominator += epsilon
    w -= learning_rate * (gradient / denominator)
    return w, squares


def rmsprop_step(w, gradient, squares, learning_rate, beta=0.9, epsilon=1e-8):
    w, squares = np.array(w), np.array(squares)
    squares *= beta
    squares += (1 - beta) * (gradient * gradient)
    denominator = np.sqrt(squares)
    denominator += epsilon
    w -= learning_rate * (gradient / denominator)
    return w, squares


def adam_step(w, gradient, m, v, t, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    w, m, v = np.array(w), np.array(m), np.array(v)
    m *= beta1
    m += (1 - beta1) * gradient
    v *= beta2
    v += (1 - beta2) * gradient * gradient
    step = learning_rate / (1 - math.pow(beta1, t))
    denominator = np.sqrt(v)
    denominator /= math.sqrt(1 - math.pow(beta2, t))
    denominator += epsilon
    w -= step * m / denominator
    return w, m, v
