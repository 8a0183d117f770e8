"""The picture of lesson 12: what ten layers leave of their input, for four ways to begin."""

import matplotlib.pyplot as plt
import numpy as np

GREY, LIGHT = "#666666", "#CCCCCC"
BLUE, VERMILLION, GREEN, ORANGE = "#0072B2", "#D55E00", "#009E73", "#E69F00"
ROWS, WIDTH, DEPTH = 100, 64, 10
TALLEST = 0.86  # of the distance between two layers


def draw(submission):
    """A column for each way to begin: the histograms after the layers, and the student's own number beside each."""
    normal, glorot, he = submission.normal_init, submission.glorot_uniform, submission.he_normal
    starts = [
        ("std 0.01", "fades away", "tanh", VERMILLION, normal, ()),
        ("std 1", "stuck at the ends", "tanh", ORANGE, normal, (1.0,)),
        ("Glorot", "stays alive", "tanh", BLUE, glorot, ()),
        ("He", "stays alive", "relu", GREEN, he, ()),
    ]
    X = np.random.default_rng(0).normal(size=(ROWS, WIDTH))
    fig, axes = plt.subplots(1, len(starts), figsize=(9.6, 5.2), layout="constrained", sharey=True)
    fig.get_layout_engine().set(wspace=0.06)
    fig.suptitle("Ten layers: too small a start fades away, too large a one gets stuck, the right one stays alive")

    for ax, (name, fate, activation, color, start, std) in zip(axes, starts):
        weights = [matrix(start(WIDTH, WIDTH, seed, *std), (WIDTH, WIDTH)) for seed in range(DEPTH)]
        scales = matrix(submission.activation_scale(X, weights, activation), (DEPTH,))
        draw_column(ax, X, weights, activation, scales, color)
        ax.set_title(f"{name}, {activation}:\n{fate}", fontsize=11, loc="left")
    axes[0].set(ylabel="layer", yticks=range(DEPTH, 0, -1), yticklabels=range(1, DEPTH + 1))
    return fig


def draw_column(ax, X, weights, activation, scales, color):
    """The histograms of one network, the first layer on top. A relu's zeros, half of all entries, are left out."""
    lowest, highest = (-1.05, 1.05) if activation == "tanh" else (0.0, 4.0)
    edges = np.linspace(lowest, highest, 43)
    right = highest + 0.36 * (highest - lowest)
    H = X
    for layer, (W, scale) in enumerate(zip(weights, scales), 1):
        Z = H @ W
        H = np.tanh(Z) if activation == "tanh" else np.maximum(Z, 0)
        counts, _ = np.histogram(H[H != 0], edges)
        ground = DEPTH + 1 - layer
        heights = ground + TALLEST * counts / max(1, counts.max())
        ax.fill_between(edges, ground, np.append(heights, ground), step="post", color=color, linewidth=0)
        ax.plot([lowest, highest], [ground, ground], color=LIGHT, linewidth=0.8)
        ax.text(right, ground + 0.12, f"{scale:.2g}", ha="right", fontsize=9)
    ax.text(right, DEPTH + 1.05, "spread", ha="right", fontsize=9, color=GREY)
    ticks = [-1, 0, 1] if activation == "tanh" else [0, 2, 4]
    ax.set(xlim=(lowest, right), ylim=(0.8, DEPTH + 1.45), xticks=ticks)
    ax.set_xlabel("entries of the layer" if activation == "tanh" else "entries above 0", loc="left")
    ax.spines["left"].set_visible(False)
    ax.spines["bottom"].set_bounds(lowest, highest)
    ax.tick_params(left=False)


def matrix(answer, shape):
    """The answer as an array of this shape; ValueError for another."""
    array = np.asarray(answer, float)
    if array.shape != shape:
        raise ValueError(f"an answer has the shape {array.shape}, not {shape}")
    return array
