"""Five-point formula with wide steps, in explicit loops; the direction by comparing, as an int."""

PREDICT = {"car_speed": 6, "way_down": "B", "tiny_h": 0}

WEIGHTS = [(-2, 1), (-1, -8), (1, 8), (2, -1)]


def derivative(f, x):
    h = 1e-3
    total = 0
    for steps, weight in WEIGHTS:
        total += weight * f(x + steps * h)
    return total / (12 * h)


def downhill_direction(f, x):
    d = derivative(f, x)
    if -1e-6 <= d <= 1e-6:
        d = 0
    return (d < 0) - (d > 0)
