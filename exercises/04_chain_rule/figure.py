"""Draw the network of the lesson's worked example as a graph: values on the way forward, slopes on the way back."""

import matplotlib.pyplot as plt
import numpy as np

BLACK, BLUE, VERMILLION = "#000000", "#0072B2", "#D55E00"
X, Y, W1, W2 = 2.0, 0.0, 0.5, 1.5
COLUMN_X, COLUMN_A1, COLUMN_P, COLUMN_J = 0.9, 3.55, 6.55, 9.2
FORWARD, DELTAS, SLOPES = 4.35, 2.35, 0.6


def draw(submission):
    """The figure, with numbers from the submission's `sigmoid`, `sigmoid_derivative` and `two_weight_derivatives`."""
    a1 = number(submission.sigmoid(W1 * X))
    p = number(submission.sigmoid(W2 * a1))
    delta2 = 2 * (p - Y) * number(submission.sigmoid_derivative(W2 * a1))
    delta1 = delta2 * W2 * number(submission.sigmoid_derivative(W1 * X))
    dw1, dw2 = (number(slope) for slope in submission.two_weight_derivatives(X, Y, W1, W2))

    fig, ax = plt.subplots(figsize=(7, 4.2), layout="constrained")
    ax.set(xlim=(0, 10), ylim=(0, 6), xticks=[], yticks=[])
    ax.axis("off")
    ax.set_title("Values run forward to the cost J, slopes run back to both weights", fontsize=11)

    box(ax, COLUMN_X, FORWARD, f"x = {X:g}", BLUE)
    box(ax, COLUMN_A1, FORWARD, f"a1 = {short(a1)}", BLUE)
    box(ax, COLUMN_P, FORWARD, f"p = {short(p)}", BLUE)
    box(ax, COLUMN_J, FORWARD, f"J = {short((p - Y) ** 2)}", BLUE)
    box(ax, COLUMN_J, 5.6, f"y = {Y:g}", BLUE)
    arrow(ax, (COLUMN_X + 0.5, FORWARD), (COLUMN_A1 - 0.8, FORWARD), BLUE, f"times w1 = {W1:g},\nsigmoid")
    arrow(ax, (COLUMN_A1 + 0.8, FORWARD), (COLUMN_P - 0.8, FORWARD), BLUE, f"times w2 = {W2:g},\nsigmoid")
    arrow(ax, (COLUMN_P + 0.8, FORWARD), (COLUMN_J - 0.8, FORWARD), BLUE, "(p - y)²")
    arrow(ax, (COLUMN_J, 5.3), (COLUMN_J, FORWARD + 0.3), BLUE)

    box(ax, COLUMN_P, DELTAS, f"delta2 = {short(delta2)}", VERMILLION)
    box(ax, COLUMN_A1, DELTAS, f"delta1 = {short(delta1)}", VERMILLION)
    box(ax, COLUMN_P, SLOPES, f"dJ/dw2 = {short(dw2)}", VERMILLION, bold=True)
    box(ax, COLUMN_A1, SLOPES, f"dJ/dw1 = {short(dw1)}", VERMILLION, bold=True)
    arrow(ax, (COLUMN_J, FORWARD - 0.3), (COLUMN_P + 1.05, DELTAS), VERMILLION)
    ax.text(8.45, 2.8, "2 (p - y)\ntimes p (1 - p)", fontsize=9, color=BLACK, va="center")
    arrow(ax, (COLUMN_P - 1.05, DELTAS), (COLUMN_A1 + 1.05, DELTAS), VERMILLION, "times w2,\na1 (1 - a1)")
    for column, came_in in ((COLUMN_P, "times a1"), (COLUMN_A1, "times x")):
        arrow(ax, (column, DELTAS - 0.3), (column, SLOPES + 0.35), VERMILLION)
        ax.text(column + 0.12, (DELTAS + SLOPES) / 2, came_in, fontsize=9, color=BLACK, va="center")

    ax.text(0.1, 5.6, "forward: values", fontsize=10, color=BLUE, va="center", weight="bold")
    ax.text(0.1, DELTAS, "back: slopes of J", fontsize=10, color=VERMILLION, va="center", weight="bold")
    return fig


def number(value):
    return float(np.asarray(value, float).reshape(()))


def short(value):
    return f"{value:.4f}" if abs(value) < 1000 else f"{value:.2e}"


def box(ax, x, y, text, color, bold=False):
    frame = {"boxstyle": "round,pad=0.4", "edgecolor": color, "facecolor": "white", "linewidth": 3 if bold else 1.5}
    weight = "bold" if bold else "normal"
    ax.text(x, y, text, fontsize=10, color=BLACK, ha="center", va="center", bbox=frame, weight=weight)


def arrow(ax, start, end, color, text=""):
    line = {"arrowstyle": "-|>", "color": color, "linewidth": 1.8, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", end, start, arrowprops=line)
    middle = (start[0] + end[0]) / 2
    ax.text(middle, (start[1] + end[1]) / 2 + 0.15, text, fontsize=9, color=BLACK, ha="center", va="bottom")
