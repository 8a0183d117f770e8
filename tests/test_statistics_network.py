"""The checks of lesson 14 that rest on chance: how often they would fail a right network, less than once in 1e9.

What they measure is drawn here directly, from 1000 seeds each. A right network's accuracy depends on nothing but chance
(uniform first weights, random orders), so it does not matter that these networks are trained all at once.
"""

from __future__ import annotations

from collections import Counter
from types import ModuleType

import numpy as np
import pytest
from conftest import ROOT
from scipy.stats import beta, binom, norm

from autograder_tests.training import NETWORKS, SPIRALS, TEN_POINTS, WINES, XOR, Learning, ordered_splits
from grader.course import load_course, pick_lessons
from grader.exam import load_lesson

Array = np.ndarray
SEEDS = 1000
ALARM = 1e-9

# A task of a check, and what 99 of 100 networks reach.
TASKS = {"xor": (XOR, 0.95), "spirals": (SPIRALS, 0.95), "ten points": (TEN_POINTS, 1.0), "wine": (WINES, 0.93)}


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    course = load_course(ROOT)
    return load_lesson(course, pick_lessons(course, ["14_network"])[0])[2]


def accuracies(task: Learning, seeds: range) -> Array:
    """The share of held-out rows that each of many networks gets right, all trained side by side."""
    (d, h, k), rate, batch_size = task.sizes, task.rate, task.batch_size
    generator, count = np.random.default_rng(seeds.start), len(seeds)
    X, y, X_test, y_test = (np.stack(arrays) for arrays in zip(*map(task.rows_of, seeds)))
    Y, bounds = np.eye(k)[y], (np.sqrt(6 / (d + h)), np.sqrt(6 / (h + k)))
    W1, W2 = (generator.uniform(-a, a, (count, *shape)) for a, shape in zip(bounds, [(d, h), (h, k)]))
    b1, b2 = np.zeros((count, 1, h)), np.zeros((count, 1, k))
    for _ in range(task.epochs):
        order = generator.permuted(np.tile(np.arange(X.shape[1]), (count, 1)), axis=1)[..., None]
        shuffled, labels = np.take_along_axis(X, order, 1), np.take_along_axis(Y, order, 1)
        for start in range(0, X.shape[1], batch_size):
            Xb, Yb = shuffled[:, start : start + batch_size], labels[:, start : start + batch_size]
            H = np.tanh(Xb @ W1 + b1)
            E = np.exp(H @ W2 + b2)
            delta2 = (E / E.sum(axis=2, keepdims=True) - Yb) / Xb.shape[1]
            delta1 = (delta2 @ W2.swapaxes(1, 2)) * (1 - H**2)
            W1, b1 = W1 - rate * (Xb.swapaxes(1, 2) @ delta1), b1 - rate * delta1.sum(axis=1, keepdims=True)
            W2, b2 = W2 - rate * (H.swapaxes(1, 2) @ delta2), b2 - rate * delta2.sum(axis=1, keepdims=True)
    classes = (np.tanh(X_test @ W1 + b1) @ W2 + b2).argmax(axis=2)
    return (classes == y_test).mean(axis=1)


@pytest.mark.parametrize("name", TASKS)
def test_a_right_network_learns_in_time(name: str) -> None:
    """Hardly any of 1000 networks fails: from that, how often one fails at most, with a confidence of 1 - 1e-9.

    The check fails only if at most one of its networks reaches the threshold, and they are independent.
    """
    task, usual = TASKS[name]
    got = np.concatenate([accuracies(task, range(first, first + 100)) for first in range(0, SEEDS, 100)])
    assert np.quantile(got, 0.01) >= usual >= task.least
    failed = int(np.sum(got < task.least))
    alone = beta.ppf(1 - ALARM, failed + 1, SEEDS - failed)  # Clopper and Pearson's bound; 0.021 if none failed
    assert binom.sf(NETWORKS - 2, NETWORKS, alone) < ALARM


def test_networks_side_by_side_learn_as_the_reference_does(reference: ModuleType) -> None:
    """After few epochs accuracies differ much, and their means agree."""
    task = XOR._replace(epochs=2)
    alone = []
    for seed in range(200):
        X, y, X_test, y_test = task.rows_of(seed)
        network = reference.NeuralNetwork(*task.sizes, seed)
        network.fit(X, y, task.rate, task.epochs, task.batch_size)
        alone.append(np.mean(network.predict(X_test) == y_test))
    assert np.std(alone) > 0.05
    together = accuracies(task, range(1000, 1200))
    assert abs(np.mean(together) - np.mean(alone)) < 4 * np.std(alone) * np.sqrt(2 / 200)


def test_shuffles_that_look_alike_are_rarer_than_once_in_1e9() -> None:
    """18 equal first orders, or 18 pairs of equal ones, where each of 6 orders is as likely as another."""
    orders = len(ordered_splits(4, 2)[0])
    assert orders == 6
    assert orders**-17 + 2 * orders**-18 < ALARM


def test_the_references_orders_are_about_equally_likely(reference: ModuleType) -> None:
    generators = [np.random.default_rng(seed) for seed in range(SEEDS)]
    seen = []
    for generator in generators:
        for shape in ((2, 3), (3, 2)):
            reference.glorot_uniform(*shape, generator)
        epochs = [reference.minibatches(np.arange(4), np.arange(4), 2, generator) for _ in range(3)]
        seen.append([tuple(tuple(sorted(rows.tolist())) for rows, _ in batches) for batches in epochs])
    for epoch in range(3):
        counts = Counter(orders[epoch] for orders in seen)
        assert len(counts) == 6
        assert (max(counts.values()) / SEEDS) ** 17 < ALARM
    for one, two in ((0, 1), (1, 2)):
        alike = sum(orders[one] == orders[two] for orders in seen)
        assert (alike / SEEDS) ** 18 < ALARM


def test_bounds_of_uniform_weights_are_seven_deviations_away() -> None:
    """The check looks at two matrices of at least 9000 weights in each of four examples."""
    weights = np.random.default_rng(0).uniform(-1, 1, (SEEDS, 9000))
    squares, means, largest = 3 * (weights**2).mean(axis=1) - 1, weights.mean(axis=1), np.abs(weights).max(axis=1)
    assert squares.std() == pytest.approx(np.sqrt(0.8 / 9000), rel=0.1)
    assert means.std() == pytest.approx(np.sqrt(1 / 3 / 9000), rel=0.1)
    assert largest.min() > 0.99
    square, mean = 2 * norm.sf(0.07 / np.sqrt(0.8 / 9000)), 2 * norm.sf(0.045 / np.sqrt(1 / 3 / 9000))
    assert 8 * (square + mean + 0.98**9000) < ALARM
