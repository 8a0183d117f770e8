"""Lesson 03. Agreement with the formula on numbers, arrays and dicts; then what a step is for: going down."""

from __future__ import annotations

import msgspec
import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from autograder_tests.strategies import array_pairs, random_array, rates, seeds, shapes
from grader.checks import array, check, close, holds, keys, number, predicted, unchanged

EXACT = 1e-12


class Bowl(msgspec.Struct, frozen=True):
    """f(w) = sum of curvature / 2 (w - bottom)^2, as steep as its largest curvature."""

    curvature: np.ndarray
    bottom: np.ndarray

    def __call__(self, w: np.ndarray) -> float:
        return float(np.sum(self.curvature / 2 * (w - self.bottom) ** 2))

    def gradient(self, w: np.ndarray) -> np.ndarray:
        return self.curvature * (w - self.bottom)

    def __str__(self) -> str:
        terms = [f"{c / 2:.3g}(w{i} - {b:.3g})^2" for i, (c, b) in enumerate(zip(self.curvature, self.bottom))]
        return "f(w) = " + " + ".join(terms)


@st.composite
def bowls(draw: st.DrawFn) -> Bowl:
    size = draw(st.integers(1, 4))
    curvature = np.random.default_rng(draw(seeds())).uniform(0.1, 5, size)
    return Bowl(curvature, random_array(draw(seeds()), (size,)))


@st.composite
def models(draw: st.DrawFn) -> tuple[dict, dict]:
    """Parameters with any names, numbers among them, and their gradients."""
    usual = ["W1", "b1", "W2", "b2", "bias", "slope", "w", "theta"]
    names = draw(st.lists(st.sampled_from(usual), min_size=1, max_size=5, unique=True))
    params, grads = {}, {}
    for name in names:
        shape = draw(st.one_of(st.just(()), shapes(2, 4)))
        params[name], grads[name] = (random_array(draw(seeds()), shape) for _ in range(2))
        if shape == ():
            params[name], grads[name] = float(params[name]), float(grads[name])
    return params, grads


numbers = st.floats(-100, 100).map(lambda value: round(value, 3))


@check(points=1, hint="Read the formula aloud: the new w is w minus the learning rate times the gradient.", examples=60)
@given(w=numbers, gradient=numbers, learning_rate=rates())
@example(w=5.0, gradient=4.0, learning_rate=0.1)
@example(w=1.0, gradient=6.0, learning_rate=1.0)
def test_step_of_a_number(submission, reference, w, gradient, learning_rate):
    """A step with one number lands where the formula says."""
    close(submission.update_step(w, gradient, learning_rate), w - learning_rate * gradient, EXACT)


@check(points=1, hint="NumPy subtracts and scales whole arrays at once; no entry and no axis is special.", examples=60)
@given(pair=array_pairs(), learning_rate=rates())
@example(pair=(np.array([1.0, 2.0]), np.array([10.0, -10.0])), learning_rate=0.1)
def test_step_of_an_array(submission, reference, pair, learning_rate):
    """A step with an array of any shape lands where the formula says."""
    w, gradient = pair
    close(submission.update_step(w, gradient, learning_rate), w - learning_rate * gradient, EXACT)


@check(
    points=2,
    hint="Apply the same rule to every name in the dict: weights, biases, whatever they are called.",
    examples=50,
)
@given(model=models(), learning_rate=rates())
@example(model=({"w": 1.0, "b": 2.0}, {"w": 10.0, "b": -10.0}), learning_rate=0.1)
def test_update_of_every_parameter(submission, reference, model, learning_rate):
    """Every parameter of a model takes its own step."""
    params, grads = model
    want = {name: params[name] - learning_rate * grads[name] for name in params}
    close(submission.update_parameters(params, grads, learning_rate), want, EXACT)


@check(points=1, hint="Left of a minimum the slope is negative. Which way must w go, and what does minus do to it?",
       needs=[test_step_of_a_number], examples=40)  # fmt: skip
@given(bottom=numbers, distance=st.floats(0.1, 50), learning_rate=rates(1e-3, 0.4))
@example(bottom=3.0, distance=2.0, learning_rate=0.1)
def test_steps_towards_the_minimum_from_both_sides(submission, reference, bottom, distance, learning_rate):
    """On f(w) = (w - bottom)^2 a small step comes closer to the bottom, from the left and from the right."""
    for w in (bottom - distance, bottom + distance):
        new = number(submission.update_step(w, 2 * (w - bottom), learning_rate))
        note = f"starting from w = {w:.6g}, the step did not come closer to {bottom:.6g}"
        holds(
            abs(new - bottom) < distance,
            note,
            expected=f"less than {distance:.6g} away",
            got=abs(new - bottom),
        )


@check(points=1, hint="A step as long as the learning rate times the gradient brings f down by a known amount.",
       needs=[test_step_of_an_array], examples=40)  # fmt: skip
@given(bowl=bowls(), seed=seeds(), fraction=st.floats(0.01, 1.0))
@example(bowl=Bowl(np.array([2.0]), np.array([3.0])), seed=0, fraction=0.2)
def test_descends(submission, reference, bowl, seed, fraction):
    """On a bowl, a rate of at most 1 / steepest curvature lowers f by about half rate times squared gradient."""
    w = random_array(seed, bowl.bottom.shape)
    gradient, rate = bowl.gradient(w), fraction / float(bowl.curvature.max())
    before, after = bowl(w), bowl(array(submission.update_step(w, gradient, rate), w.shape))
    most = before - 0.49 * rate * float(gradient @ gradient) + 1e-12 * (1 + abs(before))
    holds(after <= most, f"f went from {before:.6g} to {after:.6g}", expected=f"at most {most:.6g}", got=after)


@check(points=0.5, hint="With w = 0 and rate 1 there is nothing left of the formula but minus the gradient.",
       needs=[test_step_of_an_array], examples=25)  # fmt: skip
@given(pair=array_pairs())
@example(pair=(np.array([0.0]), np.array([250.0])))
def test_rate_one_from_zero(submission, reference, pair):
    """From w = 0 with rate 1, the step is exactly minus the gradient, however long that is."""
    gradient = 100 * pair[1]
    close(submission.update_step(np.zeros_like(gradient), gradient, 1.0), -gradient, EXACT)


@check(points=0.5, hint="A flat place has gradient 0. What should a step do there?",
       needs=[test_step_of_an_array, test_step_of_a_number], examples=25)  # fmt: skip
@given(pair=array_pairs(), learning_rate=rates())
@example(pair=(np.array([1.5, -2.0]), np.array([0.0, 0.0])), learning_rate=0.5)
def test_stays_where_it_is_flat(submission, reference, pair, learning_rate):
    """Where the gradient is zero, w stays as it is."""
    w = pair[0]
    close(submission.update_step(w, np.zeros_like(w), learning_rate), w, EXACT)
    close(submission.update_step(2.5, 0.0, learning_rate), 2.5, EXACT)


@check(points=1, hint="Return a dict with the same names, no more and no fewer, each value shaped as before.",
       needs=[test_update_of_every_parameter], examples=30)  # fmt: skip
@given(model=models(), learning_rate=rates())
@example(
    model=({"W": np.ones((2, 1)), "b": np.ones(1)}, {"W": np.ones((2, 1)), "b": np.ones(1)}),
    learning_rate=0.5,
)
def test_two_steps_are_one_long_step(submission, reference, model, learning_rate):
    """Two steps with the same gradients equal one step with twice the rate."""
    params, grads = model
    once = submission.update_parameters(params, grads, learning_rate)
    keys(once, params)
    twice = submission.update_parameters(once, grads, learning_rate)
    close(twice, {name: params[name] - 2 * learning_rate * grads[name] for name in params}, 1e-10)


@check(points=0.5, hint="`w -= ...` writes into the caller's array. Make a new one: w - ...",
       needs=[test_step_of_an_array], examples=25)  # fmt: skip
@given(pair=array_pairs(), learning_rate=rates())
@example(pair=(np.array([1.0, 2.0]), np.array([10.0, -10.0])), learning_rate=0.1)
def test_step_leaves_its_inputs_alone(submission, reference, pair, learning_rate):
    """update_step leaves w and gradient as they were."""
    w, gradient = pair
    answer, after = submission.update_step.observed(w, gradient, learning_rate)
    close(answer, w - learning_rate * gradient, EXACT)
    unchanged(after, (w, gradient, learning_rate))


@check(points=0.5, hint="Fill a new dict; the caller still needs the old parameters.",
       needs=[test_update_of_every_parameter], examples=25)  # fmt: skip
@given(model=models(), learning_rate=rates())
@example(model=({"w": np.array([1.0]), "b": 2.0}, {"w": np.array([10.0]), "b": -10.0}), learning_rate=0.1)
def test_update_leaves_its_inputs_alone(submission, reference, model, learning_rate):
    """update_parameters leaves both dicts and every array in them as they were."""
    params, grads = model
    answer, after = submission.update_parameters.observed(params, grads, learning_rate)
    keys(answer, params)
    unchanged(after, (params, grads, learning_rate))


@check(points=1, hint="Work each one out on paper with the formula, before you run any code.")
def test_predictions(submission, reference):
    """The predictions in PREDICT are right."""
    predicted(submission.PREDICT, reference.PREDICT)
