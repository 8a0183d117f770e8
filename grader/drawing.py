"""Drawing a check's examples from its strategies: those of a paper, and further ones for the mutants.

Hypothesis only draws: what a hidden test does with its examples is none of this module's business.
"""

from __future__ import annotations

import hmac
from random import Random
from typing import Any, cast

import hypothesis
import numpy as np
from hypothesis import Phase
from hypothesis.control import BuildContext
from hypothesis.errors import StopTest, UnsatisfiedAssumption
from hypothesis.internal.conjecture import providers
from hypothesis.internal.conjecture.data import ConjectureData
from hypothesis.strategies import SearchStrategy

from grader.checks import Check, is_drawn
from grader.errors import CourseError
from grader.model import Course
from grader.paper import Registry, check_encodable, in_order

_BACKEND = "downslope-paper"


def draw_examples(check: Check, course: Course, key: bytes, registry: Registry, where: str) -> list[bytes]:
    """The examples of one check, in the order of the paper.

    `CourseError` when they cannot be drawn or stored, or are too few.
    """
    test = cast(Any, check.test)
    if not is_drawn(test):
        return [check_encodable({}, registry, where)]
    drawn: list[bytes] = []

    def record(submission: object, reference: object, **arguments: Any) -> None:
        drawn.append(check_encodable(arguments, registry, where))

    before = (
        test.hypothesis.inner_test,
        test._hypothesis_internal_use_settings,
        getattr(test, "_hypothesis_internal_use_seed", None),  # absent when @given itself is wrong; the call says how
    )
    constants, providers.CONSTANTS_CACHE = providers.CONSTANTS_CACHE, type(providers.CONSTANTS_CACHE)(1024)
    test.hypothesis.inner_test = record
    test._hypothesis_internal_use_settings = hypothesis.settings(
        max_examples=check.examples,
        phases=(Phase.explicit, Phase.generate),
        backend=_BACKEND,
        derandomize=False,
        database=None,
        deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    seed = hmac.digest(key, f"{course.version}\0{check.id}".encode(), "sha256")
    test._hypothesis_internal_use_seed = int.from_bytes(seed, "little")
    try:
        test(submission=None, reference=None)
    except CourseError:
        raise
    except Exception as error:
        raise _undrawable(where, error) from error
    finally:
        providers.CONSTANTS_CACHE = constants
        (
            test.hypothesis.inner_test,
            test._hypothesis_internal_use_settings,
            test._hypothesis_internal_use_seed,
        ) = before
    explicit = len(getattr(test, "hypothesis_explicit_examples", ()))
    examples = in_order(drawn[:explicit], drawn[explicit:])
    if len(examples) < check.at_least:
        problem = f"only {len(examples)} different examples, {check.at_least} are needed; widen the strategy"
        raise CourseError(where, [f"{problem}, or say at_least={len(examples)} if there can be no more"])
    return examples


def draw_further(check: Check, count: int, seed: str, extreme: bool, registry: Registry) -> list[bytes]:
    """So many more examples of a check, always the same for a seed; from the ends if `extreme`.

    They come straight from the strategies: Hypothesis's engine, which takes longer than they do, would look for what is
    new. `CourseError` when they cannot be drawn or stored.
    """
    strategies: dict[str, SearchStrategy[Any]] = cast(Any, check.test).hypothesis._given_kwargs
    random, provider, examples = Random(seed), _Ends if extreme else _QuietProvider, []
    for _ in range(count):
        data = ConjectureData(random=random, provider=provider)
        try:
            with BuildContext(data, wrapped_test=check.test):
                arguments = {name: data.draw(strategy) for name, strategy in strategies.items()}
        except (StopTest, UnsatisfiedAssumption):  # a filter let nothing through: one example less
            continue
        except Exception as error:
            raise _undrawable(check.id, error) from error
        examples.append(check_encodable(arguments, registry, check.id))
    return examples


def _undrawable(where: str, error: Exception) -> CourseError:
    """A strategy is the author's code: it may raise anything."""
    return CourseError(where, [f"its examples cannot be drawn: {type(error).__name__}: {error}"])


class _QuietProvider(providers.HypothesisProvider):
    """Hypothesis's own generator without the constants of whatever modules happen to be imported.

    They would make the same seed give another paper after an unrelated import.
    """

    _local_constants = type(providers.GLOBAL_CONSTANTS)()


providers.AVAILABLE_PROVIDERS[_BACKEND] = _QuietProvider


class _Ends(_QuietProvider):
    """Draws every other bounded number from the ends of its range."""

    def draw_integer(self, min_value: int | None = None, max_value: int | None = None, **others: Any) -> int:
        """An integer, often the least or the greatest."""
        value = super().draw_integer(min_value, max_value, **others)
        return int(self._perhaps_an_end(value, [end for end in (min_value, max_value) if end is not None]))

    def draw_float(self, *, min_value: float = -np.inf, max_value: float = np.inf, **others: Any) -> float:
        """A float, often the least or the greatest."""
        value = super().draw_float(min_value=min_value, max_value=max_value, **others)
        return float(self._perhaps_an_end(value, [end for end in (min_value, max_value) if np.isfinite(end)]))

    def _perhaps_an_end(self, value: Any, ends: list[Any]) -> Any:
        assert self._random is not None
        return self._random.choice(ends) if ends and self._random.random() < 0.5 else value
