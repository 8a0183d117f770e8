"""Notebook cells run as Python: magics and shell lines do nothing, everything else means what it says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.worker.cells import compile_cell


def run(text: str, notebook: bool = True) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile_cell(text, "cell", notebook), names)
    del names["__builtins__"]
    return names


@pytest.mark.parametrize(
    "line",
    [
        "%matplotlib inline",
        "%%time",
        "!pip install numpy",
        "?print",
        "print?",
        "numpy.sum??",
        "files = !ls -l",
        "a, b = !ls",
        "result = %timeit -o f()",
    ],
)
def test_a_line_that_is_no_python_does_nothing(line: str) -> None:
    assert run(f"{line}\nx = 1") == {"x": 1}
    if not line.startswith("%%"):
        assert run(f"x = 1\nif x:\n    {line.strip()}\ny = 2\n{line.strip()}") == {"x": 1, "y": 2}


@pytest.mark.parametrize("magic", ["%%time", "%%timeit -n 1", "%%capture out", "%%prun"])
def test_a_cell_magic_that_runs_its_cell_keeps_it(magic: str) -> None:
    assert run(f"\n{magic}\nx = 1\n!ls") == {"x": 1}


@pytest.mark.parametrize("magic", ["%%bash", "%%html", "%%writefile double.py", "%%timer", "%%javascript"])
def test_a_cell_of_another_language_is_left_out(magic: str) -> None:
    assert run(f"  {magic}\nx = 1\n<b>") == {}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("x = '''\n%matplotlib inline\n!ls\n'''", {"x": "\n%matplotlib inline\n!ls\n"}),
        ("y = 7\nx = (y\n%5)", {"y": 7, "x": 2}),
        ("x = 7 \\\n  %4", {"x": 3}),
        ("x = 1  # what?", {"x": 1}),
        ("x = 'why?'", {"x": "why?"}),
        ("", {}),
        ("\n \n", {}),
    ],
)
def test_python_that_only_looks_like_a_magic_is_left_alone(text: str, names: dict[str, Any]) -> None:
    assert run(text) == names


@pytest.mark.parametrize("text", ["def f(:", "x = (1,", "if True:\nx = 1", "!ls\nx ==== 1", "return 1"])
def test_what_is_wrong_in_python_stays_wrong(text: str) -> None:
    with pytest.raises(SyntaxError):
        run(text)


@pytest.mark.parametrize("text", ["%matplotlib inline\nx = 1", "!ls", "x?"])
def test_a_script_has_no_magics(text: str) -> None:
    with pytest.raises(SyntaxError):
        run(text, notebook=False)


lines = st.lists(st.sampled_from(["x = 1", "!ls", "%time f()", "y?", "", "# !ls", "z = '''", "'''", "if 1:", "  %a"]))


@given(lines)
def test_line_numbers_stay(parts: list[str]) -> None:
    """A cell that compiles at all raises in the line in which the student wrote so."""
    try:
        compile_cell("\n".join(parts), "cell", True)
    except SyntaxError:
        return
    code = compile_cell("\n".join([*parts, "1 / 0"]), "cell", True)
    with pytest.raises(ZeroDivisionError, match="division by zero") as caught:
        exec(code, {})
    assert caught.traceback[-1].lineno == len(parts)


@given(st.text("%!?=x1 \n'\"(){}:#\\", max_size=60))
def test_any_text_compiles_or_is_a_syntax_error(text: str) -> None:
    try:
        compile_cell(text, "cell", True)
    except SyntaxError:
        return
