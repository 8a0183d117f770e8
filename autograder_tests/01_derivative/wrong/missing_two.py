"""Divides the rise between x - h and x + h by h, not by 2h.

hint: How far apart are x - h and x + h?
caught_by: slope_of_a_curve
keeps: 5
"""

PREDICT = {"car_speed": 6.0, "way_down": "b", "tiny_h": 0.0}


def derivative(f, x):
    h = 1e-5
    return (f(x + h) - f(x - h)) / h


def downhill_direction(f, x):
    slope = derivative(f, x)
    if abs(slope) <= 1e-6:
        return 0
    return -1 if slope > 0 else 1
