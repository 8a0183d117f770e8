"""Calls the ground flat only if the measured slope is exactly 0.

hint: Print the slope that you measure at the bottom of a bowl. Is it 0, or almost 0?
caught_by: flat_ground_has_no_downhill
keeps: 9
"""

import numpy as np

PREDICT = {"car_speed": 6.0, "way_down": "b", "tiny_h": 0.0}


def derivative(f, x):
    h = 1e-5
    return (f(x + h) - f(x - h)) / (2 * h)


def downhill_direction(f, x):
    return -np.sign(derivative(f, x))
