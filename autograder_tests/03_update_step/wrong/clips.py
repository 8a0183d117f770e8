"""Clips the gradient to [-1, 1] before the step.

hint: The formula uses the gradient as it is, also when it is large.
caught_by: step_of_a_number
keeps: 1
"""

import numpy as np

PREDICT = {"next_w": 4.6, "minus_minus": "b", "big_step": -5.0}


def update_step(w, gradient, learning_rate):
    return w - learning_rate * np.clip(gradient, -1, 1)


def update_parameters(params, grads, learning_rate):
    return {name: update_step(params[name], grads[name], learning_rate) for name in params}
