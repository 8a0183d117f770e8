"""The picture of lesson 07: a gradient check. The ratio of each slope from backprop to the measured one should be 1."""

import matplotlib.pyplot as plt
import numpy as np
from grader.gradcheck import numerical_gradient

BLACK, GREY, LIGHT = "#000000", "#666666", "#CCCCCC"
STYLES = {"W1": ("#0072B2", "o"), "b1": ("#009E73", "s"), "W2": ("#D55E00", "^"), "b2": ("#CC79A7", "D")}
RATIOS = {-1: "wrong sign", 1: "right", 2: "twice too much", 5: "not divided by n"}  # and what they are known for
LOWEST, HIGHEST = -2.5, 7.5  # a ratio beyond is drawn at the edge


def draw(submission):
    """Top the slopes of the student's `backprop` and those measured with their `cost`, bottom the ratios."""
    X, y, params = network()
    grads = slopes_of(submission.backprop(X, y, params), params)
    measured = numerical_gradient(lambda moved: np.asarray(submission.cost(X, y, moved), float), params)

    fig, (top, bottom) = plt.subplots(2, 1, figsize=(7.8, 5.4), sharex=True, layout="constrained")
    top.plot([-0.5, 10.5], [0, 0], color=LIGHT, linewidth=1, zorder=0)
    for ratio, meaning in RATIOS.items():
        color = BLACK if ratio == 1 else GREY
        bottom.plot([-0.5, 10.5], [ratio, ratio], color=BLACK if ratio == 1 else LIGHT, linewidth=1, zorder=0)
        bottom.text(10.8, ratio, f"{ratio}: {meaning}", va="center", color=color)

    names, place = [], 0
    for name, array in params.items():
        xs = np.arange(place, place + array.size)
        place += array.size
        names += [f"{name}\n{','.join(map(str, index))}" for index in np.ndindex(array.shape)]
        color, mark = STYLES[name]
        with np.errstate(divide="ignore", invalid="ignore"):
            ratios = np.clip(grads[name] / measured[name], LOWEST, HIGHEST)
        top.plot(xs, grads[name].ravel(), mark, color=color)
        top.plot(xs, measured[name].ravel(), "_", color=BLACK, markersize=18)
        bottom.plot(xs, ratios.ravel(), mark, color=color, markersize=8, clip_on=False)

    top.plot([], [], "o", color=GREY, label="backprop")
    top.plot([], [], "_", color=BLACK, markersize=18, label="measured")
    top.legend(loc="center right")
    top.set(ylabel="slope of the cost", title="Backprop against measured slopes, for every weight and bias")
    bottom.set(ylabel="backprop / measured", xlim=(-0.7, 14.8), ylim=(LOWEST, HIGHEST))
    bottom.set_xticks(range(place), names)
    return fig


def network():
    """Five rows, three features, two hidden units; a seed for which every slope can be seen."""
    rng = np.random.default_rng(276)
    X = rng.normal(size=(5, 3))
    shapes = {"W1": (3, 2), "b1": (2,), "W2": (2, 1), "b2": (1,)}
    params = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return X, np.array([[0.0], [1.0], [1.0], [0.0], [1.0]]), params


def slopes_of(grads, params):
    """The gradients as arrays of the shapes of their parameters; ValueError says which has another one."""
    arrays = {name: np.asarray(grads[name], float) for name in params}
    for name, array in params.items():
        if arrays[name].shape != array.shape:
            raise ValueError(f"the gradient of {name} has the shape {arrays[name].shape}, not {array.shape}")
    return arrays
