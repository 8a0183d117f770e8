"""Draw the graph of the lesson's worked example: data on the way forward, grads and the shares that come back."""

from contextlib import suppress

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import FancyBboxPatch

from grader.errors import Refused

BLACK, BLUE, VERMILLION = "#000000", "#0072B2", "#D55E00"
PLACES = {"a": (0.8, 4.4), "b": (0.8, 1.0), "c": (4.3, 1.9), "d": (6.45, 4.4), "end": (9.15, 1.9)}
WIDTH, HEIGHT = 1.45, 1.45
MADE = {"a": "a", "b": "b", "c": "c = a * b", "d": "d = c + a", "end": "end = c * d"}


def draw(submission):
    """The figure, with data and grads from the submission's `Value`."""
    values = {"a": value(submission.Value(3.0)), "b": value(submission.Value(-2.0))}
    values["c"] = value(values["a"] * values["b"])
    values["d"] = value(values["c"] + values["a"])
    values["end"] = value(values["c"] * values["d"])
    with suppress(Refused):  # whatever backward may return
        values["end"].backward()
    data = {name: number(one.data) for name, one in values.items()}
    grad = {name: number(one.grad) for name, one in values.items()}
    a, b, c, d = (data[name] for name in "abcd")

    fig, ax = plt.subplots(figsize=(7, 4.2), layout="constrained")
    ax.set(xlim=(0, 10), ylim=(0, 6.2), xticks=[], yticks=[])
    ax.axis("off")
    ax.set_title("Values run forward, slopes run back, and where two shares meet they add up", fontsize=11)
    ax.text(0.1, 5.9, "forward: data", fontsize=10, color=BLUE, va="center", weight="bold")
    ax.text(2.6, 5.9, "back: the share along each arrow", fontsize=10, color=VERMILLION, va="center", weight="bold")

    boxes = {name: box(ax, name, short(data[name]), short(grad[name])) for name in PLACES}
    arrived = {"a": 0.0, "b": 0.0, "c": 0.0, "d": 0.0, "end": 1.0}
    for start, end, slope, factor in (
        ("a", "c", "b", b),
        ("b", "c", "a", a),
        ("a", "d", "1", 1),
        ("c", "d", "1", 1),
        ("c", "end", "d", d),
        ("d", "end", "c", c),
    ):
        share = grad[end] * factor
        arrived[start] += share
        arrow(ax, boxes[start], boxes[end], f"{short(grad[end])} · {slope} = {short(share)}")
    for name, (x, y) in PLACES.items():
        if not np.isclose(arrived[name], grad[name]):
            text = f"but the sum is {short(arrived[name])}"
            ax.text(x, y - HEIGHT / 2 - 0.17, text, fontsize=9, color=BLACK, ha="center", va="center")
    return fig


def value(got):
    """An object to compute with; a plain number would be computed with here, and not by the submission."""
    if isinstance(got, bool | int | float | complex | str | bytes | list | dict | np.ndarray | np.generic):
        raise TypeError("a Value is asked for")
    return got


def number(got):
    return float(np.asarray(got, float).reshape(()))


def short(x):
    return f"{x:.4g}".replace("-", "−")


def box(ax, name, data, grad):
    """A box that says how a Value was made, its data and its grad."""
    x, y = PLACES[name]
    corner = (x - WIDTH / 2, y - HEIGHT / 2)
    frame = FancyBboxPatch(
        corner, WIDTH, HEIGHT, boxstyle="round,pad=0,rounding_size=0.15", fc="white", ec=BLUE, lw=1.8
    )
    ax.add_patch(frame)
    for text, up, color, weight in (
        (MADE[name], 0.42, BLACK, "normal"),
        (f"data {data}", 0.0, BLUE, "bold"),
        (f"grad {grad}", -0.42, VERMILLION, "bold"),
    ):
        ax.text(x, y + up, text, fontsize=10, color=color, ha="center", va="center", weight=weight)
    return frame


def arrow(ax, start, end, share):
    """An arrow from one box to another, and on it the share that comes back."""
    places = [np.add(one.get_bbox().p0, one.get_bbox().p1) / 2 for one in (start, end)]
    line = {"arrowstyle": "-|>", "color": BLUE, "lw": 1.6, "patchA": start, "patchB": end, "shrinkA": 2, "shrinkB": 2}
    ax.annotate("", places[1], places[0], arrowprops=line)
    x, y = (places[0] + places[1]) / 2
    white = {"boxstyle": "square,pad=0.15", "facecolor": "white", "edgecolor": "none"}
    ax.text(x, y, share, fontsize=9, color=VERMILLION, ha="center", va="center", bbox=white)
