"""Hostile text in every format: a browser, a spreadsheet, a terminal and Markdown show it, and none obeys it."""

from __future__ import annotations

import csv
import html
import io
import re
import unicodedata

import jinja2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from grader.report.escape import csv_cell, markdown, markdown_block, markdown_code, one_line
from grader.report.html import _environment
from grader.show import visible

NASTY = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</style></title><b>", "&lt;", "&#60;b&#62;",
    "<!--", "<?", "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "=cmd|' /C calc'!A0",
    "'=1", '"=1"', "\x1b[2J", "\x1b]8;;http://x\x07y\x1b]8;;\x07", "\x9b2J", "\x07", "\x08\x08\x08", "a\rb",
    "a\nb", "a\r\nb", "\x0b\x0c", "\u2028", "\u2029", "\x85", "\u202etxt.exe", "\u2066x", "\u200f", "\ufeff",
    "\u00ad", "\u3164", "\0", "\ud800", "\udcff", "# x", "## x ##", "- x", "+ x", "* x", "1. x", "1) x", "> x",
    "---", "***", "===", "    x", "\tx", "~~~", "```", "`", "``x`", "*x*", "**x**", "_x_", "__x__", "~~x~~",
    "[x](javascript:alert(1))", "![x](http://x/y.png)", "[x]: http://x", "[x][y]", "<http://x>", "<a@b.c>",
    "http://x.y", "https://x.y", "www.x.y", "HTTP://x", "WWW.x", "@user", "a@b.c", "#1", "a|b\n-|-", "| a |",
    "\\", "\\\\", "\\`", "x\\", "&amp;", "&copy;", "$x$", "$$x$$", "{#id}", "{: .x}", "[^1]", "^x^", ": x", "!",
    "![", "x  ", "", " ", "a" * 5000, "`" * 500, "é\u0301", "e\u0301", "नमस्ते", "漢字", "\U0001f600",
    "\U0001f469\u200d\U0001f680",
]  # fmt: skip
hostile = st.sampled_from(NASTY) | st.lists(st.sampled_from(NASTY), max_size=4).map("".join)
hostile |= st.text() | st.text("\n\r\t \\`*_{}[]()<>#+-.!|~=:$&;/@x1\x1b\u202e\ud800", max_size=30)
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def invisible(text: str) -> list[str]:
    """What a terminal could obey or nobody can see: controls, formats but for joiners, half and unassigned letters."""
    bad = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    return [letter for letter in text if unicodedata.category(letter) in bad and letter not in "\n\t\u200c\u200d"]


def parts(rendered: str) -> tuple[list[str], str]:
    """The tags and the text of rendered Markdown."""
    return re.findall(r"<[^>]*>", rendered), html.unescape(re.sub(r"<[^>]*>", "", rendered))


@given(hostile)
def test_nothing_invisible_is_left_and_nothing_else_is_changed(text: str) -> None:
    shown = visible(text)
    assert not invisible(shown)
    assert not set(shown) & set("\r\u3164\u2028\u2029\x85")
    kept = text.replace("\r\n", "\n").replace("\r", "\n")
    assert len(shown) == len(kept)
    assert all(after in (before, "?") for before, after in zip(kept, shown))
    assert visible(shown) == shown
    shown.encode()


@pytest.mark.parametrize(
    "text", ["Zoë\nB", "नमस्ते", "漢字", "a\tb", "\U0001f469\u200d\U0001f680", "3 × 4 ≤ 12", "a\u00a0b"]
)
def test_words_of_all_languages_stay(text: str) -> None:
    assert visible(text) == text


@given(hostile)
def test_a_terminal_gets_one_line(text: str) -> None:
    line = one_line(text)
    assert not invisible(line)
    assert len(line.splitlines()) <= 1
    assert line == line.strip()


@given(hostile)
def test_no_cell_is_a_formula_and_rows_stay_rows(text: str) -> None:
    cell = csv_cell(text)
    assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    assert cell in (text.replace("\r", "\n"), "'" + text.replace("\r", "\n"))
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([[cell, "1"], ["next", "2"]])
    assert list(csv.reader(io.StringIO(written.getvalue(), newline=""))) == [[cell, "1"], ["next", "2"]]


@given(hostile)
def test_a_page_holds_the_text_and_no_tag_of_it(text: str) -> None:
    page = _environment().from_string('<p title="{{ text }}">{{ text }}</p>').render(text=text)
    tags = re.fullmatch(r'<p title="([^"<>]*)">([^<>]*)</p>', page)
    assert tags is not None
    assert [html.unescape(group) for group in tags.groups()] == [visible(text)] * 2


def test_a_value_that_calls_itself_safe_is_escaped_all_the_same() -> None:
    page = _environment().from_string("{{ text }}").render(text=jinja2.utils.markupsafe.Markup("<b>"))
    assert page == "&lt;b&gt;"


@given(hostile)
@example("1. x")
@example("a\\")
def test_markdown_shows_text_as_it_is(text: str) -> None:
    tags, shown = parts(MARKDOWN.render(markdown(text)))
    assert tags in ([], ["<p>", "</p>"])
    assert shown.strip() == one_line(text)


@given(hostile)
def test_markdown_stays_plain_in_a_heading_a_table_and_after_other_text(text: str) -> None:
    around = MARKDOWN.render(
        f"# {markdown(text)} end\n\nbefore {markdown(text)} {markdown_code(text)}\n{markdown(text)}\n"
    )
    tags, _ = parts(around)
    assert tags == ["<h1>", "</h1>", "<p>", "<code>", "</code>", "</p>"]
    tags, _ = parts(MARKDOWN.render(f"| a | b |\n|---|---|\n| {markdown(text)} | c |\n"))
    assert tags.count("<td>") == 2
    assert not set(tags) & {"<a>", "<em>", "<strong>", "<s>", "<code>", "<img>"}


@given(hostile)
def test_no_link_is_made_of_text_that_looks_like_one(text: str) -> None:
    escaped = markdown(text)
    assert "://" not in escaped
    assert "@" not in escaped
    assert not re.search(r"www\.", escaped, re.IGNORECASE)


@given(hostile)
def test_a_code_span_holds_exactly_its_text(text: str) -> None:
    tags, shown = parts(MARKDOWN.render(f"x = {markdown_code(text)}, y"))
    assert tags == ["<p>", "<code>", "</code>", "</p>"]
    assert shown.strip() == f"x = {one_line(text) or ' '}, y"


@given(hostile)
def test_a_code_block_cannot_be_left(text: str) -> None:
    tags, shown = parts(MARKDOWN.render(f"before:\n\n{markdown_block('first' + text)}\n\n# after\n"))
    assert tags == ["<p>", "</p>", "<pre>", "<code>", "</code>", "</pre>", "<h1>", "</h1>"]
    assert shown.startswith("before:\nfirst")
    assert shown.endswith("\nafter\n")
