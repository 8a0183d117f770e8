"""Drawing in the miniature course: what an answer and a figure may hold, and what a broken `figure.py` is told."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import matplotlib as mpl
import pytest
from conftest import MINI, ROOT
from matplotlib import pyplot
from matplotlib.figure import Figure

from grader.course import find_lesson, load_course
from grader.drawable import MAX_ARTISTS, MAX_CALLS, MAX_POINTS, MAX_TICKS, require_drawable
from grader.errors import CourseError, FigureError, IsolationError, UsageError
from grader.figures import draw_path, draw_reference, draw_submission, picture_kind
from grader.model import Course, Source
from grader.worker.nursery import Nursery

FIGURE = """
import warnings
import matplotlib.pyplot as plt
import numpy as np

def draw(submission):
    fig, ax = plt.subplots()
    ax.plot([0, 1, 2], [float(np.asarray(submission.double(x), float)) for x in (0.0, 1.0, 2.0)])
    ax.set_title("twice")
    return fig
"""


@pytest.fixture
def drawn_course(tmp_path: Path) -> Course:
    """The miniature course with a picture for its first lesson."""
    shutil.copytree(MINI, tmp_path / "course", ignore=shutil.ignore_patterns("__pycache__"))
    return with_figure(load_course(tmp_path / "course"), FIGURE)


def with_figure(course: Course, text: str) -> Course:
    (course.root / "exercises" / "01_double" / "figure.py").write_text(text, encoding="utf-8")
    return course


def of(code: str) -> Source:
    return Source("double.py", (code,), False, "")


def draw(course: Course, code: str, nursery: Nursery) -> tuple[bytes, list[str]]:
    return draw_submission(course, course.lessons[0], of(code), nursery)


def refusal(course: Course, code: str, nursery: Nursery) -> str:
    with pytest.raises(FigureError) as caught:
        draw(course, code, nursery)
    return str(caught.value)


def test_a_right_submission_gives_the_references_picture(drawn_course: Course, nursery: Nursery) -> None:
    expected = draw_reference(drawn_course, drawn_course.lessons[0])
    assert draw(drawn_course, "def double(x):\n    return x + x", nursery) == (expected, [])
    assert draw(drawn_course, "def double(x):\n    return x", nursery)[0] != expected


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("None", "got None from double (printing an answer is not returning it)."),
        ("'2.0'", "got text from double."),
        ("['2.0']", "got text from double."),
        ("b'2'", "got bytes from double."),
        ("2j", "got complex numbers from double."),
        ("1e101", "got a number above 1e+100 from double."),
        ("-10 ** 101", "got a number above 1e+100 from double."),
        ("{'<' * 101: 1.0}", "got a dict with odd keys from double."),
        ("{'\\x1b[31m': 1.0}", "got a dict with odd keys from double."),
        ("__import__('numpy').zeros(600_000)", "got more numbers than a picture can show from double."),
        ("__import__('numpy').zeros((10**7, 0))", "got more numbers than a picture can show from double."),
        ("[1.0, 2.0]", "the last was [1, 2] from double."),
        ("[0] * 1000", "[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...] from double."),
        ("(_ for _ in ()).throw(ValueError('one\\ntwo\\x1b[31m'))", "ValueError: one two?[31m (double.py, line 2: "),
        ("1 / 0", "ZeroDivisionError: division by zero (double.py, line 2: return 1 / 0)"),
        ("lambda: 1", "the last was a value of type function from double."),
        ("__import__('os')._exit(0)", "Your code ended its own process (os._exit, or something like it)."),
    ],
)
def test_an_answer_that_cannot_be_drawn_is_named(
    drawn_course: Course, nursery: Nursery, answer: str, words: str
) -> None:
    message = refusal(drawn_course, f"def double(x):\n    return {answer}", nursery)
    assert message.startswith("01_double: ")
    assert words in message
    assert message.endswith(" Next: pytest exercises/01_double, whose hints say what is asked for.")
    assert message.isprintable()


def test_a_figure_may_use_objects_of_the_submission(drawn_course: Course, nursery: Nursery) -> None:
    """A model that is trained, by a method that answers nothing, and then asked for its values."""
    model = "model = submission.Model(3.0)\n    model.train()\n    ax.plot(np.asarray(model.values, float))"
    with_figure(drawn_course, FIGURE.replace("return fig", model + "\n    return fig"))
    code = (
        "import numpy as np\ndef double(x):\n    return 2 * x\n"
        "class Model:\n    def __init__(self, start):\n        self.values = [start]\n"
        "    def train(self):\n        self.values = np.array([*self.values, ADDED])\n"
    )
    one, two = (draw(drawn_course, code.replace("ADDED", added), nursery)[0] for added in ("4.0", "5.0"))
    assert one != two
    assert "got text from values" in refusal(
        drawn_course, code.replace("ADDED", "'5'").replace("np.array", ""), nursery
    )


def test_a_file_that_cannot_be_loaded_is_named_with_its_line(drawn_course: Course, nursery: Nursery) -> None:
    message = refusal(drawn_course, "def double(x:\n    return x", nursery)
    assert "SyntaxError" in message
    assert "line 1: def double(x:" in message


def test_answers_with_gaps_are_drawn_and_noted(drawn_course: Course, nursery: Nursery) -> None:
    for gap in ("float('nan')", "-float('inf')"):
        data, notes = draw(drawn_course, f"def double(x):\n    return 2 * x if x else {gap}", nursery)
        assert data.startswith(b"<?xml")
        assert notes == ["double answered with nan or inf, and the picture leaves that out"]


def test_many_small_answers_add_up(drawn_course: Course, nursery: Nursery) -> None:
    """Each would do, but a picture of all would not."""
    with_figure(drawn_course, FIGURE.replace("float(np.asarray(", "np.sum(np.asarray("))
    code = "import numpy as np\ndef double(x):\n    return np.zeros(200_000)"
    assert "got more numbers than a picture can show" in refusal(drawn_course, code, nursery)


def test_a_picture_that_never_has_enough_is_ended(drawn_course: Course, nursery: Nursery) -> None:
    endless = FIGURE.replace("    fig,", "    while submission.double(1.0) > 0:\n        pass\n    fig,")
    with_figure(drawn_course, endless)
    message = refusal(drawn_course, "def double(x):\n    return 1.0", nursery)
    assert f"needs more than {MAX_CALLS} calls" in message


def test_the_budget_of_a_call_holds(drawn_course: Course, nursery: Nursery) -> None:
    message = refusal(drawn_course, "def double(x):\n    while True:\n        pass", nursery)
    assert "Your code took more than 0.5 s for one call." in message


def test_odd_numbers_warn_nobody(
    drawn_course: Course, nursery: Nursery, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """A warning would name lines of the grader's. The settings for warnings and logging are as before."""
    said = "    warnings.warn('odd')\n    logging.getLogger('matplotlib.axes').warning('odd')\n    return fig"
    with_figure(drawn_course, "import logging\n" + FIGURE.replace("    return fig", said))
    before = list(warnings.filters), logging.getLogger("matplotlib").level
    draw(drawn_course, "def double(x):\n    return 2 * x", nursery)
    assert (list(warnings.filters), logging.getLogger("matplotlib").level) == before
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []
    with pytest.warns(UserWarning, match="odd"):
        draw_reference(drawn_course, drawn_course.lessons[0])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("def draw(submission):\n    return 1 / 0", "line 2: draw fails with ZeroDivisionError"),
        ("def draw(submission):\n    return None", "draw returns None, not a matplotlib figure"),
        ("x = 1", r"has no function draw\(submission\)"),
        ("def draw(:", "cannot be imported, line 1: SyntaxError"),
    ],
)
def test_a_broken_figure_file_is_the_courses_problem(
    drawn_course: Course, nursery: Nursery, text: str, words: str
) -> None:
    with_figure(drawn_course, text)
    with pytest.raises(CourseError, match=words):
        draw_reference(drawn_course, drawn_course.lessons[0])
    with pytest.raises(CourseError, match=words):
        draw(drawn_course, "def double(x):\n    return 2 * x", nursery)


def test_a_lesson_without_a_picture_says_so(drawn_course: Course) -> None:
    with pytest.raises(CourseError, match=r"02_mean/figure\.py: 1 problem .*\n.*so this lesson has no picture"):
        draw_reference(drawn_course, drawn_course.lessons[1])


def test_settings_and_figures_of_the_caller_stay_as_they_are(drawn_course: Course, nursery: Nursery) -> None:
    lesson = drawn_course.lessons[0]
    expected = draw_reference(drawn_course, lesson)
    own = pyplot.figure()
    try:
        with mpl.rc_context({"axes.facecolor": "black", "font.size": 40, "svg.fonttype": "path", "savefig.dpi": 7}):
            before = dict(mpl.rcParams)
            assert draw_reference(drawn_course, lesson) == expected
            refusal(drawn_course, "def double(x):\n    return 'two'", nursery)
            assert dict(mpl.rcParams) == before
        assert pyplot.get_fignums() == [own.number]
    finally:
        pyplot.close(own)


def figure(width: float = 4) -> Figure:
    made = Figure((width, 3))
    made.subplots()
    return made


def test_a_figure_of_ordinary_size_may_be_drawn() -> None:
    made = figure()
    made.axes[0].plot(range(1000))
    made.axes[0].scatter(range(1000), range(1000))
    made.axes[0].imshow([[0.0] * 100] * 100)
    require_drawable(made)


def test_a_figure_that_would_take_too_long_is_refused() -> None:
    points, lines, marks, long = figure(), figure(), figure(), figure()
    points.axes[0].plot(range(MAX_POINTS + 1))
    for _ in range(MAX_ARTISTS):
        lines.axes[0].plot([0, 1])
    marks.axes[0].set_xticks(range(MAX_TICKS + 1))
    long.axes[0].set_title("x" * (MAX_POINTS + 1))
    scattered, pixels = figure(), figure()
    scattered.axes[0].scatter(range(MAX_POINTS), range(MAX_POINTS))
    pixels.axes[0].imshow([[0.0] * 400] * 400)
    for made in (points, lines, marks, long, scattered, pixels, figure(width=21)):
        with pytest.raises(ValueError, match=r"too (many|large)"):
            require_drawable(made)


def test_a_submission_cannot_make_a_figure_that_takes_too_long(drawn_course: Course, nursery: Nursery) -> None:
    """A figure that draws a line for each column of an answer."""
    text = FIGURE.replace("return fig", "ax.plot(np.asarray(submission.scale(np.ones(2), 1.0)))\n    return fig")
    with_figure(drawn_course, text)
    code = "import numpy as np\ndef double(x):\n    return 2 * x\n"
    code += "def scale(values, factor):\n    return np.ones((2, 6000))"
    assert "ValueError: the figure has too many parts" in refusal(drawn_course, code, nursery)


def test_a_picture_is_an_svg_or_a_png() -> None:
    assert [picture_kind(Path(name)) for name in ("a.svg", "b.PNG", "c.d/e.svg")] == [".svg", ".png", ".svg"]
    for name in ("a.pdf", "svg", "a.svg.txt"):
        with pytest.raises(UsageError, match=r"a picture is a \.svg or a \.png file"):
            picture_kind(Path(name))


def test_a_lesson_is_found_by_id_number_or_module(mini_course: Course) -> None:
    first, second = mini_course.lessons
    for name in ("01_double", "01", "double"):
        assert find_lesson(mini_course, name) is first
    assert find_lesson(mini_course, "mean") is second
    for name in ("", "0", "01_", "DOUBLE", "03"):
        with pytest.raises(UsageError, match=r"no lesson '.*' in mini\. Its lessons: 01_double, 02_mean"):
            find_lesson(mini_course, name)


def test_a_number_that_two_lessons_share_names_neither(drawn_course: Course) -> None:
    path = drawn_course.root / "course.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("02_mean", "01_mean"), encoding="utf-8")
    for folder in ("exercises", "solutions", "autograder_tests"):
        (drawn_course.root / folder / "02_mean").rename(drawn_course.root / folder / "01_mean")
    with pytest.raises(UsageError, match="'01' is several lessons: 01_double, 01_mean"):
        find_lesson(load_course(drawn_course.root), "01")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is strict")
def test_a_submission_is_drawn_in_a_confined_worker(drawn_course: Course, tmp_path: Path) -> None:
    """It can read neither its own folder nor the reference, and knows no environment."""
    secret = tmp_path / "secret"
    secret.write_text("7")
    code = (
        "import os\ndef double(x):\n    try:\n        return float(open(SECRET).read())\n"
        "    except OSError:\n        return 2 * x + len(os.environ)"
    )
    path = tmp_path / "double.py"
    path.write_text(code.replace("SECRET", repr(str(secret))), encoding="utf-8")
    lesson = drawn_course.lessons[0]
    drawn, _ = draw_path(drawn_course, lesson, path, "strict")
    assert drawn == draw_reference(drawn_course, lesson)


def test_strict_isolation_that_cannot_be_had_is_an_error(
    drawn_course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "double.py").write_text("def double(x):\n    return 2 * x")
    monkeypatch.setattr("grader.worker.nursery.has_zygote", lambda: False)
    monkeypatch.setattr("grader.worker.portable.has_zygote", lambda: False)
    with pytest.raises(IsolationError, match="--isolation strict needs Linux"):
        draw_path(drawn_course, drawn_course.lessons[0], tmp_path / "double.py", "strict")


def test_redrawing_all_writes_the_pictures_of_the_references(drawn_course: Course) -> None:
    shutil.rmtree(drawn_course.root / "exercises" / "02_mean")
    path = drawn_course.root / "course.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("  - id: 02_mean")], encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "grader.figures", str(drawn_course.root)], cwd=ROOT, capture_output=True, check=True
    )
    written = drawn_course.root / "exercises" / "01_double" / "figure.svg"
    assert run.stdout.decode().split() == [os.fspath(written)]
    assert written.read_bytes() == draw_reference(drawn_course, drawn_course.lessons[0])
