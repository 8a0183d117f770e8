"""The picture of lesson 08: descent below and above the limit, what the costs say, and three schedules."""

import matplotlib.pyplot as plt
import numpy as np

BLACK, ORANGE, GREEN, BLUE, VERMILLION, GREY = "#000000", "#E69F00", "#009E73", "#0072B2", "#D55E00", "#666666"
A = np.array([[1.12, 1.44], [1.44, 3.28]])  # curves by 4 in the direction of (1, 2) and by 0.4 in that of (2, -1)
START = np.array([-1.6, 1.3])
STEPS = 14
WALKS = [("0.5 / L", 0.25, GREEN), ("1.9 / L", 0.95, BLUE), ("2.1 / L", 1.05, VERMILLION)]


def descend(rate):
    """The places of a walk down the bowl, an array (STEPS + 1, 2)."""
    path = [START]
    for _ in range(STEPS):
        path.append(path[-1] - rate * A @ path[-1])
    return np.clip(np.nan_to_num(path), -1e3, 1e3)


def costs_along(path):
    """The height of the bowl at each place of a path."""
    return 0.5 * np.einsum("ti,ij,tj->t", path, A, path)


def draw(submission):
    """Three walks at shares of the student's own limit, their costs with the student's verdict, and the schedules."""
    limit = float(np.asarray(submission.largest_stable_rate(A), float))
    fig, axes = plt.subplot_mosaic(
        [["0.5 / L", "0.5 / L", "1.9 / L", "1.9 / L", "2.1 / L", "2.1 / L"], ["costs"] * 3 + ["schedules"] * 3],
        figsize=(7, 4.6),
        layout="constrained",
    )
    fig.suptitle("A walk settles below the rate 2 / L and climbs above it", fontsize=12)
    for name, share, colour in WALKS:
        path = descend(share * limit)
        costs = costs_along(path)
        verdict = "diverging" if np.asarray(submission.is_diverging(costs)).all() else "fine"
        draw_walk(axes[name], name, path, colour)
        axes["costs"].plot(costs, color=colour, marker=".", label=f"{name}: {verdict}")
    axes["0.5 / L"].set_ylabel("second weight", fontsize=9)
    axes["0.5 / L"].text(0.2, 0.1, "bottom", fontsize=9)
    axes["costs"].set(xlabel="step", ylabel="cost", ylim=(-0.2, 6.2), xticks=range(0, 15, 2), yticks=[0, 2, 4, 6])
    axes["costs"].set_title("What the costs say", fontsize=10)
    draw_schedules(axes["schedules"], submission)
    for ax in (axes["costs"], axes["schedules"]):
        ax.legend(fontsize=9, frameon=False)
    for ax in axes.values():
        ax.tick_params(labelsize=9)
    return fig


def draw_walk(ax, name, path, colour):
    """A walk on the level lines of the bowl."""
    x, y = np.meshgrid(np.linspace(-2, 2, 41), np.linspace(-1.6, 1.6, 33))
    heights = costs_along(np.column_stack([x.ravel(), y.ravel()])).reshape(x.shape)
    ax.contour(x, y, heights, levels=[0.05, 0.3, 0.8, 1.6, 2.8, 4.5], colors="#CCCCCC", linewidths=0.8)
    ax.plot(path[:, 0], path[:, 1], color=colour, marker=".", linewidth=1.2)
    ax.plot(*START, marker="o", color=BLACK)
    ax.plot(0, 0, marker="+", color=BLACK, markersize=10, markeredgewidth=1.5)
    ax.text(START[0] + 0.2, START[1], "start", fontsize=9, va="center")
    ax.set(xlim=(-2, 2), ylim=(-1.6, 1.6), aspect="equal", xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    ax.set_xlabel("first weight", fontsize=9)
    ax.set_title(f"rate {name}", fontsize=10)


def draw_schedules(ax, submission):
    """The learning rates of sixty steps."""
    steps = range(60)
    schedules = [
        ("inverse time", BLUE, "-", [submission.inverse_time_decay(1.0, step, 0.1) for step in steps]),
        ("exponential", ORANGE, "--", [submission.exponential_decay(1.0, step, 0.05) for step in steps]),
        ("staircase", GREY, ":", [submission.step_decay(1.0, step, 0.5, 20) for step in steps]),
    ]
    for name, colour, style, rates in schedules:
        ax.plot(steps, np.asarray(rates, float), style, color=colour, linewidth=1.8, label=name)
    ax.set(xlabel="step", ylabel="rate", ylim=(0, 1.05), xticks=range(0, 60, 10), yticks=[0, 0.5, 1])
    ax.set_title("Three schedules", fontsize=10)
