"""Gradient checking: the numeric gradient is right, right gradients pass, and each known bug is named."""

from __future__ import annotations

import ast
import doctest
import sys
from collections.abc import Callable
from pathlib import Path

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from grader import gradcheck as module
from grader.gradcheck import THRESHOLD, Report, compare, gradcheck, numerical_gradient

Model = dict[str, np.ndarray]


def network(rows: int = 8, seed: int = 0) -> tuple[Callable[[Model], float], Model]:
    """A smooth cost of two parameter arrays, and where to look at it."""
    generator = np.random.default_rng(seed)
    inputs, targets = generator.normal(size=(rows, 3)), generator.normal(size=(rows, 2))
    params = {"W": generator.normal(size=(3, 2)), "b": generator.normal(size=2)}

    def cost(params: Model) -> float:
        return anp.mean((anp.tanh(inputs @ params["W"] + params["b"]) - targets) ** 2)

    return cost, params


def right_gradients(cost: Callable[[Model], float], params: Model) -> Model:
    return autograd.grad(cost)(params)


def scaled(gradients: Model, factor: float) -> Model:
    return {name: factor * value for name, value in gradients.items()}


@pytest.mark.parametrize("seed", range(20))
def test_numeric_gradient_agrees_with_autograd(seed: int) -> None:
    cost, params = network(seed=seed)
    numeric, exact = numerical_gradient(cost, params), right_gradients(cost, params)
    for name in params:
        assert np.abs(numeric[name] - exact[name]).max() < 1e-9


@pytest.mark.parametrize("seed", range(20))
def test_right_gradients_pass_with_a_wide_margin(seed: int) -> None:
    cost, params = network(seed=seed)
    report = gradcheck(cost, params, right_gradients(cost, params))
    assert report.passed
    assert report.worst.error < THRESHOLD / 1000


@pytest.mark.parametrize("shape", [(), (1,), (4,), (2, 3), (2, 1, 3)])
def test_an_array_of_any_shape_gives_an_array_of_that_shape(shape: tuple[int, ...]) -> None:
    w = np.random.default_rng(1).normal(size=shape)
    numeric = numerical_gradient(lambda w: np.sum(w**3), w)
    assert isinstance(numeric, np.ndarray)
    assert numeric.shape == shape
    assert np.abs(numeric - 3 * w**2).max() < 1e-8
    assert gradcheck(lambda w: np.sum(w**3), w, 3 * w**2).passed


def test_the_step_grows_with_large_entries() -> None:
    w = np.array([1e8])
    assert abs(numerical_gradient(lambda w: w[0] ** 2, w)[0] / 2e8 - 1) < 1e-9


def test_float32_and_integer_parameters_are_measured_in_float64() -> None:
    for w in (np.array([1, 2], dtype=np.float32), np.array([1, 2])):
        numeric = numerical_gradient(lambda w: np.sum(w**2), w)
        assert numeric.dtype == np.float64
        assert np.abs(numeric - [2, 4]).max() < 1e-9


def test_parameters_and_gradients_stay_as_they_were_even_if_the_function_changes_its_argument() -> None:
    w, gradient = np.array([1.0, 2.0]), np.array([2.0, 4.0])

    def careless(w: np.ndarray) -> float:
        value = float(np.sum(w**2))
        w[:] = 0
        return value

    assert gradcheck(careless, w, gradient).passed
    assert w.tolist() == [1, 2]
    assert gradient.tolist() == [2, 4]


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (-1, "wrong sign, as if prediction and truth were exchanged"),
        (2, "2 times too large, like a factor 2 too much, or a sum over 2 rows"),
        (0.5, "2 times too small, like a factor 2 forgotten, or a mean over 2 rows taken twice"),
        (8, "8 times too large, like a sum over 8 rows instead of their mean"),
        (-8, "8 times too large and of the wrong sign"),
        (1 / 8, "8 times too small, like a mean over 8 rows taken twice"),
        (0, "never been filled in"),
    ],
)
def test_a_constant_ratio_is_named(factor: float, words: str) -> None:
    cost, params = network()
    report = gradcheck(cost, params, scaled(right_gradients(cost, params), factor))
    assert not report.passed
    for name in params:
        assert report[name].constant_ratio == pytest.approx(factor, abs=1e-6)
        assert report[name].ratio == pytest.approx(factor, abs=1e-6)
        assert words in report[name].suggestion
    assert words in str(report)


@pytest.mark.parametrize("factor", [1.37, 1.001, 0.9])
def test_other_constant_ratios_fail_without_a_guess(factor: float) -> None:
    cost, params = network()
    report = gradcheck(cost, params, scaled(right_gradients(cost, params), factor))
    assert not report.passed
    assert report.worst.constant_ratio == pytest.approx(factor)
    assert report.worst.suggestion == ""


def test_one_wrong_entry_is_found_and_no_constant_ratio_is_claimed() -> None:
    cost, params = network()
    gradients = right_gradients(cost, params)
    gradients["W"][2, 1] *= 3
    report = gradcheck(cost, params, gradients)
    assert report["W"].worst == (2, 1)
    assert report["W"].ratio == pytest.approx(3)
    assert report["W"].constant_ratio is None
    assert report["b"].passed
    assert report.worst is report["W"]
    assert not report.passed
    assert "W  error" in str(report)
    assert "[2, 1]: analytic" in str(report)
    assert "b  error" in str(report)


def test_a_relative_error_of_a_ten_thousandth_fails_and_of_a_millionth_passes() -> None:
    cost, params = network()
    gradients = right_gradients(cost, params)
    assert not gradcheck(cost, params, scaled(gradients, 1 + 1e-4)).passed
    assert gradcheck(cost, params, scaled(gradients, 1 + 1e-6)).passed


def test_a_gradient_too_short_to_measure_is_compared_absolutely() -> None:
    flat = np.array([1.0, 2.0])
    assert gradcheck(lambda w: 3.0, flat, np.zeros(2)).passed
    assert gradcheck(lambda w: 3.0, flat, np.full(2, 1e-10)).passed
    assert not gradcheck(lambda w: 3.0, flat, np.full(2, 1e-3)).passed
    assert gradcheck(lambda w: 3.0, flat, np.full(2, 1e-3)).worst.ratio == np.inf


def test_entries_next_to_a_kink_are_left_out_and_the_others_still_count() -> None:
    w = np.array([1e-6, 2.0, -3.0])
    report = gradcheck(lambda w: np.sum(np.abs(w)), w, np.array([7.0, 1.0, -1.0]))
    assert report.passed
    assert report.worst.dropped == ((0,),)
    assert "left out 1 at a kink" in str(report)
    report = gradcheck(lambda w: np.sum(np.abs(w)), w, np.array([7.0, 1.0, 1.0]))
    assert not report.passed
    assert report.worst.worst == (2,)


def test_nothing_left_to_compare_does_not_pass() -> None:
    report = gradcheck(lambda w: abs(w[0]), np.array([1e-6]), np.array([1.0]))
    assert not report.passed
    assert "nothing to compare" in str(report)


def test_rounding_of_large_values_is_no_kink() -> None:
    w = np.array([0.5, 1.0])
    report = gradcheck(lambda w: 1e6 + np.sum(w), w, np.ones(2))
    assert report.worst.dropped == ()
    assert report.passed


@pytest.mark.parametrize("broken", [np.nan, np.inf])
def test_a_gradient_that_is_not_finite_does_not_pass(broken: float) -> None:
    with np.errstate(invalid="ignore"):
        report = gradcheck(lambda w: np.sum(w**2), np.array([1.0, 2.0]), np.array([2.0, broken]))
    assert not report.passed
    assert report.worst.worst == (1,)
    assert isinstance(str(report), str)


@pytest.mark.parametrize("size", [1e200, 1e308])
def test_enormous_numbers_fail_without_overflow(size: float) -> None:
    w = np.array([1.0, 2.0])
    assert not gradcheck(lambda w: np.sum(w**2), w, np.full(2, size)).passed
    assert not gradcheck(lambda w: size * (1 if w[0] > 1 else -1), w, np.ones(2)).passed


def test_a_cost_that_is_not_a_number_does_not_pass() -> None:
    assert not gradcheck(lambda w: np.nan, np.array([1.0]), np.array([0.0])).passed


def test_a_layer_is_checked_under_unequal_weights() -> None:
    generator = np.random.default_rng(2)
    w, upstream = generator.normal(size=(3, 3)), generator.normal(size=(3, 3))
    gradient = upstream * (1 - np.tanh(w) ** 2)
    assert gradcheck(lambda w: np.sum(upstream * np.tanh(w)), w, gradient).passed
    assert not gradcheck(lambda w: np.sum(upstream * np.tanh(w)), w, gradient.T).passed


def test_a_function_of_many_values_is_refused() -> None:
    with pytest.raises(ValueError, match=r"one number, not an array of shape \(2,\): weigh"):
        numerical_gradient(lambda w: w, np.ones(2))


def test_names_and_shapes_that_do_not_fit_are_refused() -> None:
    cost, params = network()
    gradients = right_gradients(cost, params)
    with pytest.raises(ValueError, match=r"gradients has the names \['W'\], params has \['W', 'b'\]"):
        gradcheck(cost, params, {"W": gradients["W"]})
    with pytest.raises(ValueError, match=r"gradients\['W'\] has shape \(2, 3\), its parameter has \(3, 2\)"):
        gradcheck(cost, params, gradients | {"W": gradients["W"].T})
    with pytest.raises(ValueError, match=r"the gradient has shape \(2,\), its parameter has \(3,\)"):
        gradcheck(np.sum, np.ones(3), np.ones(2))
    with pytest.raises(ValueError, match="both be arrays, or both be dicts"):
        gradcheck(cost, params, gradients["W"])
    with pytest.raises(ValueError, match=r"gradients has the names \[\], params has \[\]"):
        gradcheck(lambda params: 0.0, {}, {})


def test_two_known_gradients_are_compared_by_the_same_measure() -> None:
    one, other = np.array([[3.0, 4.0]]), np.array([[3.0, 4.0 + 1e-3]])
    assert compare(one, other).error == pytest.approx(1e-3 / 10, rel=1e-3)
    assert compare(one, other).worst == (0, 1)
    assert compare(2 * one, one, "W").suggestion.startswith("all of it is 2 times too large")
    with pytest.raises(ValueError, match=r"shapes \(1, 2\) and \(2,\) of two gradients of W differ"):
        compare(one, one[0], "W")


def test_a_report_cannot_be_changed() -> None:
    report = gradcheck(np.sum, np.ones(3), np.ones(3))
    assert isinstance(report, Report)
    with pytest.raises(AttributeError, match="cannot assign"):
        report.comparisons = ()  # type: ignore[misc]


def test_the_example_in_the_documentation_runs() -> None:
    result = doctest.testmod(module)
    assert result.failed == 0
    assert result.attempted > 0


def test_it_imports_only_numpy_and_the_standard_library() -> None:
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} - set(sys.stdlib_module_names) == {"numpy"}
