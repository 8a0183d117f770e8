import numpy as np

PREDICT = {"next_w": 4.6, "minus_minus": "b", "big_step": -5}


def step_of_one_number(w, slope, rate):
    return w - rate * slope


def update_step(w, gradient, learning_rate):
    if np.ndim(w) == 0:
        return step_of_one_number(w, gradient, learning_rate)
    new = np.empty(w.shape)
    for place in np.ndindex(*w.shape):
        new[place] = step_of_one_number(w[place], gradient[place], learning_rate)
    return new


def update_parameters(params, grads, learning_rate):
    new = {}
    for name, value in params.items():
        new[name] = update_step(value, grads[name], learning_rate)
    return new
