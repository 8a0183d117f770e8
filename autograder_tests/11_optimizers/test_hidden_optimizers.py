"""Lesson 11. One step from any state; then many steps, against what they add up to; then an epsilon that can be felt.

Where an epsilon is not what a check is about, it is 1e-8, gradients are of ordinary size, and six digits are enough. So
who puts it in another place loses the checks of epsilon and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from autograder_tests.strategies import rates, seeds, shapes
from grader.checks import array, check, close, predicted, sequence, unchanged
from grader.show import shown

Array = np.ndarray

EXACT, SIX_DIGITS = 1e-9, 1e-6
TINY = 1e-8
ORDINARY, ENORMOUS, EVERY_SIZE = (0.0, 0.0), (0.0, 2.4), (-5.5, 2.4)  # powers of ten that gradients are multiplied by
EPSILONS = (1e-3, 0.01, 0.05, 0.1)


class Start(msgspec.Struct, frozen=True):
    """Where a walk begins, and the gradient there."""

    w: Array
    gradient: Array

    def __str__(self) -> str:
        return f"w = {shown(self.w)}, gradient = {shown(self.gradient)}"


class Moving(msgspec.Struct, frozen=True):
    """Where a step with a velocity begins."""

    w: Array
    gradient: Array
    velocity: Array

    def __str__(self) -> str:
        return f"w = {shown(self.w)}, gradient = {shown(self.gradient)}, velocity = {shown(self.velocity)}"


class Scaled(msgspec.Struct, frozen=True):
    """Where a step with squares begins."""

    w: Array
    gradient: Array
    squares: Array

    def __str__(self) -> str:
        return f"w = {shown(self.w)}, gradient = {shown(self.gradient)}, squares = {shown(self.squares)}"


class Both(msgspec.Struct, frozen=True):
    """Where a step of Adam begins; m and v are such as t - 1 steps with these betas may have left."""

    w: Array
    gradient: Array
    m: Array
    v: Array
    t: int
    beta1: float
    beta2: float

    def after(self, rate: float, epsilon: float) -> dict[str, Array]:
        """What the step leads to. Each average is the old one, moved towards the new value."""
        m = self.gradient + self.beta1 * (self.m - self.gradient)
        v = self.gradient**2 + self.beta2 * (self.v - self.gradient**2)
        shares = [-np.expm1(self.t * np.log(beta)) for beta in (self.beta1, self.beta2)]
        step = rate / shares[0] * m / (epsilon + np.sqrt(v / shares[1]))
        return {"w": self.w - step, "m": m, "v": v}

    def __str__(self) -> str:
        state = f"m = {shown(self.m)}, v = {shown(self.v)}, t = {self.t}"
        betas = f"beta1 = {self.beta1:.6g}, beta2 = {self.beta2:.6g}"
        return f"w = {shown(self.w)}, gradient = {shown(self.gradient)}, {state}, {betas}"


def betas(high: float = 0.95) -> st.SearchStrategy[float]:
    """Weights of what is old, the usual ones among them."""
    return st.one_of(st.sampled_from([beta for beta in (0.5, 0.8, 0.9, 0.99, 0.999) if beta <= high]),
                     st.floats(0.1, high).map(lambda beta: round(beta, 3)))  # fmt: skip


def vectors() -> st.SearchStrategy[tuple[int, ...]]:
    return st.integers(1, 5).map(lambda length: (length,))


def steep(random: np.random.Generator, shape: tuple[int, ...], powers: tuple[float, float]) -> tuple[Array, Array]:
    """Gradients of either sign and their sizes: from 0.5 to 3 if ordinary. If of every size, some are 0."""
    sizes = 10 ** random.uniform(*powers, shape)
    gradient = np.round(random.uniform(0.5, 3, shape), 1) * random.choice([-1.0, 1.0], shape) * sizes
    if powers == EVERY_SIZE:
        gradient[random.random(shape) < 0.2] = 0.0
    return gradient, sizes


def somewhere(random: np.random.Generator, shape: tuple[int, ...]) -> Array:
    return np.round(random.uniform(-3, 3, shape), 1)


@st.composite
def starts(draw: st.DrawFn, powers: tuple[float, float] = ORDINARY) -> Start:
    """Weights of any shape."""
    shape, random = draw(shapes()), np.random.default_rng(draw(seeds()))
    return Start(somewhere(random, shape), steep(random, shape, powers)[0])


@st.composite
def moving(draw: st.DrawFn) -> Moving:
    """Vectors that have a velocity already."""
    shape, random = draw(vectors()), np.random.default_rng(draw(seeds()))
    velocity = np.round(random.uniform(0.5, 3, shape), 1) * random.choice([-1.0, 1.0], shape)
    return Moving(somewhere(random, shape), steep(random, shape, ORDINARY)[0], velocity)


@st.composite
def scaled(draw: st.DrawFn, shape: st.SearchStrategy[tuple[int, ...]], powers: tuple[float, float]) -> Scaled:
    """Squares that are there already. If gradients are of every size, some weights have not been moved yet."""
    sides, random = draw(shape), np.random.default_rng(draw(seeds()))
    gradient, sizes = steep(random, sides, powers)
    squares = np.round(random.uniform(0.5, 9, sides), 1) * sizes**2
    if powers == EVERY_SIZE:
        squares[random.random(sides) < 0.3] = 0.0
    return Scaled(somewhere(random, sides), gradient, squares)


@st.composite
def both(draw: st.DrawFn, shape: st.SearchStrategy[tuple[int, ...]], powers: tuple[float, float]) -> Both:
    """Any step up to the 50th, early ones more often. At t = 1, m and v are zeros."""
    t, beta1, beta2 = draw(st.one_of(st.integers(1, 4), st.integers(1, 50))), draw(betas()), draw(betas(0.999))
    sides, random = draw(shape), np.random.default_rng(draw(seeds()))
    gradient, sizes = steep(random, sides, powers)
    sizes = np.where(gradient == 0, 0.0, sizes) if t % 2 else sizes  # sometimes it has been flat all the time
    m = (1 - beta1 ** (t - 1)) * random.uniform(-2, 2, sides) * sizes
    v = (1 - beta2 ** (t - 1)) * random.uniform(4, 9, sides) * sizes**2
    return Both(somewhere(random, sides), gradient, m, v, t, beta1, beta2)


def agree(answer: object, want: dict[str, Array], rtol: float = EXACT, step: int = 0) -> list[Array]:
    """The answer holds these arrays in this order; they are returned. `step` says which of several it was."""
    place = f"step {step}'s new" if step else "the new"
    items = sequence(answer, len(want))
    for item, (name, value) in zip(items, want.items()):
        close(item, value, rtol, f"{place} {name}")
    return [array(item, value.shape) for item, value in zip(items, want.values())]


def fading_mean(values: Sequence[Array], beta: float) -> Array:
    """The average of what came so far; what is one step older weighs beta times as much."""
    return np.average(values, axis=0, weights=beta ** np.arange(len(values))[::-1])


@check(points=0.75, hint="First the new velocity, out of the old one and the gradient. Which of the two moves w?",
       examples=40)  # fmt: skip
@given(start=moving(), learning_rate=rates(0.01, 1), beta=betas())
@example(start=Moving(np.array([1.0]), np.array([4.0]), np.array([8.0])), learning_rate=0.1, beta=0.5)
@example(start=Moving(np.array([1.0, 2.0]), np.array([10.0, -10.0]), np.zeros(2)), learning_rate=0.1, beta=0.9)
def test_momentum(submission, reference, start, learning_rate, beta):
    """momentum_step moves w along the new velocity, and returns both."""
    velocity = start.gradient + beta * (start.velocity - start.gradient)
    answer = submission.momentum_step(start.w, start.gradient, start.velocity, learning_rate, beta)
    agree(answer, {"w": start.w - learning_rate * velocity, "velocity": velocity})


@check(points=0.75, hint="The velocity is that of momentum. The step mixes the gradient into it once more.",
       examples=40)  # fmt: skip
@given(start=moving(), learning_rate=rates(0.01, 1), beta=betas())
@example(start=Moving(np.array([1.0]), np.array([4.0]), np.array([8.0])), learning_rate=0.1, beta=0.5)
@example(start=Moving(np.array([1.0, 2.0]), np.array([10.0, -10.0]), np.zeros(2)), learning_rate=0.1, beta=0.9)
def test_nesterov(submission, reference, start, learning_rate, beta):
    """nesterov_step looks one step further than momentum, and returns w and the velocity of momentum."""
    change = start.velocity - start.gradient
    w = start.w - learning_rate * (start.gradient + beta**2 * change)
    answer = submission.nesterov_step(start.w, start.gradient, start.velocity, learning_rate, beta)
    agree(answer, {"w": w, "velocity": start.gradient + beta * change})


@check(points=0.75, hint="First the new squares. Then divide the gradient by their root.", examples=40)
@given(start=scaled(vectors(), ORDINARY), learning_rate=rates(0.01, 0.3))
@example(start=Scaled(np.array([1.0]), np.array([3.0]), np.array([16.0])), learning_rate=0.1)
@example(start=Scaled(np.array([1.0, 2.0]), np.array([2.0, -0.5]), np.zeros(2)), learning_rate=0.1)
def test_adagrad(submission, reference, start, learning_rate):
    """adagrad_step divides by the root of all squares so far, and returns w and the squares."""
    squares = start.squares + np.abs(start.gradient) ** 2
    want = {"w": start.w - learning_rate * start.gradient * squares**-0.5, "squares": squares}
    agree(submission.adagrad_step(start.w, start.gradient, start.squares, learning_rate, TINY), want, SIX_DIGITS)


@check(points=0.75, hint="First the new squares, an average with beta. Then divide the gradient by their root.",
       examples=40)  # fmt: skip
@given(start=scaled(vectors(), ORDINARY), learning_rate=rates(0.01, 0.3), beta=betas())
@example(start=Scaled(np.array([1.0]), np.array([4.0]), np.array([2.0])), learning_rate=0.1, beta=0.5)
def test_rmsprop(submission, reference, start, learning_rate, beta):
    """rmsprop_step divides by the root of the average square, and returns w and that average."""
    squares = start.gradient**2 + beta * (start.squares - start.gradient**2)
    want = {"w": start.w - learning_rate * start.gradient * squares**-0.5, "squares": squares}
    agree(submission.rmsprop_step(start.w, start.gradient, start.squares, learning_rate, beta, TINY), want, SIX_DIGITS)


@check(points=1, hint="Write m', v' and their corrected values in lines of their own. What does t = 1 give by hand?",
       examples=50)  # fmt: skip
@given(start=both(vectors(), ORDINARY), learning_rate=rates(0.01, 0.3))
@example(
    start=Both(np.array([1.0]), np.array([4.0]), np.zeros(1), np.zeros(1), 1, 0.5, 0.75),
    learning_rate=0.1,
)
@example(
    start=Both(np.array([0.9]), np.array([3.0]), np.array([1.0]), np.array([4.0]), 2, 0.75, 0.75),
    learning_rate=0.1,
)
def test_adam(submission, reference, start, learning_rate):
    """adam_step divides the average gradient by the root of the average square, and returns w, m and v."""
    answer = submission.adam_step(
        start.w, start.gradient, start.m, start.v, start.t, learning_rate, start.beta1, start.beta2, TINY
    )
    agree(answer, start.after(learning_rate, TINY), SIX_DIGITS)


@check(points=0.5, hint="On flat ground the velocity is beta times what it was. Does w still move?",
       needs=[test_momentum], examples=25)  # fmt: skip
@given(start=starts(EVERY_SIZE), learning_rate=rates(0.01, 1), steps=st.integers(2, 6))
@example(start=Start(np.array([5.0]), np.array([10.0])), learning_rate=1.0, steps=3)
def test_momentum_rolls_on(submission, reference, start, learning_rate, steps):
    """After one push, on flat ground, w goes on with nine tenths of the velocity; nothing of the push is lost."""
    w, velocity, push = start.w, np.zeros_like(start.w), start.gradient
    for step in range(1, steps + 1):
        way = learning_rate * (1 - 0.9**step)
        want = {"w": start.w - way * push, "velocity": 0.1 * 0.9 ** (step - 1) * push}
        gradient = push if step == 1 else np.zeros_like(push)
        w, velocity = agree(submission.momentum_step(w, gradient, velocity, learning_rate), want, EXACT, step)


@check(points=0.5, hint="After one push, momentum has moved by 0.1, 0.19, 0.271 ... of it. Which of these comes first?",
       needs=[test_nesterov], examples=25)  # fmt: skip
@given(start=starts(EVERY_SIZE), learning_rate=rates(0.01, 1), steps=st.integers(2, 6))
@example(start=Start(np.array([5.0]), np.array([10.0])), learning_rate=1.0, steps=3)
def test_nesterov_is_one_step_ahead(submission, reference, start, learning_rate, steps):
    """After one push, on flat ground, w is always where momentum takes it one step later."""
    w, velocity, push = start.w, np.zeros_like(start.w), start.gradient
    for step in range(1, steps + 1):
        way = learning_rate * (1 - 0.9 ** (step + 1))
        want = {"w": start.w - way * push, "velocity": 0.1 * 0.9 ** (step - 1) * push}
        gradient = push if step == 1 else np.zeros_like(push)
        w, velocity = agree(submission.nesterov_step(w, gradient, velocity, learning_rate), want, EXACT, step)


@check(points=0.5, hint="After t steps with the same gradient, how many of its squares are in the sum?",
       needs=[test_adagrad], examples=25)  # fmt: skip
@given(start=starts(ENORMOUS), learning_rate=rates(0.01, 0.1), steps=st.integers(2, 6))
@example(start=Start(np.array([5.0]), np.array([2.0])), learning_rate=0.1, steps=4)
def test_adagrad_slows_down(submission, reference, start, learning_rate, steps):
    """With the same gradient at every step, step t is as long as the learning rate divided by the root of t."""
    w, squares, way = start.w, np.zeros_like(start.w), 0.0
    for step in range(1, steps + 1):
        way += learning_rate / np.sqrt(step)
        want = {"w": start.w - way * np.sign(start.gradient), "squares": step * start.gradient**2}
        w, squares = agree(submission.adagrad_step(w, start.gradient, squares, learning_rate), want, SIX_DIGITS, step)


@check(points=0.5, hint="From zeros, the squares after t equal gradients hold 1 - 0.9^t of one square.",
       needs=[test_rmsprop], examples=25)  # fmt: skip
@given(start=starts(ENORMOUS), learning_rate=rates(0.01, 0.1), steps=st.integers(2, 6))
@example(start=Start(np.array([5.0]), np.array([2.0])), learning_rate=0.1, steps=4)
def test_rmsprop_keeps_its_pace(submission, reference, start, learning_rate, steps):
    """With the same gradient at every step, the steps come down to the learning rate, and not below."""
    w, squares, way = start.w, np.zeros_like(start.w), 0.0
    for step in range(1, steps + 1):
        share = 1 - 0.9**step
        way += learning_rate / np.sqrt(share)
        want = {"w": start.w - way * np.sign(start.gradient), "squares": share * start.gradient**2}
        w, squares = agree(submission.rmsprop_step(w, start.gradient, squares, learning_rate), want, SIX_DIGITS, step)


@check(points=0.5, hint="Are m and v, as you return them, the v_t of lesson 10, or what it divided by 1 - beta^t?",
       needs=[test_adam], examples=25)  # fmt: skip
@given(start=starts(ENORMOUS), learning_rate=rates(0.01, 0.1), steps=st.integers(2, 6), seed=seeds())
@example(start=Start(np.array([5.0]), np.array([2.0])), learning_rate=0.1, steps=3, seed=0)
def test_adam_over_several_steps(submission, reference, start, learning_rate, steps, seed):
    """Over several steps, w moves by the corrected averages of all gradients and squares; m and v are uncorrected."""
    random = np.random.default_rng(seed)
    gradients = [start.gradient * random.uniform(-1, 1.5, start.w.shape) if t else start.gradient for t in range(steps)]
    w, m, v, place = start.w, np.zeros_like(start.w), np.zeros_like(start.w), start.w
    for t in range(1, steps + 1):
        average = fading_mean(gradients[:t], 0.9)
        square = fading_mean([gradient**2 for gradient in gradients[:t]], 0.999)
        place = place - learning_rate * average / np.sqrt(square)
        want = {"w": place, "m": (1 - 0.9**t) * average, "v": (1 - 0.999**t) * square}
        w, m, v = agree(submission.adam_step(w, gradients[t - 1], m, v, t, learning_rate), want, SIX_DIGITS, t)


@check(points=0.5, hint="Where in the formula is epsilon added: to the squares, to their root, or to the whole?",
       needs=[test_adagrad], examples=40)  # fmt: skip
@given(start=scaled(shapes(), EVERY_SIZE), learning_rate=rates(0.01, 1), epsilon=st.sampled_from(EPSILONS))
@example(start=Scaled(np.array([1.0]), np.array([3.0]), np.array([16.0])), learning_rate=0.51, epsilon=0.1)
@example(start=Scaled(np.array([1.0, 1.0]), np.array([0.0, 0.1]), np.zeros(2)), learning_rate=0.2, epsilon=0.1)
def test_epsilon_of_adagrad(submission, reference, start, learning_rate, epsilon):
    """adagrad_step adds the given epsilon to the root, for gradients that are tiny, huge or zero as well."""
    squares = start.squares + np.abs(start.gradient) ** 2
    want = {"w": start.w - learning_rate * (start.gradient / (epsilon + squares**0.5)), "squares": squares}
    agree(submission.adagrad_step(start.w, start.gradient, start.squares, learning_rate, epsilon), want)


@check(points=0.5, hint="Where in the formula is epsilon added: to the squares, to their root, or to the whole?",
       needs=[test_rmsprop], examples=40)  # fmt: skip
@given(start=scaled(shapes(), EVERY_SIZE), learning_rate=rates(0.01, 1), beta=betas(),
       epsilon=st.sampled_from(EPSILONS))  # fmt: skip
@example(start=Scaled(np.array([1.0]), np.array([4.0]), np.array([2.0])), learning_rate=0.31, beta=0.5, epsilon=0.1)
@example(start=Scaled(np.ones(2), np.array([0.0, 0.2]), np.zeros(2)), learning_rate=0.2, beta=0.75, epsilon=0.1)
def test_epsilon_of_rmsprop(submission, reference, start, learning_rate, beta, epsilon):
    """rmsprop_step adds the given epsilon to the root, for gradients that are tiny, huge or zero as well."""
    squares = start.gradient**2 + beta * (start.squares - start.gradient**2)
    want = {"w": start.w - learning_rate * (start.gradient / (epsilon + squares**0.5)), "squares": squares}
    agree(submission.rmsprop_step(start.w, start.gradient, start.squares, learning_rate, beta, epsilon), want)


@check(points=0.5, hint="Two things happen to v' below the fraction bar before epsilon is added. Which?",
       needs=[test_adam], examples=40)  # fmt: skip
@given(start=both(shapes(), EVERY_SIZE), learning_rate=rates(0.01, 1), epsilon=st.sampled_from(EPSILONS))
@example(
    start=Both(np.array([1.0, 1.0]), np.array([0.1, 0.0]), np.zeros(2), np.zeros(2), 1, 0.5, 0.75),
    learning_rate=0.2,
    epsilon=0.1,
)
def test_epsilon_of_adam(submission, reference, start, learning_rate, epsilon):
    """adam_step adds the given epsilon to the corrected root, for gradients that are tiny, huge or zero as well."""
    answer = submission.adam_step(
        start.w, start.gradient, start.m, start.v, start.t, learning_rate, start.beta1, start.beta2, epsilon
    )
    agree(answer, start.after(learning_rate, epsilon))


@check(points=0.2, hint="`velocity *= beta` writes into the caller's array. Make a new one.", needs=[test_momentum],
       examples=15)  # fmt: skip
@given(start=moving(), learning_rate=rates(0.01, 1), beta=betas())
@example(start=Moving(np.array([1.0]), np.array([4.0]), np.array([8.0])), learning_rate=0.1, beta=0.5)
def test_momentum_leaves_its_inputs_alone(submission, reference, start, learning_rate, beta):
    """momentum_step leaves w, gradient and velocity as they were."""
    arguments = start.w, start.gradient, start.velocity, learning_rate, beta
    answer, after = submission.momentum_step.observed(*arguments)
    sequence(answer, 2)
    unchanged(after, arguments)


@check(points=0.2, hint="`velocity *= beta` writes into the caller's array. Make a new one.", needs=[test_nesterov],
       examples=15)  # fmt: skip
@given(start=moving(), learning_rate=rates(0.01, 1), beta=betas())
@example(start=Moving(np.array([1.0]), np.array([4.0]), np.array([8.0])), learning_rate=0.1, beta=0.5)
def test_nesterov_leaves_its_inputs_alone(submission, reference, start, learning_rate, beta):
    """nesterov_step leaves w, gradient and velocity as they were."""
    arguments = start.w, start.gradient, start.velocity, learning_rate, beta
    answer, after = submission.nesterov_step.observed(*arguments)
    sequence(answer, 2)
    unchanged(after, arguments)


@check(points=0.2, hint="`squares += ...` writes into the caller's array. Make a new one.", needs=[test_adagrad],
       examples=15)  # fmt: skip
@given(start=scaled(vectors(), ORDINARY), learning_rate=rates(0.01, 0.3))
@example(start=Scaled(np.array([1.0]), np.array([3.0]), np.array([16.0])), learning_rate=0.1)
def test_adagrad_leaves_its_inputs_alone(submission, reference, start, learning_rate):
    """adagrad_step leaves w, gradient and squares as they were."""
    arguments = start.w, start.gradient, start.squares, learning_rate, TINY
    answer, after = submission.adagrad_step.observed(*arguments)
    sequence(answer, 2)
    unchanged(after, arguments)


@check(points=0.2, hint="`squares *= beta` writes into the caller's array. Make a new one.", needs=[test_rmsprop],
       examples=15)  # fmt: skip
@given(start=scaled(vectors(), ORDINARY), learning_rate=rates(0.01, 0.3), beta=betas())
@example(start=Scaled(np.array([1.0]), np.array([4.0]), np.array([2.0])), learning_rate=0.1, beta=0.5)
def test_rmsprop_leaves_its_inputs_alone(submission, reference, start, learning_rate, beta):
    """rmsprop_step leaves w, gradient and squares as they were."""
    arguments = start.w, start.gradient, start.squares, learning_rate, beta, TINY
    answer, after = submission.rmsprop_step.observed(*arguments)
    sequence(answer, 2)
    unchanged(after, arguments)


@check(points=0.2, hint="`m *= beta1` writes into the caller's array. Make a new one.", needs=[test_adam], examples=15)
@given(start=both(vectors(), ORDINARY), learning_rate=rates(0.01, 0.3))
@example(
    start=Both(np.array([0.9]), np.array([3.0]), np.array([1.0]), np.array([4.0]), 2, 0.75, 0.75),
    learning_rate=0.1,
)
def test_adam_leaves_its_inputs_alone(submission, reference, start, learning_rate):
    """adam_step leaves w, gradient, m and v as they were."""
    state = start.w, start.gradient, start.m, start.v, start.t
    arguments = *state, learning_rate, start.beta1, start.beta2, TINY
    answer, after = submission.adam_step.observed(*arguments)
    sequence(answer, 3)
    unchanged(after, arguments)


@check(points=1, hint="Work each one out on paper with the formula, before you run any code.")
def test_predictions(submission, reference):
    """The predictions in PREDICT are right."""
    predicted(submission.PREDICT, reference.PREDICT)
