"""Keeps its answers in a dict by x alone (a mutable default argument), whatever f is.

hint: You ask for the slope of another curve at the same x. What does your dict say?
caught_by: slope_of_a_curve
keeps: 1
"""

PREDICT = {"car_speed": 6.0, "way_down": "b", "tiny_h": 0.0}


def derivative(f, x, known={}):
    if x not in known:
        h = 1e-5
        known[x] = (f(x + h) - f(x - h)) / (2 * h)
    return known[x]


def downhill_direction(f, x):
    slope = derivative(f, x)
    if abs(slope) <= 1e-6:
        return 0
    return -1 if slope > 0 else 1
