"""`python -m benchmarks`: the same assignment in other graders and in this one, in one run.

Writes RESULTS.md, chart.svg and results.json. Exit code 1 if a promise was not kept or a verdict of ours was wrong.
"""

from __future__ import annotations

import argparse
import datetime
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from benchmarks import environment
from benchmarks.promises import PROMISES
from benchmarks.record import Record
from benchmarks.report import report
from benchmarks.rounds import measure_rounds, reason
from benchmarks.scaling import measure_cores, measure_sizes
from benchmarks.tools import Tool, all_tools

SCALING = {"sizes": "classes of several sizes", "cores": "one core against two"}


def main() -> None:
    """Prepare, go through the rounds, let the class grow, write it all down."""
    kinds = all_tools()
    options = parse([kind.name for kind in kinds])
    if options.render:
        write(msgspec.json.decode((options.out / "results.json").read_bytes(), type=Record), options.out)
        return
    record = Record(
        loopback_only=environment.loopback_only(),
        date=datetime.date.today().isoformat(),
        machine=environment.machine(),
        versions=environment.versions(),
        options=given(options),
        jobs=len(os.sched_getaffinity(0)),
        titles={kind.name: kind.title for kind in kinds} | SCALING,
    )
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as name:
        folder = Path(name)
        variables = environment.clean(folder / "home")
        tools = choose(kinds, options, record, folder, variables)
        measure_rounds(tools, record, options.rounds or (1 if options.quick else 7), not options.quick, say)
        grow(options, record, folder, variables)
    write(record, options.out)
    ours = [name for name in record.titles if name.startswith("ours")] + list(SCALING)
    broken = [promise for promise in PROMISES if promise.kept(record) is False]
    wrong = [name for name in ours if name in record.checked and record.checked[name].wrong]
    failed = [name for name in ours if record.left_out.get(name, "").startswith("failed")]
    sys.exit(bool(broken or wrong or failed))


def choose(
    kinds: Sequence[type[Tool]],
    options: argparse.Namespace,
    record: Record,
    folder: Path,
    variables: Mapping[str, str],
) -> list[Tool]:
    """The tools that are asked for and installed; the record says why the others are left out."""
    tools: list[Tool] = []
    for kind in kinds:
        lacking = [package for package in kind.needs if not environment.installed(package)]
        if options.only and kind.name not in options.only:
            record.left_out[kind.name] = "not asked for"
        elif lacking:
            record.left_out[kind.name] = f"{', '.join(lacking)} is not installed"
        else:
            tools.append(kind(folder / kind.name, variables))
            if options.quick:
                tools[-1].sample = kind.quick_sample
    return tools


def grow(options: argparse.Namespace, record: Record, folder: Path, variables: Mapping[str, str]) -> None:
    """Classes of several sizes, and one core against two."""
    repeats = 1 if options.quick else 3
    sizes = options.sizes or ([100] if options.quick else [100, 1_000, 10_000])
    for part in SCALING:
        if options.only and part not in options.only:
            record.left_out[part] = "not asked for"
            continue
        try:
            if part == "sizes":
                measure_sizes(record, sizes, repeats, folder, variables, say)
            elif record.jobs > 1:
                measure_cores(record, 100 if options.quick else 1000, repeats, folder, variables, say)
            else:
                record.left_out[part] = "there is only one core"
        except RuntimeError as error:  # the report of everything else is still worth having
            record.left_out[part] = reason(error)
            say(f"{part}: {error}")


def parse(names: list[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser("python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round, few submissions, a small class: a first look")
    parser.add_argument("--rounds", type=int, metavar="N", help="rounds for fast tools; slow ones take part in 3 of 7")
    parts = [*names, *SCALING]
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=parts, help=f"of: {', '.join(parts)}")
    parser.add_argument("--sizes", type=int, nargs="+", metavar="N", help="how large classes get [100 1000 10000]")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="where the results go")
    parser.add_argument("--render", action="store_true", help="measure nothing: write the page from results.json anew")
    return parser.parse_args()


def given(options: argparse.Namespace) -> dict[str, str]:
    """What was asked for on the command line, for the report."""
    found = {"--quick": ""} if options.quick else {}
    found |= {"--rounds": str(options.rounds)} if options.rounds else {}
    found |= {"--only": " ".join(options.only)} if options.only else {}
    return found | ({"--sizes": " ".join(map(str, options.sizes))} if options.sizes else {})


def write(record: Record, folder: Path) -> None:
    """The page, the picture, the numbers."""
    from benchmarks.chart import chart  # matplotlib, which would only be in the way while we measure

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "RESULTS.md").write_text(report(record), encoding="utf-8")
    (folder / "chart.svg").write_text(chart(record), encoding="utf-8")
    (folder / "results.json").write_bytes(msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n")
    say(f"RESULTS.md, chart.svg and results.json are in {folder}")


def say(text: str) -> None:
    """Progress, on stderr."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
