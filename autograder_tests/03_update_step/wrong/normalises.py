"""Divides the gradient by its length, so that every step is equally long.

hint: Should a steep slope and a gentle slope give steps of the same length?
caught_by: step_of_an_array
keeps: 1
"""

import numpy as np

PREDICT = {"next_w": 4.6, "minus_minus": "b", "big_step": -5.0}


def update_step(w, gradient, learning_rate):
    length = np.sqrt(np.sum(np.square(gradient)))
    return w - learning_rate * gradient / (length + 1e-12)


def update_parameters(params, grads, learning_rate):
    return {name: update_step(params[name], grads[name], learning_rate) for name in params}
