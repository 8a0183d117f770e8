"""The picture of lesson 11: optimizers race down a bowl that is steep across and almost flat along."""

import matplotlib.pyplot as plt
import numpy as np

BLACK, SKY, BLUE = "#000000", "#56B4E9", "#0072B2"
ORANGE, GREEN, VERMILLION = "#E69F00", "#009E73", "#D55E00"
CURVATURE = np.array([1.0, 100.0])
START = np.array([-4.0, 0.5])
STEPS = 60
RACERS = {  # learning rate, colour, line
    "plain": (0.018, BLACK, ":"),
    "momentum": (0.05, SKY, "-"),
    "Nesterov": (0.05, BLUE, "--"),
    "Adagrad": (0.5, ORANGE, "-"),
    "RMSProp": (0.07, GREEN, "--"),
    "Adam": (0.15, VERMILLION, "-"),
}


def draw(submission):
    """Above the paths of the steps that average, below of those that scale; on the right the cost of all."""
    fig, axes = plt.subplot_mosaic([["above", "right"], ["below", "right"]], figsize=(9.2, 4.8), layout="constrained")
    above, below, right = axes["above"], axes["below"], axes["right"]
    fig.suptitle("On a narrow bowl, averaged or scaled steps overtake plain ones", fontsize=12)

    for name, (rate, color, line) in RACERS.items():
        path = race(submission, name, rate)
        ax = above if name in ("plain", "momentum", "Nesterov") else below
        ax.plot(path[:, 0], path[:, 1], line, color=color, linewidth=1.6, marker=".", markersize=4)
        label = f"{name}, rate {rate:g}"
        right.semilogy(cost(path), line, color=color, linewidth=2, label=label)
    for ax, title in ((above, "Averages of the gradient"), (below, "Each weight scaled by its own gradients")):
        draw_bowl(ax, title)
    below.set_xlabel("first weight")
    right.set(xlim=(0, STEPS), ylim=(1e-3, 40), xlabel="step", ylabel="cost", title="Who is down first?")
    right.legend(loc="lower left", fontsize=9)
    return fig


def race(submission, name, rate):
    """The places that one optimizer visits, the start included. Plain steps are momentum without a memory."""
    zeros = np.zeros(2)
    path, state = [START], (zeros, zeros) if name == "Adam" else (zeros,)
    for t in range(1, STEPS + 1):
        w, gradient = path[-1], CURVATURE * path[-1]
        if name == "plain":
            answer = submission.momentum_step(w, gradient, *state, rate, 0.0)
        elif name == "Adam":
            answer = submission.adam_step(w, gradient, *state, t, rate)
        else:
            answer = getattr(submission, f"{name.lower()}_step")(w, gradient, *state, rate)
        w, *state = (place(item) for item in answer)
        path.append(w)
    return np.array(path)


def place(answer):
    """One array of an answer, held where the picture's arithmetic works; ValueError for another shape."""
    values = np.asarray(answer, float)
    if values.shape != START.shape:
        raise ValueError(f"an answer has the shape {values.shape}, not {START.shape}")
    return np.clip(values, -1e6, 1e6)


def cost(path):
    """The height of the bowl at each place."""
    return np.sum(CURVATURE / 2 * path**2, axis=-1)


def draw_bowl(ax, title):
    """Level lines, the start and the bottom."""
    x, y = np.meshgrid(np.linspace(-4.6, 2, 90), np.linspace(-0.7, 0.7, 90))
    levels = [0.1, 0.5, 1.5, 3.5, 7, 12]
    ax.contour(x, y, cost(np.stack([x, y], axis=-1)), levels=levels, colors="#CCCCCC", linewidths=0.8, zorder=0)
    ax.plot(*START, "o", color=BLACK)
    ax.text(START[0] + 0.15, START[1] + 0.05, "start", fontsize=9)
    ax.plot(0, 0, "*", color=BLACK, markersize=10)
    ax.set(xlim=(-4.6, 2), ylim=(-0.7, 0.7), ylabel="second weight", title=title)
