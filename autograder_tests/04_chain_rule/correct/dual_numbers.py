"""Forwards instead of backwards: numbers that carry their slope along, one run for each weight."""

import numpy as np

PREDICT = {"chain_slope": 50.0, "slope_at_zero": 0.25, "sure_neuron": "b"}


class Dual:
    def __init__(self, value, slope=0.0):
        self.value, self.slope = value, slope

    def times(self, other):
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def through_sigmoid(self):
        return Dual(sigmoid(self.value), chain(lambda v: self.slope, float, sigmoid_derivative, self.value))


def sigmoid(z):
    return (np.tanh(z / 2) + 1) / 2


def sigmoid_derivative(z):
    return (1 - np.tanh(z / 2) ** 2) / 4


def chain(df, g, dg, x):
    return float(df(g(x)) * dg(x))


def cost(x, y, w1, w2):
    p = w2.times(w1.times(Dual(x)).through_sigmoid()).through_sigmoid()
    error = Dual(p.value - y, p.slope)
    return error.times(error)


def two_weight_derivatives(x, y, w1, w2):
    return (
        cost(x, y, Dual(w1, 1.0), Dual(w2)).slope,
        cost(x, y, Dual(w1), Dual(w2, 1.0)).slope,
    )
