"""Returns from inside the loop, so that only the first parameter is updated.

hint: How often does the loop run before it returns?
caught_by: update_of_every_parameter
keeps: 6
"""

PREDICT = {"next_w": 4.6, "minus_minus": "b", "big_step": -5.0}


def update_step(w, gradient, learning_rate):
    return w - learning_rate * gradient


def update_parameters(params, grads, learning_rate):
    new = dict(params)
    for name in params:
        new[name] = update_step(params[name], grads[name], learning_rate)
        return new
