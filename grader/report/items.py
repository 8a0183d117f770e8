"""Words and numbers of the item analysis, as people read them."""

from __future__ import annotations

from collections.abc import Mapping

from grader.items import FEW, Flag

FLAG_WORDS = {
    Flag.FEW: f"fewer than {FEW} sat it",
    Flag.EVERYBODY_PASSES: "everybody passes",
    Flag.NOBODY_PASSES: "nobody passes",
    Flag.NEGATIVE: "unfair? those who pass it do worse elsewhere",
}


def number(value: float | None, digits: int = 2) -> str:
    """A number with so many digits behind the point; empty for what cannot be said."""
    return "" if value is None else f"{value:.{digits}f}"


def times(counts: Mapping[str, int]) -> str:
    """How often each: `uphill 3, forgets_n 1`."""
    return ", ".join(f"{name} {count}" for name, count in counts.items())
