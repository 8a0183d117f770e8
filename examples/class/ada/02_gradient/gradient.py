import numpy as np

PREDICT = {"partial_a": np.float64(7.0), "along_v": 10.0, "arrow": " b "}

h = np.cbrt(np.finfo(float).eps)


def slope_along(f, w, v):
    return (f(w + h * v) - f(w - h * v)) / (2 * h)


def gradient(f, w):
    shape = np.shape(w)
    units = np.eye(int(np.prod(shape))).reshape(-1, *shape)
    return np.array([slope_along(f, w, unit) for unit in units]).reshape(shape)


directional_derivative = lambda f, w, v: np.asarray(slope_along(f, w, v))
