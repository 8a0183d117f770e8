PREDICT = {
    # A car is 12 m down the road after 2 s, and 15 m after 2.5 s. What was its speed in between, in metres per second?
    "car_speed": 6.0,
    # You stand on f(x) = x^2 at x = -3. Downhill is (a) to the left, x gets smaller (b) to the right, x gets larger.
    "way_down": "b",
    # f(x) = x^2 at x = 1. For a computer, 1 + 1e-20 is exactly 1, and so is 1 - 1e-20.
    # What does it get for (f(x + h) - f(x - h)) / (2h) with h = 1e-20?
    "tiny_h": 0.0,
}


def derivative(f, x):
    """Measure the slope of f at x with the central difference (f(x + h) - f(x - h)) / (2h), h = 1e-5.

    f: a function that takes a number and returns a number. Call it at most 10 times,
       never further from x than 0.1 (or 0.1 |x|, if |x| is more than 1).
    x: a number from -10 to 10.

    Returns the slope, a number: how much f rises for each unit that x moves to the right.
    """
    h = 1e-5
    return (f(x + h) - f(x - h)) / (2 * h)


def downhill_direction(f, x):
    """Say which way is downhill on the curve of f, seen from x: minus the sign of the slope.

    f: a function that takes a number and returns a number.
    x: a number from -10 to 10.

    Returns -1 for the left (smaller x), 1 for the right (larger x),
    or 0 if the ground is flat: a slope between -1e-6 and 1e-6.
    """
    slope = derivative(f, x)
    if abs(slope) <= 1e-6:
        return 0
    return -1 if slope > 0 else 1
