"""Returns the height of the curve instead of its slope.

hint: A level road on a mountain is high up. Is it steep?
caught_by: slope_of_a_curve
keeps: 1
"""

PREDICT = {"car_speed": 6.0, "way_down": "b", "tiny_h": 0.0}


def derivative(f, x):
    return f(x)


def downhill_direction(f, x):
    slope = derivative(f, x)
    if abs(slope) <= 1e-6:
        return 0
    return -1 if slope > 0 else 1
