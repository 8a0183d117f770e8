"""Reading what `grader grade` wrote: `results/`, one `grader.result/1` for each student."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from grader.errors import UsageError
from grader.model import Result

_SCHEMA = "grader.result/1"


def read_results(folder: Path) -> Iterator[Result]:
    """The results in an output folder, by the names of their files, read one by one.

    `UsageError` when there are none, or when one cannot be read.
    """
    paths = sorted((folder / "results").glob("*.json"))
    if not paths:
        raise UsageError(f"{folder}: no results here. Name the folder that `grader grade` wrote, or grade first.")
    decoder = msgspec.json.Decoder(Result)
    for path in paths:
        try:
            result = decoder.decode(path.read_bytes())
        except OSError as error:
            raise UsageError(f"{path}: cannot be read ({error.strerror}).") from None
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise UsageError(f"{path}: no result ({error}). Run the same `grader grade` again; it renews it.") from None
        if result.schema != _SCHEMA:
            raise UsageError(f"{path}: a result of another version ({result.schema}, not {_SCHEMA}). Grade again.")
        yield result
