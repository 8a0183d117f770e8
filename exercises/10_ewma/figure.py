"""The picture of lesson 10: three averages of one noisy series; and what the correction does for a start at zero."""

import matplotlib.pyplot as plt
import numpy as np

BLUE, GREEN, GREY, VERMILLION = "#0072B2", "#009E73", "#666666", "#D55E00"
ALPHAS = {0.9: (GREEN, ":"), 0.3: (VERMILLION, "--"), 0.05: (BLUE, "-")}
BETA = 0.95


def draw(submission):
    """Left `ewma` at three alphas, right `ewma_corrected` beside the running value without its correction."""
    values = noisy_costs()
    times = np.arange(1, len(values) + 1)
    fig, (left, right) = plt.subplots(1, 2, figsize=(9.2, 4.0), layout="constrained")

    for ax in (left, right):
        ax.plot(times, values, ".", color=GREY, markersize=5, label="values")
        ax.set(xlim=(0, len(values) + 3), ylim=(-0.1, 3.6), xlabel="batch t")
    for alpha, (color, line) in ALPHAS.items():
        averages = series(submission.ewma(values, alpha), len(values))
        left.plot(times, averages, line, color=color, linewidth=2, label=f"alpha = {alpha}")
    left.set(ylabel="cost", title="A small alpha is smooth, and late")

    corrected = series(submission.ewma_corrected(values, BETA), len(values))
    running = [0.0]
    for value in values:
        running.append(BETA * running[-1] + (1 - BETA) * value)
    right.plot(times, corrected, color=BLUE, linewidth=2, label=f"corrected, beta = {BETA}")
    right.plot(times, running[1:], "--", color=VERMILLION, linewidth=2, label="v, without correction")
    right.set_title("The correction makes up for a start at zero")
    for ax in (left, right):
        ax.legend(loc="upper right")
    return fig


def noisy_costs():
    """A cost that falls from batch to batch, with noise; the same numbers on every run."""
    t = np.arange(100)
    return 0.5 + 2 * np.exp(-t / 40) + 0.3 * np.random.default_rng(0).normal(size=100)


def series(answer, length):
    """The answer as an array with one average for each value; ValueError for another shape."""
    averages = np.asarray(answer, float)
    if averages.shape != (length,):
        raise ValueError(f"the averages of {length} values have the shape {averages.shape}, not ({length},)")
    return averages
