import numpy as np

PREDICT: dict[str, object] = {"one_border": "B", "first_weight": np.float64(2.0), "which_x": 0}


def softmax(Z):
    exponentials = np.exp(Z - Z.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def activations(X, params):
    Z1 = X @ params["W1"] + params["b1"]
    A1 = np.tanh(Z1)
    Z2 = A1 @ params["W2"] + params["b2"]
    return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": softmax(Z2)}


def hidden_features(X: np.ndarray, params: dict[str, np.ndarray]) -> np.ndarray:
    return np.tanh(np.einsum("nd,dh->nh", X, params["W1"]) + params["b1"][None, :])


def linearly_separable(H: np.ndarray, y: np.ndarray, max_epochs: int = 1000, rate: float = 0.1) -> bool:
    turned = (2 * y - 1)[:, None] * np.hstack([np.ones((len(H), 1)), H])
    w = np.zeros(turned.shape[1])
    for _ in range(max_epochs):
        before = w.copy()
        for row in turned:
            w += rate * row * (np.dot(row, w) <= 0)
        if np.array_equal(before, w) and np.all(turned @ w > 0):
            return True
    return False


def decision_grid(params: dict[str, np.ndarray], xs: np.ndarray, ys: np.ndarray) -> np.ndarray:
    W1 = params["W1"]
    Z1 = xs[None, :, None] * W1[0] + ys[:, None, None] * W1[1] + params["b1"]
    return np.argmax(np.tanh(Z1) @ params["W2"] + params["b2"], axis=-1)
