import copy

PREDICT = {"next_w": 4.6, "minus_minus": "b", "big_step": -5.0}


class Walker:
    def __init__(self, learning_rate):
        self.learning_rate = learning_rate

    def walk(self, w, gradient):
        place = copy.deepcopy(w)
        place += -self.learning_rate * gradient
        return place


def update_step(w, gradient, learning_rate):
    return Walker(learning_rate).walk(w, gradient)


def update_parameters(params, grads, learning_rate):
    new = dict(params)
    walker = Walker(learning_rate)
    for name in grads:
        new[name] = walker.walk(params[name], grads[name])
    return new
