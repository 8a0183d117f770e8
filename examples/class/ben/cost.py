import numpy as np

PREDICT = {"mean_squared_error": 2.5, "cost_of_not_knowing": 0.6931, "falls_faster": "b"}


class Cost:
    lowest, highest = -np.inf, np.inf

    def __init__(self, truth, prediction):
        if truth.shape != prediction.shape:
            raise ValueError("truth and prediction must have one shape")
        self.t = truth
        self.p = np.clip(prediction, self.lowest, self.highest)
        self.count = truth.size

    def value(self):
        return self.each().sum() / self.count

    def gradient(self):
        return self.slopes() / self.count


class SquaredError(Cost):
    def each(self):
        return np.square(self.p - self.t)

    def slopes(self):
        return 2 * self.p - 2 * self.t


class BinaryCrossEntropy(Cost):
    lowest, highest = 1e-12, 1 - 1e-12

    def each(self):
        return -self.t * np.log(self.p) - (1 - self.t) * np.log(1 - self.p)

    def slopes(self):
        return -self.t / self.p + (1 - self.t) / (1 - self.p)


class CrossEntropy(Cost):
    lowest = 1e-12

    def __init__(self, truth, prediction):
        super().__init__(truth, prediction)
        self.count = len(truth)

    def each(self):
        return self.t * np.log(1 / self.p)

    def slopes(self):
        return -np.divide(self.t, self.p)


def mse(y, y_hat):
    return SquaredError(y, y_hat).value()


def mse_gradient(y, y_hat):
    return SquaredError(y, y_hat).gradient()


def binary_cross_entropy(y, p):
    return BinaryCrossEntropy(y, p).value()


def binary_cross_entropy_gradient(y, p):
    return BinaryCrossEntropy(y, p).gradient()


def cross_entropy(Y, P):
    return CrossEntropy(Y, P).value()


def cross_entropy_gradient(Y, P):
    return CrossEntropy(Y, P).gradient()
