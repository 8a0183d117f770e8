"""Lesson 12. Draws large enough to know their distribution; small ones to know their seed; scales through layers.

What is random is only ever compared with bounds, so that any generator will do. A right submission misses one of them
by chance with a probability of 3e-10 for a whole paper: the false-alarm rate. `tests/test_statistics.py` works it out.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import msgspec
import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from autograder_tests.strategies import decimals, random_array, rates, seeds
from grader.checks import Mismatch, array, check, close, holds, predicted, raises, unchanged
from grader.show import shown

DRAWS = 1000  # that survivors among mutants are asked: a matrix may take a slow style a second

Array = np.ndarray
Sides = tuple[int, int]

LARGE: list[Sides] = [(200, 400), (400, 200)]  # inputs and outputs; never equal, or one could stand for the other
# A draw has N = 80 000 numbers. Beside each bound stands how often a right draw misses it, at either end.
NORMAL_SQUARE = (0.965, 1.036)  # the mean square over the variance, chi-squared over N: 1.3e-12
UNIFORM_SQUARE = (0.978, 1.022)  # the same for uniform draws: 6.96 standard errors of sqrt(0.8 / N), below 6.3e-11
MEAN = 0.025  # in standard deviations: 7.07 standard errors, 1.6e-12 for normal draws, below 2.8e-11 for uniform ones
BEYOND_TWO = (0.040, 0.051)  # the share beyond two standard deviations, binomial around 0.0455: 1.4e-13
REACH = 0.98  # of a uniform distribution's bound; the largest number falls short with 0.98^N: below 1e-700
DEPTH, WIDTH = 4, 200
ALIVE = (0.25, 4.0)  # the size that numbers of size 1 have after so many relu layers of such a width: below 1.1e-12


class Layers(msgspec.Struct, frozen=True):
    """Rows, the weights of the layers that they go through, and what follows each layer."""

    X: Array
    weights: list[Array]
    activation: str

    def __str__(self) -> str:
        weights = ", ".join(f"W{i} = {shown(W)}" for i, W in enumerate(self.weights, 1))
        return f"X = {shown(self.X)}, {weights}, activation {self.activation!r}"

    @property
    def arguments(self) -> tuple[Array, list[Array], str]:
        return self.X, self.weights, self.activation


def few_seeds() -> st.SearchStrategy[int]:
    """Seeds for the submission, short ones."""
    return st.integers(0, 9999)


def large_draws() -> st.SearchStrategy[tuple[Sides, int]]:
    """Sides and a seed. Hypothesis begins with seed 0, so two draws are one of each shape (rarely 0 comes twice)."""
    return few_seeds().map(lambda seed: (LARGE[seed > 0], seed))


def small_sides() -> st.SearchStrategy[Sides]:
    return st.tuples(st.integers(1, 6), st.integers(1, 6))


def layers(least: int = 2) -> st.SearchStrategy[Layers]:
    """Up to five rows through up to four layers, of up to five units each. The entries after a layer are all 0, or
    they differ: where they are all alike, the right formula E(h^2) - E(h)^2 loses half of its digits."""
    return any_layers(least).filter(differ)


def differ(layers: Layers) -> bool:
    return all(not H.any() or np.ptp(H) > 1e-3 * np.abs(H).max() for H in after_each_layer(layers))


@st.composite
def any_layers(draw: st.DrawFn, least: int) -> Layers:
    widths = draw(st.lists(st.integers(least, 5), min_size=least, max_size=5).filter(lambda found: len(found) > 1))
    return stack(draw(seeds()), draw(st.integers(least, 5)), widths, draw(st.sampled_from(["tanh", "relu"])))


def stack(seed: int, n: int, widths: list[int], activation: str, size: float = 1.5) -> Layers:
    weights = [random_array(seed + 2 * i, sides, size) for i, sides in enumerate(pairwise(widths), 1)]
    return Layers(random_array(seed, (n, widths[0]), 2.0), weights, activation)


def after_each_layer(layers: Layers) -> list[Array]:
    found = [layers.X]
    for W in layers.weights:
        Z = np.einsum("nd,dh->nh", found[-1], W)
        found.append((Z + np.abs(Z)) / 2 if layers.activation == "relu" else np.tanh(Z))
    return found[1:]


def spreads(layers: Layers) -> Array:
    """The standard deviations, from the differences of all pairs: their mean square is twice the variance."""
    flat = [H.ravel() for H in after_each_layer(layers)]
    return np.array([np.sqrt(np.mean(np.subtract.outer(h, h) ** 2) / 2) for h in flat])


FIRST, SECOND = np.array([[1.0, 0.0], [0.0, -1.0]]), np.array([[2.0, 4.0], [1.0, 1.0]])
SIMPLE = Layers(np.array([[1.0, 2.0]]), [FIRST, SECOND], "relu")


def draw_of(got: object, sides: Sides, std: float) -> Array:
    """The answer as weights that break the symmetry between units, with mean 0; `std` is their standard deviation."""
    W = array(got, sides)
    for kind, rows in (("units", W.T), ("inputs", W)):  # 200 pairs of numbers that are all equal: never by chance
        twins = np.flatnonzero((rows[1:] == rows[:-1]).all(axis=1))
        if len(twins):
            j = int(twins[0])
            note = f"{kind} {j} and {j + 1} begin with the same weights"
            raise Mismatch(note, expected=f"{kind} that differ", got=rows[j])
    holds(abs(W.mean()) <= MEAN * std, "the mean is not 0", expected=f"within {MEAN * std:.2g} of 0", got=W.mean())
    return W


def spread_within(W: Array, std: float, bounds: tuple[float, float]) -> None:
    low, high = bounds
    square = float(np.mean((W / std) ** 2))
    note = f"the spread of {W.shape[0]} x {W.shape[1]} weights is another one"
    right = f"a standard deviation of {std:.4g}, give or take {100 * (high - 1) / 2:.2g} %"
    holds(low <= square <= high, note, expected=right, got=std * square**0.5)


def is_normal(got: object, sides: Sides, std: float) -> None:
    """The answer was drawn from a normal distribution with mean 0 and this standard deviation."""
    W = draw_of(got, sides, std)
    spread_within(W, std, NORMAL_SQUARE)
    beyond = float(np.mean(np.abs(W) > 2 * std))
    note = "the tails are not those of a normal distribution"
    right = "about 4.55 % of the weights beyond two standard deviations"
    holds(BEYOND_TWO[0] <= beyond <= BEYOND_TWO[1], note, expected=right, got=f"{100 * beyond:.3g} %")


def is_uniform(got: object, sides: Sides, bound: float) -> None:
    """The answer was drawn from a uniform distribution between -bound and bound."""
    W = draw_of(got, sides, bound / 3**0.5)
    spread_within(W, bound / 3**0.5, UNIFORM_SQUARE)
    largest = float(np.abs(W).max())
    right = f"close to {bound:.6g}, and not beyond"
    holds(REACH * bound <= largest <= bound * (1 + 1e-12), "the largest weight is another", expected=right, got=largest)


def size_after_layers(submission: object, seed: int) -> float:
    """The root of the mean square of what is left of a row of size 1.

    Whatever comes in, a layer of normal weights multiplies the mean square by 2 / WIDTH times a chi-squared number with
    as many degrees of freedom as units are above 0, one half of all, give or take.
    """
    H = np.random.default_rng([seed, WIDTH]).normal(size=(1, WIDTH))  # from a seed that the submission never gets
    H /= np.sqrt(np.mean(H**2))
    for layer in range(DEPTH):
        W = array(submission.he_normal(WIDTH, WIDTH, seed + layer), (WIDTH, WIDTH))  # type: ignore[attr-defined]
        H = np.maximum(H @ W, 0)
    return float(np.sqrt(np.mean(H**2)))


def follows_its_seed(function: Callable[..., object], sides: Sides, seed: int, later: int) -> None:
    """The same seed gives the same weights again, whatever was drawn in between, and another seed others."""
    first, other, again = (array(function(*sides, one), sides) for one in (seed, seed + later, seed))
    note = f"seed {seed} gives other weights the second time"
    holds(np.array_equal(first, again), note, expected=first, got=again)
    # A single number may be equal by chance. Two are, if drawn as float32, with about 2^-48: 7e-14 in 20 examples.
    same = first.size > 1 and np.array_equal(first, other)
    holds(not same, f"seeds {seed} and {seed + later} give the same weights", got=first)


@check(points=0.5, hint="Which shape turns a row of n_in numbers into a row of n_out?", examples=20)
@given(sides=small_sides())
@example(sides=(2, 3))
@example(sides=(3, 1))
@example(sides=(200, 400))
def test_zeros(submission, reference, sides):
    """zeros_init gives zeros, one row for each input and one column for each output."""
    close(submission.zeros_init(*sides), np.zeros(sides))


@check(points=0.75, hint="Draw a large matrix. What are its shape, its mean and its standard deviation?",
       examples=2, at_least=1)  # fmt: skip
@given(large=large_draws())
def test_normal(submission, reference, large):
    """normal_init draws from a normal distribution; its standard deviation is 0.01 where none is given."""
    sides, seed = large  # false alarms: at most 2 draws, 3.0e-12 each (square, mean, tails)
    is_normal(submission.normal_init(*sides, seed), sides, 0.01)


@check(points=0.75, hint="For 12 inputs and 12 outputs, all weights lie between -0.5 and 0.5. Where do yours lie?",
       examples=2, at_least=1)  # fmt: skip
@given(large=large_draws())
def test_glorot(submission, reference, large):
    """glorot_uniform draws evenly between -a and a."""
    sides, seed = large  # false alarms: at most 2 draws, below 9.1e-11 each (square, mean, largest)
    is_uniform(submission.glorot_uniform(*sides, seed), sides, float(np.sqrt(6 / sum(sides))))


@check(points=0.75, hint="He's formula names a variance. Of how many numbers is each weighted sum made?",
       examples=2, at_least=1)  # fmt: skip
@given(large=large_draws())
def test_he(submission, reference, large):
    """he_normal draws from a normal distribution, wide enough for the number of inputs, tails included."""
    sides, seed = large  # false alarms: at most 2 draws, 3.0e-12 each
    is_normal(submission.he_normal(*sides, seed), sides, float(np.sqrt(2 / sides[0])))


@check(points=1.25, hint="One layer: multiply, bend, then the standard deviation of all entries. What enters the next?",
       examples=50)  # fmt: skip
@given(layers=layers())
@example(layers=SIMPLE)
@example(layers=Layers(SIMPLE.X, SIMPLE.weights, "tanh"))
@example(layers=stack(1, 4, [3, 5, 2, 4], "relu"))
def test_scale(submission, reference, layers):
    """activation_scale gives the standard deviation after each layer."""
    close(submission.activation_scale(*layers.arguments), spreads(layers))


SEED = "What makes your generator, when is it made, and from what?"


@check(points=0.5, hint=SEED, needs=[test_normal], examples=20)
@given(sides=small_sides(), seed=few_seeds(), later=st.integers(1, 1000))
@example(sides=(2, 3), seed=0, later=1)
def test_normal_follows_its_seed(submission, reference, sides, seed, later):
    """normal_init gives the same weights for the same seed, and others for another; any shape will do."""
    follows_its_seed(submission.normal_init, sides, seed, later)


@check(points=0.5, hint=SEED, needs=[test_glorot], examples=20)
@given(sides=small_sides(), seed=few_seeds(), later=st.integers(1, 1000))
@example(sides=(2, 3), seed=0, later=1)
def test_glorot_follows_its_seed(submission, reference, sides, seed, later):
    """glorot_uniform gives the same weights for the same seed, and others for another; any shape will do."""
    follows_its_seed(submission.glorot_uniform, sides, seed, later)


@check(points=0.5, hint=SEED, needs=[test_he], examples=20)
@given(sides=small_sides(), seed=few_seeds(), later=st.integers(1, 1000))
@example(sides=(2, 3), seed=0, later=1)
def test_he_follows_its_seed(submission, reference, sides, seed, later):
    """he_normal gives the same weights for the same seed, and others for another; any shape will do."""
    follows_its_seed(submission.he_normal, sides, seed, later)


@check(points=0.5, hint="Is there an argument that your formula does not use?", needs=[test_normal],
       examples=2, at_least=1)  # fmt: skip
@given(large=large_draws(), std=rates(1e-3, 3.0))
def test_normal_of_another_width(submission, reference, large, std):
    """normal_init uses the standard deviation that it is given."""
    sides, seed = large  # false alarms: at most 2 draws, 3.0e-12 each
    is_normal(submission.normal_init(*sides, seed, std), sides, std)


@check(points=0.5, hint="How large are the numbers after one layer, after two? They should neither fade nor explode.",
       needs=[test_he], examples=2, at_least=1)  # fmt: skip
@given(seed=few_seeds())
def test_he_keeps_relu_alive(submission, reference, seed):
    """Through four layers of 200 relu units, he_normal neither loses a signal nor blows it up."""
    left = size_after_layers(submission, seed)  # false alarms: at most 2 examples, below 1.1e-12 each
    note = f"after {DEPTH} layers, numbers of size 1 have another size (the root of their mean square)"
    holds(ALIVE[0] <= left <= ALIVE[1], note, expected=f"between {ALIVE[0]} and {ALIVE[1]}", got=left)


@check(points=0.5, hint="What happens to a name that is neither 'tanh' nor 'relu'?", needs=[test_scale], examples=12)
@given(layers=layers(), name=st.sampled_from(["sigmoid", "softmax", "linear", "leaky_relu", "arctanh", "sin", ""]))
@example(layers=SIMPLE, name="sigmoid")
@example(layers=SIMPLE, name="leaky_relu")
def test_scale_refuses_other_activations(submission, reference, layers, name):
    """activation_scale raises ValueError for an activation that it does not know."""
    raises(ValueError, submission.activation_scale, layers.X, layers.weights, name)


@check(points=0.5, hint="A single number has the distance 0 to its own mean. One layer still gives an array.",
       needs=[test_scale], examples=25)  # fmt: skip
@given(layers=layers(least=1))
@example(layers=Layers(np.array([[2.0]]), [np.array([[0.5]])], "tanh"))
@example(layers=Layers(np.array([[1.0, 2.0]]), [np.array([[1.0, 3.0], [0.0, 1.0]])], "relu"))
@example(layers=stack(1, 3, [2, 1, 3], "tanh"))
def test_scale_of_thin_layers(submission, reference, layers):
    """One row, one unit or one layer will do."""
    close(submission.activation_scale(*layers.arguments), spreads(layers), 1e-7)


@check(points=0.5, hint="tanh(0) is 0, and so is relu(0). Does anything of your own come in on the way?",
       needs=[test_scale], examples=20)  # fmt: skip
@given(layers=layers(), place=st.integers(0, 3))
@example(layers=SIMPLE, place=1)
@example(layers=stack(0, 3, [2, 3, 2], "tanh"), place=0)
def test_nothing_passes_a_layer_of_zeros(submission, reference, layers, place):
    """After a layer of zeros all is 0; the layers before it do not notice."""
    place = min(place, len(layers.weights) - 1)
    weights = [0 * W if i == place else W for i, W in enumerate(layers.weights)]
    want = np.concatenate([spreads(layers)[:place], np.zeros(len(weights) - place)])
    close(submission.activation_scale(layers.X, weights, layers.activation), want)


@check(points=0.5, hint="What is left of X and of the list after your function has run?", needs=[test_scale],
       examples=25)  # fmt: skip
@given(layers=layers())
@example(layers=SIMPLE)
def test_scale_leaves_its_inputs_alone(submission, reference, layers):
    """activation_scale leaves X, the list and every array in it as they were."""
    answer, after = submission.activation_scale.observed(*layers.arguments)
    array(answer, (len(layers.weights),))
    unchanged(after, layers.arguments)


@check(points=0.5, hint="How large may a weighted sum be before your formula gives nan or inf?", needs=[test_scale],
       examples=20)  # fmt: skip
@given(layers=layers(), size=decimals(3, 6))
@example(layers=Layers(SIMPLE.X, SIMPLE.weights, "tanh"), size=4.0)
@example(layers=Layers(SIMPLE.X, SIMPLE.weights, "relu"), size=6.0)
def test_scale_of_large_sums(submission, reference, layers, size):
    """Sums in the millions are no trouble: tanh is then 1 or -1, and relu keeps them."""
    large = Layers(10**size * layers.X, layers.weights, layers.activation)
    # Large sums are rounded more coarsely, and tanh is steep between them.
    close(submission.activation_scale(*large.arguments), spreads(large), 1e-6)


@check(points=1, hint="Work each one out on paper, before you run any code.")
def test_predictions(submission, reference):
    """The predictions in PREDICT are right."""
    predicted(submission.PREDICT, reference.PREDICT)
