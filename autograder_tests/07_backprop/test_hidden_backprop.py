"""Lesson 07. Forward, cost and each of the four gradients apart; then gradients that fit a cost of the student's own.

The expected values come from other forms of the formulas than the lesson's: log-sum-exp, cosh, einsum.
"""

from __future__ import annotations

import msgspec
import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from autograder_tests.strategies import seeds
from grader.checks import Mismatch, array, check, close, holds, keys, number, predicted, unchanged
from grader.gradcheck import compare, gradcheck, numerical_gradient

ERROR = 1e-9  # of each array: see `off`
COST_ERROR = 1e-6  # that of lesson 06, so that what is right there is right here
OWN_COST_FELT = 1e-3  # a cost that hardly depends on some array proves nothing about it
Array = np.ndarray
Params = dict[str, Array]


class Batch(msgspec.Struct, frozen=True):
    """A network and the rows that it learns from."""

    X: Array
    y: Array
    params: Params

    def __str__(self) -> str:
        parts = {"X": self.X, "y": self.y, **self.params}
        texts = {name: np.array2string(value, precision=3, separator=", ") for name, value in parts.items()}
        return "; ".join(f"{name} = {' '.join(text.split())}" for name, text in texts.items())


def scores(batch: Batch) -> tuple[Array, Array]:
    """What goes into tanh and into the sigmoid."""
    Z1 = np.einsum("nd,dh->nh", batch.X, batch.params["W1"]) + batch.params["b1"]
    return Z1, np.einsum("nh,hk->nk", np.tanh(Z1), batch.params["W2"]) + batch.params["b2"]


def probabilities(batch: Batch) -> Array:
    return 1 / (1 + np.exp(-scores(batch)[1]))


def cross_entropy(batch: Batch) -> float:
    """The binary cross-entropy from the scores themselves: log(1 + e^z) - y z."""
    z = scores(batch)[1]
    return float(np.mean(np.logaddexp(0, z) - batch.y * z))


def gradients(batch: Batch, output: Array | None = None, magnitudes: bool = False) -> Params:
    """The four gradients for a slope `output` at the scores, by default that of the cross-entropy.

    With `magnitudes`, how long they could be if nothing cancelled.
    """
    part = np.abs if magnitudes else np.asarray
    Z1, z = scores(batch)
    delta2 = part(probabilities(batch) - batch.y if output is None else output) / len(z)
    delta1 = np.einsum("nk,hk->nh", delta2, part(batch.params["W2"])) / np.cosh(Z1) ** 2
    return {
        "W1": np.einsum("nd,nh->dh", part(batch.X), delta1),
        "b1": np.einsum("nh->h", delta1),
        "W2": np.einsum("nh,nk->hk", part(np.tanh(Z1)), delta2),
        "b2": np.einsum("nk->k", delta2),
    }


def drawn(seed: int, n: int, d: int, h: int, saturated: bool = False) -> Batch:
    """Weights of at most 1 and no bias of 0; biases of the hidden layer near +-8 if `saturated`.

    Every other seed gives entries with one decimal.
    """
    generator = np.random.default_rng(seed)
    width, slope = (1.0, 0.3) if saturated else (2.0, 1.0)
    decimals = 15 if seed % 2 else 1
    while True:
        signs = np.where(generator.integers(0, 2, h), 1.0, -1.0)
        values = {
            "W1": generator.uniform(-slope, slope, (d, h)),
            "b1": signs * (generator.uniform(7.5, 9.0, h) if saturated else generator.uniform(0.1, 1.0, h)),
            "W2": generator.uniform(-1, 1, (h, 1)),
            "b2": generator.choice([-1.0, 1.0], 1) * generator.uniform(0.1, 1.0, 1),
        }
        X = np.round(generator.uniform(-width, width, (n, d)), decimals)
        y = generator.integers(0, 2, (n, 1)).astype(float)
        batch = Batch(X, y, {name: np.round(value, decimals) for name, value in values.items()})
        if (clear if saturated else steep)(batch):
            return batch


def norm(values: Array) -> float:
    """The length; of something enormous, an enormous number, but never infinity."""
    largest = float(np.abs(values).max())
    return min(largest * float(np.linalg.norm(values / largest)), 1e300) if largest else 0.0


def steep(batch: Batch) -> bool:
    """No gradient is so short that the rounding of another right formula would show."""
    return min(map(norm, gradients(batch).values())) >= 0.05


def clear(batch: Batch) -> bool:
    """No gradient is the small difference of large terms, so that seven digits can be asked for."""
    whole, terms = gradients(batch), gradients(batch, magnitudes=True)
    return all(norm(whole[name]) >= max(0.3 * norm(terms[name]), 1e-9) for name in whole)


def steep_for_other_costs(batch: Batch) -> bool:
    """Squared errors, or the logarithm of one kind of row alone, would also have gradients that one can measure."""
    p, y = probabilities(batch), batch.y
    slopes = [2 * (p - y) * p * (1 - p), -y * (1 - p), (1 - y) * p]
    return all(min(map(norm, gradients(batch, slope).values())) >= 0.005 for slope in slopes)


@st.composite
def batches(draw: st.DrawFn, most: int = 6, saturated: bool = False) -> Batch:
    """Two to eight rows, one to `most` features and hidden units; every other batch has n = d = h or d = h."""
    n, d, h = draw(st.integers(2, 8)), draw(st.integers(1, most)), draw(st.integers(1, most))
    n, d = draw(st.sampled_from([(n, d), (n, d), (n, h), (max(2, h), h)]))
    return drawn(draw(seeds()), n, d, h, saturated)


@st.composite
def tiny_batches(draw: st.DrawFn) -> Batch:
    """Small enough to measure every slope of a cost that is a trip away."""
    n, d, h = draw(st.integers(2, 4)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    seed = draw(seeds())
    while not steep_for_other_costs(batch := drawn(seed, n, d, h)):
        seed += 2
    return batch


def simple() -> Batch:
    """Three rows, one feature, one hidden unit, round numbers."""
    params = {"W1": np.array([[0.5]]), "b1": np.array([0.5]), "W2": np.array([[1.0]]), "b2": np.array([-0.5])}
    return Batch(np.array([[1.0], [-2.0], [0.0]]), np.array([[0.0], [1.0], [1.0]]), params)


def twins() -> Batch:
    """Every row also with the other sign, and with the other label: all slopes stay if all signs or labels change."""
    X = np.array([[1.0], [-1.0], [1.0], [-1.0]])
    return msgspec.structs.replace(simple(), X=X, y=np.array([[1.0], [1.0], [0.0], [0.0]]))


def on_awkward_shapes(test):
    """Examples by hand: the simple one, all sides equal, all sides different, more units than rows."""
    for batch in (drawn(4, 2, 1, 6), drawn(2, 6, 2, 4), drawn(1, 3, 3, 3), drawn(0, 2, 2, 2), simple()):
        test = example(batch=batch)(test)
    return test


def one_gradient(got: object, batch: Batch, name: str) -> Array:
    """One of the answers of backprop, shaped like its parameter."""
    if not isinstance(got, dict) or name not in got:
        keys(got, batch.params)
    return array(got[name], batch.params[name].shape, f"[{name!r}]")


def off(got: Array, want: Array) -> float:
    """The error that `grader.gradcheck` measures as well."""
    return norm(got - want) / max(norm(got) + norm(want), 1e-4)


def agrees(got: object, batch: Batch, name: str) -> None:
    """The gradient called `name` is right to nine digits, whatever the others are."""
    slope, want = one_gradient(got, batch, name), gradients(batch)[name]
    error = off(slope, want)
    if not error <= ERROR:
        close_by = f"off by {error:.1e} of its length" if error < 1e-3 else ""
        note = compare(slope, want, name).suggestion or close_by
        raise Mismatch(note, where=f"[{name!r}]", expected=want, got=slope)


@check(
    points=0.75,
    hint="Each layer is a matrix product plus a bias. Which function follows the first, and which the second?",
    examples=60,
)
@on_awkward_shapes
@given(batch=batches())
def test_forward_of_a_batch(submission, reference, batch):
    """forward gives each row its probability."""
    close(submission.forward(batch.X, batch.params), probabilities(batch))


@check(points=1.25, hint="Rows with y = 1 and rows with y = 0 each have a term; the cost is the mean over all rows.",
       examples=60)  # fmt: skip
@on_awkward_shapes
@given(batch=batches())
def test_cost_of_a_batch(submission, reference, batch):
    """cost is the mean binary cross-entropy of what forward says."""
    close(submission.cost(batch.X, batch.y, batch.params), cross_entropy(batch), COST_ERROR)


@check(points=1, hint="What does a weight of W2 multiply on its way to the output? Write down the shapes.", examples=60)
@on_awkward_shapes
@given(batch=batches())
def test_gradient_of_the_output_weights(submission, reference, batch):
    """backprop finds the gradient of W2."""
    agrees(submission.backprop(batch.X, batch.y, batch.params), batch, "W2")


@check(points=0.75, hint="The bias is added to every row, so every row's delta2 counts for it.", examples=60)
@on_awkward_shapes
@given(batch=batches())
def test_gradient_of_the_output_bias(submission, reference, batch):
    """backprop finds the gradient of b2."""
    agrees(submission.backprop(batch.X, batch.y, batch.params), batch, "b2")


@check(points=1.25, hint="Walk back from delta2. What does it meet first, and what is tanh's slope there?", examples=60)
@on_awkward_shapes
@given(batch=batches())
def test_gradient_of_the_hidden_weights(submission, reference, batch):
    """backprop finds the gradient of W1."""
    agrees(submission.backprop(batch.X, batch.y, batch.params), batch, "W1")


@check(points=0.75, hint="One number for each hidden unit: over which axis of delta1 (n, h) do you sum?", examples=60)
@on_awkward_shapes
@given(batch=batches())
def test_gradient_of_the_hidden_biases(submission, reference, batch):
    """backprop finds the gradient of b1."""
    agrees(submission.backprop(batch.X, batch.y, batch.params), batch, "b1")


ALL_FOUR = [
    test_gradient_of_the_output_weights,
    test_gradient_of_the_output_bias,
    test_gradient_of_the_hidden_weights,
    test_gradient_of_the_hidden_biases,
]


@check(points=0.5, hint="Is there a gradient for every name in params, and nothing else?", needs=ALL_FOUR, examples=40)
@given(batch=batches())
@example(batch=simple())
def test_a_small_step_lowers_the_cost(submission, reference, batch):
    """A small step against all gradients lowers the cost by rate times squared length of the gradient."""
    got, rate = submission.backprop(batch.X, batch.y, batch.params), 1e-4
    keys(got, batch.params)
    steps = {name: one_gradient(got, batch, name) for name in batch.params}
    moved = {name: value - rate * steps[name] for name, value in batch.params.items()}
    promised = rate * sum(norm(step) ** 2 for step in steps.values())
    fallen = cross_entropy(batch) - cross_entropy(Batch(batch.X, batch.y, moved))
    note = "a step of 0.0001 times the gradient does not lower the cost as it should"
    holds(abs(fallen - promised) <= 0.1 * promised, note, expected=f"lower by {promised:.3g}", got=fallen)


@check(points=1.5, hint="Nudge one weight: how much does your own cost change? What does backprop say?", examples=11)
@given(batch=tiny_batches())
@example(batch=twins())
@example(batch=simple())
def test_gradients_fit_the_cost(submission, reference, batch):
    """The gradients are right, or are at least the slopes of your own cost."""
    got = submission.backprop(batch.X, batch.y, batch.params)
    slopes = {name: one_gradient(got, batch, name) for name in batch.params}
    if all(off(slopes[name], want) <= ERROR for name, want in gradients(batch).items()):
        return

    def own_cost(params: Params, X: Array = batch.X, y: Array = batch.y) -> float:
        return number(submission.cost(X, y, params))

    def slope_along(direction: Params, X: Array, y: Array) -> float:
        def cost_at(t: Array) -> float:
            return own_cost({name: value + t * direction[name] for name, value in batch.params.items()}, X, y)

        return float(numerical_gradient(cost_at, np.zeros(())))

    report = gradcheck(own_cost, batch.params, slopes)
    for found in report.comparisons:
        holds(not found.dropped, f"your cost jumps: it has no slope in {found.name}")
    if not report.passed:
        worst = report.worst
        note = worst.suggestion or "this is not the slope of your own cost"
        where = f"[{worst.name!r}][{', '.join(map(str, worst.worst or ()))}]"
        raise Mismatch(note, where=where, expected=worst.numeric, got=worst.analytic)
    for name, slope in slopes.items():
        note = f"your cost hardly depends on {name}, so its slope proves nothing"
        holds(norm(slope) > OWN_COST_FELT, note, expected=f"a length over {OWN_COST_FELT}", got=norm(slope))
    generator = np.random.default_rng(0)
    direction = {name: generator.normal(size=value.shape) for name, value in batch.params.items()}
    here = slope_along(direction, batch.X, batch.y)
    first = np.eye(len(batch.y))[:, :1]
    flipped = abs(here - slope_along(direction, batch.X, np.abs(batch.y - first)))
    others = -np.exp(batch.X)  # never the same rows in another order, and no shift or scale that a cost may take out
    changed = abs(here - slope_along(direction, others, batch.y))
    holds(flipped > 1e-6, "your cost has the same slope when the first label is flipped: it ignores y")
    holds(changed > 1e-6, "your cost has the same slope when every X is replaced by -exp(X): it ignores X")


@check(points=0.5, hint="A formula keeps its digits where a slope is tiny. Does a nudge?", needs=ALL_FOUR, examples=30)
@given(batch=batches(most=3, saturated=True))
@example(batch=drawn(0, 2, 1, 1, saturated=True))
def test_gradients_of_a_saturated_network(submission, reference, batch):
    """Where tanh is almost flat, the gradients still have seven right digits."""
    got = submission.backprop(batch.X, batch.y, batch.params)
    for name, want in gradients(batch).items():
        slope = one_gradient(got, batch, name)
        error = norm(slope - want) / norm(want)
        holds(error <= 1e-7, f"the gradient of {name} is off by {error:.1e} of its length", expected=want, got=slope)


@check(points=0.25, hint="Work on new arrays.", needs=[test_forward_of_a_batch], examples=20)
@given(batch=batches())
@example(batch=simple())
def test_forward_leaves_its_inputs_alone(submission, reference, batch):
    """forward leaves X and params as they were."""
    answer, after = submission.forward.observed(batch.X, batch.params)
    close(answer, probabilities(batch))
    unchanged(after, (batch.X, batch.params))


@check(points=0.25, hint="Work on new arrays.", needs=[test_cost_of_a_batch], examples=20)
@given(batch=batches())
@example(batch=simple())
def test_cost_leaves_its_inputs_alone(submission, reference, batch):
    """cost leaves X, y and params as they were."""
    answer, after = submission.cost.observed(batch.X, batch.y, batch.params)
    close(answer, cross_entropy(batch), COST_ERROR)
    unchanged(after, (batch.X, batch.y, batch.params))


@check(points=0.25, hint="Work on new arrays, in a new dict.", needs=[test_gradient_of_the_output_weights], examples=20)
@given(batch=batches())
@example(batch=simple())
def test_backprop_leaves_its_inputs_alone(submission, reference, batch):
    """backprop leaves X, y and params as they were."""
    answer, after = submission.backprop.observed(batch.X, batch.y, batch.params)
    agrees(answer, batch, "W2")
    unchanged(after, (batch.X, batch.y, batch.params))


@check(points=1, hint="Work each one out on paper with the formula, before you run any code.")
def test_predictions(submission, reference):
    """The predictions in PREDICT are right."""
    predicted(submission.PREDICT, reference.PREDICT)
