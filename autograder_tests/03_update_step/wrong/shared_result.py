"""Keeps its results in a dict that all calls share (a mutable default argument).

hint: When is the default value of an argument made: at each call, or once?
caught_by: update_of_every_parameter
keeps: 6
"""

PREDICT = {"next_w": 4.6, "minus_minus": "b", "big_step": -5.0}


def update_step(w, gradient, learning_rate):
    return w - learning_rate * gradient


def update_parameters(params, grads, learning_rate, new={}):
    for name in params:
        new[name] = update_step(params[name], grads[name], learning_rate)
    return new
