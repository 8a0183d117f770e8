"""The escapes of every format: whatever a student, a file name or an exception says is shown and never obeyed.

HTML is escaped by jinja, value by value; `grader.show.visible` comes before that, as it does before the other escapes.
"""

from __future__ import annotations

import re

from grader.show import visible

# At its beginning, what makes a spreadsheet take a cell for a formula; the wide signs count in Excel as well.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_MARKDOWN = re.compile(r"[\\`*_{}\[\]#<>&|~$@]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_CLASSIC = "\\`*_{}[]#"  # what a backslash escapes in every kind of Markdown; entities work everywhere for the rest
_AT_START = re.compile(r"^([0-9]*)([.)])|^()([+=:-])")
_FENCES = re.compile("`+")


def one_line(text: str) -> str:
    """Visible, and in one line: on a terminal, a line break could forge another student's row."""
    return visible(" ".join(text.split()))


def csv_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula, nor a carriage return in it for the end of the row."""
    return ("'" + text if text.lstrip(" ").startswith(_FORMULA) else text).replace("\r", "\n")


def markdown(text: str) -> str:
    """Text that Markdown shows as it is, in one line: no emphasis, list, heading, table, link, formula or HTML."""
    return _AT_START.sub(_entity_at_start, _MARKDOWN.sub(_escaped, one_line(text)))


def markdown_code(text: str) -> str:
    """A value as a code span, whatever backticks it holds."""
    text = one_line(text) or " "
    fence = "`" * (1 + max((len(run) for run in _FENCES.findall(text)), default=0))
    return f"{fence} {text} {fence}" if len(fence) > 1 else f"`{text}`"


def markdown_block(text: str) -> str:
    """Lines as a code block. Indented, because no line can end such a block, as it could a fenced one."""
    return "\n".join(f"    {line}".rstrip() for line in visible(text).split("\n"))


def _escaped(match: re.Match[str]) -> str:
    return f"\\{match[0]}" if match[0] in _CLASSIC else f"&#{ord(match[0])};"


def _entity_at_start(match: re.Match[str]) -> str:
    return f"{match[1] or ''}&#{ord(match[2] or match[4])};"
