import numpy as np

PREDICT = {"partial_a": 7, "along_v": 10, "arrow": "B"}

WEIGHTS = [(-2, 1), (-1, -8), (1, 8), (2, -1)]
h = 1e-3


def gradient(f, w):
    if np.ndim(w) == 0:
        total = 0
        for steps, weight in WEIGHTS:
            total += weight * f(float(w) + steps * h)
        return float(total) / (12 * h)
    slopes = []
    for i in range(w.size):
        total = 0
        for steps, weight in WEIGHTS:
            entries = w.flatten().tolist()
            entries[i] += steps * h
            total += weight * f(np.array(entries).reshape(w.shape))
        slopes.append(total / (12 * h))
    return np.array(slopes).reshape(w.shape)


def directional_derivative(f, w, v):
    total = 0.0
    for slope, speed in zip(gradient(f, w).flatten(), v.flatten()):
        total += float(slope) * float(speed)
    return total
