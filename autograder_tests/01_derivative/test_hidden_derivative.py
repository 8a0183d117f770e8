"""Lesson 01. Slopes of curves that are known, then what makes a difference central, and the way down."""

from __future__ import annotations

import msgspec
import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from autograder_tests.strategies import (
    Growth,
    Polynomial,
    Smooth,
    Wave,
    decimals,
    factors,
    points,
    smooth_functions,
)
from grader.checks import Recorded, check, close, holds, number, predicted

TOLERANCE = 1e-6  # of a slope, measured against the largest of 1, |f| and |slope|
PARABOLA = Polynomial((0.0, 0.0, 1.0), 3.0)
WAVE = Wave(1.0, 3.0, 0.0)


class Place(msgspec.Struct, frozen=True):
    """A point on a curve."""

    f: Smooth
    x: float

    def __str__(self) -> str:
        return f"{self.f} at x = {self.x:.6g}"


# Zero has checks of its own, so that a mistake which shows only there costs only those.
places = points().filter(bool)


def right_slope(got: object, f: Smooth, x: float, accuracy: float = TOLERANCE) -> float:
    """`got` is the slope of f at x, measured against the largest of 1, |f| and |slope|."""
    slope, want = number(got), f.slope(x)
    allowed, error = accuracy * max(1.0, abs(f(x)), abs(want)), abs(slope - want)
    note = f"off by {error:.1e}, and at most {allowed:.1e} is allowed" if error < 1e-3 else ""
    holds(error <= allowed, note, expected=want, got=slope)
    return slope


def clear_slopes() -> st.SearchStrategy[Place]:
    """Places where a curve clearly rises or falls."""
    anywhere = st.tuples(smooth_functions(), places).map(lambda pair: Place(*pair))
    return anywhere.filter(lambda place: abs(place.f.slope(place.x)) >= 0.05 and abs(place.f(place.x)) <= 100)


@st.composite
def flat_places(draw: st.DrawFn) -> Place:
    """A level line anywhere; the bottom of a bowl or top of a hill; a saddle; the crest of a wave."""
    kind = draw(st.sampled_from(["line", "bowl", "saddle", "wave"]))
    if kind == "line":
        return Place(Polynomial((draw(decimals(-100, 100)),)), draw(points()))
    if kind == "wave":
        wave = Wave(draw(factors(0.5, 3)), draw(decimals(0.5, 3)), draw(decimals(-3, 3)))
        return Place(wave, (np.pi / 2 - wave.shift) / wave.pace)
    flat = (0.0,) if kind == "bowl" else (0.0, 0.0)
    x = draw(points())
    return Place(Polynomial((draw(decimals(-5, 5)), *flat, draw(factors(0.5, 5))), x), x)


@check(points=2, hint="Look a little to the right and a little to the left of x. How far apart are these two places?",
       examples=40)  # fmt: skip
@given(f=smooth_functions(), x=places)
@example(f=PARABOLA, x=5.0)
@example(f=PARABOLA, x=1.0)
@example(f=Polynomial((1.0, 0.0, 0.0, 1.0)), x=1.0)
@example(f=WAVE, x=2.0)
@example(f=Growth(1.0, -1.0), x=5.0)
def test_slope_of_a_curve(submission, reference, f, x):
    """derivative gives the slope of a smooth curve, to six digits."""
    right_slope(submission.derivative(f, x), f, x)


@check(points=2, hint="A positive slope means that the curve rises to the right. So which way does it fall?",
       examples=40)  # fmt: skip
@given(place=clear_slopes())
@example(place=Place(PARABOLA, 5.0))
@example(place=Place(PARABOLA, 1.0))
@example(place=Place(Polynomial((-10.0, 1.0)), 5.0))
@example(place=Place(Polynomial((10.0, -1.0)), 5.0))
def test_downhill_on_a_slope(submission, reference, place):
    """downhill_direction is -1 where the curve rises and 1 where it falls."""
    close(submission.downhill_direction(place.f, place.x), -1 if place.f.slope(place.x) > 0 else 1)


@check(points=1, hint="A bowl is as high on the left of its bottom as on the right. Do you look at both sides?",
       needs=[test_slope_of_a_curve], examples=40)  # fmt: skip
@given(a=decimals(1, 50), b=decimals(-3, 3))
@example(a=1.0, b=0.0)
@example(a=50.0, b=1.0)
def test_slope_at_the_bottom_of_a_bowl(submission, reference, a, b):
    """The slope of a x^2 + b x^4 at x = 0 is 0, to nine digits."""
    slope = number(submission.derivative(Polynomial((0.0, 0.0, a, 0.0, b)), 0.0))
    note = f"off by {abs(slope):.1e}, and at most {1e-9 * a:.1e} is allowed"
    holds(abs(slope) <= 1e-9 * a, note, expected=0.0, got=slope)


@check(points=0.5, hint="For a parabola the central difference has no error but rounding. Which h keeps that small?",
       needs=[test_slope_of_a_curve], examples=40)  # fmt: skip
@given(f=st.builds(Polynomial, st.tuples(decimals(-5, 5), decimals(-5, 5), decimals(-5, 5))), x=points(8))
@example(f=Polynomial((0.0, 0.0, 100.0)), x=0.0)
@example(f=Polynomial((3.0, 4.0, 5.0)), x=6.0)
def test_slope_of_a_parabola(submission, reference, f, x):
    """The slope of a parabola or a line is right to seven digits."""
    right_slope(submission.derivative(f, x), f, x, accuracy=1e-7)


@check(points=0.5, hint="The slope at x says what f does at x. Two places are enough, if they are close to it.",
       needs=[test_slope_of_a_curve], examples=30)  # fmt: skip
@given(f=smooth_functions(), x=places)
@example(f=PARABOLA, x=5.0)
@example(f=WAVE, x=0.5)
def test_looks_only_near_x(submission, reference, f, x):
    """derivative calls f at most 10 times, and only close to x."""
    recorded = Recorded(f)
    right_slope(submission.derivative(recorded, x), f, x)
    calls = len(recorded.calls)
    holds(calls <= 10, "the function f was called too often", expected="at most 10 calls", got=f"{calls} calls")
    looked_at = [np.ravel(argument) for arguments in recorded.calls for argument in arguments]
    far = float(np.abs(np.concatenate([np.zeros(0), *looked_at]) - x).max(initial=0.0))
    reach = 0.1 * max(1.0, abs(x))
    note = "the function f was called too far away from x"
    holds(far <= reach * (1 + 1e-6), note, expected=f"at most {reach:.6g} away", got=f"{far:.6g} away")


@check(points=1, hint="Rounding makes the slope of flat ground a tiny number, seldom exactly 0. How tiny is flat?",
       needs=[test_downhill_on_a_slope], examples=40)  # fmt: skip
@given(place=flat_places())
@example(place=Place(PARABOLA, 3.0))
@example(place=Place(Polynomial((0.0, 0.0, -3.0), 0.3), 0.3))
@example(place=Place(Polynomial((2.0,)), 1.0))
@example(place=Place(Polynomial((0.0, 0.0, 0.0, 1.0)), 0.0))
@example(place=Place(Polynomial((0.0, 0.0, 5.0), 0.7), 0.7))
def test_flat_ground_has_no_downhill(submission, reference, place):
    """Where the curve is flat, downhill_direction is 0."""
    close(submission.downhill_direction(place.f, place.x), 0)


@check(points=0.5, hint="Left of the bottom, downhill is to the right. And on a hill, left of the top?",
       needs=[test_downhill_on_a_slope], examples=30)  # fmt: skip
@given(a=factors(0.5, 5), middle=points(5), distance=decimals(0.1, 4))
@example(a=1.0, middle=3.0, distance=2.0)
@example(a=-1.0, middle=2.0, distance=2.0)
def test_downhill_from_both_sides(submission, reference, a, middle, distance):
    """On f(x) = a (x - middle)^2, downhill is towards the bottom of a bowl and away from the top of a hill."""
    f = Polynomial((0.0, 0.0, a), middle)
    for x in (middle - distance, middle + distance):
        want = -1 if f.slope(x) > 0 else 1
        got = number(submission.downhill_direction(f, x))
        holds(got == want, f"from x = {x:.6g}", expected=want, got=got)


@check(points=0.5, hint="From which slope on do you call the ground flat? A slope of 0.001 is gentle, not flat.",
       needs=[test_downhill_on_a_slope], examples=30)  # fmt: skip
@given(height=decimals(-90, 90), steepness=decimals(0.001, 0.1, places=3), rises=st.booleans(), x=places)
@example(height=0.0, steepness=0.001, rises=True, x=2.0)
@example(height=10.0, steepness=0.001, rises=False, x=2.0)
def test_downhill_on_a_gentle_slope(submission, reference, height, steepness, rises, x):
    """A line that rises or falls by only 0.001 for each unit still has a downhill."""
    f = Polynomial((height, steepness if rises else -steepness))
    close(submission.downhill_direction(f, x), -1 if rises else 1)


@check(points=0.5, hint="Where f is large, its values are rounded more coarsely. Is your h too small for that?",
       needs=[test_slope_of_a_curve], examples=30)  # fmt: skip
@given(
    f=st.one_of(
        st.builds(Growth, factors(0.5, 3), factors(0.5, 1)),
        st.builds(Polynomial, st.lists(decimals(-3, 3), min_size=4, max_size=5).map(tuple)),
    ),
    right=st.booleans(),
)
@example(f=Growth(1.0, 1.0), right=True)
@example(f=Polynomial((0.0, 0.0, 0.0, 0.0, 1.0)), right=False)
def test_slope_of_steep_curves(submission, reference, f, right):
    """At x = 10 and x = -10, where f is very large or very small, derivative is right to six digits of f."""
    x = 10.0 if right else -10.0
    right_slope(submission.derivative(f, x), f, x)


@check(points=0.5, hint="Does a call of your function leave anything behind that a later call can see?",
       needs=[test_slope_of_a_curve], examples=20)  # fmt: skip
@given(f=smooth_functions(), other=smooth_functions(), x=places)
@example(f=PARABOLA, other=WAVE, x=0.4)
def test_same_answer_every_time(submission, reference, f, other, x):
    """derivative gives the same answer again after it has been used for another function."""
    first = right_slope(submission.derivative(f, x), f, x)
    right_slope(submission.derivative(other, x), other, x)
    again = number(submission.derivative(f, x))
    holds(again == first, "the second answer differs from the first", expected=first, got=again)


@check(points=1, hint="Work each one out on paper, before you run any code.")
def test_predictions(submission, reference):
    """The predictions in PREDICT are right."""
    predicted(submission.PREDICT, reference.PREDICT)
