"""Subtracts minus the gradient, so the two signs cancel.

hint: What is w minus a negative number times a positive one?
caught_by: step_of_a_number
keeps: 1
"""

PREDICT = {"next_w": 4.6, "minus_minus": "b", "big_step": -5.0}


def update_step(w, gradient, learning_rate):
    negative_gradient = -1 * gradient
    return w - learning_rate * negative_gradient


def update_parameters(params, grads, learning_rate):
    return {name: update_step(params[name], grads[name], learning_rate) for name in params}
