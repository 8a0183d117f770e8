"""Looks only to the right of x (with the h that suits this formula best).

hint: On the bottom of a bowl, is the ground to the right of you as high as you are?
caught_by: slope_at_the_bottom_of_a_bowl
keeps: 8.5
"""

PREDICT = {"car_speed": 6.0, "way_down": "b", "tiny_h": 0.0}


def derivative(f, x):
    h = 1e-8
    return (f(x + h) - f(x)) / h


def downhill_direction(f, x):
    slope = derivative(f, x)
    if abs(slope) <= 1e-6:
        return 0
    return -1 if slope > 0 else 1
