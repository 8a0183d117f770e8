"""Lesson 06. Each cost and each gradient alone; then soft labels, certainty, and shapes that do not fit.

The expected values come from other forms of the formulas than the lesson's: log-odds, products of vectors, einsum.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import msgspec
import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from autograder_tests.strategies import random_array, seeds, shapes
from grader.checks import array, check, close, holds, number, predicted, raises, unchanged

DIGITS = 1e-6  # so that any sensible way of clipping, or of adding a tiny number, is right on ordinary predictions
FREE, DEAR, STEEP = 1e-6, 10.0, 1000.0  # a certain prediction costs at most FREE if right; DEAR and STEEP if wrong
Array = np.ndarray


class Guess(msgspec.Struct, frozen=True):
    """The truth, and what somebody predicted."""

    truth: Array
    prediction: Array

    def __str__(self) -> str:
        texts = [np.array2string(value, precision=3, separator=", ") for value in (self.truth, self.prediction)]
        return "truth = {}; prediction = {}".format(*(" ".join(text.split()) for text in texts))

    @property
    def wrong(self) -> Array:
        """Where a certain prediction is wrong."""
        return self.truth != self.prediction


def half_certain(guess: Guess) -> Guess:
    """The same with zeros and ones among the predictions, which a clip would change."""
    p = guess.prediction
    return Guess(guess.truth, np.where(p > 0.6, 1.0, np.where(p < 0.3, 0.0, p)))


def random_numbers(seed: int, shape: tuple[int, ...]) -> Array:
    """Numbers in [0, 1]; every other seed gives hundredths."""
    values = np.random.default_rng(seed).uniform(0, 1, shape)
    return values if seed % 2 else np.round(values, 2)


def inside(values: Array) -> Array:
    """Probabilities in [0.01, 0.99]."""
    return 0.01 + 0.98 * values


def one_hot(classes: Array, k: int) -> Array:
    return np.eye(k)[classes]


def over_one(values: Array) -> Array:
    """Each row divided by its sum."""
    return values / values.sum(axis=1, keepdims=True)


def odds(p: Array) -> Array:
    """The score whose sigmoid is p."""
    return np.log(p) - np.log1p(-p)


def several() -> st.SearchStrategy[tuple[int, ...]]:
    """Shapes of one to three axes with at least two entries."""
    return shapes(3, 4).map(lambda shape: (shape[0] + 1, *shape[1:]))


def tables() -> st.SearchStrategy[tuple[int, int]]:
    """Shapes (n, k) of at least two classes."""
    return st.tuples(st.integers(1, 6), st.integers(2, 5))


@st.composite
def measurements(draw: st.DrawFn) -> Guess:
    shape = draw(several())
    return Guess(random_array(draw(seeds()), shape, 10.0), random_array(draw(seeds()), shape, 10.0))


@st.composite
def yes_or_no(draw: st.DrawFn, soft: bool = False) -> Guess:
    """Labels of 0 and 1, or between them if `soft`; probabilities in [0.01, 0.99]."""
    shape, labels = draw(several()), draw(seeds())
    truth = random_numbers(labels, shape) if soft else np.random.default_rng(labels).integers(0, 2, shape) * 1.0
    return Guess(truth, inside(random_numbers(draw(seeds()), shape)))


@st.composite
def certain_yes_or_no(draw: st.DrawFn) -> Guess:
    shape = draw(several())
    truth, prediction = np.random.default_rng(draw(seeds())).integers(0, 2, (2, *shape)) * 1.0
    return Guess(truth, prediction)


@st.composite
def classes(draw: st.DrawFn, soft: bool = False, proper: bool = True) -> Guess:
    """One right class in each row, or shares of all classes if `soft`; rows of the prediction sum to 1 if `proper`."""
    shape, labels, seed = draw(tables()), draw(seeds()), draw(seeds())
    chosen = np.random.default_rng(labels).integers(0, shape[1], shape[0])
    truth = over_one(inside(random_numbers(labels, shape))) if soft else one_hot(chosen, shape[1])
    prediction = inside(random_numbers(seed, shape))
    return Guess(truth, over_one(0.2 + prediction) if proper else prediction)


@st.composite
def certain_classes(draw: st.DrawFn) -> Guess:
    n, k = draw(tables())
    right, said = np.random.default_rng(draw(seeds())).integers(0, k, (2, n))
    return Guess(one_hot(right, k), one_hot(said, k))


@st.composite
def misfits(draw: st.DrawFn, flat: bool = True) -> Guess:
    """Probabilities in two shapes that differ, most of which NumPy would stretch to fit. `flat` ones among them."""
    n, k = draw(st.integers(2, 5)), draw(st.integers(2, 5))
    pairs = [((n, k), (1, k)), ((n, k), (n, 1)), ((n, k), (n, k + 1)), ((n, k), (n + 1, k))]
    if flat:
        pairs += [((n,), (n, 1)), ((n,), (1,)), ((n, k), (k,)), ((n, 1), (n,)), ((n * k,), (n, k))]
    one, other = draw(st.sampled_from(pairs + [(b, a) for a, b in pairs]))
    return Guess(inside(random_numbers(draw(seeds()), one)), inside(random_numbers(draw(seeds()), other)))


def refuses(function: Callable[..., object], guess: Guess) -> None:
    """The function raises ValueError for this truth and prediction."""
    raises(ValueError, function, guess.truth, guess.prediction)


def fair_price(cost: object, wrong: Array) -> None:
    """A cost of certain predictions: finite, next to nothing where all are right, large for each that is wrong."""
    price, share = number(cost), float(np.mean(wrong))
    if share:
        note = f"{share:.0%} of the predictions are certain and wrong"
        holds(price >= DEAR * share - FREE, note, expected=f"at least {DEAR * share:.3g}", got=price)
    else:
        note = "every prediction is certain and right"
        holds(abs(price) <= FREE, note, expected=f"at most {FREE}", got=price)


def error_of(guess: Guess) -> Array:
    return (guess.prediction - guess.truth).ravel()


def mean_square(guess: Guess) -> float:
    error = error_of(guess)
    return float(error @ error) / error.size


def mean_square_slopes(guess: Guess) -> Array:
    error = error_of(guess) / error_of(guess).size
    return (error + error).reshape(guess.truth.shape)


def surprise(guess: Guess) -> float:
    """Binary cross-entropy from the log-odds z of the prediction: log(1 + e^z) - y z."""
    z = odds(guess.prediction)
    return math.fsum((np.logaddexp(0, z) - guess.truth * z).ravel()) / z.size


def surprise_slopes(guess: Guess) -> Array:
    y, p = guess.truth, guess.prediction
    return ((1 - y) / (1 - p) - y / p) / math.prod(y.shape)


def class_surprise(guess: Guess) -> float:
    return float(np.einsum("nk,nk->", guess.truth, np.log(1 / guess.prediction))) / guess.truth.shape[0]


def class_surprise_slopes(guess: Guess) -> Array:
    return -np.einsum("nk,nk->nk", guess.truth / guess.truth.shape[0], 1 / guess.prediction)


TWO = Guess(np.array([0.0, 2.0]), np.array([1.0, 4.0]))
TABLE = Guess(np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]]), np.array([[1.0, 4.0, 3.0], [0.0, -2.0, 1.0]]))
YES_NO = Guess(np.array([1.0, 0.0]), np.array([0.9, 0.6]))
YES_NO_TABLE = Guess(np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), np.array([[0.5, 0.2], [0.75, 0.9], [0.4, 0.8]]))
THREE_CLASSES = Guess(one_hot(np.array([0, 1]), 3), np.array([[0.5, 0.3, 0.2], [0.1, 0.8, 0.1]]))
SOFT = Guess(np.array([0.25]), np.array([0.5]))
SOFT_CLASSES = Guess(np.array([[0.5, 0.5, 0.0]]), np.array([[0.2, 0.3, 0.5]]))
COLUMN = Guess(np.array([0.2, 0.4]), np.array([[0.2], [0.4]]))
ONE_ROW = Guess(np.array([[0.2, 0.8]]), np.array([[0.2, 0.8], [0.4, 0.6]]))
EDGES = Guess(np.array([1.0, 0.0, 1.0]), np.array([1.0, 0.0, 0.25]))
CLASS_EDGES = Guess(one_hot(np.array([0, 1]), 2), np.array([[1.0, 0.0], [0.25, 0.75]]))


@check(points=0.5, hint="Subtract, square, mean: over all entries, whatever the shape.", examples=40)
@given(guess=measurements())
@example(guess=TWO)
@example(guess=TABLE)
def test_mse(submission, reference, guess):
    """mse is the mean of the squared errors over all entries."""
    close(submission.mse(guess.truth, guess.prediction), mean_square(guess))


@check(points=0.5, hint="Derive (y_hat - y)^2 for one entry. What does the mean over all entries do to that?",
       examples=40)  # fmt: skip
@given(guess=measurements())
@example(guess=TWO)
@example(guess=TABLE)
def test_mse_gradient(submission, reference, guess):
    """mse_gradient is the slope of the mean squared error in each prediction."""
    close(submission.mse_gradient(guess.truth, guess.prediction), mean_square_slopes(guess))


@check(points=0.75, hint="Entries with y = 1 and entries with y = 0 each have a term. Which logarithm, which sign?",
       examples=40)  # fmt: skip
@given(guess=yes_or_no())
@example(guess=YES_NO)
@example(guess=YES_NO_TABLE)
def test_binary_cross_entropy(submission, reference, guess):
    """binary_cross_entropy is right for labels of 0 and 1."""
    close(submission.binary_cross_entropy(guess.truth, guess.prediction), surprise(guess), DIGITS)


@check(points=0.75, hint="Alone, an entry with y = 1 has the slope -1 / p. And one with y = 0? Then think of the mean.",
       examples=40)  # fmt: skip
@given(guess=yes_or_no())
@example(guess=YES_NO)
@example(guess=YES_NO_TABLE)
def test_binary_cross_entropy_gradient(submission, reference, guess):
    """binary_cross_entropy_gradient is right for labels of 0 and 1."""
    close(submission.binary_cross_entropy_gradient(guess.truth, guess.prediction), surprise_slopes(guess), DIGITS)


@check(points=0.75, hint="A row costs minus the logarithm of the right class. How many rows are there?", examples=40)
@given(guess=classes())
@example(guess=THREE_CLASSES)
def test_cross_entropy(submission, reference, guess):
    """cross_entropy is right where each row has one right class."""
    close(submission.cross_entropy(guess.truth, guess.prediction), class_surprise(guess), DIGITS)


@check(points=0.75, hint="Only the right class of a row has a slope. What is the derivative of -log p, divided by n?",
       examples=40)  # fmt: skip
@given(guess=classes())
@example(guess=THREE_CLASSES)
def test_cross_entropy_gradient(submission, reference, guess):
    """cross_entropy_gradient is right where each row has one right class."""
    close(submission.cross_entropy_gradient(guess.truth, guess.prediction), class_surprise_slopes(guess), DIGITS)


@check(points=0.25, hint="What is a label of 0.25? A quarter of one term, three quarters of the other.",
       needs=[test_binary_cross_entropy], examples=30)  # fmt: skip
@given(guess=yes_or_no(soft=True))
@example(guess=SOFT)
@example(guess=Guess(np.array([[0.5, 0.5]]), np.array([[0.5, 0.9]])))
def test_binary_cross_entropy_of_soft_labels(submission, reference, guess):
    """binary_cross_entropy takes labels between 0 and 1 at their word."""
    close(submission.binary_cross_entropy(guess.truth, guess.prediction), surprise(guess), DIGITS)


@check(points=0.25, hint="Where p is equal to a soft label, the slope is 0. Is yours?",
       needs=[test_binary_cross_entropy_gradient], examples=30)  # fmt: skip
@given(guess=yes_or_no(soft=True))
@example(guess=SOFT)
@example(guess=Guess(np.array([[0.25, 0.5]]), np.array([[0.25, 0.5]])))
def test_binary_cross_entropy_gradient_of_soft_labels(submission, reference, guess):
    """binary_cross_entropy_gradient takes labels between 0 and 1 at their word."""
    close(submission.binary_cross_entropy_gradient(guess.truth, guess.prediction), surprise_slopes(guess), DIGITS)


@check(points=0.25, hint="Does your code look for one right class, or does every class count with its share?",
       needs=[test_cross_entropy], examples=30)  # fmt: skip
@given(guess=classes(soft=True))
@example(guess=SOFT_CLASSES)
def test_cross_entropy_of_soft_labels(submission, reference, guess):
    """cross_entropy lets every class count with its share of the truth."""
    close(submission.cross_entropy(guess.truth, guess.prediction), class_surprise(guess), DIGITS)


@check(points=0.25, hint="Whoever nudges one entry of P to measure a slope needs the others to stay as they are.",
       needs=[test_cross_entropy], examples=30)  # fmt: skip
@given(guess=classes(proper=False))
@example(guess=Guess(np.array([[1.0, 0.0]]), np.array([[0.25, 0.25]])))
def test_cross_entropy_takes_P_as_it_is(submission, reference, guess):
    """cross_entropy uses P as it is, also if its rows do not sum to 1."""
    close(submission.cross_entropy(guess.truth, guess.prediction), class_surprise(guess), DIGITS)


@check(points=0.25, hint="Every class has the slope of its own share, whatever the other classes are.",
       needs=[test_cross_entropy_gradient], examples=30)  # fmt: skip
@given(guess=classes(soft=True, proper=False))
@example(guess=SOFT_CLASSES)
def test_cross_entropy_gradient_of_soft_labels(submission, reference, guess):
    """cross_entropy_gradient lets every class count with its share, and uses P as it is."""
    close(submission.cross_entropy_gradient(guess.truth, guess.prediction), class_surprise_slopes(guess), DIGITS)


@check(points=0.5, hint="The logarithm of 0 does not exist. p may be 0, and 1 - p too.",
       needs=[test_binary_cross_entropy], examples=25)  # fmt: skip
@given(guess=certain_yes_or_no())
@example(guess=Guess(np.array([1.0, 0.0]), np.array([1.0, 0.0])))
@example(guess=Guess(np.array([1.0, 1.0]), np.array([0.0, 0.0])))
@example(guess=Guess(np.array([0.0, 0.0]), np.array([1.0, 1.0])))
def test_binary_cross_entropy_of_certainty(submission, reference, guess):
    """With p = 0 and p = 1 the cost is finite: next to nothing if right, more than 10 if wrong."""
    fair_price(submission.binary_cross_entropy(guess.truth, guess.prediction), guess.wrong)


@check(points=0.25, hint="p (1 - p) is 0 where p is 0 or 1, and you divide by it.",
       needs=[test_binary_cross_entropy_gradient], examples=25)  # fmt: skip
@given(guess=certain_yes_or_no())
@example(guess=Guess(np.array([1.0, 0.0]), np.array([1.0, 0.0])))
@example(guess=Guess(np.array([1.0, 0.0]), np.array([0.0, 1.0])))
def test_binary_cross_entropy_gradient_of_certainty(submission, reference, guess):
    """With p = 0 and p = 1 every slope is finite; where p is wrong it is steep and points away from the truth."""
    got = submission.binary_cross_entropy_gradient(guess.truth, guess.prediction)
    slopes = array(got, guess.truth.shape) * guess.truth.size
    away = np.where(guess.wrong, slopes * np.where(guess.truth == 1, -1, 1), np.inf)
    note = "where the prediction is certain and wrong, the slope is not steep, or has the wrong sign"
    holds(away.min() >= STEEP, note, got=got)


@check(points=0.25, hint="0 times the logarithm of 0 is nan. What is the smallest P that you take the logarithm of?",
       needs=[test_cross_entropy], examples=25)  # fmt: skip
@given(guess=certain_classes())
@example(guess=Guess(one_hot(np.array([0, 1]), 3), one_hot(np.array([0, 1]), 3)))
@example(guess=Guess(one_hot(np.array([0, 1]), 3), one_hot(np.array([1, 0]), 3)))
def test_cross_entropy_of_certainty(submission, reference, guess):
    """With zeros and ones in P the cost is finite: next to nothing if right, more than 10 if wrong."""
    fair_price(submission.cross_entropy(guess.truth, guess.prediction), guess.wrong.any(axis=1))


@check(points=0.25, hint="0 / 0 is nan. What is the smallest P that you divide by?",
       needs=[test_cross_entropy_gradient], examples=25)  # fmt: skip
@given(guess=certain_classes())
@example(guess=Guess(one_hot(np.array([0, 1]), 3), one_hot(np.array([0, 1]), 3)))
@example(guess=Guess(one_hot(np.array([0, 1]), 3), one_hot(np.array([1, 0]), 3)))
def test_cross_entropy_gradient_of_certainty(submission, reference, guess):
    """With zeros and ones in P every slope is finite: steep at a right class that got 0, and 0 at every wrong class."""
    got = submission.cross_entropy_gradient(guess.truth, guess.prediction)
    slopes = array(got, guess.truth.shape) * len(guess.truth)
    missed = (guess.truth == 1) & (guess.prediction == 0)
    note = "where the right class got probability 0, the slope is not steep, or has the wrong sign"
    holds(slopes.max(initial=-np.inf, where=missed) <= -STEEP, note, got=got)
    holds(np.abs(slopes * (1 - guess.truth)).max() <= FREE, "a wrong class has a slope", got=got)


CLIPS = "Clipping makes a new array, unless you tell it to write into the old one."
FITS = "Compare the two shapes first. What does NumPy make of (3,) and (3, 1)?"


@check(points=0.25, hint=FITS, needs=[test_mse], examples=25)
@given(guess=misfits())
@example(guess=COLUMN)
def test_mse_refuses_other_shapes(submission, reference, guess):
    """mse raises ValueError if the two shapes differ."""
    refuses(submission.mse, guess)


@check(points=0.25, hint=FITS, needs=[test_mse_gradient], examples=25)
@given(guess=misfits())
@example(guess=COLUMN)
def test_mse_gradient_refuses_other_shapes(submission, reference, guess):
    """mse_gradient raises ValueError if the two shapes differ."""
    refuses(submission.mse_gradient, guess)


@check(points=0.25, hint=FITS, needs=[test_binary_cross_entropy], examples=25)
@given(guess=misfits())
@example(guess=COLUMN)
def test_binary_cross_entropy_refuses_other_shapes(submission, reference, guess):
    """binary_cross_entropy raises ValueError if the two shapes differ."""
    refuses(submission.binary_cross_entropy, guess)


@check(points=0.25, hint=FITS, needs=[test_binary_cross_entropy_gradient], examples=25)
@given(guess=misfits())
@example(guess=COLUMN)
def test_binary_cross_entropy_gradient_refuses_other_shapes(submission, reference, guess):
    """binary_cross_entropy_gradient raises ValueError if the two shapes differ."""
    refuses(submission.binary_cross_entropy_gradient, guess)


@check(points=0.25, hint=FITS, needs=[test_cross_entropy], examples=25)
@given(guess=misfits(flat=False))
@example(guess=ONE_ROW)
def test_cross_entropy_refuses_other_shapes(submission, reference, guess):
    """cross_entropy raises ValueError if the two shapes differ."""
    refuses(submission.cross_entropy, guess)


@check(points=0.25, hint=FITS, needs=[test_cross_entropy_gradient], examples=25)
@given(guess=misfits(flat=False))
@example(guess=ONE_ROW)
def test_cross_entropy_gradient_refuses_other_shapes(submission, reference, guess):
    """cross_entropy_gradient raises ValueError if the two shapes differ."""
    refuses(submission.cross_entropy_gradient, guess)


@check(points=0.15, hint="`-=` writes into the caller's array.", needs=[test_mse], examples=15)
@given(guess=measurements())
@example(guess=TWO)
def test_mse_leaves_its_inputs_alone(submission, reference, guess):
    """mse leaves both arrays as they were."""
    answer, after = submission.mse.observed(guess.truth, guess.prediction)
    number(answer)
    unchanged(after, (guess.truth, guess.prediction))


@check(points=0.15, hint="`-=` writes into the caller's array.", needs=[test_mse_gradient], examples=15)
@given(guess=measurements())
@example(guess=TWO)
def test_mse_gradient_leaves_its_inputs_alone(submission, reference, guess):
    """mse_gradient leaves both arrays as they were."""
    answer, after = submission.mse_gradient.observed(guess.truth, guess.prediction)
    array(answer, guess.truth.shape)
    unchanged(after, (guess.truth, guess.prediction))


@check(points=0.2, hint=CLIPS, needs=[test_binary_cross_entropy], examples=15)
@given(guess=yes_or_no().map(half_certain))
@example(guess=EDGES)
def test_binary_cross_entropy_leaves_its_inputs_alone(submission, reference, guess):
    """binary_cross_entropy leaves both arrays as they were, zeros and ones included."""
    _, after = submission.binary_cross_entropy.observed(guess.truth, guess.prediction)
    unchanged(after, (guess.truth, guess.prediction))


@check(points=0.15, hint=CLIPS, needs=[test_binary_cross_entropy_gradient], examples=15)
@given(guess=yes_or_no().map(half_certain))
@example(guess=EDGES)
def test_binary_cross_entropy_gradient_leaves_its_inputs_alone(submission, reference, guess):
    """binary_cross_entropy_gradient leaves both arrays as they were, zeros and ones included."""
    _, after = submission.binary_cross_entropy_gradient.observed(guess.truth, guess.prediction)
    unchanged(after, (guess.truth, guess.prediction))


@check(points=0.2, hint=CLIPS, needs=[test_cross_entropy], examples=15)
@given(guess=classes().map(half_certain))
@example(guess=CLASS_EDGES)
def test_cross_entropy_leaves_its_inputs_alone(submission, reference, guess):
    """cross_entropy leaves both arrays as they were, zeros and ones included."""
    _, after = submission.cross_entropy.observed(guess.truth, guess.prediction)
    unchanged(after, (guess.truth, guess.prediction))


@check(points=0.15, hint=CLIPS, needs=[test_cross_entropy_gradient], examples=15)
@given(guess=classes().map(half_certain))
@example(guess=CLASS_EDGES)
def test_cross_entropy_gradient_leaves_its_inputs_alone(submission, reference, guess):
    """cross_entropy_gradient leaves both arrays as they were, zeros and ones included."""
    _, after = submission.cross_entropy_gradient.observed(guess.truth, guess.prediction)
    unchanged(after, (guess.truth, guess.prediction))


@check(points=1, hint="Work each one out on paper with the formula, before you run any code.")
def test_predictions(submission, reference):
    """The predictions in PREDICT are right."""
    predicted(submission.PREDICT, reference.PREDICT)
