"""Lesson 12: where the weights begin."""

import numpy as np

PREDICT = {
    # A layer has 20 inputs and 4 outputs. Glorot draws its weights between -a and a. What is a?
    "glorot_bound": None,
    # A layer has 32 inputs and 8 outputs. With which standard deviation does He draw its weights?
    "he_std": None,
    # Two hidden units begin with the same weights, coming in and going out. After 100 steps of gradient descent
    # they are (a) still alike (b) a little different (c) each other's opposite.
    "twins": None,
}


def zeros_init(n_in, n_out):
    """Weights that are all 0. Right for biases, useless for the weights of a hidden layer.

    n_in, n_out: how many inputs and outputs the layer has, integers, at least 1.

    Returns a new array (n_in, n_out).
    """
    # YOUR CODE HERE
    raise NotImplementedError


def normal_init(n_in, n_out, seed, std=0.01):
    """Weights from a normal distribution with mean 0 and standard deviation std.

    n_in, n_out: how many inputs and outputs the layer has.
    seed: an integer that decides the draw: the same seed gives the same weights, another seed others.
    std: the standard deviation, a positive number.

    Returns a new array (n_in, n_out).
    """
    # YOUR CODE HERE
    raise NotImplementedError


def glorot_uniform(n_in, n_out, seed):
    """Weights that are uniform between -a and a, with a = sqrt(6 / (n_in + n_out)). Made for tanh.

    n_in, n_out, seed: as in `normal_init`.

    Returns a new array (n_in, n_out).
    """
    # YOUR CODE HERE
    raise NotImplementedError


def he_normal(n_in, n_out, seed):
    """Weights from a normal distribution with mean 0 and *variance* 2 / n_in, with nothing cut off. Made for relu.

    n_in, n_out, seed: as in `normal_init`.

    Returns a new array (n_in, n_out).
    """
    # YOUR CODE HERE
    raise NotImplementedError


def activation_scale(X, weights, activation):
    """How far the numbers spread after each layer of a network without biases: H = X, then H = f(H W) for each W.

    X: array (n, d), one row for each example.
    weights: a list of arrays. The first is (d, h1), the second (h1, h2), and so on.
    activation: the function f after each layer, "tanh" or "relu" (that is: z where z is positive, 0 elsewhere).

    Returns an array (len(weights),): for each layer, the standard deviation of all entries of its H together, the root
    of the mean squared distance to their mean. Raises ValueError for another activation. Leaves X and weights alone.
    """
    # YOUR CODE HERE
    raise NotImplementedError
