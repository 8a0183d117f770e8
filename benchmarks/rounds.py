"""The rounds: in each, every tool in turn, so that a busy moment of the machine meets all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from benchmarks.classroom import is_right, students
from benchmarks.measure import run
from benchmarks.record import Checked, Record, Timing
from benchmarks.tools import Tool

Say = Callable[[str], None]


def takes_part(tool: Tool, number: int, rounds: int) -> bool:
    """Whether a tool is measured in this round; slow ones are in three of seven, the first among them."""
    if not tool.slow:
        return True
    wanted = -(-3 * rounds // 7)  # rounded up
    return number in {place * rounds // wanted for place in range(wanted)}


def measure_rounds(tools: Sequence[Tool], record: Record, rounds: int, every_verdict: bool, say: Say) -> None:
    """Prepare every tool, go through the rounds, then collect the verdicts that are still unknown.

    A tool that does not do its work, or leaves a submission without a verdict, is taken out with all its numbers, and
    the record says why.
    """
    known: dict[str, dict[str, float]] = {}
    turns: dict[str, int] = {}
    working = {tool.name: tool for tool in tools}

    def attempt(tool: Tool, step: Callable[..., object], *arguments: object) -> None:
        try:
            step(*arguments)
        except Exception as error:  # whatever went wrong with one tool, the others are measured
            record.left_out[tool.name] = reason(error)
            record.timings = [timing for timing in record.timings if timing.tool != tool.name]
            record.checked.pop(tool.name, None)
            del working[tool.name]
            say(f"  {tool.name}: taken out. {error}")

    for tool in tools:
        say(f"preparing {tool.name}")
        attempt(tool, tool.prepare)
    for number in range(rounds):
        for tool in list(working.values()):
            if takes_part(tool, number, rounds):
                turn = turns[tool.name] = turns.get(tool.name, -1) + 1
                attempt(tool, one_round, tool, turn, number, record, known, say)
    for tool in list(working.values()):
        missing = [name for name in students() if name not in known.get(tool.name, {})]
        if tool.every_verdict and every_verdict and missing:
            say(f"{tool.name}: the verdicts of the other {len(missing)}")
            attempt(tool, grade, tool, missing, known)
    for tool in working.values():
        record.remarks += tool.remarks
        verdicts = known.get(tool.name, {})
        if verdicts:
            record.checked[tool.name] = judge(verdicts)


def reason(error: Exception) -> str:
    """Why something is left out, as one line of the report, without the paths of this machine."""
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"failed: {type(error).__name__}: {(text.strip().splitlines() or [''])[0]:.200}"


def one_round(tool: Tool, turn: int, number: int, record: Record, known: dict[str, dict[str, float]], say: Say) -> None:
    """Grade this round's submissions with one tool, and note how long it took."""
    members = tool.members(turn)
    wall, cpu = grade(tool, members, known)
    record.timings.append(Timing(tool.name, number, wall, cpu, len(members)))
    say(f"round {number + 1}, {tool.name}: {wall / len(members):.4f} s a submission")


def grade(tool: Tool, members: Sequence[str], known: dict[str, dict[str, float]]) -> tuple[float, float]:
    """Run a tool's commands and read its verdicts. Seconds on the clock and CPU seconds, of all commands together."""
    wall = cpu = 0.0
    for command in tool.begin(members):
        usage = run(command, tool.environment)
        wall += tool.seconds(usage)
        cpu += usage.cpu
    verdicts = tool.verdicts(members)
    if tool.gives_verdicts:
        missing = [name for name in members if name not in verdicts]
        if missing:
            raise RuntimeError(f"no result for {', '.join(missing)}")
        earlier = known.setdefault(tool.name, {})
        for name, share in verdicts.items():
            if name not in earlier or is_as_deserved(name, earlier[name]):  # one wrong verdict is never forgotten
                earlier[name] = share
    return wall, cpu


def judge(verdicts: dict[str, float]) -> Checked:
    """Compare what a tool gave with what is right: full marks for the right submissions and for no other."""
    wrong = {name: share for name, share in verdicts.items() if not is_as_deserved(name, share)}
    return Checked(len(verdicts), wrong)


def is_as_deserved(student: str, share: float) -> bool:
    """Whether this share of the points is right: all of them for a right submission, less for a wrong one."""
    return (share == 1) == is_right(student)
