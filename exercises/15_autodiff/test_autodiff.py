"""Visible tests of lesson 15. Read them: each one is a small example of what your class should do."""

import math

from autodiff import Value
from pytest import approx


def test_a_value_holds_its_number():
    """A Value has its number in data, and a grad of 0.

    Hint: __init__ sets self.data and self.grad.
    """
    a = Value(2.5)
    assert a.data == approx(2.5)
    assert a.grad == approx(0.0)


def test_a_value_alone_has_the_slope_one_in_itself():
    """backward of a Value that was made from nothing gives it the grad 1.

    Hint: nothing to walk back to, but the end's own grad is 1.
    """
    a = Value(2.5)
    a.backward()
    assert a.grad == approx(1.0)


def test_a_sum():
    """c = a + b grows as fast as a, and as fast as b.

    Hint: both get the grad of c.
    """
    a, b = Value(2.0), Value(3.0)
    c = a + b
    c.backward()
    assert (c.data, a.grad, b.grad) == approx((5.0, 1.0, 1.0))


def test_a_difference():
    """c = a - b falls when b grows.

    Hint: b gets minus the grad of c.
    """
    a, b = Value(2.0), Value(3.0)
    c = a - b
    c.backward()
    assert (c.data, a.grad, b.grad) == approx((-1.0, 1.0, -1.0))


def test_a_product():
    """If a grows by 1, then a * b grows by b.

    Hint: each factor gets the other one's data, times the grad of c.
    """
    a, b = Value(2.0), Value(3.0)
    c = a * b
    c.backward()
    assert (c.data, a.grad, b.grad) == approx((6.0, 3.0, 2.0))


def test_a_quotient():
    """a / b grows by 1 / b with a, and falls with b.

    Hint: the slope in b is -a / b^2, here -6 / 4.
    """
    a, b = Value(6.0), Value(2.0)
    c = a / b
    c.backward()
    assert (c.data, a.grad, b.grad) == approx((3.0, 0.5, -1.5))


def test_a_minus_sign():
    """-a falls as fast as a grows.

    Hint: the slope is -1.
    """
    a = Value(4.0)
    b = -a
    b.backward()
    assert (b.data, a.grad) == approx((-4.0, -1.0))


def test_a_new_value_each_time():
    """The operands keep their data.

    Hint: return a new Value instead of changing self.
    """
    a, b = Value(2.0), Value(3.0)
    for _ in (a + b, a - b, a * b, a / b, -a):
        assert (a.data, b.data) == approx((2.0, 3.0))


def test_powers():
    """a ** 3 has the slope 3 a^2, and a ** -1 has -1 / a^2.

    Hint: the exponent comes down as a factor, and one less stays up.
    """
    a, b = Value(2.0), Value(2.0)
    c, d = a**3, b**-1
    c.backward()
    d.backward()
    assert (c.data, a.grad) == approx((8.0, 12.0))
    assert (d.data, b.grad) == approx((0.5, -0.25))


def test_a_root_is_a_power():
    """a ** 0.5 is the root of a, with the slope 1 / (2 root a).

    Hint: the same rule again, with the exponent 0.5.
    """
    a = Value(9.0)
    b = a**0.5
    b.backward()
    assert (b.data, a.grad) == approx((3.0, 1 / 6))


def test_powers_of_negative_numbers_and_of_zero():
    """Whole exponents work for every base: (-2)^3 = -8, and x^2 is flat at 0.

    Hint: no logarithm; the rule itself works.
    """
    a, b = Value(-2.0), Value(0.0)
    c, d = a**3, b**2
    c.backward()
    d.backward()
    assert (c.data, a.grad) == approx((-8.0, 12.0))
    assert (d.data, b.grad) == approx((0.0, 0.0))


def test_a_power_of_something_made():
    """Through a power, the grad is multiplied by its slope.

    Hint: (2 a)^2 is 4 a^2, so the slope in a is 8 a.
    """
    a = Value(3.0)
    b = (a + a) ** 2
    b.backward()
    assert (b.data, a.grad) == approx((36.0, 24.0))


def test_tanh():
    """tanh has the slope 1 - tanh^2: 1 at 0, and less on both sides.

    Hint: math.tanh; keep its answer for the slope.
    """
    a, b = Value(0.0), Value(1.0)
    a.tanh().backward()
    b.tanh().backward()
    assert (a.grad, b.grad) == approx((1.0, 1 - 0.761594**2), abs=1e-5)


def test_exp():
    """e^a is its own slope.

    Hint: math.exp; data and slope are the same number.
    """
    a = Value(1.0)
    b = a.exp()
    b.backward()
    assert (b.data, a.grad) == approx((math.e, math.e))


def test_relu_lets_positive_numbers_through():
    """relu of 3 is 3, and it changes as fast as what goes in.

    Hint: the slope is 1 on this side.
    """
    a = Value(3.0)
    b = a.relu()
    b.backward()
    assert (b.data, a.grad) == approx((3.0, 1.0))


def test_relu_stops_negative_numbers():
    """relu of -3 is 0, and nothing comes back through it.

    Hint: the slope is 0 on this side.
    """
    a = Value(-3.0)
    b = a.relu()
    b.backward()
    assert (b.data, a.grad) == approx((0.0, 0.0))


def test_a_plain_number_on_the_right():
    """The other operand may be a plain number.

    Hint: if other is no Value, make one of it.
    """
    a = Value(6.0)
    assert ((a + 2).data, (a - 2).data, (a * 2).data, (a / 2).data) == approx((8.0, 4.0, 12.0, 3.0))


def test_a_plain_number_on_the_left():
    """It may also stand on the left.

    Hint: Python calls __radd__, __rsub__, __rmul__ and __rtruediv__; in all of them, other stands on the left.
    """
    a = Value(4.0)
    assert ((2 + a).data, (2 - a).data, (2 * a).data, (2 / a).data) == approx((6.0, -2.0, 8.0, 0.5))


def test_slopes_beside_plain_numbers():
    """3 a - 1 has the slope 3, and 1 / a has -1 / a^2.

    Hint: a plain number gets a share as well, but nobody looks at it.
    """
    a, b = Value(2.0), Value(2.0)
    (3 * a - 1).backward()
    (1 / b).backward()
    assert (a.grad, b.grad) == approx((3.0, -0.25))


def test_slopes_of_a_number_minus_a_value():
    """5 - a falls when a grows.

    Hint: who is taken from whom?
    """
    a = Value(2.0)
    b = 5 - a
    b.backward()
    assert (b.data, a.grad) == approx((3.0, -1.0))


def test_a_chain_of_two_steps():
    """Slopes along a chain multiply: tanh(a b) has the slope (1 - tanh^2) b in a.

    Hint: the product passes on its own grad, times the other factor.
    """
    a, b = Value(0.5), Value(2.0)
    c = a * b
    d = c.tanh()
    d.backward()
    t = math.tanh(1.0)
    assert (c.grad, a.grad, b.grad) == approx((1 - t**2, 2 * (1 - t**2), 0.5 * (1 - t**2)))


def test_a_value_used_twice():
    """x * x has the slope 2 x.

    Hint: x gets a share as the left factor and another one as the right factor. They add up.
    """
    x = Value(5.0)
    y = x * x
    y.backward()
    assert (y.data, x.grad) == approx((25.0, 10.0))


def test_the_worked_example():
    """Every Value of the worked example has the grad of the lesson's text.

    Hint: c must not pass anything on before the share from d has come.
    """
    a, b = Value(3.0), Value(-2.0)
    c = a * b
    d = c + a
    end = c * d
    end.backward()
    assert (end.data, end.grad, d.grad) == approx((18.0, 1.0, -6.0))
    assert (c.grad, a.grad, b.grad) == approx((-9.0, 12.0, -27.0))


def test_the_worked_example_with_the_sides_exchanged():
    """The order in which operands are written makes no difference.

    Hint: does your order depend on which side is visited first?
    """
    a, b = Value(3.0), Value(-2.0)
    c = a * b
    d = a + c
    end = d * c
    end.backward()
    assert (c.grad, a.grad, b.grad) == approx((-9.0, 12.0, -27.0))


def test_only_what_it_was_made_from():
    """backward from the middle leaves everything behind it alone.

    Hint: start at self and follow the arrows back; nothing else has to do with it.
    """
    a, b = Value(2.0), Value(3.0)
    c = a * b
    d = c + b
    c.backward()
    assert (c.grad, a.grad, b.grad, d.grad) == approx((1.0, 3.0, 2.0, 0.0))


def test_two_graphs_leave_each_other_alone():
    """backward of one graph does not touch the grads of another.

    Hint: do you keep a list of all Values somewhere? Follow the arrows back from self instead.
    """
    a, b = Value(2.0), Value(3.0)
    c, d = a * a, b * b
    c.backward()
    d.backward()
    assert (a.grad, b.grad) == approx((4.0, 6.0))


def test_backward_twice():
    """A second backward gives the same grads as the first. (Half a point.)

    Hint: set all grads of the graph to 0 before you begin.
    """
    a, b = Value(2.0), Value(3.0)
    c = a * b
    d = c * c
    d.backward()
    d.backward()
    assert (c.grad, a.grad, b.grad) == approx((12.0, 36.0, 24.0))


def test_a_long_chain():
    """A chain of 3000 additions works as well. (Half a point.)

    Hint: a function that calls itself 3000 times is too deep for Python. Keep a list of what is left to do instead.
    """
    step = Value(0.5)
    total = Value(1.0)
    for _ in range(3000):
        total = total + step
    total.backward()
    assert (total.data, step.grad) == approx((1501.0, 3000.0))
