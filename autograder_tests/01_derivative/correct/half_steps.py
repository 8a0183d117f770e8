"""The mean of a slope to the right and one to the left; the direction without calling derivative."""

PREDICT = {"car_speed": 6.0, "way_down": "b", "tiny_h": 0.0}

h = 0.5e-4


def rise(f, a, b):
    return (f(b) - f(a)) / (b - a)


derivative = lambda f, x: 0.5 * rise(f, x, x + h) + 0.5 * rise(f, x - h, x)


def downhill_direction(f, x):
    left, right = f(x - h), f(x + h)
    if abs(right - left) <= 1e-6 * 2 * h:
        return 0
    elif right > left:
        return -1
    else:
        return 1
