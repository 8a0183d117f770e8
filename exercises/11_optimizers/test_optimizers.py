"""Visible tests of lesson 11. Read them: each one is a small example of what your functions should do."""

import numpy as np
from pytest import approx
from optimizers import adagrad_step, adam_step, momentum_step, nesterov_step, rmsprop_step

# The worked example of the lesson's text: w = 1, the gradients 4 and 3, learning rate 0.1, every beta 0.75.
ONE, FOUR, THREE = np.array([1.0]), np.array([4.0]), np.array([3.0])
ZERO = np.array([0.0])


def test_first_step_of_momentum():
    """From rest, the velocity takes only a part of the gradient: 0.25 times 4.

    Hint: beta weights the OLD velocity, 1 - beta the gradient.
    """
    w, velocity = momentum_step(ONE, FOUR, ZERO, 0.1, 0.75)
    assert velocity == approx(np.array([1.0]))
    assert w == approx(np.array([0.9]))


def test_second_step_of_momentum():
    """The velocity is 0.75 times 1 plus 0.25 times 3, and w moves by the NEW velocity.

    Hint: compute the velocity in the first line and use it in the second.
    """
    w, velocity = momentum_step(np.array([0.9]), THREE, np.array([1.0]), 0.1, 0.75)
    assert velocity == approx(np.array([1.5]))
    assert w == approx(np.array([0.75]))


def test_momentum_rolls_over_flat_ground():
    """The gradient is 0 and w moves all the same, with half of the old velocity.

    Hint: nothing special; the formula is the same.
    """
    w, velocity = momentum_step(np.array([5.0]), ZERO, np.array([2.0]), 1.0, 0.5)
    assert velocity == approx(np.array([1.0]))
    assert w == approx(np.array([4.0]))


def test_momentum_with_a_matrix_and_the_usual_beta():
    """Each weight has a velocity of its own. Without a fifth argument, beta is 0.9.

    Hint: NumPy works on whole arrays; no loop is needed.
    """
    w, velocity = momentum_step(np.array([[1.0, 2.0]]), np.array([[10.0, -10.0]]), np.zeros((1, 2)), 0.5)
    assert velocity == approx(np.array([[1.0, -1.0]]))
    assert w == approx(np.array([[0.5, 2.5]]))


def test_momentum_does_not_change_your_arrays():
    """The old w and the old velocity are still there after the step.

    Hint: `velocity *= beta` changes the caller's array; `beta * velocity` makes a new one.
    """
    w, velocity = np.array([1.0]), np.array([1.0])
    momentum_step(w, np.array([3.0]), velocity, 0.1, 0.75)
    assert (w[0], velocity[0]) == approx((1.0, 1.0))


def test_first_step_of_nesterov():
    """The velocity is 1, as with momentum. The step is 0.75 times 1 plus 0.25 times 4, which is 1.75.

    Hint: the second formula looks like the first, with the new velocity in place of the old one.
    """
    w, velocity = nesterov_step(ONE, FOUR, ZERO, 0.1, 0.75)
    assert velocity == approx(np.array([1.0]))
    assert w == approx(np.array([0.825]))


def test_second_step_of_nesterov():
    """The velocity is 1.5, the step 0.75 times 1.5 plus 0.25 times 3.

    Hint: that is 1.875, and the learning rate is 0.1.
    """
    w, velocity = nesterov_step(np.array([0.825]), THREE, np.array([1.0]), 0.1, 0.75)
    assert velocity == approx(np.array([1.5]))
    assert w == approx(np.array([0.6375]))


def test_nesterov_returns_the_velocity_of_momentum():
    """What is returned is velocity', not the longer step that moves w.

    Hint: keep the two in variables with different names.
    """
    _, velocity = nesterov_step(np.array([5.0]), np.array([8.0]), np.array([2.0]), 1.0, 0.5)
    assert velocity == approx(np.array([5.0]))


def test_nesterov_with_a_matrix_and_the_usual_beta():
    """Without a fifth argument, beta is 0.9: the step is 0.9 times 1 plus 0.1 times 10.

    Hint: NumPy works on whole arrays; no loop is needed.
    """
    w, velocity = nesterov_step(np.array([[1.0, 2.0]]), np.array([[10.0, -10.0]]), np.zeros((1, 2)), 0.5)
    assert velocity == approx(np.array([[1.0, -1.0]]))
    assert w == approx(np.array([[0.05, 2.95]]))


def test_first_step_of_adagrad():
    """The only square is 16, its root 4, and 4 divided by 4 is 1: the step is the learning rate.

    Hint: add the square first, then divide by the root of the new sum.
    """
    w, squares = adagrad_step(ONE, FOUR, ZERO, 0.1)
    assert squares == approx(np.array([16.0]))
    assert w == approx(np.array([0.9]))


def test_second_step_of_adagrad():
    """16 + 9 is 25, its root 5. The step is 0.1 times 3 / 5.

    Hint: Adagrad forgets nothing; there is no beta.
    """
    w, squares = adagrad_step(np.array([0.9]), THREE, np.array([16.0]), 0.1)
    assert squares == approx(np.array([25.0]))
    assert w == approx(np.array([0.84]))


def test_adagrad_treats_steep_and_gentle_weights_alike():
    """One gradient is a million times the other; both first steps are as long as the learning rate.

    Hint: each weight is divided by the root of its own square.
    """
    w, _ = adagrad_step(np.array([0.0, 0.0]), np.array([1000.0, -0.001]), np.zeros(2), 0.1)
    assert w == approx(np.array([-0.1, 0.1]), rel=1e-4)


def test_adagrad_adds_epsilon_to_the_root():
    """The root is 0.3 and epsilon 0.1, so the gradient is divided by 0.4.

    Hint: first the root, then epsilon. Which brackets does that need?
    """
    w, _ = adagrad_step(ONE, np.array([0.3]), ZERO, 0.4, 0.1)
    assert w == approx(np.array([0.7]))


def test_adagrad_where_it_was_always_flat():
    """Square 0, gradient 0: epsilon prevents 0 / 0, and w stays.

    Hint: the gradient is divided by root plus epsilon, as one number below the fraction bar.
    """
    w, _ = adagrad_step(ONE, ZERO, ZERO, 0.1)
    assert w == approx(np.array([1.0]))


def test_first_step_of_rmsprop():
    """A quarter of 16 is 4, its root 2. The step is 0.1 times 4 / 2.

    Hint: the squares are an average with beta, like the velocity.
    """
    w, squares = rmsprop_step(ONE, FOUR, ZERO, 0.1, 0.75)
    assert squares == approx(np.array([4.0]))
    assert w == approx(np.array([0.8]))


def test_second_step_of_rmsprop():
    """The average is 0.75 times 4 plus 0.25 times 9.

    Hint: the step is 0.1 times 3 divided by the root of 5.25.
    """
    w, squares = rmsprop_step(np.array([0.8]), THREE, np.array([4.0]), 0.1, 0.75)
    assert squares == approx(np.array([5.25]))
    assert w == approx(np.array([0.8 - 0.3 / np.sqrt(5.25)]))


def test_rmsprop_forgets():
    """A large square of long ago fades: 100 becomes 90 where it is flat now. Without a fifth argument, beta is 0.9.

    Hint: which of the two, the old squares or the new one, is weighted by beta?
    """
    w, squares = rmsprop_step(ONE, ZERO, np.array([100.0]), 0.1)
    assert squares == approx(np.array([90.0]))
    assert w == approx(np.array([1.0]))


def test_rmsprop_adds_epsilon_to_the_root():
    """The root is 0.3 and epsilon 0.1, so the gradient is divided by 0.4.

    Hint: the order of the last arguments is learning_rate, beta, epsilon.
    """
    w, _ = rmsprop_step(ONE, np.array([0.6]), ZERO, 0.4, 0.75, 0.1)
    assert w == approx(np.array([0.4]))


def test_first_step_of_adam():
    """m is 1 and v is 4. Divided by 0.25 they are 4 and 16, so the step is 0.1 times 4 / 4.

    Hint: at t = 1 both corrections are 1 - 0.75.
    """
    w, m, v = adam_step(ONE, FOUR, ZERO, ZERO, 1, 0.1, 0.75, 0.75)
    assert w == approx(np.array([0.9]))
    assert m == approx(np.array([1.0]))
    assert v == approx(np.array([4.0]))


def test_second_step_of_adam():
    """m is 1.5 and v is 5.25. Divided by 1 - 0.75^2 = 0.4375 they are 3.4286 and 12.

    Hint: the corrected values move w; the uncorrected ones are returned.
    """
    w, m, v = adam_step(np.array([0.9]), THREE, np.array([1.0]), np.array([4.0]), 2, 0.1, 0.75, 0.75)
    assert m == approx(np.array([1.5]))
    assert v == approx(np.array([5.25]))
    assert w == approx(np.array([0.9 - 0.1 * (1.5 / 0.4375) / np.sqrt(12)]))


def test_each_average_of_adam_has_its_own_beta():
    """m has beta1 = 0.5 and v has beta2 = 0.75: corrected, both are those of a gradient of 4.

    Hint: m fades with beta1 and is divided by 1 - beta1^t; v with beta2.
    """
    w, m, v = adam_step(ONE, FOUR, ZERO, ZERO, 1, 0.1, 0.5, 0.75)
    assert m == approx(np.array([2.0]))
    assert v == approx(np.array([4.0]))
    assert w == approx(np.array([0.9]))


def test_adam_with_the_usual_settings():
    """With the same gradient at every step, each step of Adam is as long as the learning rate, whatever the gradient.

    Hint: t is 1, 2, 3; the state is handed from step to step.
    """
    w, m, v = np.array([5.0, 5.0]), np.zeros(2), np.zeros(2)
    for t in (1, 2, 3):
        w, m, v = adam_step(w, np.array([250.0, -0.5]), m, v, t, 0.1)
    assert w == approx(np.array([4.7, 5.3]))


def test_adam_adds_epsilon_to_the_corrected_root():
    """The corrected square is 0.09, its root 0.3, with epsilon 0.4; the corrected average is 0.3.

    Hint: first divide by 1 - beta2^t, then take the root, then add epsilon.
    """
    w, _, _ = adam_step(ONE, np.array([0.3]), ZERO, ZERO, 1, 0.4, 0.5, 0.75, 0.1)
    assert w == approx(np.array([0.7]))


def test_adam_does_not_change_your_arrays():
    """The old m and v are still there after the step.

    Hint: `m *= beta1` changes the caller's array; `beta1 * m` makes a new one.
    """
    m, v = np.array([1.0]), np.array([4.0])
    adam_step(np.array([0.9]), np.array([3.0]), m, v, 2, 0.1, 0.75, 0.75)
    assert (m[0], v[0]) == approx((1.0, 4.0))
