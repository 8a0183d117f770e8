"""nbgrader with our package: its commands on a class of five, as its page says; hostile notebooks; graders that die."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbconvert
import nbformat
import pytest
from attacks.attack import Attack, read_attacks
from conftest import MINI, ROOT
from pages import copy_course, follow

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # other people's
    from nbgrader.api import Gradebook
    from nbgrader.apps.api import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.nbgraderformat import MetadataValidator
    from nbgrader.utils import compute_checksum, is_grade
    from traitlets.config import Config
    from traitlets.config.loader import PyFileConfigLoader

    from grader.lms.nbgrader_plugins import Export, Grade, RestoreCells

from grader.course import load_course, pick_lessons
from grader.errors import GraderError, UsageError
from grader.exam import load_lesson
from grader.lms.nbgrader import groups, read_plan
from grader.notebooks import lesson_cells
from grader.package import package

PAGE = ROOT / "docs" / "lms" / "nbgrader.md"
KEY = b"of this class"
LESSON, MODULE = "03_update_step", "update_step"
ATTACKS = read_attacks()
# Of each row of attacks that took full marks from other graders' notebooks or scripts, one or two.
TRIED = [
    "monkeypatching-numpy_comparisons",
    "monkeypatching-pytest_and_the_framework",
    "lying_values-array_liar",
    "lying_values-equality_liar",
    "lying_values-not_a_number",
    "introspection-walks_the_stack",
    "file_system-reads_the_solution",
    "file_system-writes_its_own_result",
    "process_control-acts_at_exit",
    "process_control-leaves_children_behind",
    "lying_values-changes_the_question",
    "introspection-reads_the_drawing_order",
    "process_control-exits_hard",
    "resources-loops",
]
FAULT = {"id": "a", "title": "A", "outcome": "fault", "points": 0, "max_points": 1, "hidden": True}
UNGRADED: dict[str, Any] = {
    "course": {"id": "mini", "version": "1"},
    "student": "student",
    "status": "ungraded",
    "score": 0,
    "max_score": 1,
    "submission": {"digest": "", "files": []},
    "isolation": [],
    "lessons": [
        {
            "id": "01_double",
            "title": "",
            "status": "ungraded",
            "score": 0,
            "max_score": 1,
            "checks": [FAULT | {"message": "The disk is full."}],
        }
    ],
}
WARNS = "import numpy as np\n\nnp.log(np.zeros(3))\n"
HOSTILE = """\
import atexit
import numpy as np

np.allclose = np.array_equal = lambda *a, **k: True
np.testing.assert_allclose = lambda *a, **k: None
range = lambda *a: []


class Liar(np.ndarray):
    def __eq__(self, other):
        return True


def update_step(w, gradient, learning_rate):
    return np.zeros(np.shape(w)).view(Liar)


def update_parameters(params, grads, learning_rate):
    open("gradebook.db", "w").write("full marks")
    return params
"""


@pytest.fixture(scope="module", autouse=True)
def _other_peoples_warnings() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        share = (
            Path(nbconvert.__file__).parents[4] / "share" / "jupyter"
        )  # where its templates are, if not in sys.prefix
        patch.setenv("JUPYTER_PATH", str(share))
        yield


def write(path: Path, notebook: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def filled_in(released: Path, code: dict[str, str]) -> Any:
    """The released notebook with this code in the cells of these ids."""
    notebook = json.loads(released.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = code.get(cell["id"], cell["source"])
    return notebook


class Session(SimpleNamespace):
    """A course folder of nbgrader after the page was followed, another package of the same, and what was handed in."""

    folder: Path
    again: Path
    submitted: Path

    def points(self, student: str) -> dict[str, float]:
        with Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}") as gradebook:
            notebook = gradebook.find_submission_notebook(MODULE, LESSON, student)
            return {grade.name: grade.score for grade in notebook.grades}


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """Follow the page with a class of five."""
    course = tmp_path_factory.mktemp("session") / "course"
    course.mkdir()
    copy_course(course)
    (course / "exam.key").write_bytes(KEY)
    again = package("nbgrader", course, [LESSON], KEY, course / "again", "full").path
    released = again / "release" / LESSON / f"{MODULE}.ipynb"
    loaded = load_course(course)
    right = {cell.id: cell.source for cell in lesson_cells(loaded, pick_lessons(loaded, [LESSON])[0], solved=True)}
    step, parameters = right["function-update_step"], right["function-update_parameters"]
    hostile = filled_in(released, right | {"function-update_step": HOSTILE, "function-update_parameters": ""})
    hostile["cells"].append({"cell_type": "markdown", "id": "x", "metadata": {}, "source": "<script>alert(1)</script>"})
    class_of_five = {
        "ann": filled_in(released, right),
        "bob": filled_in(released, right | {"function-update_step": f"{WARNS}{step}\n    np.log(np.zeros(3))"}),
        "cyd": filled_in(released, right | {"function-update_parameters": f"{parameters}\n    return ("}),
        "dan": filled_in(
            released, right | {"function-update_step": f"{step[: step.index('    ###')]}    import os\n    os._exit(0)"}
        ),
        "eve": hostile,
    }
    for student, notebook in class_of_five.items():
        write(course / "submitted" / student / LESSON / f"{MODULE}.ipynb", notebook)
    follow(PAGE, course, modules=("nbgrader", "alembic"))
    return Session(folder=course / "packages" / f"nbgrader-{LESSON}", again=again, submitted=course / "submitted")


@pytest.mark.parametrize("student", ["ann", "bob", "cyd", "dan", "eve"])
def test_scores_are_those_of_grader_grade(student: str, session: Session, grade_one: Any) -> None:
    want = grade_one(LESSON, session.submitted / student / LESSON / f"{MODULE}.ipynb", KEY, diagnosed=True)
    assert round(sum(session.points(student).values()), 2) == round(want.score, 2)
    points = {check.id: check.points for check in want.checks}
    plan = read_plan(session.folder / "exam", LESSON)
    for group in plan.groups:
        assert session.points(student)[group.grade_id] == sum(points[check] for check in group.checks)
    with (session.folder / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert (float(rows[student]["score"]), rows[student]["status"]) == (want.score, "graded")
    assert (len(rows), float(rows[student]["max_score"])) == (5, want.max_score)


def test_everybody_gets_what_is_due(session: Session) -> None:
    scores = {student: sum(session.points(student).values()) for student in ("ann", "bob", "cyd", "dan", "eve")}
    assert scores["ann"] == scores["bob"] == 10  # a warning costs nothing
    assert scores["cyd"] == 10 - 3.5  # a syntax error costs what its cell defines
    assert scores["dan"] == scores["eve"] == 1  # right predictions; all else calls a function that is wrong


def test_feedback_has_titles_points_and_hints_and_nothing_hidden(session: Session) -> None:
    hidden = (ROOT / "autograder_tests" / LESSON / f"test_hidden_{MODULE}.py").read_text(encoding="utf-8")
    reference = (ROOT / "solutions" / LESSON / f"{MODULE}.py").read_text(encoding="utf-8")
    pages = {path.parts[-3]: path.read_text(encoding="utf-8") for path in session.folder.glob("feedback/*/*/*.html")}
    assert sorted(pages) == ["ann", "bob", "cyd", "dan", "eve"]
    own = {line.strip() for line in [*reference.splitlines(), HOSTILE]}
    secret = [
        line.strip()
        for line in hidden.splitlines()
        if len(line.strip()) > 25 and '"""' not in line and "hint=" not in line
    ]
    for student, page in pages.items():
        assert not [line for line in secret if line in page and line not in own], student
        assert "<script>alert(1)" not in page
    assert "A step with one number lands where the formula says. (process ended, 0 / 1)" in pages["dan"]
    assert "ended its own process" in pages["dan"]
    assert "Hint: Read the formula aloud" in pages["eve"]
    assert "(holds, 1 / 1)" in pages["ann"]
    assert "SyntaxError" in pages["cyd"]


def test_the_release_is_what_nbgrader_makes_of_the_source(session: Session) -> None:
    """`generate_assignment` wrote it anew, over ours. So the stubs and checksums are those of both."""
    for name in ("release", "source"):
        path = Path(name) / LESSON / f"{MODULE}.ipynb"
        assert (session.folder / path).read_bytes() == (session.again / path).read_bytes()


def test_equal_courses_and_keys_give_equal_files(session: Session) -> None:
    names = sorted(path.relative_to(session.again) for path in session.again.rglob("*") if path.is_file())
    assert Path("exam/sealed/seal.json") in names
    assert [name for name in names if (session.folder / name).read_bytes() != (session.again / name).read_bytes()] == []


def test_nothing_hidden_is_outside_of_the_private_folder(session: Session) -> None:
    assert (session.again / "exam").stat().st_mode & 0o777 == 0o700
    outside = [path for path in session.again.rglob("*") if path.is_file() and "exam" not in path.parts]
    for path in outside:
        assert "from grader.checks" not in path.read_text(encoding="utf-8")
    released = (session.again / "release" / LESSON / f"{MODULE}.ipynb").read_text(encoding="utf-8")
    assert "SOLUTION" not in released


@pytest.mark.parametrize("lesson", [lesson.id for lesson in load_course(ROOT).lessons])
def test_the_groups_of_every_lesson_have_its_checks_and_points(lesson: str, course: Any) -> None:
    (one,) = pick_lessons(course, [lesson])
    checks = load_lesson(course, one)[0]
    found = groups(one, checks)
    assert sorted(check for group in found for check in group.checks) == sorted(check.id for check in checks)
    assert round(sum(group.points for group in found), 2) == one.max_score
    assert len({group.grade_id for group in found}) == len(found)


class Desk:
    """A course folder of the miniature course, with nbgrader in this process."""

    lesson, module = "01_double", "double"

    def __init__(self, folder: Path) -> None:
        self.folder = package("nbgrader", MINI, [], KEY, folder, "full").path
        config = PyFileConfigLoader("nbgrader_config.py", str(self.folder)).load_config()
        config.CourseDirectory.root = str(self.folder)
        self.config = config
        self.api = NbGraderAPI(CourseDirectory(config=config), config=config)
        self.released = self.folder / "release" / self.lesson / f"{self.module}.ipynb"
        course = load_course(MINI)
        self.right = {cell.id: cell.source for cell in lesson_cells(course, course.lessons[0], solved=True)}
        self.resources = {"nbgrader": {"assignment": self.lesson, "notebook": self.module, "student": "somebody"}}
        self.resources["nbgrader"]["db_url"] = f"sqlite:///{self.folder / 'gradebook.db'}"

    def graded(self, *code: str) -> Any:
        """A notebook with this code alone in its cells, after both of our steps."""
        return self.marked(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in code]))

    def marked(self, cells: Any, **others: str) -> Any:
        resources = {"nbgrader": self.resources["nbgrader"] | others}
        restored, _ = RestoreCells(config=self.config).preprocess(cells, resources)
        return Grade(config=self.config).preprocess(restored, resources)[0]

    def autograde(self, student: str, notebook: Any) -> dict[str, Any]:
        """What nbgrader says of a hand-in: success, log, error."""
        write(self.folder / "submitted" / student / self.lesson / f"{self.module}.ipynb", notebook)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            answer: dict[str, Any] = self.api.autograde(self.lesson, student)
        return answer

    def points(self, student: str) -> list[float | None]:
        with self.gradebook() as gradebook:
            submitted = gradebook.find_submission_notebook(self.module, self.lesson, student)
            return [grade.auto_score for grade in sorted(submitted.grades, key=lambda grade: str(grade.name))]

    def gradebook(self) -> Any:
        return Gradebook(self.resources["nbgrader"]["db_url"])


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    alembic = folder / "bin" / "alembic"  # nbgrader looks for this command
    alembic.parent.mkdir()
    alembic.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m alembic "$@"\n', encoding="utf-8")
    alembic.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        patch.setenv("PATH", f"{alembic.parent}{os.pathsep}{os.environ['PATH']}")
        desk = Desk(folder)
        assert desk.api.generate_assignment(desk.lesson)["success"]
        yield desk


def total(notebook: Any) -> float:
    return sum(float(cell.outputs[0].data["text/plain"]) for cell in notebook.cells if is_grade(cell))


def said(notebook: Any) -> str:
    return "".join(output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", []))


@pytest.mark.parametrize("name", TRIED)
def test_attacks_that_took_full_marks_elsewhere_gain_nothing(name: str, desk: Desk) -> None:
    attack: Attack = ATTACKS[name]
    exam = desk.folder / "exam"
    places = {
        "SOLUTION": str(exam / "solutions" / desk.lesson / "double.py"),
        "HIDDEN": str(exam / "autograder_tests" / desk.lesson / "test_hidden_double.py"),
        "RESULT": str(desk.folder / "gradebook.db"),
    }
    before = (desk.folder / "gradebook.db").read_bytes()
    notebook = desk.graded(attack.code(places))
    assert total(notebook) == float(attack.fields.get("earns", 0))
    assert "(holds" not in said(notebook)
    assert attack.fields.get("says", "") in said(notebook)
    assert (desk.folder / "gradebook.db").read_bytes() == before


def test_tampering_with_graded_cells_changes_nothing(desk: Desk) -> None:
    """Points, ids, sources and outputs of graded cells, a second copy, one that is gone, metadata of other versions."""
    wrong = {"function-double": "def double(x):\n    return x"}
    honest = filled_in(desk.released, desk.right | wrong)
    assert desk.autograde("honest", honest)["success"]
    tampered = filled_in(desk.released, desk.right | wrong)
    forged = {"output_type": "execute_result", "data": {"text/plain": "3"}, "metadata": {}, "execution_count": 1}
    first, *others, last = [cell for cell in tampered["cells"] if cell["id"].startswith("points-")]
    first |= {"source": "99", "outputs": [forged]}
    first["metadata"]["nbgrader"]["points"] = 99
    others[0]["metadata"]["nbgrader"] |= {"solution": True, "locked": False, "schema_version": 99}
    tampered["cells"].remove(last)
    tampered["cells"].append(first | {"id": "again"})
    (function,) = [cell for cell in tampered["cells"] if cell["id"] == "function-double"]
    function["metadata"]["nbgrader"] |= {"grade": True, "points": 99}
    function["outputs"] = [forged]
    tampered["metadata"] = {"kernelspec": {"name": "mine", "display_name": "mine", "language": "R"}}
    answer = desk.autograde("tampered", tampered)
    assert answer["success"], answer
    assert desk.points("tampered") == desk.points("honest") == [0.0, 2.0, 3.0, 2.0]


def test_a_grader_that_dies_is_no_zero_and_takes_back_earlier_points(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    right = filled_in(desk.released, desk.right)
    assert desk.autograde("unlucky", right)["success"]
    assert desk.points("unlucky") == [3.0, 2.0, 3.0, 2.0]
    shot = tmp_path / "python"
    shot.write_text("#!/bin/sh\nkill -9 $$\n", encoding="utf-8")
    shot.chmod(0o755)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", str(shot))
        answer = desk.autograde("unlucky", right)
    assert not answer["success"]
    assert "01_double: grading was stopped by SIGKILL. Not graded" in answer["log"]
    assert desk.points("unlucky") == [None] * 4
    assert not (desk.folder / "autograded" / "unlucky" / desk.lesson).exists()
    with desk.gradebook() as gradebook:
        Export(to=str(tmp_path / "grades.csv"), student=["unlucky"]).export(gradebook)
    (row,) = csv.DictReader((tmp_path / "grades.csv").read_text(encoding="utf-8").splitlines())
    assert (row["status"], row["score"], row["raw_score"], row["max_score"]) == ("ungraded", "", "", "10.0")


def test_a_fault_of_the_exam_is_no_zero(desk: Desk, tmp_path: Path) -> None:
    paper = desk.folder / "exam" / "sealed" / f"{desk.lesson}.paper"
    content = paper.read_bytes()
    try:
        paper.write_bytes(b"no paper at all")
        with pytest.raises(GraderError, match=r"(?s)grading was not possible. Not graded.*Make it again with"):
            desk.graded("x = 1")
    finally:
        paper.write_bytes(content)


def test_an_ungraded_result_is_no_zero(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    result = json.dumps(UNGRADED).encode()
    done = subprocess.CompletedProcess([], 1, stdout=result, stderr=b"")
    monkeypatch.setattr(subprocess, "run", lambda *arguments, **options: done)
    with pytest.raises(GraderError, match=r"not graded, so no points were recorded\. The disk is full"):
        desk.graded("x = 1")


def test_an_exam_that_others_can_read_is_refused(desk: Desk) -> None:
    exam = desk.folder / "exam"
    try:
        exam.chmod(0o755)
        with pytest.raises(UsageError, match="other users can look into it"):
            desk.graded("x = 1")
    finally:
        exam.chmod(0o700)


def test_an_assignment_that_is_not_in_the_exam_is_refused(desk: Desk) -> None:
    with pytest.raises(UsageError, match="99_else: not in the packaged exam"):
        read_plan(desk.folder / "exam", "99_else")
    with pytest.raises(UsageError, match="no packaged exam here"):
        read_plan(desk.folder, desk.lesson)


@pytest.mark.parametrize(
    "code", ["def double(x):\n    return 2 * x\n# \ud800", "%matplotlib inline\n!ls\ndef double(x):\n    return 2 * x"]
)
def test_odd_cells_cost_nobody_else_anything(code: str, desk: Desk) -> None:
    notebook = desk.graded(code)
    assert total(notebook) == 3
    nbformat.validate(notebook)


def test_each_lesson_of_a_package_is_an_assignment_of_its_own(desk: Desk) -> None:
    cells = lesson_cells(load_course(MINI), load_course(MINI).lessons[1], solved=True)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell.source) for cell in cells])
    notebook = desk.marked(notebook, assignment="02_mean", notebook="mean")
    assert [cell.outputs[0].data["text/plain"] for cell in notebook.cells if is_grade(cell)] == ["2", "8"]


def test_a_text_of_a_students_own_is_no_html(desk: Desk) -> None:
    own = "<script>alert(1)</script>\n# A heading"
    cells = [make(own) for make in (nbformat.v4.new_markdown_cell, nbformat.v4.new_raw_cell)]
    released = nbformat.read(desk.released, as_version=4)
    notebook = desk.marked(nbformat.v4.new_notebook(cells=[*cells, *released.cells]))
    texts = [cell.source for cell in notebook.cells if cell.cell_type != "code"]
    assert texts[:2] == ["    <script>alert(1)</script>\n    # A heading"] * 2
    assert texts[2:] == [cell.source for cell in released.cells if cell.cell_type == "markdown"]


@pytest.mark.parametrize(
    ("level", "hint", "values"), [("full", True, True), ("hints", True, False), ("score", False, False)]
)
def test_feedback_goes_as_far_as_its_level(level: str, hint: bool, values: bool, desk: Desk) -> None:
    seal = desk.folder / "exam" / "sealed" / "seal.json"
    content = seal.read_bytes()
    try:
        seal.write_bytes(content.replace(b'"feedback": "full"', f'"feedback": "{level}"'.encode()))
        text = said(desk.graded("def scale(values, factor):\n    return values + factor"))
    finally:
        seal.write_bytes(content)
    assert "- Every entry is multiplied by the factor. (does not hold, 0 / 2)" in text
    assert ("Hint: NumPy multiplies whole arrays at once." in text) is hint
    assert ("for values = [" in text) is ("expected" in text) is values


def test_only_graded_cells_have_outputs_and_every_one_has_a_number_first(desk: Desk) -> None:
    notebook = desk.graded("print('seen')\nx = 1 / 0", *desk.right.values())
    MetadataValidator().validate_nb(notebook)
    for cell in notebook.cells:
        assert [output.output_type for output in cell.outputs] == (
            ["execute_result", "stream"] if is_grade(cell) else []
        )
        if is_grade(cell):
            assert cell.metadata.nbgrader.checksum == compute_checksum(cell)
    assert total(notebook) == 10
    assert "What your code printed, or the beginning of it:\nseen" in said(notebook)


def test_a_graded_cell_is_worth_nothing_where_a_kernel_runs_it(desk: Desk) -> None:
    """So without our settings nbgrader gives no points, instead of all of them."""
    released = nbformat.read(desk.released, as_version=4)
    graded = [cell for cell in released.cells if is_grade(cell)]
    assert [eval(compile(cell.source, "cell", "eval")) for cell in graded] == [0, 0, 0, 0]


def test_what_nbgrader_is_told_not_to_run_is_graded_all_the_same(desk: Desk) -> None:
    """`--no-execute` switches off nbgrader's own step and keeps a submission's outputs."""
    desk.config.merge(Config({"Execute": {"enabled": False}, "ClearOutput": {"enabled": False}}))
    assert total(desk.graded("def double(x):\n    return x + x")) == 3


def test_making_a_package_needs_no_nbgrader() -> None:
    program = "import sys, grader.cli, grader.package\nprint({'nbgrader', 'nbformat', 'traitlets'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"
