"""Lesson 13. Features against another form of tanh; sets of points that are, or are not, separable by construction.

Separable sets have a gap of at least 0.1 between the labels, and a perceptron needs at most `MOST_PASSES` passes, a
tenth of what it has. In the others the hulls of the two labels overlap, so that rounding cannot tear them apart.
"""

from __future__ import annotations

import msgspec
import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from autograder_tests.strategies import decimals, random_array, seeds
from grader.checks import Mismatch, array, check, close, predicted, unchanged
from grader.show import shown

DRAWS = 1000  # that survivors among mutants are asked: some data is gone through a thousand times

Array = np.ndarray
Params = dict[str, Array]
GAP = 0.1
MOST_PASSES, MOST_VISITS = 100, 1500  # a visit is one row in one pass; a thousand of them take a millisecond or two
QUICK, SLOW = 10, 15  # passes: at most, and at least
ENOUGH_PASSES = 10 * QUICK  # for sets that need few: what never ends is stopped early
FEW_PASSES = 25  # enough for a set that no perceptron can ever separate


class Rows(msgspec.Struct, frozen=True):
    """A network, and the rows that come into it."""

    X: Array
    params: Params

    def __str__(self) -> str:
        return in_words({"X": self.X, **self.params})


class Points(msgspec.Struct, frozen=True):
    """Points with the labels 0 and 1."""

    H: Array
    y: Array

    def __str__(self) -> str:
        return in_words({"H": self.H, "y": self.y})


class Grid(msgspec.Struct, frozen=True):
    """A network with two inputs, and the coordinates of a grid."""

    params: Params
    xs: Array
    ys: Array

    def __str__(self) -> str:
        return in_words({"xs": self.xs, "ys": self.ys, **self.params})


def in_words(parts: dict[str, Array]) -> str:
    return "; ".join(f"{name} = {shown(value)}" for name, value in parts.items())


def features(rows: Rows) -> Array:
    """tanh as a stretched sigmoid."""
    Z1 = np.einsum("nd,dh->nh", rows.X, rows.params["W1"]) + rows.params["b1"]
    return 2 / (1 + np.exp(-2 * np.clip(Z1, -300, 300))) - 1


def scores(grid: Grid) -> Array:
    """Those of all classes at every point, (len(ys), len(xs), k); softmax would keep their order."""
    points = np.stack(np.broadcast_arrays(grid.xs[None, :], grid.ys[:, None]), axis=-1)
    hidden = features(Rows(points.reshape(-1, 2), grid.params))
    return (hidden @ grid.params["W2"] + grid.params["b2"]).reshape(*points.shape[:2], -1)


def a_network(seed: int, d: int, h: int, k: int) -> Params:
    shapes = {"W1": (d, h), "b1": (h,), "W2": (h, k), "b2": (k,)}
    return {name: random_array(seed + 2 * i, shape, 2.0) for i, (name, shape) in enumerate(shapes.items(), 1)}


@st.composite
def rows(draw: st.DrawFn, least: int = 2) -> Rows:
    """Two to six of everything: rows, features, hidden units and classes; from `least` on."""
    seed, (n, d, h, k) = draw(seeds()), draw(st.tuples(*[st.integers(least, 6)] * 4))
    return Rows(random_array(seed, (n, d)), a_network(seed, d, h, k))


def passes(H: Array, y: Array, bias: float = 1.0, limit: int = MOST_PASSES) -> int:
    """How many passes a perceptron makes, with the last one without a mistake; above `limit` if it is not enough.

    Above `limit` also if a score, after the very first, is almost 0: its sign would depend on how somebody adds.
    """
    signed = np.where(y[:, None] == 1, 1.0, -1.0) * np.column_stack([H, np.full(len(H), bias)])
    w, first = np.zeros(signed.shape[1]), True
    for count in range(1, limit + 1):
        calm = True
        for row in signed:
            score = row @ w
            if abs(score) < 1e-6 and not first:
                return limit + 1
            if score <= 0:
                w, calm, first = w + row, False, False
        if calm:
            return count
    return limit + 1


def apart(seed: int, n: int, d: int, away: float, neighbours: bool = False) -> Points:
    """Points on both sides of a border that is `away` from the origin, none of them nearer to it than half the gap.

    With `neighbours`, two of them look at each other across the border, hardly farther away than that.
    """
    generator = np.random.default_rng(seed)
    while True:
        normal = generator.normal(size=d)
        normal /= np.linalg.norm(normal)
        H = np.round(generator.uniform(-1.5, 1.5, (8 * n, d)), 1 if seed % 2 == 0 else 15)
        if neighbours:
            H[:2] = H[0] + np.outer(away - H[0] @ normal + np.array([0.6, -0.6]) * GAP, normal)
        heights = H @ normal - away
        kept = generator.permutation(np.flatnonzero(np.abs(heights) >= GAP / 2)[:n])
        if 0 < np.sum(heights[kept] > 0) < n == len(kept):
            return Points(H[kept], (heights[kept] > 0).astype(int))


@st.composite
def separable_from_zero(draw: st.DrawFn) -> Points:
    """Separable by a border through the origin: a perceptron without a bias would do. Few passes are needed."""
    seed, n, d = draw(seeds()), draw(st.integers(2, 40)), draw(st.integers(1, 4))
    while True:
        points = apart(seed, n, d, 0.0)
        if max(passes(points.H, points.y, bias, QUICK) for bias in (1.0, 0.0)) <= QUICK:
            return points
        seed += 2


@st.composite
def separable_slowly(draw: st.DrawFn) -> Points:
    """Separable after many passes."""
    seed, n, d = draw(seeds()), draw(st.integers(3, 15)), draw(st.integers(1, 3))
    while True:
        points = apart(seed, n, d, 0.3 + 0.1 * (seed % 7), neighbours=True)
        if SLOW <= passes(points.H, points.y) <= min(MOST_PASSES, MOST_VISITS // n):
            return points
        seed += 2


@st.composite
def on_a_ray(draw: st.DrawFn) -> Points:
    """Points in one direction from the origin, the far ones with another label: every border through 0 fails."""
    seed, d = draw(seeds()), draw(st.integers(1, 3))
    while True:
        generator = np.random.default_rng(seed)
        border = generator.integers(6, 13)
        near = generator.integers(3, border, generator.integers(1, 7))
        far = generator.integers(border + 1, 17, generator.integers(1, 7))
        direction = random_array(seed, (d,), 1.0)
        direction[0] = generator.choice([1.0, -1.0])  # so that no gap shrinks
        H, y = np.outer([*near, *far], direction) / 10, np.array([0] * len(near) + [1] * len(far))
        order = generator.permutation(len(y))
        points = Points(H[order], y[order] if generator.random() < 0.5 else 1 - y[order])
        if passes(points.H, points.y, limit=QUICK) <= QUICK:
            return points
        seed += 2


@st.composite
def on_one_side(draw: st.DrawFn) -> Points:
    """Points with one label."""
    seed, shape, label = draw(seeds()), draw(st.tuples(st.integers(1, 8), st.integers(1, 3))), draw(st.integers(0, 1))
    while True:
        points = Points(random_array(seed, shape), np.full(shape[0], label))
        if passes(points.H, points.y, limit=QUICK) <= QUICK:
            return points
        seed += 2


@st.composite
def inseparable(draw: st.DrawFn, most: int = 12) -> Points:
    """d + 1 points with one label, one with the other label well inside of them, and others with any label."""
    generator, d = np.random.default_rng(draw(seeds())), draw(st.integers(1, 3))
    corners = np.vstack([np.zeros(d), np.eye(d)]) + generator.uniform(-0.2, 0.2, (d + 1, d))
    shares = generator.uniform(1, 2, d + 1)
    H = np.vstack([corners, shares / shares.sum() @ corners, generator.uniform(-1, 1, (most - d - 2, d))])
    H = (H[: draw(st.integers(d + 2, most))] - generator.uniform(0, 0.5, d)) * generator.choice([-1.0, 1.0], d)
    y = np.concatenate([np.zeros(d + 1, int), [1], generator.integers(0, 2, most - d - 2)])[: len(H)]
    order = generator.permutation(len(H))
    return Points(H[order], y[order] if draw(st.booleans()) else 1 - y[order])


@st.composite
def folded(draw: st.DrawFn) -> tuple[Rows, Array]:
    """Four clouds whose labels alternate around the origin, and a network whose hidden layer pulls them apart."""
    generator, each = np.random.default_rng(draw(seeds())), draw(st.integers(1, 4))
    corners = np.array([[1.0, 1.0], [-1.0, 1.0], [-1.0, -1.0], [1.0, -1.0]]) * draw(decimals(0.8, 1.2))
    X = np.round(np.repeat(corners, each, axis=0) + generator.uniform(-0.2, 0.2, (4 * each, 2)), 2)
    order, steep = generator.permutation(4 * each), draw(decimals(1, 3))
    hidden = {"W1": np.full((2, 2), steep), "b1": steep * np.array([1.0, -1.0])}
    output = {"W2": random_array(draw(seeds()), (2, 2)), "b2": random_array(draw(seeds()), (2,))}
    return Rows(X[order], hidden | output), np.repeat([0, 1, 0, 1], each)[order]


def a_grid(seed: int, p: int, q: int, h: int, k: int) -> Grid:
    """A grid that shows two classes or more, and no point where two of them are almost equally likely."""
    while True:
        generator = np.random.default_rng(seed)
        xs, ys = (np.round(generator.uniform(-2, 2, side), 2) for side in (p, q))
        grid = Grid(a_network(seed, 2, h, k), xs, ys)
        sorted_scores = np.sort(scores(grid), axis=2)
        clear = k == 1 or (sorted_scores[..., -1] - sorted_scores[..., -2]).min() > 1e-3
        if clear and (k == 1 or p * q == 1 or len(np.unique(scores(grid).argmax(axis=2))) > 1):
            return grid
        seed += 2


@st.composite
def grids(draw: st.DrawFn, square: bool = False) -> Grid:
    """Grids of two to seven columns and rows; as many of each if `square`, else never as many."""
    seed, p, h, k = draw(seeds()), draw(st.integers(2, 6)), draw(st.integers(2, 5)), draw(st.integers(2, 4))
    q = p if square else draw(st.integers(2, 7).filter(lambda side: side != p))
    return a_grid(seed, p, q, h, k)


@st.composite
def thin_grids(draw: st.DrawFn) -> Grid:
    """Grids of one column or one row, of one hidden unit, or of one class."""
    seed, long = draw(seeds()), draw(st.integers(2, 6))
    p, q, h, k = draw(
        st.sampled_from([(1, long, 3, 2), (long, 1, 3, 3), (1, 1, 2, 3), (long + 2, 2, 1, 2), (2, 3, 2, 1)])
    )
    return a_grid(seed, p, q, h, k)


def chosen(got: object, grid: Grid) -> None:
    """The answer holds the class of the highest score at every point."""
    want = scores(grid).argmax(axis=2)
    values = array(got, want.shape)
    if got.dtype.kind not in "iu":
        raise Mismatch("a class is an integer", expected="an array of integers", got=f"an array of {got.dtype}")
    close(values, want)


SIMPLE = Rows(
    np.array([[1.0, -1.0], [0.0, 1.0]]),
    {
        "W1": np.array([[0.5, 1.0, 0.0], [-0.5, 1.0, 1.0]]),
        "b1": np.array([0.0, 0.0, 0.5]),
        "W2": np.array([[1.0, -1.0], [0.5, 2.0], [-1.0, 1.0]]),
        "b2": np.array([0.0, 1.0]),
    },
)
LEFT_RIGHT = Points(np.array([[-1.0, 0.0], [1.0, 0.0]]), np.array([0, 1]))
XOR = Points(np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]]), np.array([0, 1, 1, 0]))
STEPS = Points(np.array([[1.0], [2.0], [3.0]]), np.array([0, 1, 0]))
TWICE = Points(np.array([[1.0, 2.0], [1.0, 2.0]]), np.array([0, 1]))
# The first lies among the others, and an exact method has to take back a step before it sees that.
AMONG = Points(np.array([[1.0, -2.0], [2.0, -2.0], [3.0, 0.0], [-3.0, -1.0], [-2.0, -2.0]]), np.array([0, 1, 1, 1, 1]))
# Separable, although the line of least squares has one point on the wrong side.
CROWD = Points(np.array([[0.0]] * 10 + [[0.2]] + [[1.0]] * 10), np.array([0] * 10 + [1] * 11))
SMALL_CROWD = Points(np.array([[-0.1]] * 3 + [[0.1]] + [[0.9]] * 3), np.array([0] * 3 + [1] * 4))
# Two mistakes in the first pass, and no fewer in the second.
UPS_AND_DOWNS = Points(np.array([[1.0, -1.0], [1.0, 0.0], [0.0, -1.0]]), np.array([1, 0, 1]))
UP_IS_ONE = {"W1": np.array([[0.0], [1.0]]), "b1": np.zeros(1), "W2": np.array([[-1.0, 1.0]]), "b2": np.zeros(2)}
PULLED_APART = {"W1": np.ones((2, 2)), "b1": np.array([1.0, -1.0]), "W2": np.eye(2), "b2": np.zeros(2)}
CORNER = Grid(UP_IS_ONE, np.array([0.0, 1.0, 2.0]), np.array([-1.0, 1.0]))


@check(points=1, hint="What is worked out first on the way through the network, and which function bends it?",
       examples=40)  # fmt: skip
@given(rows=rows())
@example(rows=SIMPLE)
@example(rows=Rows(random_array(1, (4, 3)), a_network(1, 3, 3, 3)))
def test_hidden(submission, reference, rows):
    """hidden_features gives what the hidden units answer for each row."""
    close(submission.hidden_features(rows.X, rows.params), features(rows))


@check(points=1.5, hint="When is a pass over? What has to be true of a whole pass before you may answer True?",
       examples=20)  # fmt: skip
@given(one=separable_from_zero(), other=inseparable())
@example(one=LEFT_RIGHT, other=XOR)
@example(one=SMALL_CROWD, other=STEPS)
@example(one=Points(2 * XOR.H, np.array([0, 0, 1, 1])), other=XOR)
@example(one=UPS_AND_DOWNS, other=TWICE)
@example(one=LEFT_RIGHT, other=AMONG)
def test_separable(submission, reference, one, other):
    """linearly_separable tells points that a border through the origin can separate from points that none can."""
    close(submission.linearly_separable(one.H, one.y, ENOUGH_PASSES), True)
    close(submission.linearly_separable(other.H, other.y, FEW_PASSES), False)


@check(points=1.5, hint="A row of the answer belongs to one y. Which two numbers make the point of its entry i?",
       examples=40)  # fmt: skip
@given(grid=grids())
@example(grid=CORNER)
@example(grid=a_grid(1, 3, 4, 2, 3))
def test_grid(submission, reference, grid):
    """decision_grid gives the most likely class at each point, a row for each y and a column for each x."""
    chosen(submission.decision_grid(grid.params, grid.xs, grid.ys), grid)


@check(points=0.5, hint="One row, one feature or one unit: does your answer still have two axes?", needs=[test_hidden],
       examples=25)  # fmt: skip
@given(rows=rows(least=1))
@example(rows=Rows(SIMPLE.X[:1], SIMPLE.params))
@example(rows=Rows(random_array(1, (3, 1)), a_network(1, 1, 1, 2)))
def test_hidden_of_thin_shapes(submission, reference, rows):
    """hidden_features keeps both axes; a single row gets what it gets among others."""
    close(submission.hidden_features(rows.X, rows.params), features(rows))
    close(submission.hidden_features(rows.X[:1], rows.params), features(rows)[:1], 1e-12)


@check(points=0.5, hint="The points 1 and 2 on a line: where is the border? Can w alone put it there?",
       needs=[test_separable], examples=25)  # fmt: skip
@given(points=on_a_ray())
@example(points=Points(np.array([[1.0], [2.0]]), np.array([0, 1])))
@example(points=Points(np.array([[1.0, 1.0], [2.0, 2.0], [1.5, 1.5]]), np.array([1, 0, 0])))
@example(points=Points(np.array([[1.3], [1.1], [1.4]]), np.array([1, 0, 1])))
def test_separable_away_from_zero(submission, reference, points):
    """linearly_separable finds borders that do not pass through the origin."""
    close(submission.linearly_separable(points.H, points.y, ENOUGH_PASSES), True)


@check(points=0.5, hint="How many passes do you allow, and does each go on with the weights of the last?",
       needs=[test_separable], examples=15)  # fmt: skip
@given(points=separable_slowly())
@example(points=CROWD)
def test_separable_after_many_passes(submission, reference, points):
    """linearly_separable goes on until it has found the border, also where that takes many passes."""
    close(submission.linearly_separable(points.H, points.y), True)


@check(points=0.5, hint="If there is nobody to be separated from, is anybody on the wrong side?",
       needs=[test_separable], examples=20)  # fmt: skip
@given(points=on_one_side())
@example(points=Points(np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([0, 0])))
@example(points=Points(np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([1, 1])))
@example(points=Points(np.array([[0.0]]), np.array([0])))
def test_separable_with_one_label(submission, reference, points):
    """Where all labels are equal, the answer is True."""
    close(submission.linearly_separable(points.H, points.y), True)


@check(points=0.5, hint="What ends your loop where no border exists?", needs=[test_separable], examples=1, at_least=3)
@given(points=inseparable(most=5))
@example(points=XOR)
@example(points=TWICE)
def test_gives_up_where_there_is_no_border(submission, reference, points):
    """Where no border exists, linearly_separable answers False after max_epochs passes; 1000 where none is given."""
    close(submission.linearly_separable(points.H, points.y), False)


@check(points=0.5, hint="Look at H itself: where have the four clouds of X gone?", needs=[test_hidden, test_separable],
       examples=12)  # fmt: skip
@given(case=folded())
@example(case=(Rows(XOR.H, PULLED_APART), XOR.y))
def test_hidden_layer_separates(submission, reference, case):
    """Points that no border separates in the plane can be separable as the hidden layer sees them."""
    rows, y = case
    close(submission.linearly_separable(rows.X, y, FEW_PASSES), False)
    H = array(submission.hidden_features(rows.X, rows.params), (len(y), 2))
    close(submission.linearly_separable(H, y), True)


@check(points=0.5, hint="With one x the answer is a column, with one y a row. It has always two axes.",
       needs=[test_grid], examples=20)  # fmt: skip
@given(grid=thin_grids())
@example(grid=Grid(CORNER.params, CORNER.xs[:1], CORNER.ys))
@example(grid=Grid(CORNER.params, CORNER.xs, CORNER.ys[:1]))
def test_thin_grid(submission, reference, grid):
    """One x, one y, one hidden unit or one class will do."""
    chosen(submission.decision_grid(grid.params, grid.xs, grid.ys), grid)


@check(points=0.5, hint="With as many xs as ys the shape says nothing. Which index runs along xs?", needs=[test_grid],
       examples=20)  # fmt: skip
@given(grid=grids(square=True))
@example(grid=Grid(UP_IS_ONE, np.array([3.0, -2.0]), np.array([-1.0, 1.0])))
def test_square_grid(submission, reference, grid):
    """The grid is the right way round also where there are as many xs as ys."""
    chosen(submission.decision_grid(grid.params, grid.xs, grid.ys), grid)


@check(points=0.2, hint="Work on new arrays.", needs=[test_hidden], examples=15)
@given(rows=rows())
@example(rows=SIMPLE)
def test_hidden_leaves_its_inputs_alone(submission, reference, rows):
    """hidden_features leaves X and params as they were."""
    answer, after = submission.hidden_features.observed(rows.X, rows.params)
    close(answer, features(rows))
    unchanged(after, (rows.X, rows.params))


@check(points=0.2, hint="How large is e^z for z = 1000? NumPy has a tanh that gets around it.", needs=[test_hidden],
       examples=15)  # fmt: skip
@given(rows=rows(), size=decimals(500, 5000))
@example(rows=SIMPLE, size=1000.0)
def test_hidden_far_out(submission, reference, rows, size):
    """With very large inputs the features are close to 1 or -1, and never nan."""
    far = Rows(size * rows.X, rows.params)
    close(submission.hidden_features(far.X, far.params), features(far))


@check(points=0.3, hint="`y[y == 0] = -1` writes into the caller's labels. Make new ones.", needs=[test_separable],
       examples=15)  # fmt: skip
@given(points=separable_from_zero())
@example(points=LEFT_RIGHT)
def test_separable_leaves_its_inputs_alone(submission, reference, points):
    """linearly_separable leaves the points and their labels as they were."""
    answer, after = submission.linearly_separable.observed(points.H, points.y)
    close(answer, True)
    unchanged(after, (points.H, points.y))


@check(points=0.3, hint="Work on new arrays.", needs=[test_grid], examples=15)
@given(grid=grids())
@example(grid=CORNER)
@example(grid=Grid(CORNER.params, CORNER.xs[::-1].copy(), CORNER.ys[::-1].copy()))
def test_grid_leaves_its_inputs_alone(submission, reference, grid):
    """decision_grid leaves params, xs and ys as they were."""
    answer, after = submission.decision_grid.observed(grid.params, grid.xs, grid.ys)
    chosen(answer, grid)
    unchanged(after, (grid.params, grid.xs, grid.ys))


@check(points=1, hint="Work each one out on paper, before you run any code.")
def test_predictions(submission, reference):
    """The predictions in PREDICT are right."""
    predicted(submission.PREDICT, reference.PREDICT)
