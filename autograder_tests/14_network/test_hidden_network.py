"""Lesson 14. Training is replayed step by step from the params that a network had before; learning comes on top.

Whether a network learns says little: with half its gradients wrong it still does. So the steps are the proof. Numbers
that rest on chance have their false-alarm rates beside them; `tests/test_statistics_network.py` measures them.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from autograder_tests.strategies import decimals, random_array, seeds
from autograder_tests.training import (
    NETWORKS,
    SPIRALS,
    TEN_POINTS,
    WINES,
    XOR,
    Array,
    Learning,
    Params,
    Splits,
    after_an_epoch,
    cost,
    gradients,
    log_probabilities,
    nearest,
    ordered_splits,
    steps,
    stops_after,
)
from grader.checks import array, check, close, holds, keys, number, predicted, raises, sequence, unchanged
from grader.errors import Mismatch, NotAttempted, StudentError
from grader.gradcheck import compare
from grader.proxy import observed
from grader.show import shown

DRAWS = 200  # that survivors among mutants are asked: each trains a network, and a slow style takes seconds

ERROR = 1e-8  # of a step, of parameters, of a cost
NOTHING = 1e-14  # no gradient of small random weights is as short as that


class Task(msgspec.Struct, frozen=True):
    """A network to be made, and rows that it learns from. `sizes` are n_in, n_hidden, n_out."""

    sizes: tuple[int, int | list[int], int]
    seed: int
    X: Array
    y: Array
    rate: float

    def steps(self, params: Params, count: int) -> list[Params]:
        """The params after each of so many steps on all rows."""
        return steps(params, self.X, self.y, self.rate, count)

    def epoch(self, params: Params, splits: Splits) -> Params:
        """The params after one epoch, along a new axis for each way to cut the rows."""
        return after_an_epoch(params, self.X, self.y, self.rate, splits)

    def __str__(self) -> str:
        made = ", ".join(map(str, [*self.sizes, self.seed]))
        return f"NeuralNetwork({made}); X = {shown(self.X)}, y = {shown(self.y)}, learning rate {self.rate:.6g}"


class Watched(msgspec.Struct, frozen=True):
    """A training run with patience, and the rows and labels that it watches."""

    task: Task
    X_val: Array
    y_val: Array
    epochs: int
    batch_size: int
    patience: int

    def __str__(self) -> str:
        words = f"{self.epochs} epochs, batches of {self.batch_size}, patience {self.patience}"
        return f"{self.task}; {words}; X_val = {shown(self.X_val)}, y_val = {shown(self.y_val)}"


def task_of(seed: int, n: int, sizes: tuple[int, int | list[int], int], rate: float) -> Task:
    """Random rows and labels, in which the first two classes occur; every other seed gives X with one decimal.

    No feature is 0: of rows of nothing but zeros, W1 could not learn.
    """
    X, y = random_array(seed, (n, sizes[0]), 2.0), np.random.default_rng(seed).integers(0, sizes[2], n)
    X[X == 0], y[:2] = 1.0, [1, 0]
    return Task(sizes, seed % 9973, X, y, rate)


@st.composite
def tasks(draw: st.DrawFn, fastest: float = 2.0, fewest: int = 2) -> Task:
    """Up to eight rows; every other network is square, so that a product the wrong way round has a right shape."""
    d, h, k, n = draw(st.tuples(st.integers(1, 4), st.integers(1, 5), st.integers(2, 4), st.integers(fewest, 8)))
    d, h, k, n = draw(st.sampled_from([(d, h, k, n), (k, k, k, max(k, fewest))]))
    return task_of(draw(seeds()), n, (d, h, k), draw(decimals(0.1, fastest)))


def lopsided(task: Task) -> Task:
    """The same task with one row of class 0, all others of class 1: then whatever is trained at all does change."""
    y = np.ones_like(task.y)
    y[1] = 0
    return msgspec.structs.replace(task, y=y)


def simple(n: int = 2) -> Task:
    """One feature, two hidden units, two classes."""
    return Task((1, 2, 2), 0, np.arange(1.0, n + 1)[:, None], np.arange(n) % 2, 1.0)


SQUARE = task_of(4, 3, (3, 3, 3), 0.5)
FLAT = task_of(6, 4, (2, 1, 3), 0.5)  # with one hidden unit
SLOW = msgspec.structs.replace(SQUARE, rate=0.001)


def contradicted(task: Task, patience: int, rate: float = 0.2) -> Watched:
    """The watched rows are those that it learns from, each with another class: the better, the worse."""
    task = msgspec.structs.replace(task, rate=rate)
    return Watched(task, task.X, (task.y + 1) % task.sizes[2], patience + 4, len(task.y), patience)


def doubtful(task: Task, patience: int) -> Watched:
    """Two classes that a line can part. Three in ten of the watched labels are wrong: at first the watched cost
    falls, and once the network is surer than 0.7 it rises."""
    X = np.vstack([task.X, 1.5 + np.abs(task.X[:2]), -1.5 - np.abs(task.X[:2])])
    y = (X[:, 0] > 0).astype(int)
    watched = np.repeat(y, 10)
    watched[np.arange(len(watched)) % 10 < 3] ^= 1
    task = Task((task.sizes[0], 4, 2), task.seed, X, y, 0.1)
    return Watched(task, np.repeat(X, 10, axis=0), watched, 40, len(y), patience)


def surer(task: Task, patience: int) -> Watched:
    """A single row, which the network gets surer of with every step. Three of its ten watched labels are wrong: so the
    watched cost falls until it is surer than 0.7, then it rises, and never turns again."""
    X, y = task.X[:1], task.y[:1] % 2
    task = Task((task.sizes[0], task.sizes[1], 2), task.seed, X, y, 0.1)
    return Watched(task, np.repeat(X, 10, axis=0), np.append(np.repeat(y, 7), np.repeat(1 - y, 3)), 40, 1, patience)


def noisy(task: Task, patience: int) -> Watched:
    """Two classes that a line can part, with labels of which four in ten are wrong, learned a few rows at a time: the
    watched cost falls and jumps."""
    d, generator = task.sizes[0], np.random.default_rng(task.seed)
    X, X_val = generator.uniform(-2, 2, (5, d)), generator.uniform(-2, 2, (3, d))
    y = (X[:, 0] > 0) ^ (generator.random(5) < 0.4)
    task = Task((d, task.sizes[1], 2), task.seed, X, y.astype(int), 2.0)
    return Watched(task, X_val, (X_val[:, 0] > 0).astype(int), 20, 2, patience)


def swinging(task: Task, patience: int) -> Watched:
    """A single row, so far out that every hidden unit is 1 or -1, and only the last layer learns. Its ten labels ask
    for a probability of 0.7, and the learning rate is almost too large: it swings around 0.7, less and less. The
    watched labels ask for 5/7, so for a while only every other epoch is the best one so far."""
    X, rate = 1000 * task.X[:1], 4.3 / (1 + task.sizes[1])  # the slope of the error grows with the number of units
    task = Task((task.sizes[0], task.sizes[1], 2), task.seed, np.repeat(X, 10, axis=0), np.repeat([1, 0], [7, 3]), rate)
    return Watched(task, np.repeat(X, 7, axis=0), np.repeat([1, 0], [5, 2]), 40, 10, patience)


def watched(kind: Callable[[Task, int], Watched], low: int = 1, high: int = 4) -> st.SearchStrategy[Watched]:
    """Runs of one kind, with patience between these bounds."""
    return st.builds(kind, tasks(fewest=4), st.integers(low, high))


def key_seed() -> st.SearchStrategy[int]:
    """One seed that depends on the key even if it is the only example: Hypothesis' first draw, 0, is left out."""
    return st.integers(0, 2**31).filter(bool)


def widths(sizes: tuple[int, int | list[int], int]) -> list[int]:
    """The numbers of units of all layers, the features first."""
    hidden = sizes[1] if isinstance(sizes[1], list) else [sizes[1]]
    return [sizes[0], *hidden, sizes[2]]


def parameters(network: object, sizes: tuple[int, int | list[int], int]) -> Params:
    """The network's params, if names and shapes are right."""
    got, shapes = network.params, {}  # type: ignore[attr-defined]
    for layer, (before, after) in enumerate(zip(widths(sizes), widths(sizes)[1:]), 1):
        shapes |= {f"W{layer}": (before, after), f"b{layer}": (after,)}
    keys(got, shapes, "params")
    return {name: array(got[name], shape, f"params[{name!r}]") for name, shape in shapes.items()}


def made(submission: object, task: Task) -> tuple[object, Params]:
    """A new network of the submission's, and its params."""
    network = submission.NeuralNetwork(*task.sizes, task.seed)  # type: ignore[attr-defined]
    return network, parameters(network, task.sizes)


def agrees(before: Params, after: Params, task: Task, name: str) -> None:
    """One parameter has made the step that its gradient asks for."""
    slope, want = (before[name] - after[name]) / task.rate, gradients(before, task.X, task.y)[name]
    holds(
        name != "W1" or np.abs(want).max() > NOTHING, "the gradient of W1 is 0 at the start, so no step shows anything"
    )
    found = compare(slope, want, name)
    if not found.error <= ERROR:
        note = found.suggestion or "this is not the mean gradient of the rows"
        where = f"the step of {name}[{', '.join(map(str, found.worst or ()))}], divided by the learning rate"
        raise Mismatch(note, where=where, expected=found.numeric, got=found.analytic)


def epochs_in(history: object) -> tuple[list[float], list[float]]:
    """The two lists of a history, as numbers."""
    keys(history, ["cost", "val_cost"], "the history")
    lists = []
    for name in ("cost", "val_cost"):
        values = history[name]  # type: ignore[index]
        length = len(values) if isinstance(values, list | tuple) else 0
        place = f"history[{name!r}]"
        lists.append([number(value, f"{place}[{i}]") for i, value in enumerate(sequence(values, length, place))])
    return lists[0], lists[1]


def order_of(got: Params, ways: Params, axes: int) -> tuple[int, ...]:
    """Which of the ways leads to these params. `Mismatch` if none does."""
    best, apart = nearest(got, ways, axes)
    if not apart <= ERROR:
        count = int(np.prod(ways["b1"].shape[:axes]))
        expected = f"the params after one of the {count} possible orders of the batches"
        raise Mismatch("no order of the rows leads there", where="params", expected=expected, got="others")
    return best


def trained(submission: object, run: Watched) -> tuple[Params, list[float], list[float]]:
    """The params after a watched run, and the two lists of its history."""
    task = run.task
    network, _ = made(submission, task)
    arguments = task.X, task.y, task.rate, run.epochs, run.batch_size, run.X_val, run.y_val, run.patience
    costs, watched_costs = epochs_in(network.fit(*arguments))  # type: ignore[attr-defined]
    return parameters(network, task.sizes), costs, watched_costs


@check(points=0.25, hint="Which bound has lesson 12 for the weights? What are the biases? Who draws after W1 is drawn?",
       examples=3, at_least=3, objects=True)  # fmt: skip
@given(seed=key_seed(), middle=st.integers(90, 110))
@example(seed=3, middle=100)
def test_starts_with_glorot_weights(submission, reference, seed, middle):
    """A new network has Glorot uniform weights, all drawn by one generator, and biases of 0."""
    # Of at least 9000 uniform weights, the mean square is off by 7 % with a probability of 1.3e-13, and the mean by
    # 0.045 of the bound with 1.5e-13 (7.4 deviations each); the largest is below 0.98 of it with 1e-79. With two
    # matrices in four examples, the false-alarm rate is 2.3e-12.
    sizes = (100, middle, 100)
    first, second = (parameters(submission.NeuralNetwork(*sizes, one), sizes) for one in (seed, seed + 1))
    close(first["b1"], np.zeros(middle), where="params['b1']")
    close(first["b2"], np.zeros(100), where="params['b2']")
    bound = np.sqrt(6 / (100 + middle))
    for name in ("W1", "W2"):
        W, largest = first[name], float(np.abs(first[name]).max())
        note = f"the entries of {name} are not uniform between -{bound:.4g} and {bound:.4g}"
        holds(largest <= bound * (1 + 1e-12), note, expected=f"at most {bound:.6g}", got=largest)
        holds(largest >= 0.98 * bound, note, expected="a largest near the bound", got=largest)
        share = float(np.mean(W**2)) / (bound**2 / 3)
        holds(
            abs(share - 1) <= 0.07, note, expected="a mean square of a third of the bound's", got=f"{share:.3g} of it"
        )
        mean = float(np.mean(W))
        holds(abs(mean) <= 0.045 * bound, note, expected="a mean of about 0", got=mean)
        holds(not np.array_equal(W, second[name]), f"seeds {seed} and {seed + 1} give the same {name}")
    holds(not np.array_equal(np.ravel(first["W1"]), np.ravel(first["W2"])), "W1 and W2 have the same numbers in them")


@check(points=0.5, hint="Rows, tanh of the first sums, softmax of the second sums: which shape has each?",
       examples=10, objects=True)  # fmt: skip
@given(task=tasks())
@example(task=simple())
@example(task=SQUARE)
@example(task=FLAT)
def test_probabilities(submission, reference, task):
    """predict_proba gives each row its probabilities, one for each class."""
    network, params = made(submission, task)
    close(network.predict_proba(task.X), np.exp(log_probabilities(params, task.X)[1]))


@check(points=0.25, hint="One class for each row: over which axis do you look for the largest?",
       needs=[test_probabilities], examples=10, objects=True)  # fmt: skip
@given(task=tasks())
@example(task=simple())
@example(task=SQUARE)
def test_classes(submission, reference, task):
    """predict gives each row its most probable class, as integers (n,)."""
    network, params = made(submission, task)
    got = network.predict(task.X)
    want = log_probabilities(params, task.X)[1].argmax(axis=1)
    close(got, want.astype(float))
    holds(got.dtype.kind in "iu", "classes are integers", expected="an array of integers", got=str(got.dtype))


@check(points=0.75, hint="After softmax and cross-entropy, delta2 is short again. The mean over which rows is it?",
       examples=10, objects=True)  # fmt: skip
@given(task=tasks(), more=st.integers(0, 3))
@example(task=simple(), more=0)
@example(task=SQUARE, more=0)
def test_step_of_the_output_layer(submission, reference, task, more):
    """One epoch with all rows in one batch moves W2 and b2 by one step of gradient descent."""
    network, before = made(submission, task)
    network.fit(task.X, task.y, task.rate, 1, len(task.y) + more)
    after = parameters(network, task.sizes)
    agrees(before, after, task, "W2")
    agrees(before, after, task, "b2")


@check(points=0.75, hint="Send delta2 back through the W2 that made the answer, and through the slope of tanh.",
       examples=10, objects=True)  # fmt: skip
@given(task=tasks(), more=st.integers(0, 3))
@example(task=simple(), more=0)
@example(task=SQUARE, more=0)
def test_step_of_the_hidden_layer(submission, reference, task, more):
    """One epoch with all rows in one batch moves W1 and b1 by one step of gradient descent."""
    network, before = made(submission, task)
    network.fit(task.X, task.y, task.rate, 1, len(task.y) + more)
    after = parameters(network, task.sizes)
    agrees(before, after, task, "W1")
    agrees(before, after, task, "b1")


@check(points=0.5, hint="Where does the second call of fit begin? What do all gradients of one step look at?",
       needs=[test_step_of_the_output_layer, test_step_of_the_hidden_layer], examples=10, objects=True)  # fmt: skip
@given(task=tasks(1.0), first=st.integers(1, 3), second=st.integers(1, 3))
@example(task=simple(), first=1, second=1)
@example(task=SLOW, first=3, second=1)
def test_steps_of_two_fits(submission, reference, task, first, second):
    """With all rows in one batch, every epoch is one step, and a second fit goes on where the first one ended."""
    network, before = made(submission, task)
    network.fit(task.X, task.y, task.rate, first, len(task.y))
    network.fit(task.X, task.y, task.rate, second, len(task.y))
    want = task.steps(before, first + second)[-1]
    close(parameters(network, task.sizes), want, ERROR, where="params")
    close(network.predict_proba(task.X), np.exp(log_probabilities(want, task.X)[1]), ERROR)


@check(points=0.5, hint="Does every row come once? Is the short batch's gradient the mean of its own rows?",
       needs=[test_step_of_the_output_layer, test_step_of_the_hidden_layer], examples=10, objects=True)  # fmt: skip
@given(cut=st.sampled_from([(5, 2), (4, 3), (3, 1), (5, 3), (3, 2)]), seed=seeds(), rate=decimals(0.3, 1.5))
@example(cut=(5, 2), seed=0, rate=1.0)
@example(cut=(3, 2), seed=2, rate=1.0)
def test_epoch_of_batches(submission, reference, cut, seed, rate):
    """One epoch of mini-batches is one step for each batch, in some order of the rows, the short last one included."""
    n, size = cut
    task = task_of(seed, n, (2, 3, 2), rate)
    network, before = made(submission, task)
    network.fit(task.X, task.y, rate, 1, size)
    order_of(parameters(network, task.sizes), task.epoch(before, ordered_splits(n, size)), 1)


@check(points=0.5, hint="When is the order drawn: once, in every fit, or in every epoch? By a generator that goes on?",
       needs=[test_epoch_of_batches], examples=1, at_least=1, objects=True)  # fmt: skip
@given(start=key_seed())
def test_shuffles_every_epoch(submission, reference, start):
    """Every epoch has an order of its own, in the first fit and in the next."""
    # Four rows in batches of two have 6 orders. 18 seeds with the first order all equal: 6^-17; with the second order
    # like the first, or the third like the second, in all 18: 6^-18 each. Together 7.9e-14.
    splits = ordered_splits(4, 2)
    orders = []
    for seed in range(start, start + 18):
        task = Task((2, 3, 2), seed, ROWS, LABELS, 1.0)
        network, before = made(submission, task)
        network.fit(task.X, task.y, task.rate, 1, 2)
        between = parameters(network, task.sizes)
        (first,) = order_of(between, task.epoch(before, splits), 1)
        network.fit(task.X, task.y, task.rate, 2, 2)
        twice = task.epoch(task.epoch(between, splits), splits)
        orders.append((first, *order_of(parameters(network, task.sizes), twice, 2)))
    firsts, seconds, thirds = zip(*orders)
    holds(set(firsts) != {0}, "the rows were not shuffled, for any of 18 seeds", got="the order of X")
    holds(len(set(firsts)) > 1, "the order of the rows is the same for each of 18 seeds")
    holds(firsts != seconds, "for each of 18 seeds, the second fit begins with the order that the first began with")
    holds(seconds != thirds, "for each of 18 seeds, the second epoch of a fit has the order of its first")


ROWS = np.array([[1.0, -2.0], [-0.5, 1.5], [2.0, 1.0], [-1.5, -1.0]])
LABELS = np.array([0, 1, 1, 0])


@check(points=0.25, hint="Does every network have its own params and its own generator, made from its seed alone?",
       examples=5, at_least=5, objects=True)  # fmt: skip
@given(task=tasks(1.0, fewest=4).map(lopsided))
@example(task=lopsided(simple(5)))
def test_same_seed_same_network(submission, reference, task):
    """The same seed and the same calls give the same params, bit for bit, whatever other networks do in between."""
    task = msgspec.structs.replace(task, seed=task.seed + 1)
    one, first = made(submission, task)
    two, _ = made(submission, task)
    one.fit(task.X, task.y, task.rate, 3, 2)
    wanted = trains(one, first, task)
    same(parameters(two, task.sizes), first, "training one network changed the params of another")
    other, _ = made(submission, msgspec.structs.replace(task, seed=task.seed - 1))
    other.fit(task.X, task.y, task.rate, 1, 2)
    two.fit(task.X, task.y, task.rate, 3, 2)
    same(parameters(two, task.sizes), wanted, "the same seed and the same fit give other params the second time")


def same(got: Params, want: Params, note: str) -> None:
    for name, value in want.items():
        if got[name].tobytes() != value.tobytes():
            raise Mismatch(note, where=f"params[{name!r}]", expected=value, got=got[name])


def trains(network: object, before: Params, task: Task) -> Params:
    """The params after a fit, if it has changed any."""
    after = parameters(network, task.sizes)
    changed = any(not np.array_equal(after[name], before[name]) for name in before)
    holds(changed, "fit has not changed params at all")
    return after


@check(points=0.25, hint="Shuffle the numbers of the rows, not the rows. Work on new arrays.",
       examples=5, at_least=5, objects=True)  # fmt: skip
@given(task=tasks(1.0, fewest=4).map(lopsided))
@example(task=lopsided(simple(5)))
def test_leaves_the_data_alone(submission, reference, task):
    """fit, predict_proba and predict leave all arrays as they were."""
    network, before = made(submission, task)
    X_val, y_val = task.X[::-1].copy(), task.y[::-1].copy()
    arguments = task.X, task.y, task.rate, 2, 2, X_val, y_val, 1
    _, after = observed(network.fit, *arguments)
    unchanged(after, arguments)
    trains(network, before, task)
    for answers in (network.predict_proba, network.predict):
        _, after = observed(answers, task.X)
        unchanged(after, (task.X,))


@check(points=0.5, hint="When do you measure the cost, and on which rows? How long is the list after k epochs?",
       needs=[test_probabilities], examples=10, objects=True)  # fmt: skip
@given(task=tasks(1.0), epochs=st.integers(1, 4))
@example(task=simple(), epochs=1)
@example(task=SQUARE, epochs=2)
@example(task=SLOW, epochs=3)
def test_cost_after_each_epoch(submission, reference, task, epochs):
    """The history has the mean cost of all rows after each epoch of this fit, and no validation costs."""
    network, before = made(submission, task)
    want = [cost(params, task.X, task.y) for params in epoch_by_epoch(submission, task, epochs)]
    close(network.fit(task.X, task.y, task.rate, epochs, len(task.y)), {"cost": want, "val_cost": []}, ERROR, "history")
    trains(network, before, task)
    costs, watched_costs = epochs_in(network.fit(task.X, task.y, task.rate, 2, 1))
    holds(len(costs) == 2 and not watched_costs, "the second history is not that of the second fit", got=costs)
    last = cost(parameters(network, task.sizes), task.X, task.y)
    close(costs[1], last, ERROR, "with batches of 1, history['cost'][1]")


def epoch_by_epoch(submission: object, task: Task, epochs: int) -> list[Params]:
    """The params of another network of the same seed after each epoch, all rows in one batch: right steps or not."""
    network, _ = made(submission, task)
    places = []
    for _ in range(epochs):
        network.fit(task.X, task.y, task.rate, 1, len(task.y))  # type: ignore[attr-defined]
        places.append(parameters(network, task.sizes))
    return places


@check(points=0.5, hint="Measure the validation rows as you do the others, after each epoch.",
       needs=[test_cost_after_each_epoch], examples=10, objects=True)  # fmt: skip
@given(run=watched(contradicted), other=seeds())
@example(run=contradicted(simple(3), 1), other=0)
def test_validation_cost_after_each_epoch(submission, reference, run, other):
    """With validation rows, the history has their mean cost after each epoch as well."""
    task, epochs = run.task, 3
    X_val, y_val = np.vstack([random_array(other, (1, task.sizes[0])), run.X_val]), np.append(0, run.y_val)
    network, _ = made(submission, task)
    places = epoch_by_epoch(submission, task, epochs)
    want = {
        "cost": [cost(params, task.X, task.y) for params in places],
        "val_cost": [cost(params, X_val, y_val) for params in places],
    }
    close(network.fit(task.X, task.y, task.rate, epochs, len(task.y), X_val, y_val), want, ERROR, "history")


def right_length(run: Watched, costs: list[float], watched_costs: list[float]) -> None:
    """The training stopped where its own validation costs say, not before and not after."""
    stop = stops_after(watched_costs, run.patience) or run.epochs
    note = f"the validation costs were {shown(watched_costs)}, and patience is {run.patience}"
    holds(len(watched_costs) == stop, note, expected=f"{stop} epochs", got=f"{len(watched_costs)} epochs")
    holds(len(costs) == stop, "history['cost'] has another length", expected=stop, got=len(costs))


@check(points=0.5, hint="How many epochs come after the best one? And is a tie an improvement?",
       needs=[test_validation_cost_after_each_epoch], examples=12, objects=True)  # fmt: skip
@given(run=watched(surer))
@example(run=surer(simple(), 1))
@example(run=surer(simple(), 3))
@example(run=contradicted(simple(3), 2, rate=0.0))
def test_stops_when_patience_is_over(submission, reference, run):
    """Training stops after `patience` epochs without a strictly better validation cost, no sooner and no later."""
    _, costs, watched_costs = trained(submission, run)
    right_length(run, costs, watched_costs)


@check(points=0.25, hint="What happens to your count when there is a new best?",
       needs=[test_stops_when_patience_is_over], examples=10, objects=True)  # fmt: skip
@given(run=watched(swinging, 2, 5))
def test_counts_epochs_in_a_row(submission, reference, run):
    """Only epochs in a row count: a new best validation cost gives the training all its patience back."""
    _, costs, watched_costs = trained(submission, run)
    right_length(run, costs, watched_costs)


@check(points=0.5, hint="Which params belong to the smallest validation cost, and do they stay as they were?",
       needs=[test_validation_cost_after_each_epoch], examples=12, objects=True)  # fmt: skip
@given(run=st.one_of(watched(contradicted), watched(doubtful), watched(noisy)), endless=st.booleans())
@example(run=contradicted(simple(3), 1), endless=False)
@example(run=contradicted(simple(3), 2), endless=True)
def test_ends_with_the_best_epoch(submission, reference, run, endless):
    """With patience, the network ends with the params of its best epoch, also when the epochs run out first."""
    run = msgspec.structs.replace(run, patience=run.epochs) if endless else run
    params, _, watched_costs = trained(submission, run)
    note = "the params in the end have another validation cost than the best epoch"
    best, got = min(watched_costs, default=np.inf), cost(params, run.X_val, run.y_val)
    holds(abs(got - best) <= 1e-9 * max(1.0, abs(best)), note, expected=best, got=got)


@check(points=0.25, hint="From which rows do the gradients come? And what may stop the training, without patience?",
       needs=[test_validation_cost_after_each_epoch], examples=5, at_least=5, objects=True)  # fmt: skip
@given(run=watched(contradicted))
@example(run=contradicted(simple(3), 1))
def test_never_learns_from_validation_rows(submission, reference, run):
    """Validation rows change no update; without patience, all epochs are run and the last params stay."""
    task = run.task
    network, _ = made(submission, task)
    network.fit(task.X, task.y, task.rate, run.epochs, len(task.y), run.X_val, run.y_val)
    places = epoch_by_epoch(submission, task, run.epochs)
    close(parameters(network, task.sizes), places[-1], ERROR, "without patience, params")
    params, _, watched_costs = trained(submission, run)
    best = places[min(int(np.argmin(watched_costs)) if watched_costs else 0, run.epochs - 1)]
    close(params, best, ERROR, "with patience, params")


def learns(submission: object, seed: int, task: Learning) -> None:
    """Two of at most nine networks, of seeds from `seed` on, get enough of the rows right that were held out.

    Beside `NETWORKS` stands how rarely a right network fails here.
    """
    scores: list[float] = []
    for one in range(seed, seed + NETWORKS):
        X, y, X_test, y_test = task.rows_of(one)
        network = submission.NeuralNetwork(*task.sizes, one)  # type: ignore[attr-defined]
        network.fit(X, y, task.rate, task.epochs, task.batch_size)
        scores.append(float(np.mean(array(network.predict(X_test), y_test.shape) == y_test)))
        reached = sum(score >= task.least for score in scores)
        if reached == 2:
            return
        if len(scores) - reached == NETWORKS - 1:
            break
    expected = f"at least {task.least:.0%} of the rows right, by two of {NETWORKS} networks"
    got = ", ".join(f"{score:.1%}" for score in scores)
    raise Mismatch("too many rows get the wrong class", expected=expected, got=got)


@check(points=0.25, hint="No line parts these classes, so look at predict: which class does it name?",
       needs=[test_epoch_of_batches], examples=1, at_least=1, objects=True)  # fmt: skip
@given(seed=key_seed())
def test_learns_xor(submission, reference, seed):
    """It learns XOR: 85 % of new points right, with 8 hidden units."""
    learns(submission, seed, XOR)


@check(points=0.5, hint="The steps are right; then what goes wrong in the long run? Draw history['cost'].",
       needs=[test_epoch_of_batches], examples=1, at_least=1, objects=True)  # fmt: skip
@given(seed=key_seed())
def test_learns_three_spirals(submission, reference, seed):
    """It learns to tell three spirals apart: 85 % of new points right, with 24 hidden units."""
    learns(submission, seed, SPIRALS)


@check(points=0.25, hint="Print history['cost'] and what predict says about the rows that it learned from.",
       needs=[test_steps_of_two_fits], examples=2, at_least=2, objects=True)  # fmt: skip
@given(seed=key_seed())
def test_learns_ten_points_by_heart(submission, reference, seed):
    """It learns ten points with arbitrary labels by heart: all right, with 16 hidden units."""
    learns(submission, seed, TEN_POINTS)


@check(points=0.5, hint="Thirteen features, three classes: is any size fixed in your code?",
       needs=[test_epoch_of_batches], examples=1, at_least=1, objects=True)  # fmt: skip
@given(seed=key_seed())
def test_learns_wine(submission, reference, seed):
    """It learns from which grape a wine was made: 80 % of wines right that it has not seen."""
    learns(submission, seed, WINES)


FAULTS = [
    "one label too few",
    "one label too many",
    "the last label as large as n_out",
    "the last label -1",
    "patience without X_val",
]


@check(points=0.25, hint="What does y[-1] mean to NumPy? How long is y, compared with X? Look before you train.",
       examples=12, objects=True)  # fmt: skip
@given(task=tasks(), fault=st.sampled_from(FAULTS))
@example(task=simple(3), fault=FAULTS[0])
@example(task=simple(3), fault=FAULTS[1])
@example(task=simple(3), fault=FAULTS[2])
@example(task=simple(3), fault=FAULTS[3])
@example(task=simple(3), fault=FAULTS[4])
def test_fit_refuses_what_cannot_be_learned(submission, reference, task, fault):
    """fit raises ValueError if X and y differ in length, for labels that are no class, for patience alone."""
    network, _ = made(submission, task)
    X, y, training = task.X, task.y.copy(), (task.rate, 2, 2)
    network.fit(X, y, *training)
    if fault == "patience without X_val":
        raises(ValueError, network.fit, X, y, *training, None, None, 2)
    elif fault == "one label too few":
        raises(ValueError, network.fit, X, y[:-1], *training)
    elif fault == "one label too many":
        raises(ValueError, network.fit, X, np.append(y, 0), *training)
    else:
        y[-1] = task.sizes[2] if fault == "the last label as large as n_out" else -1
        raises(ValueError, network.fit, X, y, *training)


@check(points=0.25, hint="Compare the number of X's columns with that of W1's rows.", examples=10, objects=True)
@given(task=tasks(), more=st.booleans())
@example(task=simple(), more=True)
def test_predictions_refuse_other_features(submission, reference, task, more):
    """predict_proba and predict raise ValueError if X has another number of features than the network."""
    network, _ = made(submission, task)
    array(network.predict_proba(task.X), (len(task.X), task.sizes[2]))
    network.predict(task.X)
    X = np.hstack([task.X, task.X]) if more or task.sizes[0] == 1 else task.X[:, 1:]
    raises(ValueError, network.predict_proba, X)
    raises(ValueError, network.predict, X)


@check(points=1, hint="Work each one out on paper, before you run any code.")
def test_predictions(submission, reference):
    """The predictions in PREDICT are right."""
    predicted(submission.PREDICT, reference.PREDICT)


@check(points=0, hint="A loop over the layers: forwards for the answers, backwards for the deltas.",
       needs=[test_steps_of_two_fits], examples=10, objects=True)  # fmt: skip
@given(hidden=st.lists(st.integers(1, 4), min_size=1, max_size=3), seed=seeds(), n=st.integers(2, 6))
@example(hidden=[3, 3], seed=0, n=3)
@example(hidden=[2], seed=0, n=3)
def test_deeper_network(submission, reference, hidden, seed, n):
    """Bonus, for the joy of it: n_hidden is a list of widths, one for each hidden layer."""
    task = task_of(seed, n, (2, hidden, 3), 0.5)
    try:
        network, before = made(submission, task)
    except StudentError:  # whoever has left out the bonus may not know what to do with a list
        raise NotAttempted("NeuralNetwork with a list of widths") from None
    close(network.predict_proba(task.X), np.exp(log_probabilities(before, task.X)[1]))
    network.fit(task.X, task.y, task.rate, 2, n)
    close(parameters(network, task.sizes), task.steps(before, 2)[-1], ERROR, "params")
