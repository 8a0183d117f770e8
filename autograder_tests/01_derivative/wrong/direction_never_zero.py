"""Knows only left and right, so it leaves the bottom of a bowl.

hint: Where would you go from the bottom of a bowl?
caught_by: flat_ground_has_no_downhill
keeps: 9
"""

PREDICT = {"car_speed": 6.0, "way_down": "b", "tiny_h": 0.0}


def derivative(f, x):
    h = 1e-5
    return (f(x + h) - f(x - h)) / (2 * h)


def downhill_direction(f, x):
    return -1 if derivative(f, x) > 0 else 1
