"""chart.svg: seconds for one submission, tool by tool, on a log scale."""

from __future__ import annotations

import io
import statistics

import matplotlib
from matplotlib.figure import Figure

from benchmarks.record import Record
from benchmarks.report import seconds

# Okabe and Ito's colours, which colour-blind people can tell apart.
_OURS, _OTHERS, _FLOOR = "#0072B2", "#E69F00", "#999999"
_STYLE = {"svg.fonttype": "none", "svg.hashsalt": "downslope", "font.family": "DejaVu Sans", "font.size": 11}


def chart(record: Record) -> str:
    """The picture as SVG."""
    with matplotlib.rc_context(_STYLE):
        text = io.StringIO()
        draw(record).savefig(text, format="svg", metadata={"Date": None})
    return text.getvalue()


def draw(record: Record) -> Figure:
    """A bar for each tool: its median, with a line from the fastest round to the slowest."""
    measured = [name for name in record.titles if record.each(name)][::-1]
    figure = Figure(figsize=(9, 1.5 + 0.42 * len(measured)), layout="constrained")
    axes = figure.add_subplot()
    for place, name in enumerate(measured):
        each = record.each(name)
        median = statistics.median(each)
        colour = _FLOOR if name == "floor" else _OURS if name.startswith("ours") else _OTHERS
        axes.barh(place, median, color=colour, height=0.7)
        axes.plot([min(each), max(each)], [place, place], color="black", linewidth=1.2)
        axes.annotate(seconds(median), (max(each), place), xytext=(6, 0), textcoords="offset points", va="center")
    axes.set_yticks(range(len(measured)), [record.titles[name].strip("*") for name in measured])
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(lambda value, _: seconds(value))
    everything = [value for name in measured for value in record.each(name)] or [1.0]
    axes.set_xlim(min(everything) / 2.5, max(everything) * 4)
    axes.set_xlabel("time for one submission, on a log scale (shorter is faster)")
    axes.set_title("The same assignment: four functions, 20 examples each", loc="left", fontsize=12)
    axes.grid(axis="x", color="#dddddd", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    return figure
