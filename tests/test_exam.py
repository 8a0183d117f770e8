"""Setting the exam: the same paper for the same key whatever else is loaded, and no paper from a broken course."""

from __future__ import annotations

import importlib
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest

from grader import exam as exams
from grader.course import load_course
from grader.errors import CourseError
from grader.exam import LessonExam, set_exam
from grader.model import Course

Build = Callable[..., Course]

PREAMBLE = """
from hypothesis import assume, event, example, given, note, target
from hypothesis import strategies as st
from grader.checks import check, close, holds
"""
DOUBLE = '''
@check(points=10, hint="")
@given(x=st.integers(), y=st.floats(allow_nan=False), text=st.text())
@example(x=10**6, y=0.5, text="by hand")
def test_double(submission, reference, x, y, text):
    """Twice."""
    close(submission.double(x % 1000), 2 * (x % 1000))
'''


@pytest.fixture(autouse=True)
def _own_modules() -> Iterator[None]:
    """The hidden tests of another course stay loaded for the tests of other files."""
    before = {name: module for name, module in sys.modules.items() if name.startswith("autograder_tests")}
    yield
    for name in [name for name in sys.modules if name.startswith("autograder_tests")]:
        del sys.modules[name]
    sys.modules.update(before)


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Write a course of one lesson, `01_double`."""

    def write(
        tests: str = DOUBLE, strategies: str = "", name: str = "course", reference: str = "return 2 * x"
    ) -> Course:
        root = tmp_path / name
        for path, text in {
            "course.yml": 'id: one\ntitle: One\nversion: "1"\nlessons: [{id: 01_double, title: Double}]\n',
            "exercises/01_double/double.py": "",
            "solutions/01_double/double.py": f"def double(x):\n    {reference}\n",
            "autograder_tests/__init__.py": "",
            "autograder_tests/strategies.py": dedent(strategies),
            "autograder_tests/01_double/test_hidden_double.py": PREAMBLE + dedent(tests),
        }.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        return load_course(root)

    return write


def set_one(course: Course, key: bytes = b"key", cache: str = "cache") -> LessonExam:
    return set_exam(course, course.lessons, key, course.root / cache)[0]


def drawn(lesson: LessonExam) -> list[dict[str, object]]:
    return list(lesson.examples(lesson.checks[0]))


def test_the_miniature_course_has_a_paper_for_every_check(mini_course: Course, tmp_path: Path) -> None:
    double, mean = set_exam(mini_course, mini_course.lessons, b"key", tmp_path)
    for lesson in (double, mean):
        assert list(lesson.paper.examples) == [check.id for check in lesson.checks]
        assert sum(check.points for check in lesson.checks) == 10
    assert [len(lesson.paper.examples[check.id]) for lesson in (double, mean) for check in lesson.checks] == [
        31, 31, 31, 30, 1, 30, 31, 30, 30,
    ]  # fmt: skip


def test_hand_written_examples_come_first_and_the_rest_from_short_to_long(build: Build) -> None:
    lesson = set_one(build())
    assert drawn(lesson)[0] == {"x": 10**6, "y": 0.5, "text": "by hand"}
    lengths = [len(data) for data in lesson.paper.examples["double"][1:]]
    assert lengths == sorted(lengths)
    assert len(lengths) > 90


def test_the_paper_depends_on_the_key_the_version_and_nothing_that_happens_to_be_imported(
    build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = build()
    first = set_one(course, cache="first")
    # Not too many: Hypothesis leaves a module with very many constants alone, and then nothing would be tested.
    odd = "\n".join(f"c{n} = {7919 * n + 10**6}, {n}.125e{n % 40}, 'odd constant {n}'" for n in range(100))
    (tmp_path / "downslope_odd_constants.py").write_text(odd, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.import_module("downslope_odd_constants")
    assert set_one(course, cache="second").paper == first.paper
    others = [set_one(course, key=b"other"), set_one(build(name="again"), key=b"key2")]
    assert all(other.paper != first.paper for other in others)
    yml = course.root / "course.yml"
    yml.write_text(yml.read_text(encoding="utf-8").replace('"1"', '"2"'), encoding="utf-8")
    assert set_one(load_course(course.root)).paper != first.paper


def test_a_lessons_paper_is_the_same_alone_and_among_others(mini_course: Course, tmp_path: Path) -> None:
    together = set_exam(mini_course, mini_course.lessons, b"key", tmp_path / "together")
    for lesson, other in zip(reversed(mini_course.lessons), reversed(together), strict=True):
        (alone,) = set_exam(mini_course, [lesson], b"key", tmp_path / "alone")
        assert alone.paper == other.paper


def test_a_cached_paper_is_read_instead_of_drawn(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    course = build()
    paper = set_one(course).paper
    (place,) = (course.root / "cache").iterdir()
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    monkeypatch.setattr(exams, "draw_examples", None)
    assert set_one(course).paper == paper


@pytest.mark.parametrize("damage", [b"", b"short", bytes(32), bytes(100), None])
def test_a_damaged_cache_is_drawn_again(build: Build, damage: bytes | None) -> None:
    course = build()
    paper = set_one(course).paper
    (place,) = (course.root / "cache").iterdir()
    good = place.read_bytes()
    place.write_bytes(good[:-1] + bytes([good[-1] ^ 1]) if damage is None else damage)
    assert set_one(course).paper == paper
    assert place.read_bytes() == good


@pytest.mark.parametrize(
    "path",
    [
        "autograder_tests/01_double/test_hidden_double.py",
        "autograder_tests/strategies.py",
        "solutions/01_double/double.py",
    ],
)
def test_a_paper_is_stale_when_tests_strategies_or_reference_change(build: Build, path: str) -> None:
    course = build()
    set_one(course)
    with (course.root / path).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    set_one(course)
    assert len(list((course.root / "cache").iterdir())) == 2


def test_a_cache_that_cannot_be_written_only_costs_time(build: Build) -> None:
    course = build()
    assert set_one(course, cache="course.yml").paper == set_one(course).paper


def broken(body: str, given: str = "x=st.integers()", options: str = "points=10") -> str:
    test = f'def test_it(submission, reference, x):\n    """It."""\n    {body}\n'
    return f'@check({options}, hint="")\n@given({given})\n{test}'


@pytest.mark.parametrize(
    ("tests", "problem"),
    [
        (broken("assume(submission.double(x) > 0)"), r"it: st\.data, assume, target, note and event do not work"),
        (broken("assume(True)"), "do not work in a replayed body; filter in the strategy"),
        (broken("note('a')"), "do not work in a replayed body; filter in the strategy"),
        (broken("event('a')"), "do not work in a replayed body; filter in the strategy"),
        (broken("target(1.0)"), "do not work in a replayed body; filter in the strategy"),
        (broken("x.draw(st.integers())", "x=st.data()"), r"an example cannot be stored: .*Draw plain data or structs"),
        (broken("pass", "x=st.sets(st.integers())"), "an example cannot be stored: a value of type set"),
        (broken("pass", "x=st.booleans()"), "only 2 different examples, 10 are needed; widen the strategy, or say"),
        (broken("pass", "x=st.nothing()"), "its examples cannot be drawn"),
        (broken("pass", "x=st.integers().filter(lambda x: False)"), "its examples cannot be drawn: Unsatisfiable"),
        (broken("pass", "x=st.integers().map(lambda x: 1 / 0)"), "its examples cannot be drawn: ZeroDivisionError"),
        (broken("pass", "y=st.integers()"), "its examples cannot be drawn"),
        (broken("close(submission.double(x), x)"), "it: the reference fails it: Mismatch: .* for x="),
        (broken("close(submission.triple(x), x)"), "the reference fails it: NotAttempted: triple is not written yet"),
        (broken("1 / 0"), "it: the reference fails it: ZeroDivisionError: division by zero for x=0"),
        (broken("pass", options="points=9"), "the points of its checks sum to 9, the lesson's are 10"),
        ("", "the points of its checks sum to 0, the lesson's are 10"),
        (DOUBLE + "def test_forgotten(): pass", "test_forgotten: a test without @check"),
        ("import does_not_exist", r"cannot be imported: ModuleNotFoundError: No module named 'does_not_exist'"),
        ("def test_it(:", r"cannot be imported, line 5: SyntaxError"),
    ],
)  # fmt: skip
def test_a_broken_hidden_test_breaks_the_course_with_one_clear_message(build: Build, tests: str, problem: str) -> None:
    with pytest.raises(CourseError, match=rf"(?s)01_double.*1 problem to fix before anything can be graded.*{problem}"):
        set_one(build(tests))


def test_a_strategy_that_is_narrow_on_purpose_says_so(build: Build) -> None:
    lesson = set_one(build(broken("pass", "x=st.booleans()", "points=10, at_least=2")))
    assert drawn(lesson) == [{"x": False}, {"x": True}]


def test_a_reference_that_fails_in_several_checks_is_reported_whole(build: Build) -> None:
    with pytest.raises(CourseError, match="2 problems") as caught:
        set_one(build(DOUBLE.replace("10", "4", 1) + broken("holds(x != x, '')", options="points=6"), reference="pass"))
    assert [problem.partition(":")[0] for problem in caught.value.problems] == ["double", "it"]


LISTS = """
@check(points=10, hint="")
@given(
    x=st.lists(st.integers()), a=st.integers(1, 100).map(np.arange), s=st.builds(Bag, st.lists(st.integers()))
)
def test_it(submission, reference, x, a, s):
    \"\"\"It.\"\"\"
"""
BAG = "import msgspec\nclass Bag(msgspec.Struct, frozen=True):\n    items: list\n"


def test_no_sitting_sees_what_another_did_to_its_examples(build: Build) -> None:
    imports = "import numpy as np\nfrom autograder_tests.strategies import Bag\n"
    lesson = set_one(build(imports + LISTS, BAG))
    for example in drawn(lesson):
        example["x"].append("dirt")  # type: ignore[attr-defined]
        example["s"].items.append("dirt")  # type: ignore[attr-defined]
        example["a"][0] = 9  # type: ignore[index]
    for example in drawn(lesson):
        assert "dirt" not in example["x"]  # type: ignore[operator]
        assert "dirt" not in example["s"].items  # type: ignore[attr-defined]
        assert np.array_equal(example["a"], np.arange(len(example["a"])))  # type: ignore[arg-type]


def test_a_lessons_own_struct_may_share_its_name_with_one_of_the_strategies(build: Build) -> None:
    own = BAG.replace("items: list", "items: int") + broken("pass", "x=st.builds(Bag, st.integers())")
    lesson = set_one(build("import autograder_tests.strategies\n" + own, BAG))
    assert {type(example["x"].items) for example in drawn(lesson)} == {int}  # type: ignore[attr-defined]


def test_each_course_has_its_own_strategies(build: Build) -> None:
    tests = "from autograder_tests.strategies import ONLY\n" + broken(
        "pass", "x=st.just(ONLY)", "points=10, at_least=1"
    )
    courses = [build(tests, f"ONLY = {number}", name=f"course{number}") for number in (1, 2, 1)]
    assert [drawn(set_one(course)) for course in courses] == [[{"x": 1}], [{"x": 2}], [{"x": 1}]]
