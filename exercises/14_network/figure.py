"""The picture of lesson 14: a network learns to part two moons; its boundary at four epochs, and its history."""

import matplotlib.pyplot as plt
import numpy as np

BLACK, GREY, BLUE, ORANGE, VERMILLION = "#000000", "#666666", "#0072B2", "#E69F00", "#D55E00"
PALE_BLUE, PALE_ORANGE = "#CCE3F0", "#FAECCC"
EPOCHS = [1, 20, 200, 1000]
HIDDEN, RATE, BATCH = 20, 1.0, 25
X_LIMITS, Y_LIMITS = (-1.9, 2.9), (-1.45, 1.95)


def draw(submission):
    """Top the student's network after 1, 20, 200 and 1000 epochs, bottom its costs after each epoch."""
    (X, y), (X_val, y_val) = moons(50, 8), moons(200, 108)
    xs, ys = np.linspace(*X_LIMITS, 49), np.linspace(*Y_LIMITS, 35)
    grid = np.array([[x, height] for height in ys for x in xs])

    fig = plt.figure(figsize=(7.8, 5.2), layout="constrained")
    panels = fig.subplot_mosaic("abcd;eeee", height_ratios=[1, 1.35])
    bottom = panels.pop("e")
    network = submission.NeuralNetwork(2, HIDDEN, 2, 1)
    history, done = {"cost": [], "val_cost": []}, 0
    for epochs, ax in zip(EPOCHS, panels.values()):
        part = network.fit(X, y, RATE, epochs - done, BATCH, X_val, y_val)
        done = epochs
        for name, costs in history.items():
            costs.extend(np.asarray(part[name], float).ravel())
        share = np.asarray(network.predict_proba(grid), float)[:, 1].reshape(len(ys), len(xs))
        draw_boundary(ax, xs, ys, share, X, y)
        ax.set_title(f"after {epochs} epoch{'s' * (epochs > 1)}", fontsize=10)
    draw_history(bottom, history)
    fig.suptitle("The boundary bends until it parts the moons, and later around the noise", fontsize=12)
    return fig


def moons(n, seed):
    """Two half circles of points that reach into each other, with noise; labels 0 and 1 by turns."""
    generator, y = np.random.default_rng(seed), np.arange(n) % 2
    angle = generator.uniform(0, np.pi, n)
    X = np.column_stack([np.cos(angle), np.sin(angle)])
    X[y == 1] = np.array([1.0, 0.5]) - X[y == 1]
    return X + generator.normal(0, 0.25, (n, 2)), y


def draw_boundary(ax, xs, ys, share, X, y):
    """The points, and where the network says which class."""
    ax.contourf(xs, ys, share, levels=[-1, 0.5, 2], colors=[PALE_ORANGE, PALE_BLUE])
    ax.contour(xs, ys, share, levels=[0.5], colors=BLACK, linewidths=1.5)
    for label, color, mark in ((0, ORANGE, "o"), (1, BLUE, "^")):
        ax.plot(*X[y == label].T, mark, color=color, markersize=4, markeredgecolor=BLACK, markeredgewidth=0.4)
    ax.set(xlim=X_LIMITS, ylim=Y_LIMITS, xticks=[], yticks=[], aspect="equal")


def draw_history(ax, history):
    """The costs against the epochs, with the best epoch and those of the panels."""
    for name, color, words in (("cost", BLACK, "the rows it learns from"), ("val_cost", VERMILLION, "validation rows")):
        costs = history[name]
        ax.plot(np.arange(1, len(costs) + 1), costs, color=color, linewidth=1.6, label=words)
    best = int(np.nanargmin(history["val_cost"]))
    lowest = history["val_cost"][best]
    ax.plot(best + 1, lowest, "s", color=VERMILLION, markersize=9, fillstyle="none", markeredgewidth=2)
    ax.annotate(
        f"best epoch: {best + 1}",
        xy=(best + 1, lowest),
        xytext=(best + 1, 0.8),
        textcoords=("data", "axes fraction"),
        ha="center",
        fontsize=10,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
        arrowprops={"arrowstyle": "->", "color": BLACK, "shrinkB": 6},
    )
    for epochs in EPOCHS:
        ax.axvline(epochs, color=GREY, linewidth=0.8, linestyle=":")
    ax.set_xscale("log")
    ax.set_xticks(EPOCHS, [str(epochs) for epochs in EPOCHS])
    ax.minorticks_off()
    ax.set(xlabel="epochs", ylabel="mean cost", xlim=(0.93, 1080), ylim=(0, None))
    ax.legend(fontsize=10, frameon=False, loc="lower left")
