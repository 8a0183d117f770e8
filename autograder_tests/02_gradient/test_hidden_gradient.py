"""Lesson 02. Gradients of functions whose entries depend on each other; then how f was asked, and directions.

Each function knows its own gradient, and refuses an argument that has not the shape of w.
"""

from __future__ import annotations

import msgspec
import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from autograder_tests.strategies import (
    Polynomial,
    Wave,
    decimals,
    factors,
    points,
    random_array,
    seeds,
    smooth_functions,
)
from grader.checks import Mismatch, Recorded, array, check, holds, number, predicted, unchanged

Array = np.ndarray
DRAWS = 3000  # that survivors among mutants are asked: each calls f dozens of times
TOLERANCE = 1e-6  # measured against the largest of 1, |f| and every |slope|


class Valley(msgspec.Struct, frozen=True):
    """f(w) = sum(a * (w - m)**2) + sum(u * w)**2: a bowl, and a valley across all of its axes."""

    a: Array
    m: Array
    u: Array

    def __call__(self, w: Array) -> float:
        w = of_shape(w, self.a.shape)
        away = w - self.m
        return float(np.vdot(self.a * away, away) + np.vdot(self.u, w) ** 2)

    def gradient(self, w: Array) -> Array:
        return 2 * self.a * (w - self.m) + 2 * np.vdot(self.u, w) * self.u

    def __str__(self) -> str:
        return (
            f"f(w) = sum(a * (w - m)**2) + sum(u * w)**2, a = {brief(self.a)}, m = {brief(self.m)}, u = {brief(self.u)}"
        )


class Ripple(msgspec.Struct, frozen=True):
    """f(w) = sum(a * w) + height sin(sum(u * w)): waves on a slope."""

    a: Array
    u: Array
    height: float

    def __call__(self, w: Array) -> float:
        w = of_shape(w, self.a.shape)
        return float(np.vdot(self.a, w) + self.height * np.sin(np.vdot(self.u, w)))

    def gradient(self, w: Array) -> Array:
        return self.a + self.height * np.cos(np.vdot(self.u, w)) * self.u

    def __str__(self) -> str:
        return f"f(w) = sum(a * w) + {self.height:g} sin(sum(u * w)), a = {brief(self.a)}, u = {brief(self.u)}"


class Crest(msgspec.Struct, frozen=True):
    """f(w) = height log(sum(exp(u * w))): hardly more than the largest entry of u * w."""

    u: Array
    height: float

    def __call__(self, w: Array) -> float:
        w = of_shape(w, self.u.shape)
        return self.height * float(np.log(np.sum(np.exp(self.u * w))))

    def gradient(self, w: Array) -> Array:
        shares = np.exp(self.u * w)
        return self.height * self.u * shares / np.sum(shares)

    def __str__(self) -> str:
        return f"f(w) = {self.height:g} log(sum(exp(u * w))), u = {brief(self.u)}"


class Place(msgspec.Struct, frozen=True):
    """A function and where its gradient is asked for."""

    f: Valley | Ripple | Crest
    w: Array

    def __str__(self) -> str:
        return f"{self.f}, at w = {brief(self.w)}"


def of_shape(w: float | Array, shape: tuple[int, ...]) -> Array:
    """What f was called with, if it has the shape of w. The student's code reads the message."""
    if np.shape(w) != shape:
        got = f"one of shape {np.shape(w)}" if np.ndim(w) else "a single number"
        raise ValueError(f"f takes an array of shape {shape}, all of w at once, and was given {got}")
    return np.asarray(w)


def brief(values: Array) -> str:
    return " ".join(np.array2string(np.asarray(values), precision=3, separator=", ").split())


def away_from_zero(seed: int, shape: tuple[int, ...], size: float) -> Array:
    """Entries between size / 10 and size, of either sign."""
    generator = np.random.default_rng(seed)
    sizes = np.round(generator.uniform(size / 10, size, shape), 1 if seed % 2 == 0 else 15)
    return sizes * generator.choice([-1.0, 1.0], shape)


@st.composite
def places(draw: st.DrawFn, shape: st.SearchStrategy[tuple[int, ...]]) -> Place:
    """Functions in which every entry matters, and changes what the others do."""
    size, seed, kind = draw(shape), draw(seeds()), draw(st.sampled_from(["valley", "ripple", "crest"]))
    w, u = random_array(seed, size), away_from_zero(seed + 2, size, 1.0)
    if kind == "crest":
        return Place(Crest(u, draw(decimals(0.5, 3))), w)
    if kind == "ripple":
        return Place(Ripple(away_from_zero(seed + 4, size, 2.0), u, draw(decimals(0.5, 3))), w)
    return Place(Valley(abs(away_from_zero(seed + 4, size, 2.0)), random_array(seed + 6, size), u), w)


def lengths(most: int = 3) -> st.SearchStrategy[tuple[int, ...]]:
    return st.integers(2, most).map(lambda length: (length,))


def blocks() -> st.SearchStrategy[tuple[int, ...]]:
    """Shapes of two or three axes, square ones and those with axes of length one among them."""
    return st.sampled_from([(2, 2), (2, 2), (2, 3), (3, 2), (1, 2), (3, 1), (1, 2, 2), (2, 1, 1)])


def allowed(place: Place) -> float:
    """How far off an entry of the gradient may be."""
    return TOLERANCE * max(1.0, abs(place.f(place.w)), float(np.abs(place.f.gradient(place.w)).max()))


def right_gradient(got: object, place: Place) -> Array:
    """`got` is the gradient at this place, entry by entry."""
    slopes, want = array(got, place.w.shape), place.f.gradient(place.w)
    error, limit = np.abs(slopes - want), allowed(place)
    if not error.max() <= limit:
        index = tuple(map(int, np.unravel_index(int(error.argmax()), error.shape)))
        note = f"off by {error.max():.1e}, and at most {limit:.1e} is allowed" if error.max() < 1e-3 else ""
        raise Mismatch(note, where=f"[{', '.join(map(str, index))}]", expected=want, got=slopes)
    return slopes


def right_rate(got: object, place: Place, v: Array, note: str = "") -> float:
    """`got` is how fast f changes along v; an error in the gradient counts as often as v is long."""
    rate, want = number(got), float(np.vdot(place.f.gradient(place.w), v))
    limit = allowed(place) * max(1.0, float(np.abs(v).sum()))
    holds(abs(rate - want) <= limit, note, expected=want, got=rate)
    return rate


def put_back(after: list | None, before: tuple) -> None:
    """The arguments are what they were; says how small a difference is that cannot be seen in six digits."""
    for new, old in zip(after or (), before):
        if isinstance(old, Array) and isinstance(new, Array) and (new.dtype, new.shape) == (old.dtype, old.shape):
            off = float(np.abs(new - old).max())
            holds(not 0 < off < 1e-3, f"an entry was not put back exactly where it was, but {off:.1e} away")
    unchanged(after, before)


BOWL = Place(Valley(np.array([1.0, 2.0]), np.array([3.0, 0.0]), np.array([0.0, 0.0])), np.array([5.0, -1.0]))
TWISTED = Place(Valley(np.array([1.0, 0.5]), np.array([1.0, -1.0]), np.array([1.0, 1.0])), np.array([2.0, 1.0]))
SLOPE = Place(Ripple(np.array([1.0, -2.0, 0.5]), np.array([0.5, 1.0, -1.0]), 2.0), np.array([0.5, 1.0, -0.5]))
GRID = Place(
    Valley(np.full((2, 3), 0.5), np.zeros((2, 3)), np.array([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]])),
    np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
)
DOZEN = Place(Ripple(np.arange(12.0).reshape(3, 4) / 10, np.full((3, 4), 0.25), 1.0), np.ones((3, 4)))


@check(points=1.5, hint="Move one entry of w at a time and ask f about all of w. Is there a slope for every entry?",
       examples=20)  # fmt: skip
@given(place=places(lengths(4)))
@example(place=BOWL)
@example(place=TWISTED)
@example(place=SLOPE)
def test_gradient_of_a_row_of_weights(submission, reference, place):
    """gradient gives one slope for each entry of w, to six digits."""
    right_gradient(submission.gradient(place.f, place.w), place)


@check(points=1, hint="Row and column name an entry. How do you visit every one, whatever the number of axes?",
       examples=12)  # fmt: skip
@given(place=places(blocks()))
@example(place=GRID)
@example(place=DOZEN)
def test_gradient_of_a_block_of_weights(submission, reference, place):
    """gradient of an array with two or three axes has that array's shape, and the right slope in every place."""
    right_gradient(submission.gradient(place.f, place.w), place)


@check(points=1.5, hint="Each step along v moves every entry a little. What does each contribute, and what do all?",
       examples=18)  # fmt: skip
@given(place=places(lengths()), seed=seeds())
@example(place=BOWL, seed=0)
@example(place=TWISTED, seed=4)
def test_slope_along_a_direction(submission, reference, place, seed):
    """directional_derivative is the sum of gradient * v."""
    v = away_from_zero(seed, place.w.shape, 3.0)
    right_rate(submission.directional_derivative(place.f, place.w, v), place, v)


@check(points=0.5, hint="Is there anything in your function that needs two entries, or three axes, or one?",
       needs=[test_gradient_of_a_row_of_weights], examples=12)  # fmt: skip
@given(place=places(st.sampled_from([(1,), (1, 1), (1, 1, 1)])))
@example(place=Place(Valley(np.array([1.0]), np.array([3.0]), np.array([0.0])), np.array([5.0])))
def test_gradient_of_a_single_entry(submission, reference, place):
    """An array with one entry has a gradient with one entry, shaped like it."""
    right_gradient(submission.gradient(place.f, place.w), place)


@check(points=0.5, hint="A number has no entries, so `w[i]` fails. Which way through an array also works for none?",
       needs=[test_gradient_of_a_row_of_weights], examples=12)  # fmt: skip
@given(f=smooth_functions(), x=points(5))
@example(f=Polynomial((0.0, 0.0, 1.0), 3.0), x=5.0)
@example(f=Wave(-0.8, 2.3, 1.1), x=5.0)
def test_gradient_of_a_number(submission, reference, f, x):
    """For a single number, or an array without axes, gradient gives its one slope, a number."""
    limit = TOLERANCE * max(1.0, abs(f(x)), abs(f.slope(x)))
    for w, note in ((x, "w is a number"), (np.array(x), "w is an array of shape ()")):
        got = number(submission.gradient(f, w))
        holds(abs(got - f.slope(x)) <= limit, note, expected=f.slope(x), got=got)


@check(points=0.5, hint="Before you move the next entry, where is the last one? Look at the w that f receives.",
       needs=[test_gradient_of_a_row_of_weights], examples=12)  # fmt: skip
@given(place=places(lengths()))
@example(place=BOWL)
@example(place=SLOPE)
def test_moves_one_entry_at_a_time(submission, reference, place):
    """Whenever gradient calls f, at most one entry of w has been moved."""
    recorded = Recorded(place.f)
    right_gradient(submission.gradient(recorded, place.w), place)
    for (asked,) in recorded.calls:
        moved = np.argwhere(np.abs(asked - place.w) > 1e-12 * (1 + np.abs(place.w))).tolist()
        note = "in one call of f, several entries were not where they are in w"
        holds(len(moved) <= 1, note, expected="at most 1 entry moved", got=f"moved: {', '.join(map(str, moved))}")


@check(points=0.5, hint="Two calls make one slope. How many do all the slopes need, and how many do you make?",
       needs=[test_gradient_of_a_row_of_weights], examples=10)  # fmt: skip
@given(place=places(lengths(4)))
@example(place=SLOPE)
@example(place=Place(Crest(np.linspace(-1.0, 1.2, 12), 2.0), np.linspace(1.0, -1.2, 12)))
def test_asks_f_seldom(submission, reference, place):
    """gradient calls f at most 4 w.size + 2 times."""
    recorded = Recorded(place.f)
    right_gradient(submission.gradient(recorded, place.w), place)
    calls, most = len(recorded.calls), 4 * place.w.size + 2
    holds(calls <= most, "f was called too often", expected=f"at most {most} calls", got=f"{calls} calls")


@check(points=0.5, hint="Each entry takes a step against its own slope. Does every slope have the right sign?",
       needs=[test_gradient_of_a_row_of_weights], examples=12)  # fmt: skip
@given(place=places(lengths()))
@example(place=BOWL)
def test_points_straight_uphill(submission, reference, place):
    """A small step along the gradient raises f, by the step times its squared length; one against it lowers f so."""
    slopes, rate = array(submission.gradient(place.f, place.w), place.w.shape), 1e-4
    promised = rate * min(float(np.vdot(slopes, slopes)), 1e100)
    for sign, way in ((1, "along the gradient"), (-1, "against the gradient")):
        change = sign * (place.f(place.w + sign * rate * slopes) - place.f(place.w))
        holds(abs(change - promised) <= 0.05 * promised + 1e-9, f"a step of 0.0001 {way}",
              expected=f"f changes by {promised:.3g}", got=f"f changes by {change:.3g}")  # fmt: skip


@check(points=0.5, hint="On a contour f stays the same. How fast does it change, then, for somebody who walks along?",
       needs=[test_slope_along_a_direction], examples=12)  # fmt: skip
@given(place=places(lengths(2)), speed=factors(0.5, 3))
@example(place=BOWL, speed=1.0)
@example(place=BOWL, speed=-2.0)
def test_nothing_changes_along_a_contour(submission, reference, place, speed):
    """Along a contour line, straight across the gradient, the slope is 0."""
    uphill = place.f.gradient(place.w)
    along = speed * np.array([-uphill[1], uphill[0]]) / max(1.0, float(np.abs(uphill).max()))
    rate = submission.directional_derivative(place.f, place.w, along)
    right_rate(rate, place, along, f"the gradient is {brief(uphill)}, v is {brief(along)}")


@check(points=0.5, hint="Who walks three times as fast climbs three times as fast. Who stands still does not climb.",
       needs=[test_slope_along_a_direction], examples=10)  # fmt: skip
@given(place=places(lengths(2)), seed=seeds(), faster=decimals(0.2, 5))
@example(place=BOWL, seed=0, faster=3.0)
def test_slope_grows_with_v(submission, reference, place, seed, faster):
    """A longer v gives a larger answer in proportion, -v the opposite one, and v = 0 gives 0."""
    v = away_from_zero(seed, place.w.shape, 2.0)
    for factor in (-faster, 0.0):
        rate = submission.directional_derivative(place.f, place.w, factor * v)
        right_rate(rate, place, factor * v, f"v is {brief(factor * v)}")


@check(points=0.5, hint="Entry by entry, slope times speed, and then everything summed: rows, columns and all.",
       needs=[test_slope_along_a_direction], examples=10)  # fmt: skip
@given(place=places(blocks()), seed=seeds())
@example(place=GRID, seed=0)
def test_slope_along_a_block_of_speeds(submission, reference, place, seed):
    """directional_derivative of an array with two or three axes is one number as well."""
    v = away_from_zero(seed, place.w.shape, 2.0)
    right_rate(submission.directional_derivative(place.f, place.w, v), place, v)


@check(points=0.5, hint="Adding h and subtracting it again does not bring a rounded number back. Move a copy.",
       needs=[test_gradient_of_a_row_of_weights], examples=12)  # fmt: skip
@given(place=places(lengths()))
@example(place=BOWL)
@example(place=Place(TWISTED.f, np.array([0.1, 0.7])))
def test_gradient_leaves_its_inputs_alone(submission, reference, place):
    """gradient leaves w as it was, to the last bit."""
    answer, after = submission.gradient.observed(place.f, place.w)
    right_gradient(answer, place)
    put_back(after, (place.f, place.w))


@check(points=0.5, hint="The caller still needs w and v. Which of your lines changes an array it was given?",
       needs=[test_slope_along_a_direction], examples=12)  # fmt: skip
@given(place=places(lengths()), seed=seeds())
@example(place=BOWL, seed=0)
@example(place=Place(TWISTED.f, np.array([0.1, 0.7])), seed=1)
def test_direction_leaves_its_inputs_alone(submission, reference, place, seed):
    """directional_derivative leaves w and v as they were, to the last bit."""
    v = away_from_zero(seed, place.w.shape, 3.0)
    answer, after = submission.directional_derivative.observed(place.f, place.w, v)
    right_rate(answer, place, v)
    put_back(after, (place.f, place.w, v))


@check(points=1, hint="Work each one out on paper with the formula, before you run any code.")
def test_predictions(submission, reference):
    """The predictions in PREDICT are right."""
    predicted(submission.PREDICT, reference.PREDICT)
