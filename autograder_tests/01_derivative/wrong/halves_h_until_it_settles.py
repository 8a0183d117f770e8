"""Starts far away from x and halves h until the slope no longer changes.

hint: Which places does the first round of your loop look at?
caught_by: looks_only_near_x
keeps: 9
"""

PREDICT = {"car_speed": 6.0, "way_down": "b", "tiny_h": 0.0}


def derivative(f, x):
    h = 0.5
    old, new = None, (f(x + h) - f(x - h)) / (2 * h)
    while old is None or abs(new - old) > 1e-8 * max(1, abs(new)) and h > 1e-4:
        h = h / 2
        old, new = new, (f(x + h) - f(x - h)) / (2 * h)
    return new


def downhill_direction(f, x):
    slope = derivative(f, x)
    if abs(slope) <= 1e-6:
        return 0
    return -1 if slope > 0 else 1
