"""Visible tests of lesson 09. Read them: each one is a small example of what your functions should do."""

import numpy as np
from pytest import approx
from gradient_descent import gradient_descent, minibatches, minimize


def slope(w):
    """The gradient of f(w) = w^2, or of the sum of the squares of all weights."""
    return 2 * w


def five_rows():
    """Rows 0 to 4, and a y that is ten times the number of its row."""
    return np.array([[0.0], [1.0], [2.0], [3.0], [4.0]]), np.array([0.0, 10.0, 20.0, 30.0, 40.0])


def test_three_steps():
    """With rate 0.25 each step on f(w) = w^2 halves w.

    Hint: row 0 is the start; each row is the one before minus the rate times the gradient there.
    """
    path = gradient_descent(slope, np.array([8.0]), 0.25, 3)
    assert path == approx(np.array([[8.0], [4.0], [2.0], [1.0]]))


def test_a_path_with_two_weights():
    """Each row of the path is a whole w.

    Hint: the path has the shape (steps + 1, 2).
    """
    path = gradient_descent(slope, np.array([4.0, -8.0]), 0.25, 2)
    assert path == approx(np.array([[4.0, -8.0], [2.0, -4.0], [1.0, -2.0]]))


def test_a_path_without_steps():
    """With no steps the path is the start alone.

    Hint: one row, not none.
    """
    assert gradient_descent(slope, np.array([8.0]), 0.25, 0) == approx(np.array([[8.0]]))


def test_a_path_from_a_number():
    """If w is a number, the path is a row of numbers.

    Hint: np.shape(w0) is () for a number; or collect the places in a list and make an array of it.
    """
    assert gradient_descent(slope, 8.0, 0.25, 2) == approx(np.array([8.0, 4.0, 2.0]))


def test_the_start_is_not_changed():
    """The caller's w0 is still there after the walk.

    Hint: `w -= ...` changes the caller's array; `w = w - ...` makes a new one.
    """
    w0 = np.array([8.0])
    gradient_descent(slope, w0, 0.25, 3)
    assert w0 == approx(np.array([8.0]))


def test_stops_where_it_is_almost_flat():
    """The slopes on the way are 16, 8, 4, 2; the first that is at most 3 is met after three steps.

    Hint: look at the gradient first; step only if its norm is more than the tolerance.
    """
    w, steps = minimize(slope, np.array([8.0]), 0.25, 3.0, 100)
    assert w == approx(np.array([1.0]))
    assert steps == approx(3)


def test_takes_no_step_on_flat_ground():
    """At the bottom of the bowl the answer is the start, after 0 steps.

    Hint: test the tolerance before the first step; 0 is at most 0.
    """
    w, steps = minimize(slope, np.array([0.0]), 0.25, 0.0, 100)
    assert w == approx(np.array([0.0]))
    assert steps == approx(0)


def test_gives_up_after_max_steps():
    """A walk that never gets flat ends after max_steps steps.

    Hint: this slope is 1 everywhere, so the loop needs a second reason to end.
    """
    w, steps = minimize(lambda w: w * 0 + 1, np.array([8.0]), 0.5, 0.1, 4)
    assert w == approx(np.array([6.0]))
    assert steps == approx(4)


def test_looks_at_the_whole_gradient():
    """The gradient (6, 8) has the norm 10, so it is not at most 9, although each entry is.

    Hint: the root of the sum of all squared entries; np.linalg.norm computes it.
    """
    w, steps = minimize(slope, np.array([3.0, 4.0]), 0.25, 9.0, 100)
    assert w == approx(np.array([1.5, 2.0]))
    assert steps == approx(1)


def test_five_rows_make_three_batches():
    """Five rows in batches of two: two, two and one.

    Hint: start a new batch at 0, batch_size, 2 batch_size, ... as long as that is below n.
    """
    X, y = five_rows()
    assert [len(Xb) for Xb, yb in minibatches(X, y, 2, 0)] == approx([2, 2, 1])


def test_every_row_comes_once():
    """All batches together hold all rows, in some order.

    Hint: shuffle the numbers 0 to n - 1 once, and cut that into pieces.
    """
    X, y = five_rows()
    rows = np.concatenate([Xb[:, 0] for Xb, yb in minibatches(X, y, 2, 0)])
    assert np.sort(rows) == approx(np.array([0.0, 1.0, 2.0, 3.0, 4.0]))


def test_every_row_keeps_its_y():
    """Here y is ten times the row's number, before and after the shuffle.

    Hint: use the same shuffled numbers for X and for y.
    """
    X, y = five_rows()
    for Xb, yb in minibatches(X, y, 2, 0):
        assert yb == approx(10 * Xb[:, 0])


def test_no_batch_is_empty():
    """Four rows in batches of two make two batches, and a batch size of 10 makes one.

    Hint: n divided by batch_size, rounded up.
    """
    X, y = five_rows()
    assert len(minibatches(X[:4], y[:4], 2, 0)) == approx(2)
    assert [len(Xb) for Xb, yb in minibatches(X, y, 10, 0)] == approx([5])


def test_the_seed_decides_the_order():
    """The same seed gives the same batches again.

    Hint: make a new generator from the seed in every call: np.random.default_rng(seed).
    """
    X, y = five_rows()
    first, again = minibatches(X, y, 5, 7), minibatches(X, y, 5, 7)
    assert first[0][0] == approx(again[0][0])


def test_forty_rows_are_shuffled():
    """Forty rows do not come in the order that they had.

    Hint: cut the shuffled rows, not the old ones.
    """
    X = np.arange(40.0).reshape(40, 1)
    rows = minibatches(X, X[:, 0], 40, 0)[0][1]
    assert list(rows) != list(range(40))
