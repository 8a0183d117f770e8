"""The picture of lesson 05: one row on its way through the network of the worked example, in the student's numbers."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

BLACK, GREY = "#000000", "#666666"
BLUE, VERMILLION, GREEN = "#0072B2", "#D55E00", "#009E73"
HEADINGS = {
    "x": "x",
    "Z1": "Z1 = x W1 + b1",
    "A1": "A1 = tanh(Z1)",
    "Z2": "Z2 = A1 W2 + b2",
    "A2": "A2 = softmax(Z2)",
}
COLUMNS = {name: 1.6 * i for i, name in enumerate(HEADINGS)}  # inches from the left
APART = 1.2  # inches between the middles of two cells
NEAR = 0.34  # inches from the middle of a cell to where a line begins or ends
PARAMS = {
    "W1": np.array([[0.5, 1.0, 0.0], [-0.5, 1.0, 1.0]]),
    "b1": np.array([0.0, 0.0, 0.5]),
    "W2": np.array([[1.0, -1.0], [0.5, 2.0], [-1.0, 1.0]]),
    "b2": np.array([0.0, 1.0]),
}


def draw(submission):
    """A cell for each number of the row, an arrow for each weight: red ones are negative, dotted ones 0."""
    X = np.array([[1.0, -1.0]])
    steps = submission.activations(X, PARAMS)
    widths = {"Z1": 3, "A1": 3, "Z2": 2, "A2": 2}
    rows = {"x": X[0], **{name: row_of(steps, name, width) for name, width in widths.items()}}

    fig, ax = plt.subplots(figsize=(8.4, 5.0), layout="constrained")
    draw_weights(ax, "x", "Z1", PARAMS["W1"])
    draw_weights(ax, "A1", "Z2", PARAMS["W2"])
    for y in heights(3):
        line(ax, "Z1", y, "A1", y, color=GREY)
    for here in heights(2):
        for there in heights(2):
            line(ax, "Z2", here, "A2", there, color=GREY)
    for name, row in rows.items():
        draw_cells(ax, name, row)
        ax.text(COLUMNS[name], 2.1, HEADINGS[name], ha="center", fontsize=11)
        ax.text(COLUMNS[name], 1.83, f"(1, {len(row)})", ha="center", color=GREY)
    for name, biases in (("Z1", PARAMS["b1"]), ("Z2", PARAMS["b2"])):
        for y, bias in zip(heights(len(biases)), biases):
            note(ax, name, y, f"bias {bias:g}")
    note(ax, "A2", heights(2)[-1], f"sum {rows['A2'].sum():.4g}")

    ax.set_title("One row on its way: 2 features, 3 hidden units, 2 classes")
    ax.set(xlim=(-0.5, COLUMNS["A2"] + 0.75), ylim=(-1.75, 2.4), aspect="equal")
    ax.axis("off")
    return fig


def row_of(steps, name, width):
    """One step of the student's answer for one row; ValueError says what is wrong with its shape."""
    array = np.asarray(steps[name], float)
    if array.shape != (1, width):
        raise ValueError(f"{name} has the shape {array.shape}, not {(1, width)}")
    return array[0]


def heights(count):
    """Where the cells of a column lie, top down, so that the column is centred."""
    return [APART * ((count - 1) / 2 - i) for i in range(count)]


def draw_cells(ax, name, row):
    """A rounded cell with its number; the answer's cells are green."""
    edge = GREEN if name == "A2" else BLACK
    for y, value in zip(heights(len(row)), row):
        corner, style = (COLUMNS[name] - NEAR + 0.06, y - 0.11), {"boxstyle": "round,pad=0.06", "linewidth": 1.5}
        ax.add_patch(FancyBboxPatch(corner, 2 * NEAR - 0.12, 0.22, facecolor="white", edgecolor=edge, **style))
        ax.text(COLUMNS[name], y, f"{value:.4g}", ha="center", va="center", fontsize=11)


def note(ax, name, y, words):
    """A few words below the cell of a column at height y."""
    ax.text(COLUMNS[name], y - 0.27, words, ha="center", va="top", fontsize=9, color=GREY)


def draw_weights(ax, source, target, W):
    """An arrow for each weight, thick where it is large, with its number near the cell that it comes from."""
    for here, weights in zip(heights(len(W)), W):
        for there, weight in zip(heights(len(weights)), weights):
            color = GREY if weight == 0 else VERMILLION if weight < 0 else BLUE
            style = ":" if weight == 0 else "-"
            line(ax, source, here, target, there, color=color, linestyle=style, linewidth=1 + abs(weight))
            x = COLUMNS[source] + NEAR + 0.25 * (COLUMNS[target] - COLUMNS[source] - 2 * NEAR)
            y = here + 0.25 * (there - here)
            plate = {"boxstyle": "round,pad=0.12", "facecolor": "white", "edgecolor": "none"}
            ax.text(x, y, f"{weight:g}", ha="center", va="center", fontsize=9, color=color, bbox=plate, zorder=2)


def line(ax, source, here, target, there, **style):
    """An arrow from a cell of one column to a cell of the next."""
    start, end = (COLUMNS[source] + NEAR, here), (COLUMNS[target] - NEAR, there)
    head = {"arrowstyle": "-|>", "mutation_scale": 9, "shrinkA": 0, "shrinkB": 0}
    ax.add_patch(FancyArrowPatch(start, end, zorder=1, **head, **style))
