"""Lesson 11 against autograd's optimizers, scipy's filters, pandas' averages, and Nesterov's method as first written.

With gradients that do not depend on w, momentum is a linear filter and squares are a moving average. With gradients of
a real cost, autograd has three of the five optimizers in the same convention.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import autograd.numpy as anp
import numpy as np
import pandas as pd
import pytest
import scipy.signal
from autograd import grad
from autograd.misc import optimizers

from grader.course import pick_lessons
from grader.exam import load_lesson
from grader.model import Course

SEEDS = pytest.mark.parametrize("seed", range(10))
Array = np.ndarray


@pytest.fixture(scope="module")
def lesson(course: Course) -> ModuleType:
    return load_lesson(course, pick_lessons(course, ["11_optimizers"])[0])[2]


def valley(w: Array) -> float:
    """Rosenbrock's curved valley in four dimensions, written for autograd."""
    return anp.sum(5 * (w[1:] - w[:-1] ** 2) ** 2 + (1 - w[:-1]) ** 2)


slope = grad(valley)


def run(step: Callable[..., tuple[Array, ...]], w: Array, state: list[Array], gradients: object, *rest: float) -> Array:
    """Every place that a step leads to, the start included. `gradients` is an array of them, or a function of w."""
    path = [w]
    for t in range(50):
        g = gradients(path[-1]) if callable(gradients) else gradients[t]  # type: ignore[index]
        number = (t + 1,) if len(state) == 2 else ()
        w, *state = step(path[-1], g, *state, *number, *rest)
        path.append(w)
    return np.array(path)


def a_start(seed: int) -> tuple[Array, float, float]:
    """Four weights, a learning rate that is calm in the valley, and a beta."""
    random = np.random.default_rng(seed)
    return random.uniform(-1, 1, 4), float(10 ** random.uniform(-3.5, -2)), float(random.uniform(0.1, 0.95))


def a_series(seed: int) -> tuple[Array, Array, float, float]:
    """Fifty gradients of three weights, between a millionth and a thousand, some 0; the state before them."""
    random = np.random.default_rng(seed)
    gradients = random.choice([-1.0, 0.0, 1.0], (50, 3), p=[0.45, 0.1, 0.45]) * 10 ** random.uniform(-6, 3, (50, 3))
    return gradients, random.uniform(0.1, 5, 3), float(random.uniform(0.1, 0.99)), float(10 ** random.uniform(-8, -1))


def near(got: Array, want: Array) -> None:
    """To the contract's tolerance."""
    assert got.shape == want.shape
    assert np.abs(got - want).max() <= 1e-9 * max(1.0, np.abs(want).max())


@SEEDS
def test_momentum_is_autograds_sgd(lesson: ModuleType, seed: int) -> None:
    w, rate, beta = a_start(seed)
    want = optimizers.sgd(lambda x, _: slope(x), w, num_iters=50, step_size=rate, mass=beta)
    near(run(lesson.momentum_step, w, [np.zeros(4)], slope, rate, beta)[-1], want)


@SEEDS
def test_rmsprop_is_autograds_which_starts_at_ones(lesson: ModuleType, seed: int) -> None:
    w, rate, beta = a_start(seed)
    want = optimizers.rmsprop(lambda x, _: slope(x), w, num_iters=50, step_size=rate, gamma=beta, eps=0.01)
    near(run(lesson.rmsprop_step, w, [np.ones(4)], slope, rate, beta, 0.01)[-1], want)


@SEEDS
@pytest.mark.parametrize("epsilon", [1e-8, 0.1])
def test_adam_is_autograds(lesson: ModuleType, seed: int, epsilon: float) -> None:
    w, rate, beta = a_start(seed)
    want = optimizers.adam(lambda x, _: slope(x), w, num_iters=50, step_size=rate, b1=beta, b2=0.99, eps=epsilon)
    near(run(lesson.adam_step, w, [np.zeros(4), np.zeros(4)], slope, rate, beta, 0.99, epsilon)[-1], want)


@SEEDS
def test_nesterov_is_the_look_ahead_method_seen_from_the_place_ahead(lesson: ModuleType, seed: int) -> None:
    """Nesterov's method asks for the gradient at theta - rate beta v. The lesson's w is that place."""
    w, rate, beta = a_start(seed)
    theta, velocity, places = w, np.zeros(4), [w]
    for _ in range(50):
        ahead = slope(theta - rate * beta * velocity)
        velocity = beta * velocity + (1 - beta) * ahead
        theta = theta - rate * velocity
        places.append(theta - rate * beta * velocity)
    near(run(lesson.nesterov_step, w, [np.zeros(4)], slope, rate, beta), np.array(places))


@SEEDS
def test_momentum_and_nesterov_are_filters_of_the_gradients(lesson: ModuleType, seed: int) -> None:
    gradients, velocity, beta, rate = a_series(seed)
    for step, taps, begin in (
        (lesson.momentum_step, [1.0], beta * velocity),
        (lesson.nesterov_step, [1 + beta, -beta], beta**2 * velocity),
    ):
        steps, _ = scipy.signal.lfilter((1 - beta) * np.array(taps), [1, -beta], gradients, axis=0, zi=[begin])
        want = np.vstack([np.zeros(3), -rate * np.cumsum(steps, axis=0)])
        near(run(step, np.zeros(3), [velocity], gradients, rate, beta), want)


@SEEDS
def test_squares_are_pandas_averages_and_sums(lesson: ModuleType, seed: int) -> None:
    gradients, squares, beta, epsilon = a_series(seed)
    rows = pd.DataFrame(np.vstack([squares, gradients**2]))
    averages = rows.ewm(alpha=1 - beta, adjust=False).mean().to_numpy()[1:]
    for step, sizes, rest in (
        (lesson.adagrad_step, rows.cumsum().to_numpy()[1:], ()),
        (lesson.rmsprop_step, averages, (beta,)),
    ):
        want = np.vstack([np.zeros(3), -0.1 * np.cumsum(gradients / (sizes**0.5 + epsilon), axis=0)])
        near(run(step, np.zeros(3), [squares], gradients, 0.1, *rest, epsilon), want)


@SEEDS
def test_adam_divides_pandas_adjusted_averages(lesson: ModuleType, seed: int) -> None:
    """The averages with bias correction are those that pandas calls adjusted."""
    gradients, _, beta, epsilon = a_series(seed)
    average = pd.DataFrame(gradients).ewm(alpha=1 - beta, adjust=True).mean().to_numpy()
    square = pd.DataFrame(gradients**2).ewm(alpha=0.001, adjust=True).mean().to_numpy()
    want = np.vstack([np.zeros(3), -0.1 * np.cumsum(average / (np.sqrt(square) + epsilon), axis=0)])
    near(run(lesson.adam_step, np.zeros(3), [np.zeros(3)] * 2, gradients, 0.1, beta, 0.999, epsilon), want)


@SEEDS
def test_the_state_that_is_returned_is_the_moving_average(lesson: ModuleType, seed: int) -> None:
    gradients, velocity, beta, rate = a_series(seed)
    v = n = velocity
    s = r = velocity**2
    a, m, q = velocity**2, np.zeros(3), np.zeros(3)
    for t, g in enumerate(gradients, start=1):
        _, v = lesson.momentum_step(velocity, g, v, rate, beta)
        _, n = lesson.nesterov_step(velocity, g, n, rate, beta)
        _, a = lesson.adagrad_step(velocity, g, a, rate)
        _, s = lesson.rmsprop_step(velocity, g, s, rate, beta)
        _, m, q = lesson.adam_step(velocity, g, m, q, t, rate, beta, 0.999)

    def ends(first: Array, values: Array, share: float) -> Array:
        return scipy.signal.lfilter([share], [1, share - 1], values, axis=0, zi=[(1 - share) * first])[0][-1]

    for got in (v, n):
        near(got, ends(velocity, gradients, 1 - beta))
    near(s, ends(r, gradients**2, 1 - beta))
    near(m, ends(np.zeros(3), gradients, 1 - beta))
    near(q, ends(np.zeros(3), gradients**2, 0.001))
    near(a, r + np.einsum("ti,ti->i", gradients, gradients))


def test_the_sum_form_takes_the_same_path_with_a_smaller_rate(lesson: ModuleType) -> None:
    """What the lesson's text says of the other convention."""
    gradients, _, beta, _ = a_series(0)
    w, total = np.zeros(3), np.zeros(3)
    path = [w]
    for g in gradients:
        total = beta * total + g
        w = w - 0.1 * (1 - beta) * total
        path.append(w)
    near(run(lesson.momentum_step, np.zeros(3), [np.zeros(3)], gradients, 0.1, beta), np.array(path))
