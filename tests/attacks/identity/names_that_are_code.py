"""Is named as markup, a formula, a template, an option, a path and a terminal's command.

must: be shown and stored as harmless names.
outcome: failed
"""

WRONG = "def double(x):\n    return x\n"


def build(folder):
    names = [
        "<script>alert(1)<",
        "=1+1",
        "+1+1",
        "@SUM(1)",
        "{{ 7 * 7 }}",
        "-rf",
        "--help",
        "%2e%2e%2fada",
        "..\\ada",
        "~",
    ]
    names += ["a\nada", "\x1b[2J", "\u202eada", "a\tb", "$(touch x)", "'; drop table", "\u2028", "\x7f", "ada.json"]
    for name in names:
        (folder / name).mkdir()
        (folder / name / "double.py").write_text(WRONG)
    return folder
