"""Takes h as a fraction of x, which leaves no h at all at x = 0.

hint: How large is your h when x is 0?
caught_by: slope_at_the_bottom_of_a_bowl
keeps: 7
"""

PREDICT = {"car_speed": 6.0, "way_down": "b", "tiny_h": 0.0}


def derivative(f, x):
    h = 1e-5 * x
    return (f(x + h) - f(x - h)) / (2 * h)


def downhill_direction(f, x):
    slope = derivative(f, x)
    if abs(slope) <= 1e-6:
        return 0
    return -1 if slope > 0 else 1
