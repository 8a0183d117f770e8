import numpy as np

PREDICT = {
    # The average stands at 10 and the next value is 20. With alpha = 0.1, where does the average go?
    "next_average": 11.0,
    # A running value starts at 0, with beta = 0.9. The first value is 10. What is it then, before any correction?
    "running_value": 1.0,
    # The same noisy curve is averaged twice. The smoother line is the one with (a) alpha = 0.1 (b) alpha = 0.9.
    "smoother": "a",
}


def ewma(values, alpha)
    """Average a series with weights that fade with age: S_1 = X_1 and S_t = alpha X_t + (1 - alpha) S_(t-1).

    values: the series X, an array of shape (n,), n at least 1.
    alpha: the weight of the NEW value, above 0 and at most 1.

    Returns the averages S_1 ... S_n, an array of shape (n,). Leaves values as they were.
    """
    averages = np.empty(len(values))
    averages[0] = values[0]
    for t in range(1, len(values)):
        averages[t] = alpha * values[t] + (1 - alpha) * averages[t - 1]
    return averages


def ewma_corrected(values, beta):
    """Average a series from a start at zero, and make up for that start.

    The running value is v_0 = 0 and v_t = beta v_(t-1) + (1 - beta) x_t.
    The average is out_t = v_t / (1 - beta^t), for t = 1 ... n. Only out_t is corrected: v_t runs on as it is.

    values: the series x, an array of shape (n,), n at least 1.
    beta: the weight of the OLD running value, at least 0 and below 1.

    Returns the averages out_1 ... out_n, an array of shape (n,). Leaves values as they were.
    """
    averages = np.empty(len(values))
    running = 0.0
    for t, value in enumerate(values, start=1):
        running = beta * running + (1 - beta) * value
        averages[t - 1] = running / (1 - beta**t)
    return averages
