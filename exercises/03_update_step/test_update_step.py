"""Visible tests of lesson 03. Read them: each one is a small example of what your functions should do."""

import numpy as np
from pytest import approx
from update_step import update_parameters, update_step


def test_a_step_from_the_right():
    """Right of the minimum the slope is positive, so the step goes left.

    Hint: w minus learning_rate times gradient.
    """
    # f(w) = (w - 3)^2 has its minimum at 3 and the slope 2(w - 3).
    assert update_step(5.0, 4.0, 0.1) == approx(4.6)


def test_a_step_from_the_left():
    """Left of the minimum the slope is negative, and the same formula goes right.

    Hint: what is minus a negative number?
    """
    assert update_step(1.0, -4.0, 0.1) == approx(1.4)


def test_a_step_that_is_too_long():
    """A large learning rate jumps over the minimum and lands higher than before.

    Hint: nothing special; the formula is the same.
    """
    # f(w) = 3w^2 has the slope 6w.
    assert update_step(1.0, 6.0, 1.0) == approx(-5.0)


def test_a_step_with_two_weights():
    """Each entry of an array takes its own step.

    Hint: NumPy multiplies and subtracts whole arrays at once.
    """
    w = np.array([1.0, 2.0])
    gradient = np.array([10.0, -10.0])
    assert update_step(w, gradient, 0.1) == approx(np.array([0.0, 3.0]))


def test_your_array_is_not_changed():
    """The old w is still there after the step.

    Hint: `w -= ...` changes the caller's array; `w - ...` makes a new one.
    """
    w = np.array([1.0, 2.0])
    update_step(w, np.array([10.0, -10.0]), 0.1)
    assert w == approx(np.array([1.0, 2.0]))


def test_all_parameters_take_a_step():
    """Every parameter of a model moves, whatever its name and shape.

    Hint: loop over the names in params.
    """
    params = {"W": np.array([[1.0, 2.0]]), "b": 0.5}
    grads = {"W": np.array([[10.0, 0.0]]), "b": -1.0}
    new = update_parameters(params, grads, 0.1)
    assert new["W"] == approx(np.array([[0.0, 2.0]]))
    assert new["b"] == approx(0.6)


def test_each_parameter_takes_the_step_of_its_own_gradient():
    """Weights and biases move by the same rule, each with its own slope.

    Hint: use `update_step` with the parameter and the gradient of one name.
    """
    params = {"W1": np.array([1.0, 1.0]), "b1": np.array([1.0]), "W2": np.array([1.0])}
    grads = {"W1": np.array([2.0, 4.0]), "b1": np.array([-2.0]), "W2": np.array([0.0])}
    new = update_parameters(params, grads, 0.5)
    assert new["W1"] == approx(np.array([0.0, -1.0]))
    assert new["b1"] == approx(np.array([2.0]))
    assert new["W2"] == approx(np.array([1.0]))


def test_all_parameters_keep_their_names():
    """The new dict has the same names as the old one.

    Hint: one entry for each name in params.
    """
    params = {"first": 1.0, "second": 2.0, "third": 3.0}
    new = update_parameters(params, {"first": 1.0, "second": 1.0, "third": 1.0}, 0.5)
    assert sorted(new) == ["first", "second", "third"]


def test_the_old_parameters_are_not_changed():
    """The old dict still holds the old values.

    Hint: fill a new dict.
    """
    params = {"w": 1.0}
    update_parameters(params, {"w": 5.0}, 0.1)
    assert params == {"w": 1.0}
