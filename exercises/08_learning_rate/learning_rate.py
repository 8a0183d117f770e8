"""Lesson 08: how long a step may be."""

import numpy as np

PREDICT = {
    # f(w) = 3w^2 has the slope 6w. Below which learning rate does every step come closer to the minimum at 0?
    "limit": None,
    # A learning rate starts at 0.8 and is halved every 10 steps. The first step has number 0. What is it at step 25?
    "rate_at_25": None,
    # A bowl, and a learning rate just below its limit. The steps (a) go straight down on one side
    # (b) jump from side to side and come down (c) jump from side to side and climb.
    "just_below": None,
}


def largest_stable_rate(A):
    """Find the learning rate at which descent on the bowl f(w) = 1/2 w' A w turns from settling into climbing.

    A: array (d, d), symmetric, with no negative eigenvalue. The gradient of f at w is A w.

    Returns 2 / L, a number, where L is the largest eigenvalue of A: how much f curves in its steepest direction.
    If A is all zeros, the ground is flat and no rate is too large: then it returns infinity, np.inf.
    """
    # YOUR CODE HERE
    raise NotImplementedError


def inverse_time_decay(rate0, step, decay):
    """A learning rate that shrinks quickly at first and ever more slowly: rate0 / (1 + decay * step).

    rate0: the learning rate at step 0, a positive number.
    step: the number of the step, an integer; the first is 0.
    decay: a positive number.

    Returns the learning rate for this step, a number.
    """
    # YOUR CODE HERE
    raise NotImplementedError


def exponential_decay(rate0, step, decay):
    """A learning rate that loses the same share at every step: rate0 * e^(-decay * step).

    rate0: the learning rate at step 0, a positive number.
    step: the number of the step, an integer; the first is 0.
    decay: a positive number.

    Returns the learning rate for this step, a number.
    """
    # YOUR CODE HERE
    raise NotImplementedError


def step_decay(rate0, step, factor, every):
    """A learning rate that goes down a staircase: after each `every` steps it is multiplied by factor.

    rate0: the learning rate at step 0, a positive number.
    step: the number of the step, an integer; the first is 0.
    factor: a number between 0 and 1.
    every: the length of a stair, an integer, at least 1.

    Returns the learning rate for this step, a number: rate0 * factor^k, where k counts the stairs that are complete.
    """
    # YOUR CODE HERE
    raise NotImplementedError


def is_diverging(costs):
    """Say whether a training run is getting out of hand.

    costs: array (n,), n at least 1, the cost after each step; infinities and nan ("not a number") may be among them.

    Returns True if any cost is not finite, or if the last one is more than twice the smallest of all; else False.
    """
    # YOUR CODE HERE
    raise NotImplementedError
