import numpy as np

PREDICT = {"car_speed": np.float64(6.0), "way_down": " b ", "tiny_h": np.float64(0.0)}


def derivative(f, x):
    h = np.cbrt(np.finfo(np.float64).eps) * max(1.0, abs(x))
    places = np.array([x - h, x + h])
    left, right = f(places)
    return np.asarray((right - left) / np.ptp(places))


def downhill_direction(f, x):
    slope = derivative(f, x)
    return np.where(np.abs(slope) <= 1e-6, 0.0, -np.sign(slope))
