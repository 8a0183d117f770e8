"""Work in children of its own: what they return comes in order; what becomes of one is nothing to the others."""

from __future__ import annotations

import os
import time

import numpy as np
import pytest

from grader.errors import UsageError
from grader.forked import Hung, in_children, limit_next


def test_outcomes_come_in_the_order_of_the_pieces_however_many_run_at_once() -> None:
    def slow_at_first(number: int) -> int:
        time.sleep(0.2 / (1 + number))
        return number * number

    for jobs in (1, 3, 9):
        assert in_children(slow_at_first, range(5), jobs) == [0, 1, 4, 9, 16]
    assert in_children(slow_at_first, [], 2) == []


def test_a_child_that_dies_costs_its_own_outcome_only() -> None:
    def work(number: int) -> int:
        if number == 1:
            os._exit(3)
        if number == 2:
            raise ValueError("no")
        return number

    assert in_children(work, range(4), 2) == [0, None, None, 3]


def test_what_a_child_changes_stays_with_it() -> None:
    values: list[int] = []

    def work(number: int) -> int:
        values.append(number)
        return len(values)

    assert in_children(work, range(3), 1) == [1, 1, 1]
    assert values == []


def test_a_call_that_computes_for_too_long_is_told_so_however_often_it_does_not_listen() -> None:
    def work(times: int) -> int:
        told = 0
        limit_next(0.05)
        for _ in range(times):
            try:
                while True:
                    sum(range(1000))
            except Hung:
                told += 1
        return told

    assert in_children(work, [1, 3], 2) == [1, 3]


def test_a_child_that_sleeps_is_ended() -> None:
    def work(seconds: float) -> float:
        limit_next(0.02)
        time.sleep(seconds)
        return seconds

    started = time.monotonic()
    assert in_children(work, [60.0], 1) == [None]
    assert time.monotonic() - started < 30


def test_memory_is_limited() -> None:
    def work(size: int) -> bool:
        try:
            return bool(np.ones(size).all())
        except MemoryError:
            return False

    assert in_children(work, [1000, 1 << 31], 1) == [True, False]


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_elsewhere_there_is_a_message(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr("sys.platform", platform)
    with pytest.raises(UsageError, match="Mutants need Linux"):
        in_children(abs, [1], 1)
