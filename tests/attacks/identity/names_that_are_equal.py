"""Is named so that two names are one on some file system: other case, other accents, other forms of a letter.

must: have a result file each.
outcome: failed
"""

WRONG = "def double(x):\n    return x\n"


def build(folder):
    names = [
        "Equal",
        "equal",
        "EQUAL",
        "e\u0301qual",
        "\xe9qual",
        "\ufb01sh",
        "fish",
        "stra\xdfe",
        "STRASSE",
        "equal.",
        " equal",
        "equal ",
    ]
    names += ["x" * 150, "x" * 200, "x" * 250, "\u0130", "i\u0307", "equal?", "equal*"]
    for name in names:
        (folder / name).mkdir()
        (folder / name / "double.py").write_text(WRONG)
    return folder
