"""Every lesson's picture: it can be read, it is the one that the README shows, and no submission can break the drawing.

What is asked of a single function of the engine is in `test_drawable.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import combinations, product
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pytest
from conftest import ROOT
from matplotlib.collections import Collection
from matplotlib.colors import to_rgba, to_rgba_array
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from msgspec.structs import replace

from grader.course import load_course
from grader.errors import FigureError
from grader.exam import load_reference
from grader.figures import PALETTE, draw_reference, draw_submission, drawing
from grader.folder import DiskFile
from grader.model import Lesson, Limits, Source
from grader.proxy import LocalSubmission
from grader.source import read_source
from grader.worker.nursery import Nursery

COURSE = load_course(ROOT)
LESSONS = COURSE.lessons
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.id for lesson in LESSONS])

SMALLEST_FONT = 8.0  # points
WHITE = np.ones(3)
BASES = [np.array(to_rgba(color)[:3]) for color in PALETTE]


class Drawn(NamedTuple):
    """A text as it is drawn: what it says, its size in points, where it is, and the number of the legend it is in."""

    text: str
    size: float
    box: Bbox
    legend: int | None


class Measured(NamedTuple):
    """What can be measured of a figure: its canvas, its texts, the boxes of its legends, the colours of its parts."""

    canvas: Bbox
    texts: list[Drawn]
    legends: list[Bbox]
    colors: dict[str, set[tuple[float, ...]]]


@cache
def measured(lesson: Lesson) -> Measured:
    reference = LocalSubmission(load_reference(COURSE, lesson))
    with drawing(COURSE, lesson, reference) as figure, recorded() as drawn:
        figure.canvas.draw()
        renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
        legends = list(figure.findobj(Legend))
        home = {id(text): number for number, legend in enumerate(legends) for text in legend.findobj(Text)}
        texts = [
            Drawn(text.get_text(), float(text.get_fontsize()), text.get_window_extent(renderer), home.get(id(text)))
            for text in drawn
        ]
        boxes = [legend.get_window_extent(renderer) for legend in legends]
        return Measured(Bbox.from_bounds(*figure.bbox.bounds), texts, boxes, colors(figure, drawn))


@contextmanager
def recorded() -> Iterator[list[Text]]:
    """The texts that are really drawn meanwhile. A figure has others, such as labels of marks beyond an axis."""
    drawn: list[Text] = []
    draw = Text.draw

    def draw_and_note(self: Text, renderer: Any) -> None:
        if self.get_visible() and self.get_text().strip() and self not in drawn:
            drawn.append(self)
        draw(self, renderer)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Text, "draw", draw_and_note)
        yield drawn


def colors(figure: Figure, texts: list[Text]) -> dict[str, set[tuple[float, ...]]]:
    """The colours of what is drawn, by kind of part; what is fully transparent has none."""
    found: dict[str, set[tuple[float, ...]]] = {"text": {to_rgba(text.get_color()) for text in texts}}

    def add(kind: str, values: Any) -> None:
        rows = {tuple(np.round(row, 4)) for row in to_rgba_array(values)}
        found.setdefault(kind, set()).update(row for row in rows if row[3] > 0)

    for artist in figure.findobj(lambda artist: artist.get_visible()):
        if isinstance(artist, Line2D):
            if artist.get_linestyle() not in ("None", "none", "", " "):
                add("line", artist.get_color())
            if artist.get_marker() not in ("None", "none", "", " ", None):
                add("marker", [artist.get_markerfacecolor(), artist.get_markeredgecolor()])
        elif isinstance(artist, Patch):
            add("patch", [artist.get_facecolor(), artist.get_edgecolor()])
        elif isinstance(artist, Collection):
            add("collection", np.vstack([artist.get_facecolor(), artist.get_edgecolor()]))
        elif isinstance(artist, AxesImage):
            add("image", artist.to_rgba(artist.get_array()).reshape(-1, 4))
    return found


def is_safe(color: tuple[float, ...]) -> bool:
    """Whether a colour is of the palette, a grey, or a paler shade of these."""
    rgb = np.array(color[:3])
    for base in BASES:
        towards = WHITE - base
        share = float(np.clip(np.dot(rgb - base, towards) / np.dot(towards, towards), 0, 1))
        if np.abs(base + share * towards - rgb).max() <= 0.02:
            return True
    return False


def overlap(one: Bbox, other: Bbox) -> bool:
    """Whether two boxes have more in common than the empty edge of a letter."""
    common = Bbox.intersection(one, other)
    return common is not None and common.width > 1.5 and common.height > 1.5


@each_lesson
def test_all_text_is_on_the_canvas_and_large_enough(lesson: Lesson) -> None:
    figure = measured(lesson)
    assert len(figure.texts) >= 3
    outside = [
        one.text
        for one in figure.texts
        if one.box.x0 < -0.5
        or one.box.y0 < -0.5
        or one.box.x1 > figure.canvas.x1 + 0.5
        or one.box.y1 > figure.canvas.y1 + 0.5
    ]
    assert outside == []
    assert [(one.text, one.size) for one in figure.texts if one.size < SMALLEST_FONT] == []


@each_lesson
def test_no_text_lies_on_another_text_or_under_a_legend(lesson: Lesson) -> None:
    figure = measured(lesson)
    pairs = [(a.text, b.text) for a, b in combinations(figure.texts, 2) if overlap(a.box, b.box)]
    assert pairs == []
    hidden = [
        one.text
        for number, legend in enumerate(figure.legends)
        for one in figure.texts
        if one.legend != number and overlap(one.box, legend)
    ]
    assert hidden == []


@each_lesson
def test_every_colour_can_be_told_apart(lesson: Lesson) -> None:
    unsafe = {
        kind: [color for color in values if not is_safe(color)] for kind, values in measured(lesson).colors.items()
    }
    assert not any(unsafe.values()), unsafe


def test_the_test_of_colours_knows_red_and_green_from_vermillion() -> None:
    assert all(map(is_safe, [to_rgba(color) for color in (*PALETTE, "#666666", "white", "#D9E9F3")]))
    assert not any(map(is_safe, [to_rgba(color) for color in ("red", "green", "blue", "C1", "C2", "yellow", "navy")]))


@each_lesson
def test_the_readme_shows_the_picture_and_says_what_one_sees(lesson: Lesson) -> None:
    page = (ROOT / "exercises" / lesson.id / "README.md").read_text(encoding="utf-8")
    alternatives = re.findall(r"^!\[([^\]]+)\]\(figure\.svg\)$", page, re.MULTILINE)
    assert len(alternatives) == 1
    assert len(alternatives[0].split()) >= 6


@each_lesson
def test_the_committed_picture_is_well_formed_and_runs_nothing(lesson: Lesson) -> None:
    root = ElementTree.fromstring(committed(lesson))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    elements = list(root.iter())
    assert not [e.tag for e in elements if e.tag.rpartition("}")[2] in ("script", "foreignObject", "iframe", "a")]
    attributes = [(name.rpartition("}")[2].lower(), value) for e in elements for name, value in e.attrib.items()]
    assert not [name for name, _ in attributes if name.startswith("on")]
    assert not [value for name, value in attributes if name == "href" and not value.startswith(("#", "data:image/png"))]
    assert "Date" not in committed(lesson)


@each_lesson
def test_the_committed_picture_is_what_the_reference_draws_now(lesson: Lesson) -> None:
    """To the last number where matplotlib is the version that drew it, in words where it is another."""
    old, new = committed(lesson), draw_reference(COURSE, lesson).decode()
    advice = "run `python -m grader.figures` and commit what it writes"
    assert words(old) == words(new), advice
    if f"Matplotlib v{mpl.__version__}," in old:
        (old_shape, old_numbers), (new_shape, new_numbers) = numbers(old), numbers(new)
        assert old_shape == new_shape, advice
        assert np.allclose(old_numbers, new_numbers, rtol=0, atol=0.05), advice


def committed(lesson: Lesson) -> str:
    return (ROOT / "exercises" / lesson.id / "figure.svg").read_text(encoding="utf-8")


def words(svg: str) -> list[str]:
    """The texts of a picture that are no numbers, such as titles and labels."""
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    return sorted(text for text in texts if re.search("[A-Za-z]{2}", text))


def numbers(svg: str) -> tuple[str, list[float]]:
    """A picture without its numbers, and the numbers. Names that are made from numbers count as equal."""
    svg = re.sub(r"\b[a-z][0-9a-f]{10}\b", "NAME", svg)
    number = r"(?<![#\w])-?\d+(?:\.\d+)?(?:e-?\d+)?"
    return re.sub(number, "0", svg), [float(value) for value in re.findall(number, svg)]


@each_lesson
def test_two_drawings_are_equal_and_a_confined_reference_gives_the_same(lesson: Lesson, nursery: Nursery) -> None:
    one, two = draw_reference(COURSE, lesson), draw_reference(COURSE, lesson)
    assert one == two
    path = ROOT / "solutions" / lesson.id / f"{lesson.module}.py"
    assert draw_submission(COURSE, lesson, source_of(path), nursery) == (one, [])
    assert draw_reference(COURSE, lesson, ".png").startswith(b"\x89PNG\r\n\x1a\n")


@each_lesson
def test_a_stub_gives_one_clear_message(lesson: Lesson, nursery: Nursery) -> None:
    path = ROOT / "exercises" / lesson.id / f"{lesson.module}.py"
    with pytest.raises(FigureError) as caught:
        draw_submission(COURSE, lesson, source_of(path), nursery)
    message = str(caught.value)
    assert re.fullmatch(rf"{lesson.id}: \w+ is not written yet\. Next: pytest exercises/{lesson.id}, .*", message)


# What becomes of each right answer: `value` is a number or an array of the reference's.
SPOILED = {
    "nan": "value * np.nan",
    "infinite": "value * 0 + np.inf",
    "a little too large": "value * 0 + 1e308",
    "nearly too large": "value * 0 - 9e99",
    "tiny": "value * 0 + 5e-324",
    "complex": "value * 1j",
    "text": "str(value)",
    "columns": "np.multiply.outer(value, np.ones(50))",
    "flat": "np.ravel(value)",
    "true": "value == value",
    "empty": "np.ravel(value)[:0]",
    "list": "np.asarray(value).tolist()",
}
# What the whole answer is.
ANSWERS = {
    "none": "None",
    "markup": "'<script>alert(1)</script>' * 1000",
    "megabytes of list": "[0.5] * 1_300_000",
    "megabytes of array": "np.linspace(0, 1, 1_300_000)",
    "many in no order": "np.random.default_rng(0).normal(size=(90, 90))",
    "a long dimension": "np.zeros((0, 10**15))",
    "nested": "[[[[[[[[[[1.0]]]]]]]]]]",
    "object": "Odd()",
    "odd keys": "{'<b>' * 500: 1.0}",
    "ends the process": "os._exit(0)",
    "never ends": "loop()",
    "raises": "int('<b>\\x1b[31m')",
    "is right, once": "right_once(right)",
}
HOSTILE = """
import operator
import os
import numpy as np

class Odd:
    def __getattr__(self, name):
        return Odd()
    def __call__(self, *arguments):
        return Odd()

def loop():
    while True:
        pass

calls = []
def right_once(right):
    calls.append(1)
    return right if len(calls) == 1 else {"W1": [np.nan, None], "x": "y"}

class Spoiled:  # an object of the reference's whose attributes and methods answer in the same way
    def __init__(self, inner):
        self.__dict__["inner"] = inner
    def __getattr__(self, name):
        return spoil(getattr(self.inner, name))
    def __call__(self, *arguments):
        return spoil(self.inner(*(getattr(one, "inner", one) for one in arguments)))

def operate(operator):
    return lambda *operands: spoil(operator(*[getattr(one, "inner", one) for one in operands]))

for name in ("add", "sub", "mul", "truediv", "pow", "neg"):
    setattr(Spoiled, f"__{name}__", operate(getattr(operator, name)))

def spoil(value):
    if callable(value) or type(value).__module__ == "reference":
        return Spoiled(value)
    if isinstance(value, dict):
        return {name: spoil(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [spoil(item) for item in value]
    if not isinstance(value, (int, float, np.ndarray, np.generic)):
        return value
    with np.errstate(all="ignore"):
        return SPOILED

def hostile(function):
    def answer(*arguments):
        right = function(*arguments)
        return ANSWER
    return answer

reference = {"__name__": "reference"}
exec(REFERENCE, reference)
for name in NAMES:
    globals()[name] = hostile(reference[name])
"""
QUICK = Limits(call_seconds=0.2, check_seconds=1, lesson_seconds=2)


# Each answer meets every third lesson, and each lesson every third answer: all pairs take minutes.
PAIRS = [pair for number, pair in enumerate(product(LESSONS, [*SPOILED, *ANSWERS])) if number % 3 == 0]


@pytest.mark.parametrize(("lesson", "answer"), PAIRS, ids=[f"{lesson.id}-{answer}" for lesson, answer in PAIRS])
def test_a_hostile_submission_gives_a_picture_or_a_message(lesson: Lesson, answer: str, nursery: Nursery) -> None:
    path = ROOT / "solutions" / lesson.id / f"{lesson.module}.py"
    text = path.read_text(encoding="utf-8")
    code = HOSTILE.replace("SPOILED", SPOILED.get(answer, "value")).replace(
        "ANSWER", ANSWERS.get(answer, "spoil(right)")
    )
    code = code.replace("NAMES", repr(re.findall(r"^(?:def|class) (\w+)", text, re.MULTILINE)))
    source = Source(path.name, (code.replace("REFERENCE", repr(text)),), False, "")
    quick = replace(lesson, limits=replace(QUICK, memory_mb=lesson.limits.memory_mb))
    try:
        data, notes = draw_submission(COURSE, quick, source, nursery)
    except FigureError as error:
        message = str(error)
        assert message.startswith(f"{lesson.id}: ")
        assert message.endswith("whose hints say what is asked for.")
        assert len(message) < 1000
        assert message.isprintable()
    else:
        assert answer not in ("none", "markup", "text", "complex", "ends the process", "never ends", "raises")
        ElementTree.fromstring(data)
        assert len(data) < 3_000_000
        assert all("nan or inf" in note for note in notes)
        assert notes or answer not in ("nan", "infinite")


@each_lesson
def test_misconceptions_do_not_break_the_drawing_and_can_be_seen(lesson: Lesson, nursery: Nursery) -> None:
    """Of the first eight of the catalogue, two at least give a picture, and another one than the reference."""
    right = draw_reference(COURSE, lesson)
    seen = 0
    for path in sorted((ROOT / "autograder_tests" / lesson.id / "wrong").glob("*.py"))[:8]:
        try:
            data, _ = draw_submission(COURSE, lesson, source_of(path), nursery)
        except FigureError:
            continue
        seen += data != right
        if seen == 2:
            return
    pytest.fail(f"only {seen} of them can be seen")


def source_of(path: Path) -> Source:
    return read_source(DiskFile(path.parent, (path.name,)), 1 << 20)
