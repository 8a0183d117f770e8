"""Stubs from references: what lies between the solution markers is what the student has to write.

A region between `### BEGIN SOLUTION` and `### END SOLUTION` becomes `raise NotImplementedError` inside a function and
vanishes at the top level (a helper of the reference). A line that ends in `# SOLUTION` keeps its name and loses its
value. `python -m grader.stubs [COURSE]` writes every stub of a course anew.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from grader.errors import CourseError, GraderError

BEGIN, END, INLINE = "### BEGIN SOLUTION", "### END SOLUTION", "# SOLUTION"
_INLINE_VALUE = re.compile(r"^(?P<name>\s*(?:\"\w+\":|\w+ =)) .*?(?P<comma>,?)\s*# SOLUTION$")


def make_stub(reference: str, where: str = "reference") -> str:
    """The stub of a reference's source. `CourseError` names the line of a marker that has no partner."""
    lines: list[str] = []
    opened = 0
    for number, line in enumerate(reference.rstrip("\n").split("\n"), 1):
        text = line.strip()
        if text == BEGIN:
            if opened:
                raise CourseError(where, [f"line {number}: {BEGIN} inside the region opened in line {opened}"])
            opened = number
            indent = line[: len(line) - len(line.lstrip())]
            if indent:
                lines += [f"{indent}# YOUR CODE HERE", f"{indent}raise NotImplementedError"]
        elif text == END:
            if not opened:
                raise CourseError(where, [f"line {number}: {END} without {BEGIN}"])
            opened = 0
        elif opened:
            continue
        elif text.endswith(INLINE):
            match = _INLINE_VALUE.match(line)
            if match is None:
                raise CourseError(where, [f'line {number}: {INLINE} must follow `name = value` or `"name": value,`'])
            lines.append(f"{match['name']} None{match['comma']}")
        else:
            lines.append(line)
    if opened:
        raise CourseError(where, [f"line {opened}: {BEGIN} without {END}"])
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines)).rstrip("\n") + "\n"


def stubs(root: Path) -> dict[Path, str]:
    """Where each stub of the course at `root` lies, and what it must say."""
    return {
        root / "exercises" / reference.relative_to(root / "solutions"): make_stub(
            reference.read_text(encoding="utf-8"), str(reference)
        )
        for reference in sorted((root / "solutions").glob("*/*.py"))
    }


def main() -> None:
    """Write every stub of the course anew."""
    try:
        made = stubs(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
    except GraderError as error:
        sys.exit(str(error))
    for path, text in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path)


if __name__ == "__main__":
    main()
