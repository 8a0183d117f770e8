"""The benchmarks measure what they say: the assignment, its verdicts, the floor, the rounds and the report."""

from __future__ import annotations

import os
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from conftest import ROOT
from hypothesis import Phase, settings

from benchmarks import classroom
from benchmarks.chart import chart
from benchmarks.classroom import ASSIGNMENT, FUNCTIONS, cells, copies, is_right, property_of, students
from benchmarks.floor import calls_of, take
from benchmarks.measure import Command, trusted
from benchmarks.promises import PROMISES
from benchmarks.record import Checked, Record, Scale, Timing
from benchmarks.report import report
from benchmarks.rounds import judge, measure_rounds, takes_part
from benchmarks.tools import Tool, all_tools
from benchmarks.tools.nbgrader import fill_in, source_notebook
from grader.collect import collect
from grader.course import load_course
from grader.exam import LessonExam, set_exam
from grader.grade import grade
from grader.model import Limits
from grader.paper import decode_example
from grader.stubs import stubs
from grader.worker.client import Worker
from grader.worker.nursery import Nursery


@pytest.fixture(scope="module")
def exam(tmp_path_factory: pytest.TempPathFactory) -> LessonExam:
    assignment = load_course(ASSIGNMENT)
    (exam,) = set_exam(assignment, assignment.lessons, b"tests", tmp_path_factory.mktemp("papers"))
    return exam


def names_in(cells_or_script: Sequence[str]) -> dict[str, Any]:
    """What a submission defines, as a script or cell by cell. These submissions are our own."""
    names: dict[str, Any] = {}
    for text in cells_or_script:
        exec(text, names)
    return names


# --- the assignment ------------------------------------------------------------------------------------------------


def test_our_grader_gives_full_marks_to_the_nine_right_submissions_and_to_no_other(
    exam: LessonExam, nursery: Nursery
) -> None:
    assignment = load_course(ASSIGNMENT)
    scores = {}
    for student, path in students().items():
        (submission,) = collect([path], [exam.lesson])
        scores[student] = grade(submission, assignment, [exam], nursery).score
    full = {student for student, score in scores.items() if score == 10}
    assert full == {student for student in students() if is_right(student)}
    assert (len(full), len(scores)) == (9, 20)


def passes(check: Any, function: Any) -> bool:
    try:
        check(function)
    except Exception:  # what a student's code raises, or Hypothesis about it
        return False
    return True


def test_the_other_tools_checks_give_the_same_verdicts_on_notebooks() -> None:
    checks = {}
    for function in FUNCTIONS:
        check = checks[function] = names_in([property_of(function)])[f"property_of_{function}"]
        written = check._hypothesis_internal_use_settings
        # A failing example is not made simpler: that takes most of the time, and changes no verdict.
        check._hypothesis_internal_use_settings = settings(written, phases=(Phase.generate,))
    for student, path in students().items():
        names = names_in(list(cells(path).values()))
        passed = [passes(checks[function], names[function]) for function in FUNCTIONS]
        assert all(passed) == is_right(student), student


def test_a_notebook_has_every_line_of_the_script() -> None:
    for path in students().values():
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        cut = [line for cell in cells(path).values() for line in cell.splitlines() if line.strip()]
        assert cut == lines


def test_every_check_has_twenty_examples_in_ours_and_in_the_other_tools(exam: LessonExam) -> None:
    assert {check: len(examples) for check, examples in exam.paper.examples.items()} == dict.fromkeys(FUNCTIONS, 20)
    for function in FUNCTIONS:
        assert "@settings(max_examples=20, derandomize=True, deadline=None)\n" in property_of(function)


def test_ours_and_the_other_tools_draw_from_the_same_strategies() -> None:
    ours = (ASSIGNMENT / "autograder_tests" / "01_descent" / "test_hidden_descent.py").read_text(encoding="utf-8")
    for function in FUNCTIONS:
        drawn = [line for line in property_of(function).splitlines() if " = st." in line or line.startswith("@given")]
        assert len(drawn) > 1
        assert {line for line in drawn if line not in ours.splitlines()} == set(), function


def test_the_stub_is_made_from_the_reference() -> None:
    for path, text in stubs(ASSIGNMENT).items():
        assert path.read_text(encoding="utf-8") == text


def test_a_large_class_is_the_twenty_under_other_names() -> None:
    members = list(copies(47))
    assert len({name for name, _ in members}) == 47
    assert {path for _, path in members} == set(students().values())
    assert all(is_right(name) == (path.parent.name == "right") for name, path in members)


def test_the_instructors_notebook_hides_its_tests_and_takes_a_students_functions() -> None:
    written = cells(students()["in_place"])
    document = msgspec.json.decode(fill_in(source_notebook(), written))
    by_name = {cell["metadata"]["nbgrader"]["grade_id"]: cell for cell in document["cells"]}
    assert {name: by_name[name]["source"] for name in FUNCTIONS} == written
    for function in FUNCTIONS:
        test = by_name[f"test_{function}"]["source"]
        begin, end = (test.index(f"### {word} HIDDEN TESTS") for word in ("BEGIN", "END"))
        assert begin < test.index(property_of(function)) < end


# --- the floor -----------------------------------------------------------------------------------------------------


def test_the_floor_makes_as_many_calls_as_the_paper_has(exam: LessonExam) -> None:
    encoded = [decode_example(data, {}) for data in calls_of(exam)]
    calls = [(one["function"], one["arguments"]) for one in encoded]
    assert len(calls) == sum(len(examples) for examples in exam.paper.examples.values()) == 80
    for student in ("plain", "raises", "in_place"):
        assert take(students()[student].read_text(encoding="utf-8"), calls) == 80


def test_the_floors_calls_have_the_papers_arguments(exam: LessonExam) -> None:
    calls = [decode_example(data, {}) for data in calls_of(exam)]
    for check in exam.checks:
        made = [call["arguments"] for call in calls if call["function"] == check.id]
        for given, arguments in zip(made, exam.examples(check), strict=True):
            pair = arguments.pop("pair", ())  # two arguments of the function, drawn together
            assert [repr(value) for value in given] == [repr(value) for value in (*pair, *arguments.values())]


# --- the rounds ----------------------------------------------------------------------------------------------------


class Fake(Tool):
    """A tool without commands: what it would give is written down here."""

    name, title = "fake", "a tool"
    given: Callable[[str], float] = staticmethod(lambda student: float(is_right(student)))
    log: list[str]

    def prepare(self) -> None:
        pass

    def begin(self, members: Sequence[str]) -> list[Command]:
        self.log.append(f"{self.name} {len(members)}")
        return []

    def verdicts(self, members: Sequence[str]) -> dict[str, float]:
        return {student: self.given(student) for student in members if student != "missing"}


def empty_record() -> Record:
    titles = {kind.name: kind.title for kind in all_tools()} | {"fake": "a tool", "slow": "a slow tool"}
    machine = {"processor": "imagined", "cores": "2"}
    return Record("2000-01-01", machine, {"Python": "3.11"}, {}, True, 2, titles)


def fake(folder: Path, log: list[str], **attributes: Any) -> Tool:
    kind = type("Kind", (Fake,), {"log": log, **attributes})
    return kind(folder / attributes.get("name", "fake"), {})


def test_in_each_round_every_tool_takes_its_turn(tmp_path: Path) -> None:
    log: list[str] = []
    tools = [fake(tmp_path, log), fake(tmp_path, log, name="slow", slow=True, sample=3)]
    record = empty_record()
    measure_rounds(tools, record, 7, False, lambda text: None)
    both, alone = ["fake 20", "slow 3"], ["fake 20"]
    assert log == both + alone + both + alone + both + alone + alone
    assert [timing.round for timing in record.timings if timing.tool == "slow"] == [0, 2, 4]
    assert record.checked == {"fake": Checked(20), "slow": Checked(9)}


def test_a_full_run_knows_every_verdict_of_a_tool_that_grades_a_few_in_a_round(tmp_path: Path) -> None:
    log: list[str] = []
    record = empty_record()
    tool = fake(tmp_path, log, name="slow", sample=3, every_verdict=True)
    measure_rounds([tool], record, 2, True, lambda text: None)
    assert log == ["slow 3", "slow 3", "slow 14"]
    assert len(record.timings) == 2
    assert record.checked["slow"].verdicts == 20


def test_a_tool_that_leaves_a_submission_without_a_result_is_taken_out_with_its_numbers(tmp_path: Path) -> None:
    log: list[str] = []
    record = empty_record()
    broken = fake(tmp_path, log, name="slow", members=lambda self, turn: ["missing"] if turn else ["plain"])
    measure_rounds([broken, fake(tmp_path, log)], record, 3, True, lambda text: None)
    assert {timing.tool for timing in record.timings} == {"fake"}
    assert record.left_out == {"slow": "failed: RuntimeError: no result for missing"}


def test_a_wrong_verdict_is_named() -> None:
    assert judge({"plain": 1.0, "uphill": 0.75}) == Checked(2)
    assert judge({"plain": 0.75, "uphill": 1.0}) == Checked(2, {"plain": 0.75, "uphill": 1.0})


def test_a_wrong_verdict_of_one_round_is_not_forgotten_in_the_next(tmp_path: Path) -> None:
    given = iter([1.0, 0.5, 1.0])
    record = empty_record()
    tool = fake(tmp_path, [], members=lambda self, turn: ["plain"], given=staticmethod(lambda student: next(given)))
    measure_rounds([tool], record, 3, False, lambda text: None)
    assert record.checked == {"fake": Checked(1, {"plain": 0.5})}


@pytest.mark.parametrize(("rounds", "slow"), [(1, 1), (2, 1), (3, 2), (7, 3), (14, 6)])
def test_slow_tools_are_in_three_rounds_of_seven(rounds: int, slow: int, tmp_path: Path) -> None:
    tool = fake(tmp_path, [], slow=True)
    taken = [number for number in range(rounds) if takes_part(tool, number, rounds)]
    assert len(taken) == slow
    assert taken[0] == 0


def test_memory_is_that_of_trusted_processes(nursery: Nursery) -> None:
    with Worker(nursery, Limits()):
        tasks = Path("/proc/self/task").iterdir()
        children = {int(child) for task in tasks for child in (task / "children").read_text().split()}
        zygotes = {pid for pid in children if b"grader.worker.zygote" in Path(f"/proc/{pid}/cmdline").read_bytes()}
        workers = {int(pid) for zygote in zygotes for pid in children_of(zygote)}
        counted = set(trusted(os.getpid()))
    assert os.getpid() in counted
    assert zygotes
    assert workers
    assert not counted & (zygotes | workers)


def children_of(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


# --- the report ----------------------------------------------------------------------------------------------------


def made_up(ours: float, memory: int = 100) -> Record:
    """Three rounds in which ours takes so long, nbgrader 1 s, and the floor 10 ms."""
    record = empty_record()
    for number in range(3):
        for tool, each in (("nbgrader", 1.0), ("ours-4000", ours), ("floor", 0.01)):
            record.timings.append(Timing(tool, number, each * 10 * (1 + number / 10), each, 10))
    record.sizes = [Scale(100, 2, 0, 1.0, 1.0, 100 << 20), Scale(10_000, 2, 0, 90.0, 90.0, memory << 20)]
    record.cores = [Scale(500, 1, 0, 10.0, 9.0, 1 << 20), Scale(500, 2, 0, 5.0, 9.0, 1 << 20)]
    return record


def row(page: str, start: str) -> list[str]:
    (line,) = [line for line in page.splitlines() if line.startswith(f"| {start}")]
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_the_report_shows_medians_their_spread_and_the_ratio_to_ours() -> None:
    page = report(made_up(ours=0.02))
    title = "nbgrader autograde, 20 in one process"
    assert row(page, title)[1:] == ["1.1 s (1 s to 1.2 s)", "100 ms", "50", "", "3 × 10"]
    assert row(page, "the floor")[1] == "11 ms (10 ms to 12 ms)"
    assert row(page, "10000") == ["10000", "2", "9 ms", "9 ms", "100 MiB", "1"]


def test_promises_are_kept_not_kept_or_not_measured() -> None:
    page = report(made_up(ours=0.02))
    assert row(page, "batch: nbgrader")[2:] == ["50× (50 to 50)", "kept"]
    assert row(page, "batch: against the floor")[2:] == ["2× (2 to 2)", "kept"]
    assert row(page, "two cores")[2:] == ["2×", "kept"]
    assert row(page, "memory")[2:] == ["1×", "kept"]
    assert row(page, "one, cold: nbgrader")[2:] == ["", "not measured"]


def test_a_broken_promise_is_marked() -> None:
    page = report(made_up(ours=0.04, memory=120))
    for start, measured in (("batch: nbgrader", "25×"), ("batch: against", "4×"), ("memory", "1.2×")):
        assert row(page, start)[2].startswith(measured)
        assert row(page, start)[3] == "**NOT kept**"
    assert page.count("NOT kept") == 3


def test_every_promise_of_the_design_has_its_bound() -> None:
    bounds = sorted(promise.bound for promise in PROMISES)
    assert bounds == [1.1, 1.8, 3, 6, 10, 10, 50, 300, 300]
    assert sorted(promise.bound for promise in PROMISES if not promise.at_least) == [1.1, 3]


def test_the_report_hides_neither_wrong_verdicts_nor_tools_that_were_left_out() -> None:
    record = made_up(ours=0.02)
    record.checked = {"nbgrader": Checked(20, {"uphill": 1.0}), "ours-4000": Checked(200)}
    record.left_out = {"pytest": "pytest is not installed"}
    page = report(record)
    assert "nbgrader autograde, 20 in one process: **1 of 20 wrong**: `uphill` got 100%" in page
    assert "Downslope, class of 4000, one command: all 200 that it graded are right" in page
    assert "- plain pytest, a process each: pytest is not installed" in page


def test_a_quick_run_says_so() -> None:
    record = made_up(ours=0.02)
    assert "A quick run" not in report(record)
    record.options = {"--quick": ""}
    assert "A quick run" in report(record)


def test_the_picture_has_a_bar_for_everything_that_was_measured() -> None:
    text = chart(made_up(ours=0.02))
    ElementTree.fromstring(text)
    for title in ("nbgrader autograde, 20 in one process", "Downslope, class of 4000, one command", "the floor"):
        assert title in text
    assert "otter run" not in text
    assert chart(made_up(ours=0.02)) == text


def test_the_committed_page_and_picture_are_made_from_the_committed_numbers() -> None:
    folder = ROOT / "benchmarks"
    written = [name for name in ("RESULTS.md", "chart.svg", "results.json") if (folder / name).exists()]
    assert len(written) in (0, 3)
    if written:
        record = msgspec.json.decode((folder / "results.json").read_bytes(), type=Record)
        assert (folder / "RESULTS.md").read_text(encoding="utf-8") == report(record)
        assert "--quick" not in record.options


def test_the_root_is_that_of_the_repository() -> None:
    assert classroom.ROOT == ROOT
