"""RESULTS.md: every table, made from the record alone."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence

from benchmarks.promises import PROMISES, Promise
from benchmarks.record import Record, Scale

MINUTES = 15  # of a full run

_HOW = """## How it was measured
- One run, in rounds; in each round every tool in turn. A submission's time is that of the whole command on the clock,
  from its start to its end, divided by the number of submissions that it graded. The floor alone is timed from inside.
- Shown are medians over the rounds, in brackets the smallest and the largest. *Ratios* are medians of the ratios of
  single rounds, so that both sides met the same state of the machine. The memory ratio is one of medians.
- All tools check the same four functions with the same strategies, 20 examples each. The other tools draw them with
  Hypothesis while they grade, as their tests are written; ours replays a paper that was drawn before.
- The class is nine right and eleven wrong submissions. A number counts only if the command ended well and every
  submission has a result. nbgrader and we grade all 20 in a round; what grades one at a time takes a few in turn.
- Slow tools (nbgrader, Otter) take part in three rounds of seven.
- nbgrader and Otter grade notebooks, one cell for each function; Otter also the scripts. The others grade scripts.
- Our commands use every core ({jobs} jobs), as they do by default, and so does the floor. The other tools run one
  process at a time, as their commands do; compare CPU seconds to compare the work. These are of the whole tree.
- The floor: a warm process forks a child for each submission, which compiles the file and makes the calls of our
  paper. Nothing is compared, sent or confined.
- Memory is the sum over our trusted processes of their largest resident size, shared pages counted in each; looked at
  every 50 ms. Zygotes and workers, which hold the submissions, are not in it.
- {network}

## How to repeat it
```
pip install -e ".[bench]" && python -m benchmarks
```
On a quiet machine with two cores it takes about {minutes} minutes. `--quick` is a first look, `--only NAME...` a part
of it; `python -m benchmarks --help` lists the rest. The numbers behind this page are in `results.json`.
"""


def report(record: Record) -> str:
    """The page."""
    parts = [
        "# Measured against other graders\n",
        f"Measured on {record.date}, `python -m benchmarks{_options(record)}`. This page is written by that command.\n",
        *(["**A quick run: one round, few submissions. Do not quote it.**\n"] if "--quick" in record.options else []),
        "![Seconds to grade one submission, by tool](chart.svg)\n",
        "## Seconds for one submission\n",
        _tools(record),
        "## Promises\n",
        _promises(record),
        "## Verdicts\n",
        _verdicts(record),
        "## Growth\n",
        _growth(record),
        "## Machine and versions\n",
        _machine(record),
        _how(record),
        "## Left out\n",
        _left_out(record),
    ]
    return "\n".join(parts)


def seconds(value: float) -> str:
    """A time with three digits, in seconds or milliseconds."""
    return f"{digits(value)} s" if value >= 1 else f"{digits(value * 1e3)} ms"


def digits(value: float) -> str:
    """A number with three digits, without an exponent if it is large."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def spread(values: Sequence[float]) -> str:
    """The smallest and the largest of several values; nothing for a single one."""
    return f"({digits(min(values))} to {digits(max(values))})" if len(values) > 1 else ""


def _tools(record: Record) -> str:
    rows = []
    for name, title in record.titles.items():
        timings = [timing for timing in record.timings if timing.tool == name]
        if not timings:
            continue
        each = record.each(name)
        cpu = statistics.median(timing.cpu / timing.submissions for timing in timings)
        low, high = seconds(min(each)), seconds(max(each))
        median = seconds(statistics.median(each))
        rows.append([
            title,
            f"{median} ({low} to {high})" if len(each) > 1 else median,
            "" if name == "floor" else seconds(cpu),
            *(_times(record.ratios(name, ours), name == ours) for ours in ("ours-4000", "ours-one")),
            f"{len(timings)} × {timings[0].submissions}",
        ])  # fmt: skip
    head = ["tool", "on the clock", "CPU", "× our batch of 4000", "× ours alone", "rounds × submissions"]
    return _table(head, rows)


def _times(ratios: Sequence[float], itself: bool) -> str:
    return "1" if itself else digits(statistics.median(ratios)) if ratios else ""


def _promises(record: Record) -> str:
    words = {True: "kept", False: "**NOT kept**", None: "not measured"}
    rows = [
        [one.text, f"{'≥' if one.at_least else '≤'} {one.bound:g}×", _measured(one, record), words[one.kept(record)]]
        for one in PROMISES
    ]
    return _table(["promise", "bound", "measured", ""], rows)


def _measured(promise: Promise, record: Record) -> str:
    values = promise.values(record)
    return f"{digits(statistics.median(values))}× {spread(values)}".strip() if values else ""


def _verdicts(record: Record) -> str:
    lines = ["Full marks must go to the right submissions and to no other.\n"]
    for name, checked in record.checked.items():
        title = record.titles[name].strip("*")
        if checked.wrong:
            wrong = ", ".join(f"`{student}` got {share:.0%}" for student, share in sorted(checked.wrong.items()))
            lines.append(f"- {title}: **{len(checked.wrong)} of {checked.verdicts} wrong**: {wrong}")
        else:
            lines.append(f"- {title}: all {checked.verdicts} that it graded are right")
    return "\n".join([*lines, ""])


def _growth(record: Record) -> str:
    rows = [_scale_row(runs) for runs in _grouped(record.sizes)]
    rows += [_scale_row(runs) for runs in _grouped(record.cores)]
    head = ["submissions", "jobs", "on the clock, each", "CPU, each", "memory of the trusted side", "runs"]
    return _table(head, rows) if rows else "Not measured.\n"


def _grouped(runs: Iterable[Scale]) -> list[list[Scale]]:
    groups: dict[tuple[int, int], list[Scale]] = {}
    for run in runs:
        groups.setdefault((run.size, run.jobs), []).append(run)
    return [groups[key] for key in sorted(groups)]


def _scale_row(runs: Sequence[Scale]) -> list[str]:
    size = runs[0].size
    wall = statistics.median(run.wall for run in runs) / size
    cpu = statistics.median(run.cpu for run in runs) / size
    memory = statistics.median(run.memory for run in runs) / 2**20
    return [str(size), str(runs[0].jobs), seconds(wall), seconds(cpu), f"{memory:.0f} MiB", str(len(runs))]


def _machine(record: Record) -> str:
    return _table(["", ""], [[name, text] for name, text in {**record.machine, **record.versions}.items()])


def _how(record: Record) -> str:
    network = "Every command ran where the only network is the machine's own loopback."
    if not record.loopback_only:
        network = "Commands were given proxies that do not exist; the system did not let us take the network away."
    return _HOW.format(jobs=record.jobs, network=network, minutes=MINUTES)


def _left_out(record: Record) -> str:
    lines = [f"- {record.titles[name].strip('*')}: {reason}" for name, reason in record.left_out.items()]
    lines += [
        "- The containers in which platforms run Otter and gradescope-utils: their start would come on top.",
        "- `otter grade`, which needs Docker, and releasing or collecting, which is not grading.",
        "- Submissions that hang: what they cost is a time limit, not a grader's speed.",
        *(f"- {remark}" for remark in record.remarks),
    ]
    return "\n".join([*lines, ""])


def _options(record: Record) -> str:
    return "".join(f" {name} {value}".rstrip() for name, value in record.options.items())


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]
    return "\n".join([*lines, ""])
