"""Lesson 09. Walks whose places are known from a closed form, and batches whose rows can be told apart.

On a bowl a step multiplies the way to the bottom by a matrix, so many steps multiply it by a power of that matrix.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from autograder_tests.strategies import decimals, random_array, seeds, shapes
from grader.checks import Mismatch, Recorded, array, check, close, holds, predicted, sequence, unchanged
from grader.show import shown

Array = np.ndarray
Place = Array | float


class Bowl(msgspec.Struct, frozen=True):
    """The gradient of a bowl that may be turned, A (w - bottom)."""

    A: Array
    bottom: Array

    def __call__(self, w: Array) -> Array:
        return self.A @ (w - self.bottom)

    def after(self, w0: Array, rate: float, steps: int) -> Array:
        return self.bottom + np.linalg.matrix_power(np.eye(len(w0)) - rate * self.A, steps) @ (w0 - self.bottom)

    def __str__(self) -> str:
        return f"gradient(w) = A (w - b), A = {shown(self.A)}, b = {shown(self.bottom)}"


class Parabolas(msgspec.Struct, frozen=True):
    """The gradient of a sum of parabolas, one for each entry of w, whatever w's shape."""

    curvature: Place
    bottom: Place

    def __call__(self, w: Place) -> Place:
        return self.curvature * (w - self.bottom)

    def after(self, w0: Place, rate: float, steps: int) -> Place:
        return self.bottom + (1 - rate * self.curvature) ** steps * (w0 - self.bottom)

    def __str__(self) -> str:
        return f"gradient(w) = c * (w - b), c = {shown(self.curvature)}, b = {shown(self.bottom)}"


class Wells(msgspec.Struct, frozen=True):
    """The gradient of height (w^2 - 1)^2, summed over the entries of w: two valleys for each."""

    height: float

    def __call__(self, w: Place) -> Place:
        return 4 * self.height * w * (w**2 - 1)

    def __str__(self) -> str:
        return f"gradient(w) = {4 * self.height:.6g} w (w^2 - 1)"


class Plane(msgspec.Struct, frozen=True):
    """The gradient of a tilted plane: the same everywhere, so that a walk never ends."""

    slope: Array

    def __call__(self, w: Array) -> Array:
        return self.slope + 0 * w

    def after(self, w0: Array, rate: float, steps: int) -> Array:
        return w0 - steps * rate * self.slope

    def __str__(self) -> str:
        return f"gradient(w) = {shown(self.slope)} everywhere"


class Walk(msgspec.Struct, frozen=True):
    """A walk with so many steps. Where a tolerance is given, they are those until the gradient is no longer."""

    gradient: Bowl | Parabolas | Wells | Plane
    w0: Place
    rate: float
    steps: int
    tolerance: float = 0.0

    def __str__(self) -> str:
        tolerance = f", tolerance {self.tolerance:.6g}" if self.tolerance else ""
        return f"{self.gradient}; from w0 = {shown(self.w0)} with learning rate {self.rate:.6g}{tolerance}"


class Table(msgspec.Struct, frozen=True):
    """Rows that can be told apart: the first entry of each is its number."""

    X: Array
    y: Array

    def __str__(self) -> str:
        return f"X = {shown(self.X)}, y = {shown(self.y)}"


class Limited(Recorded):
    """A gradient that may be asked for so many times and no more, so that a walk without end has one."""

    def __init__(self, function: Callable[[Place], Place], most: int) -> None:
        super().__init__(function)
        self.most = most

    def __call__(self, *arguments: Place) -> Place:
        if len(self.calls) >= self.most:
            raise ValueError(f"the gradient was asked for more than {self.most} times")
        return super().__call__(*arguments)


@st.composite
def walks(draw: st.DrawFn, fewest: int = 1, largest: float = 2.1) -> Walk:
    """Walks in bowls with up to four weights; the learning rate is up to `largest` divided by the curvature."""
    size, generator = draw(st.integers(fewest, 4)), np.random.default_rng(draw(seeds()))
    turn = np.linalg.qr(generator.normal(size=(size, size)))[0]
    curvatures = np.append(1.0, generator.uniform(0.2, 1.0, size - 1)) * draw(decimals(0.5, 5))
    bowl = Bowl((turn * curvatures) @ turn.T, random_array(draw(seeds()), (size,)))
    w0 = bowl.bottom + turn @ generator.choice([-1.0, 1.0], size) * draw(decimals(0.5, 3))
    rate = draw(decimals(0.3, largest, places=2)) / float(curvatures[0])
    return Walk(bowl, w0, rate, draw(st.integers(1, 4)))


@st.composite
def parabolas(draw: st.DrawFn, largest: float = 2.1) -> Walk:
    """Walks with a number, or with an array of one to three axes."""
    shape, generator = draw(st.one_of(st.just(()), shapes(3, 3))), np.random.default_rng(draw(seeds()))
    curvature, bottom = generator.uniform(0.5, 2.0, shape), np.round(generator.uniform(-3, 3, shape), 1)
    w0 = bottom + generator.choice([-1.0, 1.0], shape) * generator.uniform(1.0, 3.0, shape)
    rate = draw(decimals(0.3, largest, places=2)) / float(np.max(curvature))
    steps = draw(st.integers(1, 4))
    if shape == ():
        return Walk(Parabolas(float(curvature), float(bottom)), float(w0), rate, steps)
    return Walk(Parabolas(curvature, bottom), w0, rate, steps)


@st.composite
def wells(draw: st.DrawFn) -> Walk:
    """Walks into one of two valleys, with a number or with an array."""
    shape, height = draw(st.one_of(st.just(()), shapes(3, 3))), draw(decimals(0.5, 3))
    w0 = random_array(draw(seeds()), shape, 1.5)
    return Walk(Wells(height), w0 if shape else float(w0), 0.1 / height, draw(st.integers(1, 4)))


def until_flat(walk: Walk) -> Walk:
    """The same walk with a tolerance that it meets after its last step, and not before."""
    norms = [length(walk.gradient(walk.gradient.after(walk.w0, walk.rate, t))) for t in range(walk.steps + 1)]
    return msgspec.structs.replace(walk, tolerance=float(np.sqrt(norms[-1] * norms[-2])))


def length(gradient: Place) -> float:
    return float(np.linalg.norm(np.ravel(gradient)))


def endless_walks() -> st.SearchStrategy[Walk]:
    """Walks down a plane, and walks that climb out of their bowl."""
    slopes = st.builds(random_array, seeds(), shapes(2, 3)).filter(lambda slope: length(slope) >= 0.5)
    planes = st.tuples(slopes, decimals(0.1, 1), st.integers(0, 5)).map(
        lambda drawn: Walk(Plane(drawn[0]), np.ones_like(drawn[0]), drawn[1], drawn[2], 0.1)
    )
    climbs = walks().map(lambda walk: Walk(walk.gradient, walk.w0, 3 * walk.rate, walk.steps, 1e-3))
    return st.one_of(planes, climbs.filter(lambda walk: walk.rate * np.linalg.norm(walk.gradient.A, 2) > 2.1))


@st.composite
def tables(draw: st.DrawFn, rows: st.SearchStrategy[int]) -> Table:
    """Tables with so many rows, one to three features, and y as a vector or as a column."""
    n, d, column = draw(rows), draw(st.integers(1, 3)), draw(st.booleans())
    X = np.column_stack([np.arange(n), random_array(draw(seeds()), (n, d - 1))])
    y = 10.0 * np.arange(n)
    return Table(X, y[:, None] if column else y)


@st.composite
def cuts(draw: st.DrawFn, divides: bool) -> tuple[Table, int]:
    """A table, and a size of batches that divides its rows or leaves a short last batch."""
    size, batches = draw(st.integers(1 if divides else 2, 6)), draw(st.integers(1, 4))
    extra = 0 if divides else draw(st.integers(1, size - 1))
    return draw(tables(st.just(size * batches + extra))), size


def few_seeds() -> st.SearchStrategy[int]:
    """Seeds for the submission, short ones."""
    return st.integers(0, 9999)


def in_step(steps: int) -> Walk:
    """f(w) = w^2 from w = 8 with learning rate 0.25: each step halves w."""
    return Walk(Bowl(np.array([[2.0]]), np.array([0.0])), np.array([8.0]), 0.25, steps)


def oval(steps: int) -> Walk:
    """f(w) = w1^2 + w2^2 / 2 from (4, 8): w1 is 0 after one step, w2 is halved by each."""
    return Walk(Bowl(np.diag([2.0, 1.0]), np.zeros(2)), np.array([4.0, 8.0]), 0.5, steps)


def rows_in_order(answer: object, table: Table, batch_size: int) -> list[int]:
    """The numbers of the rows as they come in the batches, each of the right size and with its own y."""
    X, y = table.X, table.y
    rows: list[int] = []
    for place, pair in enumerate(sequence(answer, -(-len(X) // batch_size), "the list of batches")):
        Xb, yb = sequence(pair, 2, f"batch [{place}]")
        size = min(batch_size, len(X) - place * batch_size)
        Xb = array(Xb, (size, X.shape[1]), f"X of batch [{place}]")
        yb = array(yb, (size, *y.shape[1:]), f"y of batch [{place}]")
        for features, truth in zip(Xb, yb):
            row = int(features[0]) if 0 <= features[0] < len(X) else 0
            if not np.array_equal(features, X[row]):
                raise Mismatch("a batch holds a row that X does not have", got=features)
            if not np.array_equal(truth, y[row]):
                raise Mismatch(f"the row {shown(features)} has another y", expected=y[row], got=truth)
            rows.append(row)
    missing = sorted(set(range(len(X))) - set(rows))
    holds(not missing, "a row is in no batch", expected="every row once", got=f"none with row {missing[:1]}")
    return rows


@check(points=1.25, hint="Row 0 is the start. How do you get from one row to the next?", examples=25)
@given(walk=walks())
@example(walk=in_step(3))
@example(walk=oval(2))
def test_path_in_a_bowl(submission, reference, walk):
    """gradient_descent gives every place on the way, the start included."""
    want = np.array([walk.gradient.after(walk.w0, walk.rate, t) for t in range(walk.steps + 1)])
    close(submission.gradient_descent(walk.gradient, walk.w0, walk.rate, walk.steps), want)


@check(points=1.25, hint="Before each step, measure the whole gradient. Is it short enough already?", examples=25)
@given(walk=walks(fewest=2, largest=0.9).map(until_flat), more=st.integers(1, 5))
@example(walk=until_flat(in_step(2)), more=5)
@example(walk=until_flat(Walk(Bowl(2 * np.eye(2), np.zeros(2)), np.array([8.0, 8.0]), 0.1, 3)), more=5)
@example(walk=until_flat(oval(3)), more=5)
def test_stops_where_it_is_almost_flat(submission, reference, walk, more):
    """minimize stops before the first step that is not needed, and counts those that it took."""
    most = walk.steps + more
    gradient = Limited(walk.gradient, 2 * most + 2)
    answer = submission.minimize(gradient, walk.w0, walk.rate, walk.tolerance, most)
    close(answer, (walk.gradient.after(walk.w0, walk.rate, walk.steps), walk.steps))


@check(points=1.5, hint="Shuffle the numbers of the rows, once. Which rows of X and which of y belong to a batch?",
       examples=40)  # fmt: skip
@given(cut=cuts(divides=False), seed=few_seeds())
@example(cut=(Table(np.arange(5.0)[:, None], 10 * np.arange(5.0)), 2), seed=0)
def test_batches_hold_every_row_once(submission, reference, cut, seed):
    """minibatches puts every row into one batch, with its own y; the last batch may be short."""
    table, size = cut
    rows_in_order(submission.minibatches(table.X, table.y, size, seed), table, size)


@check(points=0.5, hint="What shape does the path have when w0 is a number, and when it is a matrix?",
       needs=[test_path_in_a_bowl], examples=20)  # fmt: skip
@given(walk=st.one_of(parabolas(), wells()))
@example(walk=Walk(Parabolas(2.0, 0.0), 8.0, 0.25, 2))
@example(walk=Walk(Wells(0.5), np.array([[0.5, -0.5]]), 0.2, 2))
def test_path_of_any_shape(submission, reference, walk):
    """The start may be a number or an array of any shape, and the ground need not be a bowl."""
    answer = submission.gradient_descent(walk.gradient, walk.w0, walk.rate, walk.steps)
    path = array(answer, (walk.steps + 1, *np.shape(walk.w0)))
    close(path[0], walk.w0, where="row 0")
    close(path[1:], path[:-1] - walk.rate * walk.gradient(path[:-1]), where="the rows after row 0")


@check(points=0.25, hint="A walk without a step has visited one place.", needs=[test_path_in_a_bowl], examples=12)
@given(walk=walks())
@example(walk=in_step(0))
def test_path_without_a_step(submission, reference, walk):
    """With no steps at all, the path is the start alone."""
    close(submission.gradient_descent(walk.gradient, walk.w0, walk.rate, 0), np.array([walk.w0]))


@check(points=0.25, hint="Keep what gradient(w) returned in a variable instead of asking again.",
       needs=[test_path_in_a_bowl], examples=10)  # fmt: skip
@given(walk=walks())
@example(walk=in_step(4))
def test_asks_once_at_each_place(submission, reference, walk):
    """gradient_descent asks for the gradient at most steps + 1 times."""
    gradient = Recorded(walk.gradient)
    path = array(submission.gradient_descent(gradient, walk.w0, walk.rate, walk.steps), (walk.steps + 1, len(walk.w0)))
    close(path[-1], walk.gradient.after(walk.w0, walk.rate, walk.steps), where="the last row")
    calls, note = len(gradient.calls), "the gradient was asked for too often"
    holds(calls <= walk.steps + 1, note, expected=f"at most {walk.steps + 1} calls", got=f"{calls} calls")


@check(points=0.5, hint="If it is flat at the start, how many steps does it take to get there?",
       needs=[test_stops_where_it_is_almost_flat], examples=20)  # fmt: skip
@given(walk=walks(), exact=st.booleans(), factor=decimals(1.1, 3))
@example(walk=Walk(Bowl(np.eye(2), np.zeros(2)), np.array([3.0, 4.0]), 0.5, 5, 5.0), exact=False, factor=1.0)
@example(walk=Walk(Bowl(np.eye(1), np.ones(1)), np.ones(1), 0.5, 5), exact=True, factor=1.0)
def test_takes_no_step_on_flat_ground(submission, reference, walk, exact, factor):
    """Where the gradient is no longer than the tolerance at the start, minimize returns (w0, 0)."""
    w0 = walk.gradient.bottom if exact else walk.w0
    tolerance = factor * length(walk.gradient(w0))
    gradient = Limited(walk.gradient, 2 * walk.steps + 2)
    close(submission.minimize(gradient, w0, walk.rate, tolerance, walk.steps), (w0, 0))


@check(points=0.75, hint="What ends your loop where the ground is never flat? How often does it ask for the gradient?",
       needs=[test_stops_where_it_is_almost_flat], examples=20)  # fmt: skip
@given(walk=endless_walks())
@example(walk=Walk(Plane(np.array([1.0])), np.array([0.0]), 0.5, 3, 0.1))
@example(walk=Walk(Plane(np.array([1.0])), np.array([0.0]), 0.5, 0, 0.1))
def test_gives_up_after_max_steps(submission, reference, walk):
    """Where the ground never gets flat, minimize takes max_steps steps and asks for max_steps + 1 gradients at most."""
    gradient = Limited(walk.gradient, walk.steps + 1)
    answer = submission.minimize(gradient, walk.w0, walk.rate, walk.tolerance, walk.steps)
    close(answer, (walk.gradient.after(walk.w0, walk.rate, walk.steps), walk.steps))


@check(points=0.5, hint="The norm is the root of the sum of all squared entries, however they are arranged.",
       needs=[test_stops_where_it_is_almost_flat], examples=20)  # fmt: skip
@given(walk=parabolas(largest=0.9).map(until_flat))
@example(walk=until_flat(Walk(Parabolas(2.0, 0.0), 8.0, 0.25, 2)))
@example(walk=until_flat(Walk(Parabolas(np.ones((2, 2)), np.zeros((2, 2))), np.array([[8.0, 8], [8, -8]]), 0.3, 2)))
def test_stops_with_any_shape(submission, reference, walk):
    """The start may be a number or an array of any shape, and the norm is that of all entries together."""
    most = walk.steps + 5
    answer = submission.minimize(Limited(walk.gradient, 2 * most + 2), walk.w0, walk.rate, walk.tolerance, most)
    close(answer, (walk.gradient.after(walk.w0, walk.rate, walk.steps), walk.steps))


@check(points=0.5, hint="Where does the last batch end, and does another one begin there?",
       needs=[test_batches_hold_every_row_once], examples=25)  # fmt: skip
@given(cut=cuts(divides=True), seed=few_seeds())
@example(cut=(Table(np.arange(4.0)[:, None], 10 * np.arange(4.0)), 2), seed=0)
@example(cut=(Table(np.arange(3.0)[:, None], 10 * np.arange(3.0)), 1), seed=0)
def test_no_batch_is_empty(submission, reference, cut, seed):
    """Where the batch size divides the number of rows, all batches are full and none is empty."""
    table, size = cut
    rows_in_order(submission.minibatches(table.X, table.y, size, seed), table, size)


@check(points=0.25, hint="How many batches are there, and how many rows are in the first?",
       needs=[test_batches_hold_every_row_once], examples=20)  # fmt: skip
@given(table=tables(st.integers(1, 8)), more=st.integers(1, 50), seed=few_seeds())
@example(table=Table(np.arange(3.0)[:, None], 10 * np.arange(3.0)), more=2, seed=0)
def test_a_batch_larger_than_the_data(submission, reference, table, more, seed):
    """Where the batch size is more than the number of rows, one batch holds them all."""
    size = len(table.X) + more
    rows_in_order(submission.minibatches(table.X, table.y, size, seed), table, size)


@check(points=0.5, hint="Which rows stand side by side before and after? And what does the seed decide?",
       needs=[test_batches_hold_every_row_once], examples=12)  # fmt: skip
@given(table=tables(st.just(40)), size=st.integers(11, 19), seed=few_seeds(), later=st.integers(1, 1000))
@example(table=Table(np.arange(40.0)[:, None], 10 * np.arange(40.0)), size=16, seed=0, later=1)
def test_shuffles_forty_rows(submission, reference, table, size, seed, later):
    """Forty rows come well mixed, and with another seed in another order."""
    orders = []
    for one in (seed, seed + later):
        rows = rows_in_order(submission.minibatches(table.X, table.y, size, one), table, size)
        neighbours = int(np.sum(np.abs(np.diff(rows)) == 1))
        # By chance about 2 of 39; more than 20 in fewer than 1 of 10^16 shuffles (tests/test_statistics.py).
        holds(neighbours <= 20, "most rows still follow the row that they followed in X", got=np.array(rows))
        orders.append(rows)
    holds(orders[0] != orders[1], f"seeds {seed} and {seed + later} give the same order", got=np.array(orders[0]))


@check(points=0.25, hint="`w -= ...` writes into the caller's array, and so may a row of the path.",
       needs=[test_path_in_a_bowl], examples=12)  # fmt: skip
@given(walk=walks())
@example(walk=in_step(3))
def test_path_leaves_its_start_alone(submission, reference, walk):
    """gradient_descent leaves w0 as it was."""
    arguments = walk.gradient, walk.w0, walk.rate, walk.steps
    answer, after = submission.gradient_descent.observed(*arguments)
    array(answer, (walk.steps + 1, len(walk.w0)))
    unchanged(after, arguments)


@check(points=0.25, hint="`w -= ...` writes into the caller's array.", needs=[test_stops_where_it_is_almost_flat],
       examples=12)  # fmt: skip
@given(walk=walks(largest=0.9).map(until_flat))
@example(walk=until_flat(in_step(3)))
def test_minimize_leaves_its_start_alone(submission, reference, walk):
    """minimize leaves w0 as it was."""
    arguments = Limited(walk.gradient, 20), walk.w0, walk.rate, walk.tolerance, walk.steps
    answer, after = submission.minimize.observed(*arguments)
    sequence(answer, 2)
    unchanged(after, arguments)


@check(points=0.25, hint="Shuffle the numbers of the rows, not the rows.", needs=[test_batches_hold_every_row_once],
       examples=20)  # fmt: skip
@given(cut=cuts(divides=False), seed=few_seeds())
@example(cut=(Table(np.arange(5.0)[:, None], 10 * np.arange(5.0)), 2), seed=0)
def test_batches_leave_the_data_alone(submission, reference, cut, seed):
    """minibatches leaves X and y as they were."""
    table, size = cut
    answer, after = submission.minibatches.observed(table.X, table.y, size, seed)
    rows_in_order(answer, table, size)
    unchanged(after, (table.X, table.y, size, seed))


@check(points=0.25, hint="Is there a generator that remembers how often you have used it?",
       needs=[test_batches_hold_every_row_once], examples=15)  # fmt: skip
@given(cut=cuts(divides=False), seed=few_seeds())
@example(cut=(Table(np.arange(20.0)[:, None], 10 * np.arange(20.0)), 8), seed=0)
def test_same_seed_same_batches(submission, reference, cut, seed):
    """The same seed gives the same batches again, whatever was asked for in between."""
    table, size = cut
    orders = []
    for one in (seed, seed + 1, seed):
        orders.append(rows_in_order(submission.minibatches(table.X, table.y, size, one), table, size))
    note = f"seed {seed} gives other batches the second time"
    holds(orders[0] == orders[2], note, expected=np.array(orders[0]), got=np.array(orders[2]))


@check(points=1, hint="Work each one out on paper, before you run any code.")
def test_predictions(submission, reference):
    """The predictions in PREDICT are right."""
    predicted(submission.PREDICT, reference.PREDICT)
