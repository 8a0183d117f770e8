"""Looks whether f is positive, not whether it rises.

hint: Can a curve be below zero and still rise?
caught_by: downhill_on_a_slope
keeps: 6
"""

PREDICT = {"car_speed": 6.0, "way_down": "b", "tiny_h": 0.0}


def derivative(f, x):
    h = 1e-5
    return (f(x + h) - f(x - h)) / (2 * h)


def downhill_direction(f, x):
    height = f(x)
    if abs(height) <= 1e-6:
        return 0
    return -1 if height > 0 else 1
