"""`grader export junit`: XML that any parser reads, built as pytest's own, with counts that are right."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace
from test_export import write
from test_feedback_levels import full_check, full_result, words
from test_items import check, lesson, student

from grader.export import export
from grader.export.junit import document
from grader.export.options import Options
from grader.model import Feedback, Outcome, Result

FULL = Options(feedback="full")
KIND = {Outcome.PASSED: None, Outcome.FAULT: "error", Outcome.SKIPPED: "skipped", Outcome.NOT_ATTEMPTED: "skipped"}
NO_TIMES = {"time", "timestamp", "hostname"}
REAL = """
import pytest

@pytest.fixture
def broken():
    raise ValueError("setup")

def test_passes(record_property): record_property("points", 1)
def test_fails(): assert 1 == 2
def test_is_skipped(): pytest.skip("why")
def test_errs(broken): pass

@pytest.fixture(scope="session", autouse=True)
def whole(record_testsuite_property): record_testsuite_property("score", 1)
"""


def parsed(*results: Result, options: Options = FULL) -> ElementTree.Element:
    text, notes = document(results, ".xml", options)
    assert notes == []
    return ElementTree.fromstring(text.encode())


def shape(root: ElementTree.Element) -> dict[str, set[str]]:
    """For each path of tags that is there, the attributes that elements there have."""
    found: dict[str, set[str]] = {}

    def walk(element: ElementTree.Element, path: str) -> None:
        found.setdefault(path, set()).update(element.attrib)
        for child in element:
            walk(child, f"{path}/{child.tag}")

    walk(root, root.tag)
    return found


def every_outcome() -> Result:
    return student(lesson("01_a", [check(f"c_{outcome}", outcome) for outcome in Outcome]), name="ada")


def test_elements_and_attributes_are_those_of_pytest_without_the_times(tmp_path: Path) -> None:
    (tmp_path / "test_real.py").write_text(REAL, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:downslope"]
    subprocess.run([*command, "--junitxml", "real.xml", "test_real.py"], cwd=tmp_path, capture_output=True, check=False)
    real = shape(ElementTree.parse(tmp_path / "real.xml").getroot())
    ours = shape(parsed(every_outcome()))
    assert set(ours) == set(real)
    for path, names in ours.items():
        assert names == real[path] - NO_TIMES, path


def test_the_counts_are_those_of_the_cases_and_every_outcome_has_its_kind() -> None:
    root = parsed(every_outcome(), student(lesson("01_a", [check("one")]), lesson("02_b", []), name="ben"))
    suites = root.findall("testsuite")
    assert [suite.get("name") for suite in suites] == ["ada/01_a", "ben/01_a", "ben/02_b"]
    for suite in suites:
        cases = suite.findall("testcase")
        assert int(suite.get("tests", "")) == len(cases) > 0
        for count, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.get(count, "")) == len(suite.findall(f"testcase/{tag}"))
    assert {suites[0].get(count) for count in ("failures", "skipped", "errors")} == {"5", "2", "1"}
    for outcome, case in zip(Outcome, suites[0].findall("testcase"), strict=True):
        kinds = [child.tag for child in case if child.tag != "properties"]
        assert kinds == [kind for kind in [KIND.get(outcome, "failure")] if kind]
        assert (case.get("classname"), case.get("name")) == ("ada.01_a", f"c_{outcome}")
        said = {one.get("name"): one.get("value") for one in case.iter("property")}
        assert said["outcome"] == outcome
        assert ("points" in said) is (outcome != Outcome.FAULT)


def test_points_are_properties_and_what_is_ungraded_has_none() -> None:
    one = replace(lesson("01_a", [check("one")]), score=2.5, max_score=10.0)
    lost = replace(lesson("02_b", []), status="ungraded", max_score=10.0)
    first, second = parsed(student(one, lost)).findall("testsuite")
    assert {p.get("name"): p.get("value") for p in first.findall("properties/property")} == {
        "score": "2.5",
        "max_score": "10",
    }
    assert second.find("properties") is None
    (case,) = second.findall("testcase")
    assert case.get("name") == "not_graded"
    assert case.find("error").get("message") == "The grader had a problem of its own here. Grade again."  # type: ignore[union-attr]


EXTREME = "".join(map(chr, range(0x20))) + "\x7f\x85\u2028\ud800\udfff\ufffe\uffff]]><a b='\"'>&amp;\U0001f600"


def test_any_text_is_xml_and_read_back_but_for_what_xml_cannot_say() -> None:
    bad = replace(full_check(Outcome.FAILED), id=EXTREME, title=EXTREME, message=EXTREME, counterexample={"x": EXTREME})
    root = parsed(student(lesson(EXTREME, [bad]), name=EXTREME))
    (case,) = root.iter("testcase")
    failure = case.find("failure")
    assert failure is not None
    for text in (case.get("name"), case.get("classname"), failure.get("message"), failure.text):
        assert text is not None
        assert "]]><a b='\"'>&amp;\U0001f600" in text
        assert "\x00" not in text


@pytest.mark.parametrize(
    ("level", "more"),
    [
        ("full", {"diagnosistitle", "diagnosishint", "message", "argument", "value"}),
        ("hints", {"diagnosistitle", "diagnosishint"}),
        ("score", set()),
        (None, set()),
    ],
)
def test_it_says_what_the_student_may_see_and_no_word_more(level: Feedback | None, more: set[str]) -> None:
    text, _ = document([full_result(full_check(Outcome.FAILED))], ".xml", Options(feedback=level))
    assert words(text) == {"student", "lessonid", "id", "title"} | more


def test_the_file_is_xml_and_equal_results_give_equal_bytes(tmp_path: Path) -> None:
    graded = write(tmp_path / "graded", every_outcome())
    for name in ("a.xml", "b.xml"):
        _, notes = export("junit", graded, tmp_path / name)
        assert notes == [f"what students were shown is not known in {graded}, so only points are. See --feedback"]
    assert (tmp_path / "a.xml").read_bytes() == (tmp_path / "b.xml").read_bytes()
    assert ElementTree.parse(tmp_path / "a.xml").getroot().tag == "testsuites"
