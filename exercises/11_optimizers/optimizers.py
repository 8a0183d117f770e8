"""Lesson 11: steps that remember the gradients before them."""

import numpy as np

PREDICT = {
    # The velocity is 0 and the gradient is 10. What is the velocity after one step of momentum with beta = 0.9?
    "first_velocity": None,
    # You stand at w = 5, the gradient is 250, the learning rate is 0.1. Where does the very first step of Adam land?
    "adam_lands_at": None,
    # The gradient is the same at every step. Whose steps shrink to 0: (a) Adagrad (b) RMSProp (c) Adam?
    "shrinks_to_zero": None,
}


def momentum_step(w, gradient, velocity, learning_rate, beta=0.9):
    """Step along the average of the gradients so far.

    velocity' = beta velocity + (1 - beta) gradient
    w' = w - learning_rate velocity'

    w: an array of any shape. gradient: the slopes at w, shaped like w.
    velocity: what the last step returned, shaped like w; zeros before the first step.
    learning_rate: a positive number. beta: the weight of the OLD velocity, at least 0 and below 1.

    Returns (w', velocity'), the new w first. Leaves all arguments as they were.
    """
    # YOUR CODE HERE
    raise NotImplementedError


def nesterov_step(w, gradient, velocity, learning_rate, beta=0.9):
    """Step along the velocity that one more step would have, if the gradient came a second time.

    velocity' = beta velocity + (1 - beta) gradient
    w' = w - learning_rate (beta velocity' + (1 - beta) gradient)

    The arguments are those of `momentum_step`.

    Returns (w', velocity'), the new w first. Leaves all arguments as they were.
    """
    # YOUR CODE HERE
    raise NotImplementedError


def adagrad_step(w, gradient, squares, learning_rate, epsilon=1e-8):
    """Divide each weight's step by the root of the sum of its squared gradients.

    squares' = squares + gradient^2
    w' = w - learning_rate gradient / (sqrt(squares') + epsilon)

    w: an array of any shape. gradient: the slopes at w, shaped like w.
    squares: what the last step returned, shaped like w; zeros before the first step.
    learning_rate: a positive number. epsilon: a small positive number, against a division by zero.

    Returns (w', squares'), the new w first. Leaves all arguments as they were.
    """
    # YOUR CODE HERE
    raise NotImplementedError


def rmsprop_step(w, gradient, squares, learning_rate, beta=0.9, epsilon=1e-8):
    """Divide each weight's step by the root of the average of its squared gradients.

    squares' = beta squares + (1 - beta) gradient^2
    w' = w - learning_rate gradient / (sqrt(squares') + epsilon)

    beta: the weight of the OLD squares, at least 0 and below 1. The other arguments are those of `adagrad_step`.

    Returns (w', squares'), the new w first. Leaves all arguments as they were.
    """
    # YOUR CODE HERE
    raise NotImplementedError


def adam_step(w, gradient, m, v, t, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Step along the average gradient, divided by the root of the average square; both are corrected.

    m' = beta1 m + (1 - beta1) gradient
    v' = beta2 v + (1 - beta2) gradient^2
    w' = w - learning_rate (m' / (1 - beta1^t)) / (sqrt(v' / (1 - beta2^t)) + epsilon)

    w: an array of any shape. gradient: the slopes at w, shaped like w.
    m, v: what the last step returned, shaped like w; zeros before the first step. They stay uncorrected.
    t: the number of this step; the first is 1.
    learning_rate: a positive number. beta1, beta2: the weights of the OLD m and v. epsilon: as in `adagrad_step`.

    Returns (w', m', v'), the new w first. Leaves all arguments as they were.
    """
    # YOUR CODE HERE
    raise NotImplementedError
