"""Draw the gradient as arrows on the contours of f(a, b) = a^2 + 3 b^2, the worked example of the lesson's text."""

import matplotlib.pyplot as plt
import numpy as np

BLACK, BLUE, VERMILLION, GREEN, GREY, LIGHT = "#000000", "#0072B2", "#D55E00", "#009E73", "#666666", "#AAAAAA"
LEVELS = [1, 3, 7, 13]
HERE, ALONG = np.array([2.0, 1.0]), np.array([6.0, -4.0])
SCALE = 0.09  # how long an arrow is drawn that is 1 long


def f(w):
    """The height of a valley that is steeper towards b than towards a."""
    return float(w[0] ** 2 + 3 * w[1] ** 2)


def draw(submission):
    """The figure, with arrows from the submission's `gradient`."""
    fig, ax = plt.subplots(figsize=(7, 4.2), layout="constrained")
    a, b = np.meshgrid(np.linspace(-4.4, 4.4, 200), np.linspace(-2.55, 2.55, 120))
    ax.contour(a, b, a**2 + 3 * b**2, levels=LEVELS, colors=LIGHT, linewidths=1.2)
    for level, turn in zip(LEVELS, (0.7 * np.pi, 0.875 * np.pi, 0.875 * np.pi, 0.875 * np.pi)):
        paper = {"facecolor": "white", "edgecolor": "none", "pad": 1}
        ax.text(*on_contour(level, turn), f"f = {level}", fontsize=9, color=GREY, ha="center", va="center", bbox=paper)

    start = places_on_contours()
    slopes = np.array([gradient_at(submission, place) for place in start])
    arrows(ax, start, slopes, BLUE, "the gradient, straight uphill")
    arrows(ax, HERE[None], gradient_at(submission, HERE)[None], VERMILLION, "the gradient at (2, 1)", 0.009)
    arrows(ax, HERE[None], ALONG[None], GREEN, "v = (6, -4), along the contour", 0.009)
    ax.plot(*HERE, "o", color=BLACK, markersize=5, zorder=4)
    ax.plot(0, 0, "x", color=BLACK, markersize=8, markeredgewidth=2, linestyle="none", label="lowest place, f = 0")

    ax.set(xlim=(-4.4, 4.4), ylim=(-2.55, 2.55), aspect="equal", xlabel="first weight a", ylabel="second weight b")
    ax.set(xticks=range(-4, 5), yticks=range(-2, 3))
    ax.set_title("The gradient of f = a² + 3b² crosses every contour at a right angle", fontsize=11)
    fig.legend(loc="outside lower center", ncols=2, fontsize=9, frameon=False)
    return fig


def on_contour(level, turn):
    """The place on the contour f = level that a turn (0 is to the right, pi to the left) leads to."""
    return np.sqrt(level) * np.cos(turn), np.sqrt(level / 3) * np.sin(turn)


def places_on_contours():
    """Four places around the inner contour and eight around two others, without the one beside (2, 1)."""
    quarters, eighths = np.arange(4) * np.pi / 2, np.arange(8) * np.pi / 4
    turns = [(1, quarters), (3, eighths), (7, np.delete(eighths, 1))]
    return np.array([on_contour(level, turn) for level, many in turns for turn in many])


def gradient_at(submission, place):
    return np.asarray(submission.gradient(f, place.copy()), float).reshape(2)


def arrows(ax, start, slopes, color, label, width=0.005):
    x, y = start.T
    u, v = SCALE * slopes.T
    ax.quiver(x, y, u, v, angles="xy", scale_units="xy", scale=1, color=color, width=width, label=label, zorder=3)
