"""The picture of lesson 09: a walk down a bowl, and the cost of training with batches of three sizes."""

import matplotlib.pyplot as plt
import numpy as np

BLACK, SKY, BLUE, ORANGE, VERMILLION = "#000000", "#56B4E9", "#0072B2", "#E69F00", "#D55E00"
CURVATURE = np.array([0.4, 2.0])
START = np.array([-2.6, 1.4])
ROWS, PASSES, RATE = 24, 5, 0.08
SIZES = [(1, ORANGE, 1.0), (6, BLUE, 1.6), (ROWS, BLACK, 2.2)]


def draw(submission):
    """The path of the student's walk with the place where it may stop; the costs with the student's batches."""
    fig, (left, right) = plt.subplots(1, 2, figsize=(7, 4.2), layout="constrained")
    fig.suptitle("A walk ends where the ground is flat; small batches are quick and jumpy", fontsize=12)
    draw_walk(left, submission)
    draw_training(right, submission)
    for ax in (left, right):
        ax.tick_params(labelsize=9)
    return fig


def draw_walk(ax, submission):
    """Twenty steps on the level lines of a bowl."""

    def gradient(w):
        return CURVATURE * w

    path = np.asarray(submission.gradient_descent(gradient, START, 0.7, 20), float)
    end, steps = submission.minimize(gradient, START, 0.7, 0.1, 60)
    end, steps = np.asarray(end, float), int(np.asarray(steps, float))
    x, y = np.meshgrid(np.linspace(-3, 1.5, 61), np.linspace(-2.2, 2.2, 61))
    heights = CURVATURE[0] / 2 * x**2 + CURVATURE[1] / 2 * y**2
    ax.contour(x, y, heights, levels=[0.05, 0.2, 0.5, 1.0, 1.7, 2.6], colors="#CCCCCC", linewidths=0.8)
    ax.plot(path[:, 0], path[:, 1], color=SKY, marker=".", linewidth=1.4)
    ax.plot(*START, marker="o", color=BLACK)
    ax.text(START[0] + 0.15, START[1] + 0.1, "start", fontsize=9)
    ax.plot(end[0], end[1], marker="s", color=VERMILLION, markersize=8, fillstyle="none", markeredgewidth=2)
    ax.annotate(
        f"gradient at most 0.1\nafter {steps} steps",
        xy=(end[0], end[1] - 0.12),
        xytext=(-0.75, -2.15),
        fontsize=9,
        ha="center",
        arrowprops={"arrowstyle": "-", "color": VERMILLION},
    )
    ax.set(xlim=(-3, 1.5), ylim=(-2.3, 2.1), xlabel="first weight", ylabel="second weight")
    ax.set(xticks=[-3, -2, -1, 0, 1], yticks=[-2, -1, 0, 1, 2])
    ax.set_title("The path, and where it may stop", fontsize=10)


def draw_training(ax, submission):
    """The cost of a line through noisy points, on all rows, after each update."""
    random = np.random.default_rng(7)
    x = random.uniform(-2, 2, ROWS)
    X, y = np.column_stack([x, np.ones(ROWS)]), 2 * x - 1 + random.normal(0, 0.7, ROWS)
    for size, colour, width in SIZES:
        costs, w = [np.mean((X @ np.zeros(2) - y) ** 2)], np.zeros(2)
        for turn in range(PASSES):
            for batch in submission.minibatches(X, y, size, turn):
                Xb, yb = (np.asarray(part, float) for part in batch)
                step = submission.gradient_descent(slope_of(Xb, yb), w, RATE, 1)
                w = np.asarray(step, float)[-1]
                costs.append(np.mean((X @ w - y) ** 2))
        name = {1: "1 row", ROWS: f"all {ROWS} rows"}.get(size, f"{size} rows")
        ax.plot(np.linspace(0, PASSES, len(costs)), costs, color=colour, linewidth=width, label=f"batches of {name}")
    ax.set(xlabel="passes through the data", ylabel="cost on all rows", ylim=(0, None), xticks=range(PASSES + 1))
    ax.legend(fontsize=9, frameon=False)
    ax.set_title("Training with three batch sizes", fontsize=10)


def slope_of(Xb, yb):
    """The gradient of the mean squared error on one batch, a function of w."""

    def gradient(w):
        return 2 / len(yb) * Xb.T @ (Xb @ w - yb)

    return gradient
