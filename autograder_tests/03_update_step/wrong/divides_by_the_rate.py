"""Divides by the learning rate instead of multiplying.

hint: A smaller learning rate should make a smaller step. Does yours?
caught_by: step_of_a_number
keeps: 1
"""

PREDICT = {"next_w": 4.6, "minus_minus": "b", "big_step": -5.0}


def update_step(w, gradient, learning_rate):
    return w - gradient / learning_rate


def update_parameters(params, grads, learning_rate):
    return {name: update_step(params[name], grads[name], learning_rate) for name in params}
