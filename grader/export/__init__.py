"""A graded class for other programs. A format is a module here, whose `document` makes the text of a file.

What is exported is what counts: the results that `grader grade` wrote into its folder, with the policy applied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from grader.errors import UsageError
from grader.export import items
from grader.export.graded import read_results
from grader.model import Result

Document = Callable[[Iterable[Result], str], str]


class Format(NamedTuple):
    """What makes the text, and the endings of the files it can be; "" is the terminal."""

    document: Document
    endings: tuple[str, ...]


FORMATS = {"items": Format(items.document, ("", ".csv", ".json"))}


def export(name: str, graded: Path, out: Path | None) -> tuple[str, list[str]]:
    """The text of a format, and notes on what is in it. With `out`, the text goes into that file.

    `UsageError` when there are no results in the folder, or no such file can be written.
    """
    wanted = FORMATS[name]
    ending = out.suffix.lower() if out is not None else ""
    if out is not None and (not ending or ending not in wanted.endings):
        endings = " or a ".join(one for one in wanted.endings if one)
        raise UsageError(f"{out}: {name} are a {endings} file. Let --out end in one of these.")
    versions: set[str] = set()

    def noted() -> Iterator[Result]:
        for result in read_results(graded):
            versions.add(result.course.version)
            yield result

    text = wanted.document(noted(), ending)
    if out is not None:
        try:
            out.write_bytes(text.encode())
        except OSError as error:
            raise UsageError(f"{out}: cannot be written ({error.strerror}). Choose another --out.") from None
    return text, _about(sorted(versions))


def _about(versions: list[str]) -> list[str]:
    if len(versions) == 1:
        return []
    return [f"the results are of several versions of the course ({', '.join(versions)}). Grade everybody again first."]
