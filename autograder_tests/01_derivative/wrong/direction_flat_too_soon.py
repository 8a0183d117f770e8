"""Calls gentle slopes flat.

hint: Which slopes does the lesson call flat, and which do you?
caught_by: downhill_on_a_gentle_slope
keeps: 9.5
"""

PREDICT = {"car_speed": 6.0, "way_down": "b", "tiny_h": 0.0}


def derivative(f, x):
    h = 1e-5
    return (f(x + h) - f(x - h)) / (2 * h)


def downhill_direction(f, x):
    slope = derivative(f, x)
    if abs(slope) <= 0.01:
        return 0
    return -1 if slope > 0 else 1
