"""A graded class for other programs. A format is a module here, whose `document` makes the text of a file.

What is exported is what counts: the results that `grader grade` wrote into its folder, with the policy applied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from grader.errors import UsageError
from grader.export import canvas, csv, items, junit, moodle
from grader.export.graded import read_results, shown_level
from grader.export.options import Options
from grader.model import Result

Document = Callable[[Iterable[Result], str, Options], tuple[str, list[str]]]
_NOTHING = Options()


class Format(NamedTuple):
    """What makes the text and its notes, the endings of the files it can be ("" is the terminal), and its options."""

    document: Document
    endings: tuple[str, ...]
    options: tuple[str, ...] = ()


FORMATS = {
    "items": Format(
        lambda results, ending, options: (items.document(results, ending), []),
        ("", ".csv", ".json"),
    ),
    "canvas": Format(canvas.document, (".csv",), ("gradebook", "column", "new", "scale", "course")),
    "moodle": Format(moodle.document, (".csv",), ("gradebook", "key", "scale", "feedback")),
    "csv": Format(csv.document, (".csv",)),
    "junit": Format(junit.document, (".xml",), ("feedback",)),
}


def export(name: str, graded: Path, out: Path | None, options: Options = _NOTHING) -> tuple[str, list[str]]:
    """The text of a format, and notes on what is in it. With `out`, the text goes into that file.

    `UsageError` when there are no results in the folder, an option is not for this format, or no such file can be
    written.
    """
    wanted = FORMATS[name]
    ending = out.suffix.lower() if out is not None else ""
    if ending not in wanted.endings or (out is not None and not ending):
        endings = " or a ".join(one for one in wanted.endings if one)
        if out is None:
            raise UsageError(f"{name} is a {endings} file. Say which with --out.")
        raise UsageError(f"{out}: {name} are a {endings} file. Let --out end in one of these.")
    for option, value in options._asdict().items():
        if value is not None and option not in wanted.options:
            formats = " and ".join(one for one, other in FORMATS.items() if option in other.options)
            raise UsageError(f"--{option} is for {formats}, not for {name}. Leave it out.")
    if out is not None and options.gradebook is not None and out.resolve() == options.gradebook.resolve():
        raise UsageError(f"{out}: the gradebook itself. Choose another --out, so that it stays as it was exported.")
    notes: list[str] = []
    if "feedback" in wanted.options and options.feedback is None:
        level = shown_level(graded)
        options = options._replace(feedback=level or "score")
        if level is None:
            notes.append(f"what students were shown is not known in {graded}, so only points are. See --feedback")
    versions: set[str] = set()

    def noted() -> Iterator[Result]:
        for result in read_results(graded):
            versions.add(result.course.version)
            yield result

    text, said = wanted.document(noted(), ending, options)
    if out is not None:
        try:
            out.write_bytes(text.encode())
        except OSError as error:
            raise UsageError(f"{out}: cannot be written ({error.strerror}). Choose another --out.") from None
    return text, [*said, *notes, *_about(sorted(versions))]


def _about(versions: list[str]) -> list[str]:
    if len(versions) == 1:
        return []
    return [f"the results are of several versions of the course ({', '.join(versions)}). Grade everybody again first."]
