"""The picture of lesson 01: slopes as tangent lines, the way down, and how far off a slope is for each h."""

import matplotlib.pyplot as plt
import numpy as np

BLACK, BLUE, GREEN, GREY, VERMILLION = "#000000", "#0072B2", "#009E73", "#666666", "#D55E00"

# Where the curve is flat, falls and rises; and where each place's label goes.
PLACES = {-1.0: (-1.1, 0.8, "right"), 0.0: (0.15, 0.15, "left"), 1.7: (1.95, -0.2, "left")}


def curve(x):
    """Its slope is x^2 - 1."""
    return x * x * x / 3 - x


def cube(x):
    """Its slope at x = 1 is 3."""
    return x * x * x


def draw(submission):
    """Left the curve with tangents and arrows, right the error; drawn from `derivative` and `downhill_direction`."""
    fig, (left, right) = plt.subplots(1, 2, figsize=(8.6, 4.0), layout="constrained")
    draw_slopes(left, submission)
    draw_errors(right, submission)
    return fig


def draw_slopes(ax, submission):
    """The curve, and at three places a line with the measured slope and an arrow along the curve, downhill."""
    xs = np.linspace(-2.3, 2.4, 200)
    ax.plot(xs, curve(xs), color=GREY, label="f(x)")
    run = np.array([-0.75, 0.75])
    for x, (label_x, label_y, side) in PLACES.items():
        slope = float(np.asarray(submission.derivative(curve, x), float))
        way = np.sign(float(np.asarray(submission.downhill_direction(curve, x), float)))
        ax.plot(x + run, curve(x) + slope * run, color=BLUE, linewidth=2.5, label="slope" if x == 0 else None)
        ax.plot(x, curve(x), "o", color=BLACK, zorder=3)
        ax.text(label_x, label_y, f"slope {round(slope, 2) + 0.0:.4g}", ha=side, color=BLUE)
        if way in (-1, 1):
            start, end = (x, curve(x) - 0.2), (x + 0.6 * way, curve(x + 0.6 * way) - 0.2)
            ax.annotate("", end, start, arrowprops={"arrowstyle": "-|>,head_width=0.3", "color": VERMILLION, "lw": 2})
    ax.plot([], [], color=VERMILLION, linewidth=2, label="downhill")
    ax.set(xlim=(-2.6, 3.4), ylim=(-1.7, 2.3), xlabel="x", ylabel="f(x)", title="Slopes, and the way down")
    ax.legend(loc="upper left")


def draw_errors(ax, submission):
    """How far off both ways of measuring are for each h, and where the student's own measurement lies."""
    hs = 10.0 ** np.arange(-15, -0.4, 0.25)
    one_sided = [abs((cube(1 + h) - cube(1)) / h - 3) for h in hs]
    both_sides = [abs((cube(1 + h) - cube(1 - h)) / (2 * h) - 3) for h in hs]
    ax.loglog(hs, one_sided, "--", color=GREY, label="from x to x + h")
    ax.loglog(hs, both_sides, color=GREEN, label="from x - h to x + h")
    asked = []

    def watched(x):
        asked.append(x)
        return cube(x)

    slope = float(np.asarray(submission.derivative(watched, 1.0), float))
    h = max((abs(x - 1) for x in asked), default=0.0)
    place = np.clip(h, 1e-15, 1), np.clip(abs(slope - 3), 1e-13, 10)  # at the edge, if it lies beyond
    ax.plot(*place, "*", color=VERMILLION, markersize=16, label="your h")
    ax.set(xlim=(3e-16, 3), ylim=(1e-15, 1e2), xlabel="h", ylabel="error", title="f(x) = x³ at x = 1: which h?")
    ax.legend(loc="lower left")
