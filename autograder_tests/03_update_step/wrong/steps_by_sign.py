"""Uses only the sign of the gradient, not its size.

hint: Should a steep slope and a gentle slope give steps of the same length?
caught_by: step_of_a_number
keeps: 1
"""

import numpy as np

PREDICT = {"next_w": 4.6, "minus_minus": "b", "big_step": -5.0}


def update_step(w, gradient, learning_rate):
    return w - learning_rate * np.sign(gradient)


def update_parameters(params, grads, learning_rate):
    return {name: update_step(params[name], grads[name], learning_rate) for name in params}
