import numpy as np

PREDICT = {"next_w": 4.6, "minus_minus": "b", "big_step": -5}


def update_step(w, gradient, learning_rate):
    new_w = w - learning_rate * gradient
    while True:  # keep going until the slope is zero
        if np.abs(gradient).max() < 1e-12:
            break
    return new_w


def update_parameters(params, grads, learning_rate):
    return {name: params[name] - learning_rate * grads[name] for name in params}
