"""What a test author imports: the `check` decorator, and comparisons that cannot be fooled.

Every comparison looks at type, kind and shape before any arithmetic, so nothing is broadcast, and raises `Mismatch`.
How properties are drawn, replayed and scored is not known here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import hypothesis
import msgspec
import numpy as np

from grader.errors import Mismatch, NotAttempted, StudentError
from grader.proxy import Handle
from grader.wire import describe

__tracebackhide__ = True  # under pytest, a failing comparison is shown where the test made it

Test = Callable[..., None]
Array = np.ndarray[Any, np.dtype[Any]]

PRINTED = "None: a function must `return` its answer; printing it is not enough"


class Check(msgspec.Struct, frozen=True):
    """One graded property: what the student reads about it, what it is worth, and the test itself."""

    id: str
    title: str
    points: float
    hint: str
    needs: tuple[str, ...]
    hidden: bool
    examples: int
    at_least: int
    test: Test
    objects: bool = False


def check(
    *,
    points: float,
    hint: str,
    needs: Sequence[Test] = (),
    hidden: bool = True,
    examples: int = 100,
    at_least: int = 10,
    objects: bool = False,
) -> Callable[[Test], Test]:
    """Make a test a graded check. It goes above `@given`; a test without `@given` is one single example.

    `needs` are checks that must pass first: without them this one is skipped, since its verdict would mean nothing.
    The first line of the docstring is the title that the student reads. Fewer than `at_least` different examples
    break the course, so that a strategy that has run dry is noticed.

    With `objects`, an answer that is no plain data becomes a handle (`grader.proxy`). Ask for that only where objects
    are what the lesson builds: arithmetic with a handle is done by the submission, so such a test must pass every
    number through `number` or `array` before it computes with it.
    """

    def decorate(test: Test) -> Test:
        doc = (test.__doc__ or "").strip()
        if not doc or not test.__name__.startswith("test_"):
            raise ValueError(f"{test.__name__}: a check is named test_... and has a docstring, its title")
        drawn = is_drawn(test)
        if drawn:
            test = hypothesis.settings(
                max_examples=examples,
                deadline=None,
                database=None,
                derandomize=True,
                suppress_health_check=list(hypothesis.HealthCheck),
            )(test)
        test.check = Check(  # type: ignore[attr-defined]
            id=test.__name__.removeprefix("test_"),
            title=doc.splitlines()[0],
            points=points,
            hint=hint,
            needs=tuple(of(other).id for other in needs),
            hidden=hidden,
            examples=examples,
            at_least=at_least if drawn else 1,
            test=test,
            objects=objects,
        )
        return test

    return decorate


def of(test: Test) -> Check:
    """The check that a decorated test carries."""
    found = getattr(test, "check", None)
    if not isinstance(found, Check):
        raise TypeError(f"{getattr(test, '__name__', test)} is not a check: decorate it with @check")
    return found


def is_drawn(test: Test) -> bool:
    """Whether Hypothesis draws the examples of this test."""
    return getattr(test, "is_hypothesis_test", False)


class Recorded:
    """A function for the submission to call, which remembers the arguments of every call in `calls`."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.calls: list[tuple[Any, ...]] = []

    def __call__(self, *arguments: Any) -> Any:
        self.calls.append(arguments)
        return self.function(*arguments)

    def __str__(self) -> str:
        return str(self.function)


def number(got: object, where: str = "") -> float:
    """`got` as a float, if it is a finite Python number, numpy scalar or 0-d array of real kind."""
    if isinstance(got, np.ndarray) and got.ndim == 0:
        got = got[()]
    if isinstance(got, bool | np.bool_) or not isinstance(got, int | float | np.integer | np.floating):
        raise Mismatch("a number is asked for", where=where, expected="a number", got=_kind(got))
    value = _float(got)
    if not math.isfinite(value):
        raise Mismatch("the answer must be finite", where=where, expected="a finite number", got=value)
    return value


def array(got: object, shape: tuple[int, ...], where: str = "") -> Array:
    """`got` as float64, if it is a numpy array of real kind, of exactly this shape, with finite entries."""
    if not isinstance(got, np.ndarray):
        raise Mismatch("a numpy array is asked for", where=where, expected=_of_shape(shape), got=_kind(got))
    if got.shape != shape:
        raise Mismatch("the shape is wrong", where=where, expected=_of_shape(shape), got=_of_shape(got.shape))
    if got.dtype.kind not in "iuf":
        raise Mismatch("an array of real numbers is asked for", where=where, expected="float64", got=str(got.dtype))
    with np.errstate(invalid="ignore"):  # a signalling NaN
        values = got.astype(np.float64)
    finite = np.isfinite(values)
    if not finite.all():
        index = tuple(int(i) for i in np.argwhere(~finite)[0])
        raise Mismatch(
            "every entry must be finite",
            where=where + _index(index),
            expected="finite",
            got=float(values[index]),
        )
    return values


def close(got: object, want: Any, rtol: float = 1e-9, where: str = "") -> None:
    """`got` has the type and shape of `want`, and max|got - want| <= rtol max(1, max|want|).

    A number may be a Python number, numpy scalar or 0-d array; dicts, lists and tuples are compared entry by entry.
    A number `want` that is infinite or NaN asks for exactly that value; the entries of an array are always finite.
    """
    if isinstance(want, dict):
        keys(got, want, where)
        assert isinstance(got, dict)
        for key in want:
            close(got[key], want[key], rtol, f"{where}[{key!r}]")
    elif isinstance(want, list | tuple):
        items = sequence(got, len(want), where)
        for place, item in enumerate(want):
            close(items[place], item, rtol, f"{where}[{place}]")
    elif isinstance(want, bool | np.bool_):
        if not isinstance(got, bool | np.bool_):
            raise Mismatch("True or False is asked for", where=where, expected=bool(want), got=_kind(got))
        if bool(got) != bool(want):
            raise Mismatch(where=where, expected=bool(want), got=bool(got))
    elif isinstance(want, np.ndarray) and want.ndim:
        _close_arrays(array(got, want.shape, where), want.astype(np.float64), rtol, where)
    elif not math.isfinite(want):
        if isinstance(got, np.ndarray) and got.ndim == 0:
            got = got[()]
        same = isinstance(got, float | np.floating) and (got == want or (math.isnan(got) and math.isnan(want)))
        if not same:
            raise Mismatch(where=where, expected=float(want), got=_plain(got))
    else:
        value, wanted = number(got, where), float(want)
        if not abs(value - wanted) <= rtol * max(1.0, abs(wanted)):
            raise Mismatch(_off(abs(value - wanted)), where=where, expected=wanted, got=value)


def keys(got: object, want: Sequence[str] | dict[str, Any], where: str = "") -> None:
    """`got` is a dict with exactly these keys."""
    if not isinstance(got, dict):
        raise Mismatch("a dict is asked for", where=where, expected=_names(want), got=_kind(got))
    if set(got) != set(want):
        raise Mismatch("the keys are wrong", where=where, expected=_names(want), got=_names(got))


def sequence(got: object, length: int, where: str = "") -> Sequence[Any]:
    """`got` is a list or tuple of this length."""
    if not isinstance(got, list | tuple):
        raise Mismatch("several values are asked for", where=where, expected=f"{length} values", got=_kind(got))
    if len(got) != length:
        raise Mismatch("the number of values is wrong", where=where, expected=length, got=len(got))
    return got


def holds(condition: bool | np.bool_, note: str, *, expected: object = None, got: object = None) -> None:
    """A property that is no comparison with one answer. `note` says in words what does not hold."""
    if not condition:
        raise Mismatch(note, expected=expected, got=got)


def raises(kind: type[Exception], function: Callable[..., Any], *arguments: Any) -> None:
    """The call ends in an exception of this built-in kind, or of one derived from it."""
    wanted = f"{kind.__name__}"
    try:
        got = function(*arguments)
    except StudentError as error:
        holds(kind.__name__ in error.bases, "", expected=wanted, got=f"{error.kind}: {error.text}")
    except kind:  # of the reference, which runs in this process
        pass
    else:
        raise Mismatch("the call went through", expected=wanted, got=got)


def unchanged(after: Sequence[Any] | None, before: Sequence[Any]) -> None:
    """The arguments after an observed call are, bit for bit, what they were before it."""
    if after is None or len(after) != len(before):
        raise Mismatch("an argument was changed into something else")
    for place, (new, old) in enumerate(zip(after, before, strict=True)):
        if not callable(old) and not identical(new, old):
            raise Mismatch(f"argument {place + 1} was changed by the call", expected=old, got=new)


def identical(new: Any, old: Any) -> bool:
    """Whether two values of plain data are the same, bit for bit."""
    if isinstance(old, np.ndarray):
        same_kind = isinstance(new, np.ndarray) and new.dtype == old.dtype and new.shape == old.shape
        return same_kind and new.tobytes() == old.tobytes()
    if isinstance(old, dict):
        return isinstance(new, dict) and set(new) == set(old) and all(identical(new[key], old[key]) for key in old)
    if isinstance(old, list | tuple):
        same_length = isinstance(new, list | tuple) and len(new) == len(old)
        return same_length and all(identical(a, b) for a, b in zip(new, old, strict=True))
    return type(new) is type(old) and (new == old or (new != new and old != old))


def _close_arrays(got: Array, want: Array, rtol: float, where: str) -> None:
    if got.size == 0:
        return
    with np.errstate(over="ignore"):  # infinitely far apart is far enough
        difference = np.abs(got - want)
    if not difference.max() <= rtol * max(1.0, float(np.abs(want).max())):
        index = tuple(int(i) for i in np.unravel_index(int(difference.argmax()), want.shape))
        raise Mismatch(_off(difference[index]), where=where + _index(index), expected=want, got=got)


def _float(value: int | float | np.integer[Any] | np.floating[Any]) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _off(difference: float) -> str:
    return f"off by {float(difference):.1e}" if difference < 1e-3 else ""


def _index(index: tuple[int, ...]) -> str:
    return f"[{', '.join(map(str, index))}]"


def _of_shape(shape: tuple[int, ...]) -> str:
    return f"an array of shape {shape}"


def _names(names: Sequence[str] | dict[str, Any]) -> str:
    return "the keys " + (", ".join(sorted(map(str, names))) or "(none)")


def _plain(got: object) -> object:
    return got if isinstance(got, int | float | np.number | np.ndarray) else _kind(got)


def _kind(got: object) -> str:
    if got is None:
        return PRINTED
    if isinstance(got, np.ndarray):
        return _of_shape(got.shape)
    return got.id.kind if isinstance(got, Handle) else describe(got)


def predicted(got: object, want: dict[str, Any]) -> None:
    """A student's `PREDICT` agrees with the reference's: numbers to 1 %, letters in either case.

    Says which answer is not right, never what would be. `NotAttempted` while nothing is filled in.
    """
    if isinstance(got, dict) and all(value is None for value in got.values()):
        raise NotAttempted("PREDICT")
    keys(got, want)
    assert isinstance(got, dict)
    for key, wanted in want.items():
        answer = got[key]
        if isinstance(wanted, str):
            right = isinstance(answer, str) and answer.strip().lower() == wanted.lower()
        else:
            real = isinstance(answer, int | float | np.integer | np.floating) and not isinstance(answer, bool)
            right = real and abs(_float(answer) - wanted) <= 0.01 * max(1.0, abs(wanted))
        if not right:
            given = "no answer yet" if answer is None else answer
            raise Mismatch(f"PREDICT[{key!r}] is not right", expected="another answer", got=given)
