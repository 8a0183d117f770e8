"""Takes an h so small that x + h and x are the same number.

hint: What does Python say to `5.0 + 1e-17 == 5.0`?
caught_by: slope_of_a_curve
keeps: 1
"""

PREDICT = {"car_speed": 6.0, "way_down": "b", "tiny_h": 0.0}


def derivative(f, x):
    h = 1e-17
    return (f(x + h) - f(x - h)) / (2 * h)


def downhill_direction(f, x):
    slope = derivative(f, x)
    if abs(slope) <= 1e-6:
        return 0
    return -1 if slope > 0 else 1
