"""The picture of lesson 03: one rule goes down from both sides, may overshoot, and finds one valley of two."""

import matplotlib.pyplot as plt
import numpy as np

BLUE, GREY, VERMILLION = "#0072B2", "#666666", "#D55E00"


def bowl(w):
    """Its minimum is at 3, its slope 2(w - 3)."""
    return (w - 3) ** 2


def steep(w):
    """Its minimum is at 0, its slope 6w."""
    return 3 * w**2


def two_valleys(w):
    """Its minima are at -1 and 1, its slope is 4w(w^2 - 1)."""
    return (w**2 - 1) ** 2


def draw(submission):
    """Three curves with two walks each: left and middle by `update_step`, right by `update_parameters`."""
    fig, (left, middle, right) = plt.subplots(1, 3, figsize=(9.6, 3.6), layout="constrained")

    draw_curve(left, bowl, (-1.6, 7.6), (-1, 20), "From both sides: down")
    for start, style in ((5.0, "-o"), (1.0, "--s")):
        ws = walk(submission, lambda w: 2 * (w - 3), start, 0.1, 5)
        draw_walk(left, bowl, ws, style, f"from {start:g}, rate 0.1")

    draw_curve(middle, steep, (-6.5, 6.5), (-6, 115), "Too long a step: overshoot")
    for start, rate, steps, style in ((5.0, 0.1, 5, "-o"), (1.0, 1.0, 1, "--s")):
        ws = walk(submission, lambda w: 6 * w, start, rate, steps)
        draw_walk(middle, steep, ws, style, f"from {start:g}, rate {rate:g}")

    draw_curve(right, two_valleys, (-1.7, 1.7), (-0.1, 1.9), "Two parameters, two valleys")
    path = [{"W": 0.5, "b": -0.5}]
    for _ in range(6):
        slopes = {name: 4 * w * (w**2 - 1) for name, w in path[-1].items()}
        new = submission.update_parameters(path[-1], slopes, 0.1)
        path.append({name: number(new[name]) for name in path[-1]})
    for name, style in (("W", "-o"), ("b", "--s")):
        ws = [params[name] for params in path]
        draw_walk(right, two_valleys, ws, style, f"{name} from {ws[0]:g}, rate 0.1")

    right.set(xlabel="W and b", ylabel="f")
    for ax in (left, middle, right):
        ax.legend(loc="upper center")
    return fig


def walk(submission, slope, start, rate, steps):
    """The places that the student's rule visits."""
    ws = [start]
    for _ in range(steps):
        ws.append(number(submission.update_step(ws[-1], slope(ws[-1]), rate)))
    return ws


def number(answer):
    """An answer as a float, held where the picture's arithmetic works."""
    return float(np.clip(np.asarray(answer, float), -1e6, 1e6))


def draw_curve(ax, f, across, up, title):
    """The cost, as far as the picture goes."""
    ws = np.linspace(*across, 200)
    ax.plot(ws, f(ws), color=GREY)
    ax.set(xlim=across, ylim=up, xlabel="w", ylabel="f(w)", title=title)


def draw_walk(ax, f, ws, style, label):
    """A walk along the curve; it begins at the large mark."""
    color = BLUE if style == "-o" else VERMILLION
    ax.plot(ws, f(np.array(ws)), style, color=color, markersize=4, label=label)
    ax.plot(ws[0], f(ws[0]), style[-1], color=color, markersize=9)
