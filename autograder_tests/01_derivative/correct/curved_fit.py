"""The slope of a parabola through three places to the right of x: one-sided and still accurate."""

import numpy as np

PREDICT = {"car_speed": 6.0, "way_down": "b", "tiny_h": 0.0}


def derivative(f, x):
    h = 2e-5
    heights = np.array([f(x), f(x + h), f(x + 2 * h)])
    return np.dot([-3, 4, -1], heights) / (2 * h)


def downhill_direction(f, x):
    slope = derivative(f, x)
    return int(slope < -1e-6) - int(slope > 1e-6)
