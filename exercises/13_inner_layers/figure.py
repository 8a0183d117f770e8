"""The picture of lesson 13: four clouds that no border separates, as the hidden layer sees them, and the answer."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import ListedColormap

BLACK = "#000000"
CLASSES = [("#0072B2", "o"), ("#D55E00", "^")]
PALE = ListedColormap(["#BFDBEB", "#F5D5BF"])  # the classes' colours, mixed with white
# Learned from these clouds in 600 steps of gradient descent with learning rate 0.5, and rounded.
PARAMS = {
    "W1": np.array([[2.0, -2.5], [2.3, -1.9]]),
    "b1": np.array([-1.9, -2.3]),
    "W2": np.array([[2.5, -3.4], [3.6, -2.3]]),
    "b2": np.array([2.6, -2.6]),
}


def draw(submission):
    """The clouds, the clouds as the student's `hidden_features` sees them, and the student's `decision_grid`."""
    X, y = clouds()
    H = shaped(submission.hidden_features(X, PARAMS), (len(X), 2))
    xs, ys = np.linspace(-2.2, 2.2, 23), np.linspace(-2.0, 2.0, 21)
    grid = shaped(submission.decision_grid(PARAMS, xs, ys), (len(ys), len(xs)))
    fig, (left, middle, right) = plt.subplots(1, 3, figsize=(10.2, 4.1), layout="constrained")
    fig.suptitle("No straight border separates these clouds in the plane, but one does behind the hidden layer")

    for unit, (name, style) in enumerate((("first", "--"), ("second", ":"))):
        (a, b), c = PARAMS["W1"][:, unit], PARAMS["b1"][unit]
        left.plot(xs, -(a * xs + c) / b, style, color=BLACK, linewidth=1.4, label=f"{name} unit is 0 here")
    left.legend(loc="upper right", fontsize=9, framealpha=1)

    a, b = PARAMS["W2"][:, 0] - PARAMS["W2"][:, 1]
    c = PARAMS["b2"][0] - PARAMS["b2"][1]
    across = np.array([-1.3, 1.3])
    middle.plot(across, -(a * across + c) / b, color=BLACK, linewidth=1.4, label="border of the last layer")
    right.pcolormesh(xs, ys, np.clip(grid, 0, 1), cmap=PALE, vmin=0, vmax=1, shading="nearest")

    for ax, points in ((left, X), (middle, H), (right, X)):
        for label, (color, mark) in enumerate(CLASSES):
            ax.plot(*points[y == label].T, mark, color=color, markersize=5, label=f"label {label}")
    middle.legend(loc="upper right", fontsize=9, framealpha=1)
    for ax, points, place in ((left, X, "The plane"), (middle, H, "The hidden layer's view")):
        ax.set_title(f"{place}: {verdict(submission.linearly_separable(points, y, 200))}", fontsize=11)
    right.set_title("The network's answer", fontsize=11)
    for ax in (left, right):
        ax.set(xlim=(-2.3, 2.3), ylim=(-2.1, 3.2 if ax is left else 2.1), xticks=range(-2, 3), yticks=range(-2, 3))
        ax.set(xlabel="first feature", ylabel="second feature")
    middle.set(xlim=(-1.3, 1.3), ylim=(-1.3, 1.7), xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    middle.set(xlabel="first hidden unit", ylabel="second hidden unit")
    return fig


def clouds():
    """Four clouds of ten points around (1, 1), (-1, 1), (-1, -1), (1, -1), with the labels 0, 1, 0, 1."""
    corners = np.repeat([[1.0, 1.0], [-1.0, 1.0], [-1.0, -1.0], [1.0, -1.0]], 10, axis=0)
    spread = np.random.default_rng(4).normal(0, 0.3, corners.shape)
    return np.round(corners + spread, 2), np.repeat([0, 1, 0, 1], 10)


def shaped(answer, shape):
    """The answer as an array of this shape; ValueError for another."""
    array = np.asarray(answer, float)
    if array.shape != shape:
        raise ValueError(f"an answer has the shape {array.shape}, not {shape}")
    return array


def verdict(answer):
    """What the student's perceptron says."""
    return "separable" if np.all(np.asarray(answer, float)) else "not separable"
