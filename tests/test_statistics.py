"""How often a right submission is marked wrong by chance: the bounds of lesson 12, and the shuffle of lesson 09.

First each bound's tail is worked out with SciPy, exactly or as an upper limit that holds for certain (Chernoff's).
Then a thousand seeds of right generators show that draws behave so, and stay far from the bounds.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from itertools import pairwise, permutations
from types import ModuleType

import numpy as np
import pytest
from conftest import ROOT
from scipy import special, stats

from grader.exam import load_module
from grader.proxy import LocalSubmission

Array = np.ndarray
RATE = 1e-9  # what every check promises
N = 80_000  # numbers in a draw of lesson 12
DRAWS = 2  # of a paper at most, for each check
MARGIN = 2  # standard errors that a thousand draws stay away from every bound
SEEDS = range(0, 10_000, 10)  # a paper's seeds are below 10 000
BEYOND_TWO = 2 * stats.norm.sf(2)


BOUNDS = load_module(
    ROOT / "autograder_tests" / "12_initialization" / "test_hidden_initialization.py", "statistics_of_initialization"
)


def chernoff(log_moment: Callable[[float], float], n: int, low: float, high: float) -> tuple[float, float]:
    """Upper limits of P(mean <= low) and P(mean >= high) for n independent numbers. log_moment(t) = log E(e^(t x)).

    Every t gives an upper limit; the smallest of many is taken.
    """
    powers = np.geomspace(1e-3, 100, 1500)
    below = min(n * (log_moment(-t) + t * low) for t in powers)
    above = min(n * (log_moment(t) - t * high) for t in powers)
    return math.exp(min(below, 0)), math.exp(min(above, 0))


def log_moment_of_a_square(t: float) -> float:
    """log E(e^(t u^2)), u uniform between -1 and 1."""
    root = math.sqrt(abs(t))
    value = math.sqrt(math.pi) / 2 * (special.erfi(root) if t > 0 else special.erf(root)) / root
    return math.log(value) if math.isfinite(value) else math.inf


def log_moment_of_a_layer(power: float) -> float:
    """log E(Q^power), Q what a relu layer multiplies the mean square by, 2 / width times chi-squared; the degrees of
    freedom are the units above 0. Layers with fewer than `FEWEST` such units are left out, and counted apart."""
    width = BOUNDS.WIDTH
    units = np.arange(FEWEST, width + 1)
    logs = stats.binom.logpmf(units, width, 0.5) + power * math.log(4 / width)
    return float(special.logsumexp(logs + special.gammaln(units / 2 + power) - special.gammaln(units / 2)))


FEWEST = 45


def too_few_units() -> float:
    return BOUNDS.DEPTH * float(stats.binom.cdf(FEWEST - 1, BOUNDS.WIDTH, 0.5))


def tails() -> dict[str, float]:
    """The probability that a right draw misses a bound of lesson 12, at either end."""
    square, even, share, mean = BOUNDS.NORMAL_SQUARE, BOUNDS.UNIFORM_SQUARE, BOUNDS.BEYOND_TWO, BOUNDS.MEAN
    reach = mean / math.sqrt(3)  # in units of the uniform distribution's bound
    powers = np.linspace(0.5, 20, 400)
    layers, (least, most) = BOUNDS.DEPTH, np.log(BOUNDS.ALIVE) * 2  # of the mean square
    fades = min(layers * log_moment_of_a_layer(-s) + s * least for s in powers)
    grows = min(layers * log_moment_of_a_layer(s) - s * most for s in powers)
    return {
        "normal square": float(stats.chi2.cdf(square[0] * N, N) + stats.chi2.sf(square[1] * N, N)),
        "normal mean": float(2 * stats.norm.sf(mean * math.sqrt(N))),
        "normal tails": float(
            stats.binom.cdf(math.ceil(share[0] * N) - 1, N, BEYOND_TWO)
            + stats.binom.sf(math.floor(share[1] * N), N, BEYOND_TWO)
        ),
        "uniform square": sum(chernoff(log_moment_of_a_square, N, even[0] / 3, even[1] / 3)),
        "uniform mean": sum(chernoff(lambda t: math.log(math.sinh(t) / t), N, -reach, reach)),
        "uniform largest": BOUNDS.REACH**N,
        "relu alive": math.exp(fades) + math.exp(grows) + too_few_units(),
    }


def test_the_rates_beside_the_bounds_are_right_and_below_the_promise() -> None:
    """The numbers here are those of the comments in the hidden tests."""
    stated = {
        "normal square": 1.3e-12,
        "normal mean": 1.6e-12,
        "normal tails": 1.4e-13,
        "uniform square": 6.3e-11,
        "uniform mean": 2.8e-11,
        "uniform largest": 1e-300,
        "relu alive": 1.1e-12,
    }
    for name, tail in tails().items():
        assert tail <= stated[name] < RATE, name
        assert tail >= stated[name] / 2 or name == "uniform largest", f"{name}: the comment says more than it needs to"


def test_every_check_and_a_whole_paper_keep_the_promise() -> None:
    tail = tails()
    normal = DRAWS * (tail["normal square"] + tail["normal mean"] + tail["normal tails"])
    uniform = DRAWS * (tail["uniform square"] + tail["uniform mean"] + tail["uniform largest"])
    rates = {
        "normal": normal,
        "he": normal,
        "normal_of_another_width": normal,
        "glorot": uniform,
        "he_keeps_relu_alive": DRAWS * tail["relu alive"],
    }
    for name in ("normal", "glorot", "he"):  # two numbers, drawn with the 24 bits of float32
        rates[f"{name}_follows_its_seed"] = 20 * 2.0**-48
    for name, rate in rates.items():
        assert rate < RATE, name
    assert sum(rates.values()) < 3e-10


def test_a_paper_has_as_many_draws_as_the_rates_count(exam_of: Callable[..., object]) -> None:
    exam = exam_of("12_initialization")
    for check in exam.checks:  # type: ignore[attr-defined]
        drawn = list(exam.examples(check))  # type: ignore[attr-defined]
        if check.id in ("normal", "glorot", "he", "normal_of_another_width"):
            assert len(drawn) == DRAWS
            assert {one["large"][0] for one in drawn} == {(200, 400), (400, 200)}
            assert all(0 <= one["large"][1] < 10_000 for one in drawn)
        elif check.id == "he_keeps_relu_alive":
            assert len(drawn) == DRAWS
        elif check.id.endswith("_follows_its_seed"):
            assert len(drawn) <= 21  # the one by hand, and twenty


def style(name: str) -> ModuleType:
    """A correct style of lesson 12, or its reference."""
    path = ROOT / "autograder_tests" / "12_initialization" / "correct" / f"{name}.py"
    if name == "reference":
        path = ROOT / "solutions" / "12_initialization" / "initialization.py"
    return load_module(path, f"statistics_of_{name}")


def stays_inside(values: list[float], low: float, high: float) -> None:
    """All values are at least `MARGIN` standard errors away from the bounds; everything is in standard errors."""
    assert low + MARGIN <= min(values)
    assert max(values) <= high - MARGIN


# NumPy's two generators, Box and Muller's formula, and Python's own `random`, which takes its time.
@pytest.mark.parametrize(
    ("name", "every"), [("reference", 1), ("old_generators", 5), ("box_muller", 8), ("python_random", 80)]
)
def test_draws_of_a_thousand_seeds_stay_far_from_the_bounds(name: str, every: int) -> None:
    lesson = style(name)
    found: dict[str, list[float]] = {"normal square": [], "normal mean": [], "normal tails": []}
    found |= {"uniform square": [], "uniform mean": [], "uniform largest": []}
    error = {
        "normal square": math.sqrt(2 / N),
        "normal mean": 1 / math.sqrt(N),
        "normal tails": math.sqrt(BEYOND_TWO * (1 - BEYOND_TWO) / N),
        "uniform square": math.sqrt(0.8 / N),  # the variance of u^2 is 4 / 45, its mean 1 / 3
        "uniform mean": 1 / math.sqrt(N),
    }
    for place, seed in enumerate(SEEDS[::every]):
        sides = BOUNDS.LARGE[place % 2]
        std, bound = math.sqrt(2 / sides[0]), math.sqrt(6 / sum(sides))
        W = lesson.he_normal(*sides, seed)
        BOUNDS.is_normal(W, sides, std)  # what the hidden tests do; raises outside of the bounds
        x = W.ravel() / std
        found["normal square"].append(float(np.square(x).mean() - 1) / error["normal square"])
        found["normal mean"].append(float(x.mean()) / error["normal mean"])
        found["normal tails"].append((np.count_nonzero(np.abs(x) > 2) / N - BEYOND_TWO) / error["normal tails"])
        W = lesson.glorot_uniform(*sides, seed)
        BOUNDS.is_uniform(W, sides, bound)
        x = W.ravel() / bound
        found["uniform square"].append(float(3 * np.square(x).mean() - 1) / error["uniform square"])
        found["uniform mean"].append(math.sqrt(3) * float(x.mean()) / error["uniform mean"])
        found["uniform largest"].append(float(np.abs(x).max()))

    def bounds(name: str, low: float, high: float, middle: float) -> tuple[float, float]:
        return (low - middle) / error[name], (high - middle) / error[name]

    stays_inside(found["normal square"], *bounds("normal square", *BOUNDS.NORMAL_SQUARE, 1))
    stays_inside(found["normal tails"], *bounds("normal tails", *BOUNDS.BEYOND_TWO, BEYOND_TWO))
    stays_inside(found["uniform square"], *bounds("uniform square", *BOUNDS.UNIFORM_SQUARE, 1))
    for kind in ("normal mean", "uniform mean"):
        stays_inside(found[kind], *bounds(kind, -BOUNDS.MEAN, BOUNDS.MEAN, 0))
    # 1 - the largest is about exponential with the mean 1 / N, its standard error
    stays_inside([(1 - largest) * N for largest in found["uniform largest"]], -math.inf, (1 - BOUNDS.REACH) * N)


def test_a_thousand_rows_come_through_the_relu_layers_well_inside_the_bounds() -> None:
    """The logarithm of the size is nearly normal. Its mean and standard error are those of the chi-squared numbers."""
    lesson = LocalSubmission(style("reference"))
    step = 1e-4
    up, down = log_moment_of_a_layer(step), log_moment_of_a_layer(-step)
    mean, variance = (up - down) / (2 * step), (up + down) / step**2  # slope and bend of a cumulant function at 0
    middle, error = BOUNDS.DEPTH * mean / 2, math.sqrt(BOUNDS.DEPTH * variance) / 2
    sizes = [(math.log(BOUNDS.size_after_layers(lesson, seed)) - middle) / error for seed in SEEDS]
    low, high = (np.log(BOUNDS.ALIVE) - middle) / error
    stays_inside(sizes, low, high)
    assert abs(np.mean(sizes)) < 7 / math.sqrt(len(sizes))
    assert np.std(sizes) == pytest.approx(1, abs=0.16)


def test_the_visible_tests_of_lesson_12_keep_the_promise_too() -> None:
    """Their bounds, on 10 000 draws (5000 for Glorot), for students whose generator is another one."""
    rates = {
        "spread to 5 %": stats.chi2.cdf(0.95**2 * 10_000, 10_000) + stats.chi2.sf(1.05**2 * 10_000, 10_000),
        "mean": 2 * stats.norm.sf(0.001 / (0.01 / math.sqrt(10_000))),
        "both ends to 2 %": 2 * 0.99**5000,
        "tails": stats.binom.cdf(305, 10_000, BEYOND_TWO) + stats.binom.sf(605, 10_000, BEYOND_TWO),
    }
    for name, rate in rates.items():
        assert rate < RATE, name


def neighbours_at_least(k: int, n: int) -> float:
    """An upper limit of the probability that k or more rows of a shuffled n stand beside a neighbour from before.

    It is the mean number of ways to choose k such places. Choose k of the n - 1 gaps so that they make c runs; each run
    goes up or down, and n - k blocks can stand in any order.
    """
    ways = sum(math.comb(k - 1, c - 1) * math.comb(n - k, c) * 2**c for c in range(1, min(k, n - k) + 1))
    return ways * math.factorial(n - k) / math.factorial(n)


def test_the_limit_for_neighbours_is_a_mean_over_all_orders() -> None:
    counts = Counter(sum(abs(a - b) == 1 for a, b in pairwise(rows)) for rows in permutations(range(6)))
    for k in range(1, 6):
        mean = sum(math.comb(found, k) * times for found, times in counts.items()) / math.factorial(6)
        assert neighbours_at_least(k, 6) == pytest.approx(mean)
        assert neighbours_at_least(k, 6) >= sum(times for found, times in counts.items() if found >= k) / 720


def test_a_right_shuffle_of_forty_rows_keeps_the_promise() -> None:
    """Lesson 09 refuses more than 20 neighbours of 39, in two shuffles for each of 13 examples."""
    assert 13 * (2 * neighbours_at_least(21, 40) + 1 / math.factorial(40)) < RATE
    X = np.arange(40.0)[:, None]
    lesson = LocalSubmission(
        load_module(ROOT / "solutions" / "09_gradient_descent" / "gradient_descent.py", "statistics_of_batches")
    )
    most = 0
    for seed in SEEDS:
        rows = np.concatenate([Xb[:, 0] for Xb, _ in lesson.minibatches(X, 10 * X[:, 0], 16, seed)])
        most = max(most, int(np.sum(np.abs(np.diff(rows)) == 1)))
    assert most <= 20 - MARGIN * math.sqrt(2)  # about Poisson, with the mean 2
