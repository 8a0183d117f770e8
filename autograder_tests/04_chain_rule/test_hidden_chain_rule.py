"""Lesson 04. The sigmoid and its slope, near 0 and far out; slopes of functions within functions; two weights.

Slopes of compositions come from complex steps: Im f(x + it) / t with a tiny t has no error but rounding.
"""

from __future__ import annotations

import msgspec
import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from autograder_tests.strategies import Growth, Polynomial, Smooth, Wave, arrays, decimals, factors, smooth_functions
from grader.checks import Recorded, array, check, close, holds, number, predicted, sequence, unchanged

Array = np.ndarray
EXACT = 1e-12
TINY = 1e-20


class Links(msgspec.Struct, frozen=True):
    """f(g(x)) at some x, both with a known slope."""

    f: Smooth
    g: Smooth
    x: float

    def __str__(self) -> str:
        return f"{_named('f', self.f)}, {_named('g', self.g)}, x = {self.x:.6g}"


class Network(msgspec.Struct, frozen=True):
    """One input, one hidden unit, one output: p = s(w2 s(w1 x)), and the cost (p - y)^2."""

    x: float
    y: float
    w1: float
    w2: float

    def cost(self, w1: complex, w2: complex) -> complex:
        a1 = 1 / (1 + np.exp(-w1 * self.x))
        return (1 / (1 + np.exp(-w2 * a1)) - self.y) ** 2

    def slopes(self) -> tuple[float, float]:
        first = self.cost(self.w1 + TINY * 1j, self.w2).imag / TINY
        return float(first), float(self.cost(self.w1, self.w2 + TINY * 1j).imag / TINY)

    def arguments(self) -> tuple[float, float, float, float]:
        return self.x, self.y, self.w1, self.w2

    def __str__(self) -> str:
        return f"x = {self.x:.6g}, y = {self.y:.6g}, w1 = {self.w1:.6g}, w2 = {self.w2:.6g}"


def _named(name: str, function: Smooth) -> str:
    return str(function).replace("f(x)", f"{name}(x)", 1)


def complex_slope(functions: list[Smooth], x: float) -> float:
    """The slope at x of the functions one within the other, the innermost first."""
    value = np.array([x + TINY * 1j])
    for function in functions:
        value = function(value)
    return float(value.imag[0] / TINY)


def sigmoid(z: float | Array) -> float | Array:
    return np.exp(-np.logaddexp(0, -z))


def slope(z: float | Array) -> float | Array:
    return 1 / (4 * np.cosh(z / 2) ** 2)


numbers = decimals(-8, 8, places=3)
some_arrays = arrays(size=8.0)
BATCH = np.array([[0.0, 1.0, -1.0], [2.0, -2.0, 0.5]])


@st.composite
def links(draw: st.DrawFn) -> Links:
    """Functions that differ, where no value is so large that digits are lost; slopes that are seldom 0."""
    pair = st.builds(Links, smooth_functions(), smooth_functions(), decimals(-3, 3))
    return draw(pair.filter(lambda one: abs(one.g(one.x)) <= 6 and abs(one.f.slope(one.g(one.x))) <= 100))


def networks() -> st.SearchStrategy[Network]:
    """Inputs from -2 to 2; x and the weights are not 0."""
    entries = factors(0.1, 2)
    return st.builds(Network, entries, decimals(-2, 2), entries, entries)


SQUARE, TRIPLE = Polynomial((0.0, 0.0, 1.0)), Polynomial((1.0, 3.0))
SIMPLE = Links(SQUARE, TRIPLE, 1.0)
WAVES = Links(Growth(1.0, 1.0), Wave(1.0, 2.0, 0.0), 0.5)
NETWORK = Network(1.0, 0.0, 1.0, 1.0)
SECOND = Network(-1.5, 1.0, 0.5, -2.0)


@check(points=0.5, hint="At z = 0 it is one half, for a large z nearly 1. What does yours say to z = 1 and z = -1?",
       examples=40)  # fmt: skip
@given(z=numbers)
@example(z=0.0)
@example(z=1.0)
@example(z=-1.0)
def test_sigmoid_of_a_number(submission, reference, z):
    """sigmoid of a number is 1 / (1 + e^-z), a number."""
    close(submission.sigmoid(z), float(sigmoid(z)), EXACT)


@check(points=0.5, hint="Which parts of your formula can take a whole array, and which only one number?",
       examples=30)  # fmt: skip
@given(z=some_arrays)
@example(z=np.array([0.0, 1.0]))
@example(z=BATCH)
def test_sigmoid_of_an_array(submission, reference, z):
    """sigmoid of an array has its shape, and in every place the sigmoid of that entry."""
    close(submission.sigmoid(z), sigmoid(z), EXACT)


@check(points=0.5, hint="z goes into the sigmoid, s comes out of it. Which of the two stands in s (1 - s)?",
       examples=40)  # fmt: skip
@given(z=numbers)
@example(z=0.0)
@example(z=1.0)
@example(z=-2.0)
def test_slope_of_the_sigmoid_at_a_number(submission, reference, z):
    """sigmoid_derivative of a number is the slope of the sigmoid at z, a number."""
    close(submission.sigmoid_derivative(z), float(slope(z)), EXACT)


@check(points=0.5, hint="The same formula for each entry. Which part of yours cannot take an array?", examples=30)
@given(z=some_arrays)
@example(z=np.array([0.0, 1.0]))
@example(z=BATCH)
def test_slope_of_the_sigmoid_at_an_array(submission, reference, z):
    """sigmoid_derivative of an array has its shape, and in every place the slope at that entry."""
    close(submission.sigmoid_derivative(z), slope(z), EXACT)


@check(points=1, hint="f never sees x: where does g lead, and how steep is f there? What happens to the two slopes?",
       examples=40)  # fmt: skip
@given(link=links())
@example(link=SIMPLE)
@example(link=WAVES)
def test_slope_of_a_function_within_a_function(submission, reference, link):
    """chain gives the slope of f(g(x)): that of f at g(x), times that of g at x."""
    got = submission.chain(link.f.slope, link.g, link.g.slope, link.x)
    close(got, complex_slope([link.g, link.f], link.x))


@check(points=0.5, hint="From J back to w2: the square, the output's sigmoid, and what w2 multiplies. Three factors.",
       examples=40)  # fmt: skip
@given(network=networks())
@example(network=NETWORK)
@example(network=SECOND)
def test_slope_of_the_second_weight(submission, reference, network):
    """two_weight_derivatives gives dJ/dw2, its second answer."""
    answer = sequence(submission.two_weight_derivatives(*network.arguments()), 2)
    close(answer[1], network.slopes()[1], where="[1]")


@check(points=0.5, hint="Beyond delta2, what stands on the way back to w1? Every link has its own factor.", examples=40)
@given(network=networks())
@example(network=NETWORK)
@example(network=SECOND)
def test_slope_of_the_first_weight(submission, reference, network):
    """two_weight_derivatives gives dJ/dw1, its first answer."""
    answer = sequence(submission.two_weight_derivatives(*network.arguments()), 2)
    close(answer[0], network.slopes()[0], where="[0]")


@check(points=0.5, hint="Far from 0 the sigmoid is close to 0 or 1, and still not flat. Do you cut anything off?",
       needs=[test_sigmoid_of_a_number], examples=25)  # fmt: skip
@given(z=decimals(8, 40, places=3))
@example(z=10.0)
@example(z=20.0)
def test_sigmoid_in_its_tails(submission, reference, z):
    """Far from 0 the sigmoid still has 12 digits, and sigmoid(-z) is 1 - sigmoid(z)."""
    left, right = number(submission.sigmoid(-z)), number(submission.sigmoid(z))
    close(left, float(sigmoid(-z)), EXACT)
    holds(abs(left + right - 1) <= EXACT, f"sigmoid({z:g}) + sigmoid({-z:g})", expected=1.0, got=left + right)


@check(points=0.5, hint="Look at each e^... of your formula for z = 1000 and for z = -1000. How large can it get?",
       needs=[test_sigmoid_of_a_number, test_sigmoid_of_an_array], examples=20)  # fmt: skip
@given(size=st.integers(710, 1000))
@example(size=1000)
def test_sigmoid_of_enormous_numbers(submission, reference, size):
    """sigmoid(1000) is 1 and sigmoid(-1000) is 0, as numbers and in an array."""
    close(submission.sigmoid(float(size)), 1.0, EXACT)
    close(submission.sigmoid(-float(size)), 0.0, EXACT)
    answer = array(submission.sigmoid(np.array([-size, 0.0, size])), (3,))
    close(answer, np.array([0.0, 0.5, 1.0]), EXACT)
    inside = bool(np.all((answer >= 0) & (answer <= 1)))
    holds(inside, "the sigmoid never leaves 0 to 1", expected="from 0 to 1", got=answer)


@check(points=0.25, hint="Is the sigmoid as steep at -z as at z? And where is it steepest?",
       needs=[test_slope_of_the_sigmoid_at_a_number], examples=25)  # fmt: skip
@given(z=decimals(8, 40, places=3))
@example(z=10.0)
def test_slope_in_the_tails(submission, reference, z):
    """Far from 0 the slope still has 12 digits, on the left as on the right."""
    for place in (-z, z):
        close(submission.sigmoid_derivative(place), float(slope(z)), EXACT)


@check(points=0.5, hint="Is there an e^... in your slope that is too large for a computer, perhaps divided by another?",
       needs=[test_slope_of_the_sigmoid_at_a_number, test_slope_of_the_sigmoid_at_an_array], examples=20)  # fmt: skip
@given(size=st.integers(710, 1000))
@example(size=1000)
def test_slope_at_enormous_numbers(submission, reference, size):
    """At 1000 and -1000 the sigmoid is flat: the slope is 0, as a number and in an array."""
    close(submission.sigmoid_derivative(float(size)), 0.0, EXACT)
    close(submission.sigmoid_derivative(-float(size)), 0.0, EXACT)
    close(submission.sigmoid_derivative(np.array([-size, 0.0, size])), np.array([0.0, 0.25, 0.0]), EXACT)


@check(points=0.5, hint="Two of the three functions make one function, whose slope you have just found.",
       needs=[test_slope_of_a_function_within_a_function], examples=25)  # fmt: skip
@given(link=links(), outer=smooth_functions().filter(lambda f: not isinstance(f, Growth)))
@example(link=SIMPLE, outer=SQUARE)
def test_chain_of_three(submission, reference, link, outer):
    """Used twice, chain finds the slope of a function within a function within a function."""

    def both(x: float) -> float:
        return link.f(link.g(x))

    inner = number(submission.chain(link.f.slope, link.g, link.g.slope, link.x))
    got = submission.chain(outer.slope, both, lambda x: inner, link.x)
    close(got, complex_slope([link.g, link.f, outer], link.x))


@check(points=0.5, hint="If x moves and the next value in the chain does not, what can still reach the end?",
       needs=[test_slope_of_a_function_within_a_function], examples=25)  # fmt: skip
@given(f=smooth_functions(), level=decimals(-3, 3), x=decimals(-3, 3))
@example(f=TRIPLE, level=2.0, x=1.0)
def test_chain_with_a_flat_link(submission, reference, f, level, x):
    """If one of two functions is flat, inner or outer, so is the chain of both."""
    flat = Polynomial((level,))
    close(submission.chain(f.slope, flat, flat.slope, x), 0.0, EXACT)
    close(submission.chain(flat.slope, f, f.slope, x), 0.0, EXACT)


@check(points=0.25, hint="How often do you ask each of the three functions, and how often do you need to?",
       needs=[test_slope_of_a_function_within_a_function], examples=20)  # fmt: skip
@given(link=links())
@example(link=SIMPLE)
def test_chain_makes_few_calls(submission, reference, link):
    """chain makes at most 4 calls of df, g and dg together."""
    asked = [Recorded(function) for function in (link.f.slope, link.g, link.g.slope)]
    close(submission.chain(*asked, link.x), complex_slope([link.g, link.f], link.x))
    calls = sum(len(one.calls) for one in asked)
    holds(calls <= 4, "too many calls", expected="at most 4 calls", got=f"{calls} calls")


@check(points=0.5, hint="Is each slope in its place, the one of w1 first? Each weight steps against its own.",
       needs=[test_slope_of_the_second_weight, test_slope_of_the_first_weight], examples=30)  # fmt: skip
@given(network=networks().filter(lambda network: np.hypot(*network.slopes()) >= 1e-3))
@example(network=NETWORK)
@example(network=Network(2.0, 1.0, 0.5, -1.0))
def test_a_small_step_lowers_the_cost(submission, reference, network):
    """A small step against both slopes lowers J by the step times the sum of their squares."""
    answer = sequence(submission.two_weight_derivatives(*network.arguments()), 2)
    first, second, rate = number(answer[0], "[0]"), number(answer[1], "[1]"), 1e-4
    before, after = (
        network.cost(network.w1, network.w2),
        network.cost(network.w1 - rate * first, network.w2 - rate * second),
    )
    promised, fallen = rate * (first * first + second * second), float(before - after)
    note = "a step of 0.0001 times each slope does not lower J as it should"
    holds(abs(fallen - promised) <= 0.1 * promised, note, expected=f"lower by {promised:.3g}", got=fallen)


@check(points=0.5, hint="A product is 0 as soon as one factor is. Which factors do the two slopes have in common?",
       needs=[test_slope_of_the_second_weight, test_slope_of_the_first_weight], examples=25)  # fmt: skip
@given(network=networks())
@example(network=NETWORK)
def test_where_the_way_back_is_cut(submission, reference, network):
    """With x = 0 or w2 = 0 nothing reaches w1; where p is y already, both slopes are 0."""
    x, y, w1, w2 = network.arguments()
    for cut in (Network(0.0, y, w1, w2), Network(x, y, w1, 0.0)):
        close(submission.two_weight_derivatives(*cut.arguments()), (0.0, cut.slopes()[1]))
    p = float(sigmoid(w2 * sigmoid(w1 * x)))
    close(submission.two_weight_derivatives(x, p, w1, w2), (0.0, 0.0))


@check(points=0.5, hint="The caller still needs z. Which of your lines changes the array that it was given?",
       needs=[test_sigmoid_of_an_array], examples=25)  # fmt: skip
@given(z=some_arrays)
@example(z=BATCH)
def test_sigmoid_leaves_its_input_alone(submission, reference, z):
    """sigmoid leaves z as it was."""
    answer, after = submission.sigmoid.observed(z)
    close(answer, sigmoid(z), EXACT)
    unchanged(after, (z,))


@check(points=0.5, hint="The caller still needs z. Which of your lines changes the array that it was given?",
       needs=[test_slope_of_the_sigmoid_at_an_array], examples=25)  # fmt: skip
@given(z=some_arrays)
@example(z=BATCH)
def test_slope_leaves_its_input_alone(submission, reference, z):
    """sigmoid_derivative leaves z as it was."""
    answer, after = submission.sigmoid_derivative.observed(z)
    close(answer, slope(z), EXACT)
    unchanged(after, (z,))


@check(points=1, hint="Work each one out on paper with the formula, before you run any code.")
def test_predictions(submission, reference):
    """The predictions in PREDICT are right."""
    predicted(submission.PREDICT, reference.PREDICT)
