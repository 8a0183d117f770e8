"""Lesson 08. Rates, schedules and cost curves whose answers are known from how they were made; then what they are for.

The bowls are made from their eigenvalues, the stairs are counted one by one, and the cost curves are drawn to order.
"""

from __future__ import annotations

import msgspec
import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from autograder_tests.strategies import decimals, rates, seeds
from grader.checks import check, close, holds, number, predicted, unchanged
from grader.show import shown

Array = np.ndarray
RATE_ERROR = 1e-6


class Bowl(msgspec.Struct, frozen=True):
    """f(w) = 1/2 w' A w, its largest curvature, and the direction, of length 1, in which it curves so much."""

    A: Array
    largest: float
    direction: Array

    def __str__(self) -> str:
        return f"A = {shown(self.A)}"


class Curve(msgspec.Struct, frozen=True):
    """The costs of a training run, and whether they diverge."""

    costs: Array
    diverges: bool

    def __str__(self) -> str:
        return f"costs = {shown(self.costs)}"


def bowl(eigenvalues: Array, directions: Array) -> Bowl:
    """The bowl with these curvatures in these directions, the columns; the first is the largest."""
    A = (directions * eigenvalues) @ directions.T
    return Bowl((A + A.T) / 2, float(eigenvalues[0]), directions[:, 0].copy())


@st.composite
def bowls(draw: st.DrawFn, scale: st.SearchStrategy[float], most: int = 5) -> Bowl:
    """Bowls in two or more directions, turned at will; none of the others curves more than 0.9 of the steepest."""
    shares = draw(st.lists(st.integers(1, 9), min_size=1, max_size=most - 1, unique=True))
    flat = [0] if len(shares) < most - 1 and draw(st.booleans()) else []
    eigenvalues = np.array([10, *sorted(shares, reverse=True), *flat]) / 10 * draw(scale)
    normal = np.random.default_rng(draw(seeds())).normal(size=(len(eigenvalues),) * 2)
    return bowl(eigenvalues, np.linalg.qr(normal)[0])


def simple_bowl() -> Bowl:
    """A = [[3, 1], [1, 3]] curves most, by 4, in the direction of (1, 1)."""
    return Bowl(np.array([[3.0, 1.0], [1.0, 3.0]]), 4.0, np.array([1.0, 1.0]) / np.sqrt(2))


def see_saw() -> Bowl:
    """A = [[2, -1], [-1, 2]] curves most, by 3, in the direction of (1, -1)."""
    return Bowl(np.array([[2.0, -1.0], [-1.0, 2.0]]), 3.0, np.array([1.0, -1.0]) / np.sqrt(2))


def chain(length: int, scale: float) -> Bowl:
    """Half the squared differences of neighbours in a row of weights, times scale."""
    A = 2 * np.eye(length) - np.eye(length, k=1) - np.eye(length, k=-1)
    A[0, 0] = A[-1, -1] = 1.0
    wave = np.cos(np.pi * (length - 1) * (np.arange(length) + 0.5) / length)
    return Bowl(scale * A, scale * 2 * (1 + np.cos(np.pi / length)), wave / np.linalg.norm(wave))


@st.composite
def upright_bowls(draw: st.DrawFn) -> Bowl:
    """Bowls whose weights have nothing to do with each other: A is diagonal, in any order."""
    shares = draw(st.lists(st.integers(0, 9), min_size=1, max_size=4, unique=True).filter(any))
    eigenvalues = np.array([10, *shares]) / 10 * draw(rates(1e-2, 1e2))
    order = np.random.default_rng(draw(seeds())).permutation(len(eigenvalues))
    return bowl(eigenvalues, np.eye(len(eigenvalues))[:, order])


def special_bowls() -> st.SearchStrategy[Bowl]:
    """Upright bowls, and chains, whose steepest direction has entries that sum to zero."""
    return st.one_of(upright_bowls(), st.builds(chain, st.integers(3, 6), rates(1e-2, 1e2)))


@st.composite
def curves(draw: st.DrawFn, longest: int = 20) -> Curve:
    """Costs that end at most 1.8 times as high as the lowest of them, or at least 2.2 times."""
    diverges = draw(st.booleans())
    times = draw(decimals(2.2, 9.0)) if diverges else draw(decimals(1.0, 1.8))
    random = np.random.default_rng(draw(seeds()))
    costs = random.integers(10, 200, draw(st.integers(2, longest))) / 10.0
    costs[random.integers(len(costs) - 1)] = 1.0
    costs[-1] = times
    return Curve(costs * draw(rates(1e-2, 1e2)), diverges)


def usual_rates() -> st.SearchStrategy[float]:
    """Learning rates with two decimals, from 0.05 to 2."""
    return decimals(0.05, 2, places=2)


def far(A: Array, rate: float, start: Array) -> float:
    """How far from the bottom 200 steps of descent lead from `start`; infinity if it cannot be told any more."""
    with np.errstate(all="ignore"):
        end = np.linalg.matrix_power(np.eye(len(A)) - rate * A, 200) @ start
        distance = float(np.linalg.norm(end))
    return distance if np.isfinite(distance) else np.inf


@check(points=1, hint="Which direction is steepest, and how is its curvature found? How long may a step be there?",
       examples=40)  # fmt: skip
@given(bowl=bowls(decimals(0.1, 2)))
@example(bowl=simple_bowl())
@example(bowl=bowl(np.array([1.0, 0.5, 0.0]), np.array([[2.0, -1, 2], [2, 2, -1], [-1, 2, 2]]) / 3))
def test_rate_of_a_bowl(submission, reference, bowl):
    """largest_stable_rate is the border between settling and climbing."""
    close(submission.largest_stable_rate(bowl.A), 2 / bowl.largest, RATE_ERROR)


@check(points=0.5, hint="Which part of the formula is divided by which? Try step 0 and step 1.", examples=40)
@given(rate0=usual_rates(), step=st.integers(0, 100), decay=decimals(0.01, 2, places=2))
@example(rate0=0.5, step=4, decay=0.25)
@example(rate0=1.0, step=0, decay=0.1)
def test_inverse_time(submission, reference, rate0, step, decay):
    """inverse_time_decay follows its formula."""
    close(submission.inverse_time_decay(rate0, step, decay), 1 / (1 / rate0 + decay * step / rate0))


@check(points=0.75, hint="Does the rate shrink or grow with the step, and what is it at step 0?", examples=40)
@given(rate0=usual_rates(), step=st.integers(0, 60), decay=decimals(0.01, 1, places=2))
@example(rate0=0.5, step=10, decay=0.1)
@example(rate0=1.0, step=0, decay=0.1)
def test_exponential(submission, reference, rate0, step, decay):
    """exponential_decay follows its formula."""
    close(submission.exponential_decay(rate0, step, decay), rate0 * float(np.exp(-decay)) ** step)


@check(points=0.75, hint="How many whole stairs lie behind this step? That is the power of the factor.", examples=50)
@given(rate0=usual_rates(), step=st.integers(0, 50), factor=decimals(0.1, 0.9), every=st.integers(1, 12))
@example(rate0=0.8, step=7, factor=0.5, every=3)
@example(rate0=0.8, step=2, factor=0.5, every=3)
@example(rate0=0.8, step=3, factor=0.5, every=3)
def test_staircase(submission, reference, rate0, step, factor, every):
    """step_decay follows its formula."""
    want = rate0
    for earlier in range(1, step + 1):
        want *= factor if earlier % every == 0 else 1.0
    close(submission.step_decay(rate0, step, factor, every), want)


@check(points=1, hint="With which of all the costs do you compare the last one, and how much higher must it be?",
       examples=50)  # fmt: skip
@given(curve=curves())
@example(curve=Curve(np.array([4.0, 2.0, 1.0, 3.0]), True))
@example(curve=Curve(np.array([4.0, 2.0, 1.0, 1.5]), False))
@example(curve=Curve(np.array([1.0, 9.0, 8.0, 7.0]), True))
@example(curve=Curve(np.array([9.0, 1.0, 6.0, 1.2]), False))
@example(curve=Curve(np.array([5.0, 1.0, 2.1]), True))
@example(curve=Curve(np.array([5.0, 1.0, 1.9]), False))
def test_diverging(submission, reference, curve):
    """is_diverging tells costs that have doubled since their best from those that have not."""
    close(submission.is_diverging(curve.costs), curve.diverges)


@check(points=1, hint="Start in the steepest direction: each step multiplies w by 1 - rate times curvature.",
       needs=[test_rate_of_a_bowl], examples=30)  # fmt: skip
@given(bowl=bowls(rates(1e-3, 1e3), most=6))
@example(bowl=simple_bowl())
def test_settles_below_and_climbs_above(submission, reference, bowl):
    """At 0.95 times this rate 200 steps lead to the bottom, and at 1.05 times they lead away from it."""
    rate = number(submission.largest_stable_rate(bowl.A))
    below, above = (far(bowl.A, share * rate, bowl.direction) for share in (0.95, 1.05))
    start = "200 steps, from 1 away from the bottom, with"
    holds(below <= 1e-6, f"{start} 0.95 of your rate {rate:.6g}", expected="at most 1e-06 away", got=below)
    holds(above >= 1e6, f"{start} 1.05 of your rate {rate:.6g}", expected="at least 1e+06 away", got=above)


@check(
    points=0.5,
    hint="On flat ground the gradient is 0. Which learning rate would be too large for it?",
    needs=[test_rate_of_a_bowl],
)
def test_flat_ground_allows_any_rate(submission, reference):
    """Where A is all zeros, largest_stable_rate is infinity."""
    for size in (2, 1, 5):
        close(submission.largest_stable_rate(np.zeros((size, size))), np.inf, where=f"A of shape {size, size}")


@check(points=0.5, hint="What is the denominator after one half-life, and what after two?", needs=[test_inverse_time],
       examples=30)  # fmt: skip
@given(rate0=usual_rates(), half=st.integers(1, 50), times=st.integers(1, 9))
@example(rate0=1.0, half=10, times=1)
@example(rate0=1.0, half=10, times=2)
def test_inverse_time_halves_ever_more_slowly(submission, reference, rate0, half, times):
    """With decay = 1/k the rate is a half after k steps, a third after 2k, a quarter after 3k."""
    close(submission.inverse_time_decay(rate0, times * half, 1 / half), rate0 / (times + 1))


@check(points=0.5, hint="What does e^(-ln 2) do to the rate, and what does it do twice?", needs=[test_exponential],
       examples=30)  # fmt: skip
@given(rate0=usual_rates(), half=st.integers(1, 50), times=st.integers(1, 9))
@example(rate0=1.0, half=10, times=1)
@example(rate0=1.0, half=10, times=2)
def test_exponential_halves_again_and_again(submission, reference, rate0, half, times):
    """With decay = ln 2 / k the rate is a half after k steps, a quarter after 2k, an eighth after 3k."""
    decay = float(np.log(2)) / half
    close(submission.exponential_decay(rate0, times * half, decay), rate0 / 2**times)


@check(points=0.5, hint="Is the rate the same on a whole stair? At which step exactly does the next one begin?",
       needs=[test_staircase], examples=30)  # fmt: skip
@given(rate0=usual_rates(), factor=decimals(0.5, 0.9), every=st.integers(2, 100), stair=st.integers(0, 9))
@example(rate0=0.8, factor=0.5, every=10, stair=2)
def test_stairs_are_flat_and_begin_on_time(submission, reference, rate0, factor, every, stair):
    """The rate stays as it is for a whole stair and changes with the first step of the next."""
    want = rate0 * np.prod(np.full(stair, factor))
    first, last = stair * every, (stair + 1) * every - 1
    for step, rate in ((first, want), (last, want), (last + 1, factor * want)):
        close(submission.step_decay(rate0, step, factor, every), float(rate), where=f"step {step}")


@check(points=0.5, hint="How do infinity and nan compare with other numbers? Look for them first, everywhere.",
       needs=[test_diverging], examples=30)  # fmt: skip
@given(curve=curves().filter(lambda curve: not curve.diverges), seed=seeds(), bad=st.sampled_from([np.inf, np.nan]))
@example(curve=Curve(np.array([3.0, 1.0, 1.0, 1.5]), False), seed=0, bad=np.nan)
@example(curve=Curve(np.array([3.0, 1.0, 1.0, 1.5]), False), seed=0, bad=np.inf)
def test_a_cost_that_is_not_finite_diverges(submission, reference, curve, seed, bad):
    """An infinite or undefined cost means divergence, wherever it stands."""
    for place in sorted({0, len(curve.costs) - 1, seed % len(curve.costs)}):
        costs = curve.costs.copy()
        costs[place] = bad
        close(submission.is_diverging(costs), True, where=f"costs[{place}] = {bad}")


@check(points=0.5, hint="Try one single cost, equal costs, and a curve that has come down again.",
       needs=[test_diverging], examples=30)  # fmt: skip
@given(curve=curves(), cost=decimals(0.1, 50), length=st.integers(1, 9))
@example(curve=Curve(np.array([1.0, 9.0, 1.5]), False), cost=3.0, length=1)
def test_costs_that_do_not_climb(submission, reference, curve, cost, length):
    """One cost, equal costs, and a curve that ends at its lowest point are no divergence."""
    close(submission.is_diverging(np.full(length, cost)), False)
    ended = np.append(curve.costs, 0.9 * curve.costs.min())
    close(submission.is_diverging(ended), False)


@check(points=0.25, hint="Does your way of finding the steepest direction find it wherever it points?",
       needs=[test_rate_of_a_bowl], examples=30)  # fmt: skip
@given(bowl=special_bowls())
@example(bowl=see_saw())
@example(bowl=chain(3, 1.0))
@example(bowl=bowl(np.array([5.0, 1.0, 0.0]), np.eye(3)[:, [2, 0, 1]]))
def test_rate_of_special_bowls(submission, reference, bowl):
    """The rate is right for diagonal matrices, and where the weights of the steepest direction sum to zero."""
    close(submission.largest_stable_rate(bowl.A), 2 / bowl.largest, RATE_ERROR)


@check(points=0.25, hint="Is there a number on the way to your answer that grows without end?",
       needs=[test_exponential], examples=20)  # fmt: skip
@given(rate0=usual_rates(), step=st.integers(10_000, 1_000_000), decay=decimals(0.1, 2))
@example(rate0=0.5, step=10_000, decay=0.1)
def test_exponential_after_a_long_time(submission, reference, rate0, step, decay):
    """After very many steps the exponential schedule has come down to zero."""
    close(submission.exponential_decay(rate0, step, decay), 0.0)


@check(points=0.25, hint="Work on new arrays.", needs=[test_rate_of_a_bowl], examples=20)
@given(bowl=bowls(decimals(0.1, 2)))
@example(bowl=simple_bowl())
def test_rate_leaves_its_matrix_alone(submission, reference, bowl):
    """largest_stable_rate leaves A as it was."""
    answer, after = submission.largest_stable_rate.observed(bowl.A)
    close(answer, 2 / bowl.largest, RATE_ERROR)
    unchanged(after, (bowl.A,))


@check(points=0.25, hint="`costs.sort()` sorts the caller's array. What does np.sort do?", needs=[test_diverging],
       examples=20)  # fmt: skip
@given(curve=curves())
@example(curve=Curve(np.array([4.0, 1.0, 3.0]), True))
def test_diverging_leaves_its_costs_alone(submission, reference, curve):
    """is_diverging leaves the costs as they were."""
    answer, after = submission.is_diverging.observed(curve.costs)
    close(answer, curve.diverges)
    unchanged(after, (curve.costs,))


@check(points=1, hint="Work each one out on paper with the formula, before you run any code.")
def test_predictions(submission, reference):
    """The predictions in PREDICT are right."""
    predicted(submission.PREDICT, reference.PREDICT)
