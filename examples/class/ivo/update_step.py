PREDICT = {
    # f(w) = (w - 3)^2 has slope 2(w - 3). You stand at w = 5 and step with learning rate 0.1. Where do you land?
    "next_w": 4.6,
    # And if you subtract rate times MINUS the slope instead? You go (a) down (b) up.
    "minus_minus": "b",
    # f(w) = 3w^2 has slope 6w. You stand at w = 1 and step with learning rate 1. Where do you land?
    "big_step": -5.0,
}


def update_step(w, gradient, learning_rate):
    """Take one step of gradient descent: w - learning_rate * gradient.

    w: a number, or an array of any shape.
    gradient: the slope of the cost at w; a number, or an array of the same shape as w.
    learning_rate: a positive number.

    Returns the new w, of the same shape as w. Leaves w and gradient as they were.
    """
    return w - learning_rate * gradient


def update_parameters(params, grads, learning_rate):
    """Take one step with every parameter of a model.

    params: a dict from a name, such as "W1" or "b1", to a number or an array.
    grads: a dict with the same names; each gradient has the shape of its parameter.
    learning_rate: a positive number, the same for all.

    Returns a new dict with the same names and the new values. Leaves params and grads as they were.
    """
    return {name: update_step(params[name], grads[name], learning_rate) for name in params}
