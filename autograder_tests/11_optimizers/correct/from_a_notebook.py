"""Saved from a notebook: cells, trials and prints between the functions; lambdas; flattened and shaped back."""

# %% [markdown]
# # Lesson 11

# %%
import numpy as np
np.set_printoptions(precision=4)

PREDICT = {"first_velocity": 0.1*10, "adam_lands_at": 5 - 0.1, "shrinks_to_zero": " a "}

# %%
mix = lambda old, new, beta: beta*old + (1-beta)*new

def momentum_step(w, gradient, velocity, learning_rate, beta=0.9):
    v_new = mix(velocity, gradient, beta)
    w_new = w + (-learning_rate)*v_new
    return w_new, v_new

w, v = np.array([1.0]), np.zeros(1)
for g in (4.0, 3.0):
    w, v = momentum_step(w, np.array([g]), v, 0.1, 0.75)
    print(w, v)

# %%
def nesterov_step(w, gradient, velocity, learning_rate, beta=0.9):
    w_momentum, v_new = momentum_step(w, gradient, velocity, learning_rate, beta)
    return momentum_step(w, gradient, v_new, learning_rate, beta)[0], v_new

nesterov_step(np.array([1.0]), np.array([4.0]), np.zeros(1), 0.1, 0.75)

# %%
def adagrad_step(w, gradient, squares, learning_rate, epsilon=1e-8):
    g = np.ravel(gradient)
    s = np.ravel(squares) + g*g
    step = np.array([learning_rate*gi / (si**0.5 + epsilon) for gi, si in zip(g, s)])
    return (w.ravel() - step).reshape(w.shape), s.reshape(w.shape)

print(adagrad_step(np.array([1.0]), np.array([4.0]), np.zeros(1), 0.1))

# %%
def rmsprop_step(w, gradient, squares, learning_rate, beta=0.9, epsilon=1e-8):
    s = mix(squares, np.power(gradient, 2), beta)
    return w - learning_rate*np.divide(gradient, np.sqrt(s) + epsilon), s

rmsprop_step(np.array([1.0]), np.array([4.0]), np.zeros(1), 0.1, 0.75)

# %%
def adam_step(w, gradient, m, v, t, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m1 = mix(m, gradient, beta1)
    v1 = mix(v, gradient**2, beta2)
    m_hat, v_hat = m1/(1 - beta1**t), v1/(1 - beta2**t)
    return (w - learning_rate*m_hat/(np.sqrt(v_hat) + epsilon), m1, v1)

for t in range(1, 4):
    print(t, adam_step(np.array([5.0]), np.array([250.0]), np.zeros(1), np.zeros(1), t, 0.1))
