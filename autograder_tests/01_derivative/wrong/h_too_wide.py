"""Takes an h so wide that the curve bends between x - h and x + h.

hint: Halve your h. By how much does the slope change?
caught_by: slope_of_a_curve
keeps: 4
"""

PREDICT = {"car_speed": 6.0, "way_down": "b", "tiny_h": 0.0}


def derivative(f, x):
    h = 0.01
    return (f(x + h) - f(x - h)) / (2 * h)


def downhill_direction(f, x):
    slope = derivative(f, x)
    if abs(slope) <= 1e-6:
        return 0
    return -1 if slope > 0 else 1
