"""Lesson 05. Each function alone and the layers of a network; then single rows, awkward shapes, and very large scores.

The expected values come from other forms of the formulas than the lesson's: einsum, (z + |z|) / 2, score differences.
"""

from __future__ import annotations

import msgspec
import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from autograder_tests.strategies import arrays, random_array, seeds
from grader.checks import array, check, close, keys, predicted, unchanged

Array = np.ndarray
HIDDEN, OUTPUT = ("Z1", "A1"), ("Z2", "A2")
NAMES = HIDDEN + OUTPUT


class Layer(msgspec.Struct, frozen=True):
    """One layer and the rows that come into it."""

    X: Array
    W: Array
    b: Array

    def __str__(self) -> str:
        return in_words({"X": self.X, "W": self.W, "b": self.b})


class Network(msgspec.Struct, frozen=True):
    """A network of two layers and the rows that come into it."""

    X: Array
    params: dict[str, Array]

    def __str__(self) -> str:
        return in_words({"X": self.X, **self.params})


def in_words(parts: dict[str, Array]) -> str:
    texts = {name: np.array2string(value, precision=3, separator=", ") for name, value in parts.items()}
    return "; ".join(f"{name} = {' '.join(text.split())}" for name, text in texts.items())


def weighted_sums(X: Array, W: Array, b: Array) -> Array:
    return np.einsum("nd,dk->nk", X, W) + np.einsum("n,k->nk", np.ones(len(X)), b)


def positive_part(Z: Array) -> Array:
    return (Z + np.abs(Z)) / 2


def bent(Z: Array) -> Array:
    """tanh from e^(-2|z|), which never overflows."""
    shrinking = np.exp(-2 * np.abs(Z))
    return np.sign(Z) * -np.expm1(-2 * np.abs(Z)) / (1 + shrinking)


def shares(Z: Array) -> Array:
    """softmax from the differences within a row: entry i is 1 / (sum over j of e^(z_j - z_i))."""
    differences = Z[:, None, :] - Z[:, :, None]
    return 1 / np.exp(np.minimum(differences, 700)).sum(axis=2)


def steps(network: Network) -> dict[str, Array]:
    params = network.params
    Z1 = weighted_sums(network.X, params["W1"], params["b1"])
    Z2 = weighted_sums(bent(Z1), params["W2"], params["b2"])
    return {"Z1": Z1, "A1": bent(Z1), "Z2": Z2, "A2": shares(Z2)}


def a_layer(seed: int, n: int, d: int, k: int) -> Layer:
    shapes = [(n, d), (d, k), (k,)]
    return Layer(*(random_array(seed + 2 * i, shape) for i, shape in enumerate(shapes)))


def a_network(seed: int, n: int, d: int, h: int, k: int) -> Network:
    shapes = {"W1": (d, h), "b1": (h,), "W2": (h, k), "b2": (k,)}
    params = {name: random_array(seed + 2 * i, shape, 1.5) for i, (name, shape) in enumerate(shapes.items(), 1)}
    return Network(random_array(seed, (n, d)), params)


@st.composite
def sides(draw: st.DrawFn, count: int, least: int = 2) -> tuple[int, ...]:
    """Side lengths for shapes; in one of four cases all are equal, since wrong products and axes hide in squares."""
    if draw(st.integers(0, 3)) == 0:
        return (draw(st.integers(least, 4)),) * count
    return tuple(draw(st.lists(st.integers(least, 6), min_size=count, max_size=count)))


@st.composite
def layers(draw: st.DrawFn, least: int = 2) -> Layer:
    return a_layer(draw(seeds()), *draw(sides(3, least)))


@st.composite
def networks(draw: st.DrawFn, least: int = 2) -> Network:
    return a_network(draw(seeds()), *draw(sides(4, least)))


@st.composite
def tables(draw: st.DrawFn, least: int = 2, size: float = 4.0) -> Array:
    """Arrays (n, k) with entries in [-size, size]."""
    return random_array(draw(seeds()), draw(sides(2, least)), size)


@st.composite
def large_scores(draw: st.DrawFn) -> Array:
    """Scores up to 10000, each row at a level of its own, so that no one number can be taken off all of them."""
    generator, shape = np.random.default_rng(draw(seeds())), draw(sides(2))
    levels = generator.uniform(-1e4, 1e4, (shape[0], 1))
    spread = draw(st.sampled_from([1.0, 5.0, 100.0, 2e4]))
    return np.clip(np.round(levels + generator.uniform(-spread, spread, shape), 1), -1e4, 1e4)


@st.composite
def loud_networks(draw: st.DrawFn) -> Network:
    """Inputs so large that tanh is 1 or -1, and output weights that give scores of thousands."""
    quiet = draw(networks())
    params = {**quiet.params, "W2": 1000 * quiet.params["W2"]}
    return Network(1000 * quiet.X, params)


SIMPLE_LAYER = Layer(np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([[1.0, 0.0, 2.0], [1.0, 1.0, 0.0]]), np.arange(3.0))
SIMPLE = Network(
    np.array([[1.0, -1.0], [0.0, 1.0]]),
    {
        "W1": np.array([[0.5, 1.0, 0.0], [-0.5, 1.0, 1.0]]),
        "b1": np.array([0.0, 0.0, 0.5]),
        "W2": np.array([[1.0, -1.0], [0.5, 2.0], [-1.0, 1.0]]),
        "b2": np.array([0.0, 1.0]),
    },
)
QUARTERS = np.array([[0.0, np.log(3)], [np.log(3), 0.0]])


@check(points=0.75, hint="Write the three shapes in a line. Which axis do X and W share? Which is b's?", examples=40)
@given(layer=layers())
@example(layer=SIMPLE_LAYER)
@example(layer=Layer(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[0.0, 1.0], [1.0, 1.0]]), np.array([10.0, 20.0])))
@example(layer=a_layer(1, 3, 3, 3))
@example(layer=a_layer(2, 2, 3, 4))
def test_dense(submission, reference, layer):
    """dense gives every unit's weighted sum for every row, on square shapes too."""
    close(submission.dense(layer.X, layer.W, layer.b), weighted_sums(layer.X, layer.W, layer.b))


@check(points=0.5, hint="Compare every entry with 0, on its own: no entry knows of its neighbours.", examples=40)
@given(Z=tables())
@example(Z=np.array([[-2.0, 0.0, 3.0], [0.5, -0.5, 1.0]]))
def test_relu(submission, reference, Z):
    """relu keeps what is positive and makes the rest 0."""
    close(submission.relu(Z), positive_part(Z))


@check(points=0.5, hint="tanh(0) is 0 and tanh(1) is 0.7616. What are yours?", examples=40)
@given(Z=tables())
@example(Z=np.array([[0.0, 1.0], [-1.0, 0.5]]))
def test_tanh(submission, reference, Z):
    """tanh is right to nine digits."""
    close(submission.tanh(Z), bent(Z))


@check(points=0.75, hint="Do your rows sum to 1, or your columns? Which shape must a row's sum have to divide its row?",
       examples=40)  # fmt: skip
@given(Z=tables())
@example(Z=np.array([[0.0, np.log(3)]] * 3))
@example(Z=QUARTERS)
@example(Z=np.array([[0.0, 1.0], [0.0, 2.0]]))
def test_softmax(submission, reference, Z):
    """softmax turns each row of scores into probabilities, on square shapes too."""
    close(submission.softmax(Z), shares(Z))


def some_steps(got: object, network: Network, names: tuple[str, str]) -> None:
    """The answer has all four keys, and these two are right."""
    keys(got, NAMES)
    assert isinstance(got, dict)
    want = steps(network)
    for name in names:
        close(got[name], want[name], where=f"[{name!r}]")


@check(points=0.5, hint="What enters the first layer, what are its sums, and which function follows them?", examples=40)
@given(network=networks())
@example(network=SIMPLE)
@example(network=a_network(1, 3, 3, 3, 3))
@example(network=a_network(2, 5, 2, 3, 4))
def test_hidden_layer(submission, reference, network):
    """activations gives Z1 and A1, and has the keys Z1, A1, Z2 and A2."""
    some_steps(submission.activations(network.X, network.params), network, HIDDEN)


@check(points=0.5, hint="What does the second layer read, and which function follows it?", examples=40)
@given(network=networks())
@example(network=SIMPLE)
@example(network=a_network(1, 3, 3, 3, 3))
@example(network=a_network(2, 5, 2, 3, 4))
def test_output_layer(submission, reference, network):
    """activations gives Z2 and A2, and has the keys Z1, A1, Z2 and A2."""
    some_steps(submission.activations(network.X, network.params), network, OUTPUT)


@check(points=0.5, hint="Which of the four steps is the network's answer?", examples=40)
@given(network=networks())
@example(network=SIMPLE)
@example(network=a_network(1, 3, 3, 3, 3))
def test_forward(submission, reference, network):
    """forward gives the probabilities of the classes for each row."""
    close(submission.forward(network.X, network.params), steps(network)["A2"])


@check(points=0.5, hint="One row, one feature or one unit: do you still return n rows and k columns?",
       needs=[test_dense], examples=30)  # fmt: skip
@given(layer=layers(least=1))
@example(layer=a_layer(0, 1, 2, 3))
@example(layer=a_layer(0, 3, 2, 1))
@example(layer=a_layer(0, 2, 1, 2))
@example(layer=a_layer(0, 1, 1, 1))
def test_dense_of_thin_shapes(submission, reference, layer):
    """dense keeps both axes when there is only one row, one feature or one unit."""
    close(submission.dense(layer.X, layer.W, layer.b), weighted_sums(layer.X, layer.W, layer.b))


@check(points=0.5, hint="Does your code count rows and columns? An array may have one axis, or three.",
       needs=[test_relu], examples=30)  # fmt: skip
@given(Z=arrays(size=100.0))
@example(Z=np.array([-1.0, 0.0, 2.0]))
@example(Z=random_array(0, (2, 3, 2)))
@example(Z=np.array([[1e4, -1e4]]))
def test_relu_of_any_shape(submission, reference, Z):
    """relu takes arrays with one, two and three axes, and returns the same shape."""
    close(submission.relu(Z), positive_part(Z))


@check(points=0.25, hint="Does your code count rows and columns? An array may have one axis, or three.",
       needs=[test_tanh], examples=30)  # fmt: skip
@given(Z=arrays())
@example(Z=np.array([-1.0, 0.0, 1.0]))
@example(Z=random_array(0, (2, 3, 2)))
def test_tanh_of_any_shape(submission, reference, Z):
    """tanh takes arrays with one, two and three axes, and returns the same shape."""
    close(submission.tanh(Z), bent(Z))


@check(points=0.25, hint="What is e^1000 in your computer, and what is that divided by itself?",
       needs=[test_tanh], examples=20)  # fmt: skip
@given(Z=tables(size=1e4))
@example(Z=np.array([[1000.0, -1000.0], [400.0, -20.0]]))
@example(Z=np.array([[1e4, -1e4]]))
def test_tanh_far_out(submission, reference, Z):
    """tanh is 1 or -1 far from zero, and never nan."""
    close(submission.tanh(Z), bent(Z))


@check(points=0.5, hint="Each row may be shifted by an amount of its own. What do you subtract before e^z?",
       needs=[test_softmax], examples=30)  # fmt: skip
@given(Z=tables(), seed=seeds())
@example(Z=QUARTERS, seed=0)
@example(Z=np.array([[1.0, 2.0, 3.0]]), seed=3)
def test_softmax_feels_only_differences(submission, reference, Z, seed):
    """Adding a number of up to 1000 to all the scores of a row leaves its probabilities as they are."""
    shift = np.random.default_rng(seed).uniform(-1e3, 1e3, (len(Z), 1))
    shift[0] = 1e3 if seed % 2 else -1e3
    before = array(submission.softmax(Z), Z.shape)
    close(submission.softmax(Z + shift), before, 1e-10)


@check(points=0.5, hint="e^10000 is inf and e^-10000 is 0. Which score of each row could become e^0?",
       needs=[test_softmax], examples=30)  # fmt: skip
@given(Z=large_scores())
@example(Z=np.array([[1000.0, 1000.0]]))
@example(Z=np.array([[10000.0, -10000.0], [-10000.0, -9999.0]]))
@example(Z=np.array([[-1000.0, -1000.0], [5.0, 5.0]]))
def test_softmax_of_large_scores(submission, reference, Z):
    """softmax is right for scores up to 10000, in each row for itself."""
    close(submission.softmax(Z), shares(Z))


@check(points=0.25, hint="One row, or one class: which shape comes out, and what does each row sum to?",
       needs=[test_softmax], examples=20)  # fmt: skip
@given(Z=tables(least=1), wide=st.booleans())
@example(Z=np.array([[0.0, np.log(3)]]), wide=True)
@example(Z=np.array([[2.0], [-5.0]]), wide=False)
def test_softmax_of_one_row_or_one_class(submission, reference, Z, wide):
    """softmax keeps both axes; a single class has probability 1."""
    part = Z[:1] if wide else Z[:, :1]
    close(submission.softmax(part), shares(part))


@check(points=0.5, hint="Is there anything in your code that mixes the rows of a batch, or drops an axis of length 1?",
       needs=[test_hidden_layer, test_output_layer], examples=30)  # fmt: skip
@given(network=networks(least=1), seed=seeds())
@example(network=SIMPLE, seed=0)
def test_activations_of_one_row(submission, reference, network, seed):
    """A batch of one row gets, in all four steps, what that row gets in the whole batch."""
    whole = submission.activations(network.X, network.params)
    keys(whole, NAMES)
    i = seed % len(network.X)
    shapes = {name: value.shape for name, value in steps(network).items()}
    row = {name: array(whole[name], shapes[name], f"[{name!r}]")[i : i + 1] for name in NAMES}
    close(submission.activations(network.X[i : i + 1], network.params), row, 1e-12)


@check(points=0.25, hint="Is there anything in your code that mixes the rows of a batch, or drops an axis of length 1?",
       needs=[test_forward], examples=30)  # fmt: skip
@given(network=networks(least=1), seed=seeds())
@example(network=SIMPLE, seed=0)
def test_forward_of_one_row(submission, reference, network, seed):
    """A batch of one row gets the answer that it gets in the whole batch."""
    shape = (len(network.X), len(network.params["b2"]))
    whole = array(submission.forward(network.X, network.params), shape)
    i = seed % len(network.X)
    close(submission.forward(network.X[i : i + 1], network.params), whole[i : i + 1], 1e-12)


@check(points=0.5, hint="Does forward use a softmax that knows what to do with scores of thousands?",
       needs=[test_forward], examples=20)  # fmt: skip
@given(network=loud_networks())
@example(network=Network(1000 * SIMPLE.X, {**SIMPLE.params, "W2": 1000 * SIMPLE.params["W2"]}))
def test_forward_of_a_loud_network(submission, reference, network):
    """forward stays right with very large inputs and weights."""
    close(submission.forward(network.X, network.params), steps(network)["A2"])


@check(points=0.15, hint="`+=` writes into an array that the caller still needs.", needs=[test_dense], examples=15)
@given(layer=layers())
@example(layer=SIMPLE_LAYER)
def test_dense_leaves_its_inputs_alone(submission, reference, layer):
    """dense leaves X, W and b as they were."""
    answer, after = submission.dense.observed(layer.X, layer.W, layer.b)
    close(answer, weighted_sums(layer.X, layer.W, layer.b))
    unchanged(after, (layer.X, layer.W, layer.b))


@check(points=0.2, hint="`Z[Z < 0] = 0` writes into the caller's array.", needs=[test_relu], examples=15)
@given(Z=tables())
@example(Z=np.array([[-2.0, 3.0]]))
def test_relu_leaves_its_input_alone(submission, reference, Z):
    """relu leaves Z as it was."""
    answer, after = submission.relu.observed(Z)
    close(answer, positive_part(Z))
    unchanged(after, (Z,))


@check(points=0.15, hint="Work on a new array.", needs=[test_tanh], examples=15)
@given(Z=tables())
@example(Z=np.array([[-2.0, 3.0]]))
def test_tanh_leaves_its_input_alone(submission, reference, Z):
    """tanh leaves Z as it was."""
    answer, after = submission.tanh.observed(Z)
    close(answer, bent(Z))
    unchanged(after, (Z,))


@check(points=0.2, hint="`Z -= ...` writes into the caller's array; `Z - ...` makes a new one.",
       needs=[test_softmax], examples=15)  # fmt: skip
@given(Z=tables())
@example(Z=QUARTERS)
def test_softmax_leaves_its_input_alone(submission, reference, Z):
    """softmax leaves Z as it was."""
    answer, after = submission.softmax.observed(Z)
    close(answer, shares(Z))
    unchanged(after, (Z,))


@check(points=0.15, hint="Put the four steps into a new dict.", needs=[test_hidden_layer], examples=15)
@given(network=networks())
@example(network=SIMPLE)
def test_activations_leave_their_inputs_alone(submission, reference, network):
    """activations leaves X and params as they were."""
    answer, after = submission.activations.observed(network.X, network.params)
    some_steps(answer, network, HIDDEN)
    unchanged(after, (network.X, network.params))


@check(points=0.15, hint="Put the steps into a new dict, never into params.", needs=[test_forward], examples=15)
@given(network=networks())
@example(network=SIMPLE)
def test_forward_leaves_its_inputs_alone(submission, reference, network):
    """forward leaves X and params as they were."""
    answer, after = submission.forward.observed(network.X, network.params)
    close(answer, steps(network)["A2"])
    unchanged(after, (network.X, network.params))


@check(points=1, hint="Work each one out on paper with the shapes and the formula, before you run any code.")
def test_predictions(submission, reference):
    """The predictions in PREDICT are right."""
    predicted(submission.PREDICT, reference.PREDICT)
