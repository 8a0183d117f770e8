"""The picture of lesson 06: behind a sigmoid, cross-entropy is steep where the network is wrong, squared error flat."""

import matplotlib.pyplot as plt
import numpy as np

BLUE, VERMILLION, GREY, LIGHT = "#0072B2", "#D55E00", "#666666", "#CCCCCC"
SCORES = np.linspace(-6, 6, 49)
WRONG = -4.0  # the score of a network that is quite sure, and wrong: p = 0.018 where the truth is 1


def draw(submission):
    """Left the two costs of one row whose truth is 1, right their slopes in the score, both against the score."""
    p = 1 / (1 + np.exp(-SCORES))
    one = np.ones(1)
    fig, (left, right) = plt.subplots(1, 2, figsize=(8.4, 4.2), layout="constrained")
    fig.suptitle("Quite sure and wrong: cross-entropy pulls hard, squared error hardly at all")

    for name, cost, gradient, color, style in (
        ("cross-entropy", submission.binary_cross_entropy, submission.binary_cross_entropy_gradient, BLUE, "-"),
        ("squared error", submission.mse, submission.mse_gradient, VERMILLION, "--"),
    ):
        costs = np.array([float(np.asarray(cost(one, one * chance), float)) for chance in p])
        slopes = slopes_in_p(gradient, p) * p * (1 - p)
        left.plot(SCORES, costs, style, color=color, linewidth=2, label=name)
        right.plot(SCORES, slopes, style, color=color, linewidth=2, label=name)
        at = int(np.abs(SCORES - WRONG).argmin())
        up = 10 if name == "cross-entropy" else -16  # from its dot to a number of the right panel, in points
        for ax, values, place, side in ((left, costs, (9, 7), "left"), (right, slopes, (-9, up), "right")):
            ax.plot(SCORES[at], values[at], "o", color=color)
            text = {"textcoords": "offset points", "ha": side, "color": color}
            ax.annotate(f"{values[at]:.3g}", (SCORES[at], values[at]), place, **text)

    left.text(WRONG + 0.2, 5.6, "p = 0.018", color=GREY)
    right.text(WRONG + 0.2, -0.5, "p = 0.018", color=GREY)
    for ax in (left, right):
        ax.axvline(WRONG, color=LIGHT, zorder=0)
        ax.axhline(0, color=LIGHT, zorder=0)
        ax.set_xlim(-7, 6.6)
        ax.set_xticks([-6, -4, -2, 0, 2, 4, 6])
        ax.set_xlabel("score z, with p = sigmoid(z); the truth is 1")
    left.set(title="What it costs", ylabel="cost")
    right.set(title="How fast the cost changes with z", ylabel="slope of the cost in z")
    left.legend(loc="upper right")
    return fig


def slopes_in_p(gradient, p):
    """The student's slope at each prediction; of one batch, so that a size left out is seen as well."""
    slopes = np.asarray(gradient(np.ones(p.shape), p), float) * p.size
    if slopes.shape != p.shape:
        raise ValueError(f"the gradient has the shape {slopes.shape}, not {p.shape}")
    return slopes
