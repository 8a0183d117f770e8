PREDICT = {"next_w": 4.6, "minus_minus": "b", "big_step": -5.0}


def update_step(w, gradient, learning_rate):
    return w - learning_rate * gradient


def update_parameters(params, grads, learning_rate):
    new = {}
    for name, value in params.items():
        is_bias = name.startswith("b")
        new[name] = value if is_bias else update_step(value, grads[name], learning_rate)
    return new
