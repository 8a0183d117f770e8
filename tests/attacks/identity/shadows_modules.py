"""Hands in files named as modules and configurations that the grader uses: numpy, conftest, sitecustomize, the grader.

must: change nothing: none of them is read.
outcome: failed
"""

WRONG = "def double(x):\n    return x\n"


def build(folder):
    trap = "open('@OUTSIDE@', 'w')\nraise SystemExit('a shadow file was run')\n"
    for name in (
        "numpy",
        "conftest",
        "sitecustomize",
        "usercustomize",
        "msgspec",
        "mean_",
        "test_hidden_double",
        "setup",
    ):
        (folder / f"{name}.py").write_text(trap)
    for name in ("grader", "autograder_tests", "solutions"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(trap)
    (folder / "pytest.ini").write_text("[pytest]\naddopts = -p conftest\n")
    (folder / "course.yml").write_text("id: mine\nlimits: {call_seconds: 600}\n")
    (folder / "double.py").write_text("import numpy\n" + WRONG)
    return folder
