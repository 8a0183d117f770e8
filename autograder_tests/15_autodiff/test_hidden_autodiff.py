"""Lesson 15. Small programs, drawn line by line, that build a graph of Values; then the slope in each of them.

The expected slopes need no rule of calculus: every value is nudged by a tiny imaginary number, which comes out at the
end times its slope.
"""

from __future__ import annotations

import operator
from contextlib import suppress

import msgspec
import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from autograder_tests.strategies import decimals, factors, seeds
from grader.checks import PRINTED, Mismatch, check, close, holds, number, predicted
from grader.errors import Refused
from grader.proxy import repeated
from grader.wire import describe, is_data

DRAWS = 2000  # that survivors among mutants are asked: each builds a graph, object by object

NAMES = "abcdefghijklmnopqrst"  # at most 20 values
NUDGE = 1e-150
SIGNS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "**": operator.pow}
FUNCTIONS = ("tanh", "exp", "relu")
TWO_SIDED, ONE_SIDED = ("+", "-", "*", "/"), ("neg", "**", *FUNCTIONS)
EXPONENTS = (2, 3, 0.5, -1, 2.5, -1.5, 1)

Operand = str | float  # the name of an earlier value, or a plain number
Line = tuple[str, *tuple[Operand, ...]]  # an operation, and one or two operands


class Program(msgspec.Struct, frozen=True):
    """The numbers to begin with, and what is made of what. Each value has the next letter as its name."""

    numbers: tuple[float, ...]
    lines: tuple[Line, ...]

    @property
    def names(self) -> str:
        return NAMES[: len(self.numbers) + len(self.lines)]

    @property
    def leaves(self) -> str:
        return NAMES[: len(self.numbers)]

    @property
    def end(self) -> str:
        return self.names[-1]

    def __str__(self) -> str:
        made = [f"Value({number:g})" for number in self.numbers] + [in_python(*line) for line in self.lines]
        return "; ".join(f"{name} = {text}" for name, text in zip(self.names, made))


def in_python(operation: str, *operands: Operand) -> str:
    left, *right = [operand if isinstance(operand, str) else f"{operand:g}" for operand in operands]
    if right:
        return f"{left} {operation} {right[0]}"
    return f"-{left}" if operation == "neg" else f"{left}.{operation}()"


def power(base: np.ndarray, exponent: float) -> np.ndarray:
    if exponent >= 0 and exponent == int(exponent):
        return np.prod([np.ones_like(base)] + [base] * int(exponent), axis=0)
    return np.exp(exponent * np.log(base))


IN_COMPLEX_NUMBERS = SIGNS | {
    "**": power,
    "neg": operator.neg,
    "tanh": np.tanh,
    "exp": np.exp,
    "relu": lambda z: np.where(z.real > 0, z, 0),
}


def truth(program: Program, end: str = "") -> tuple[dict[str, float], dict[str, float]]:
    """The data of every value, and the slope of `end` (by default the last value) in every value."""
    values: dict[str, np.ndarray] = {}
    nudges = iter(1j * NUDGE * np.eye(len(program.names)))  # entry k of all values belongs to a nudge of the k-th one
    for name, start in zip(program.leaves, program.numbers):
        values[name] = start + next(nudges)
    for name, (operation, *operands) in zip(program.names[len(program.leaves) :], program.lines):
        values[name] = IN_COMPLEX_NUMBERS[operation](*[values.get(one, one) for one in operands]) + next(nudges)
    slopes = values[end or program.end].imag / NUDGE
    return {name: float(value[0].real) for name, value in values.items()}, dict(zip(program.names, map(float, slopes)))


def build(submission, program: Program) -> dict:
    """The submission's own objects, by name."""
    made: dict = {}
    for name, start in zip(program.leaves, program.numbers):
        made[name] = value(submission.Value(start), name)
    for name, (operation, *operands) in zip(program.names[len(program.leaves) :], program.lines):
        given = [made.get(one, one) for one in operands]
        if operation in SIGNS:
            made[name] = value(SIGNS[operation](*given), name)
        else:
            made[name] = value(-given[0] if operation == "neg" else getattr(given[0], operation)(), name)
    return made


def value(got: object, where: str):
    """An object, for the submission to compute with. A plain number is none: then the exam itself would compute."""
    if is_data(got):
        raise Mismatch("a Value is asked for", where=where, expected="a Value",
                       got=PRINTED if got is None else describe(got))  # fmt: skip
    return got


def go_back(end) -> None:
    """Call backward. What it returns does not matter, even if it is a list of objects, which cannot be sent."""
    with suppress(Refused):
        end.backward()


def agrees(submission, program: Program, names: str = "") -> dict:
    """The data of the end and the slopes in `names`, by default the leaves, are right. Returns the objects."""
    data, slopes = truth(program)
    made = build(submission, program)
    close(made[program.end].data, data[program.end], where=f"{program.end}.data")
    go_back(made[program.end])
    right_slopes(made, slopes, names or program.leaves, program.end)
    return made


def right_slopes(made: dict, slopes: dict[str, float], names: str, end: str) -> None:
    for name in names:
        close(made[name].grad, slopes[name], where=f"{name}.grad after {end}.backward()")


def harmless(operation: str, operands: list[float]) -> bool:
    """No domain is left, no kink is near, and nothing becomes so large or so flat that a mistake could hide."""
    left, right = operands[0], operands[-1]
    if operation == "/":
        return abs(right) >= 0.3
    if operation == "**":
        return left >= 0.3
    return {"exp": left <= 2, "tanh": abs(left) <= 1.5, "relu": abs(left) >= 0.1}.get(operation, True)


def written(seed: int, leaves: int, length: int, operations: tuple[str, ...], shared: bool, plain: bool) -> Program:
    """A program of so many lines, or just enough lines to use every value.

    Every value is used at least once, except the last. With `shared`, many are used more than once; with `plain`, some
    operands are plain numbers.
    """
    generator = np.random.default_rng(seed)
    while True:
        program = attempt(generator, leaves, max(length, leaves - 1), operations, shared, plain)
        if program is not None and steep(program):
            return program


def attempt(
    generator: np.random.Generator, leaves: int, length: int, operations: tuple[str, ...], shared: bool, plain: bool
) -> Program | None:
    sizes = generator.choice(np.arange(3, 31), leaves, replace=False) / 10
    numbers = tuple(map(float, sizes * generator.choice([-1, 1], leaves)))
    values: dict[str, float] = dict(zip(NAMES, numbers))
    unused, lines = list(values), []
    for _ in range(200):
        if len(lines) == length:
            return Program(numbers, tuple(lines))
        must_join = len(unused) - 1 >= length - len(lines)
        operation = str(generator.choice([o for o in operations if o in TWO_SIDED or not must_join]))
        operands: list[Operand] = [str(generator.choice(unused))]
        if operation in TWO_SIDED:
            others: list[Operand] = [name for name in unused if name != operands[0]]
            if shared and not must_join:
                others = list(values)
            if plain and not must_join and generator.random() < 0.4:
                others = [2, 0.5, -1.5, 3]
            if not others:
                continue
            operands.append(others[generator.integers(len(others))])
            operands = operands[:: generator.choice([-1, 1])]
        if operation == "**":
            operands.append(EXPONENTS[generator.integers(len(EXPONENTS))])
        floats = [values.get(one, one) for one in operands]
        if not harmless(operation, floats):
            continue
        result = IN_COMPLEX_NUMBERS[operation](*[np.array(floats[0] + 0j), *floats[1:]]).real.item()
        if operation != "relu" and not (0.05 <= abs(result) <= 8 and result not in values.values()):
            continue
        values[NAMES[len(values)]] = result
        lines.append((operation, *operands))
        unused = [name for name in unused if name not in operands] + [NAMES[len(values) - 1]]
    return None


def steep(program: Program) -> bool:
    """Every slope can be told from 0, or is exactly 0 behind a relu; and most are not 0."""
    sizes = [abs(slope) for slope in truth(program)[1].values()]
    flat = sizes.count(0.0)
    return max(sizes) <= 200 and 3 * flat < len(sizes) and all(size >= 0.01 for size in sizes if size)


def programs(
    *operations: str,
    leaves: tuple[int, int] = (2, 3),
    lines: tuple[int, int] = (1, 3),
    shared: bool = False,
    plain: bool = False,
) -> st.SearchStrategy[Program]:
    """Programs with so many leaves and lines, at least and at most, made of these operations."""
    chosen, lengths = st.integers(*leaves), st.integers(*lines)
    return st.builds(written, seeds(), chosen, lengths, st.just(operations), st.just(shared), st.just(plain))


def single(function: str, low: float, high: float) -> st.SearchStrategy[Program]:
    """One function of one number."""
    return decimals(low, high, 2).map(lambda number: Program((number,), ((function, "a"),)))


def powers_of(bases: st.SearchStrategy[float], exponents: st.SearchStrategy[float]) -> st.SearchStrategy[Program]:
    """One power of one number."""
    return st.builds(lambda base, exponent: Program((base,), (("**", "a", exponent),)), bases, exponents)


def beside_plain_numbers() -> st.SearchStrategy[Program]:
    """One sign, with a plain number on one of its sides."""
    constants = st.sampled_from([2, 3, -1, 0.5, -2.5])
    sides = st.one_of(st.tuples(constants, st.just("a")), st.tuples(st.just("a"), constants))
    signs = st.sampled_from(TWO_SIDED)
    return st.builds(lambda start, sign, side: Program((start,), ((sign, *side),)), factors(0.5, 3), signs, sides)


def on(*by_hand: Program):
    """Examples by hand."""

    def decorate(test):
        for program in reversed(by_hand):
            test = example(program=program)(test)
        return test

    return decorate


def with_numbers() -> list[Program]:
    """Each sign with a plain number on its right and on its left."""
    sides = [(sign, *pair) for sign in TWO_SIDED for pair in (("a", 2), (3, "a"), (0.5, "a"))]
    return [Program((4.0,), (line,)) for line in sides]


def twice(line: Line, again: Line, a: float = 2.0, b: float = 3.0) -> Program:
    """Two lines that use a, and one or none that uses b, multiplied in the end."""
    if "b" in line + again:
        return Program((a, b), (line, again, ("*", "c", "d")))
    return Program((a,), (line, again, ("*", "b", "c")))


def signs_used_twice() -> list[Program]:
    """Each sign uses a value on its left, on its right and on both sides, and then again."""
    alone = [Program((3.0,), ((sign, "a", "a"),)) for sign in ("*", "+", "-", "/")]
    pairs = [((sign, "a", "b"), (sign, "a", "b")) for sign in TWO_SIDED]
    pairs += [((sign, "b", "a"), (sign, "b", "a")) for sign in TWO_SIDED]
    return alone + [twice(*pair) for pair in pairs] + [twice(("neg", "a"), ("neg", "a"))]


def signed() -> st.SearchStrategy[Line]:
    """A line with a sign, which uses a on one side or on both."""
    sides = st.sampled_from([("a", "b"), ("b", "a"), ("a", "a")])
    lines = st.builds(lambda sign, side: (sign, *side), st.sampled_from(TWO_SIDED), sides)
    return st.one_of(lines, st.just(("neg", "a")))


def functional() -> st.SearchStrategy[Line]:
    """A line with a function, or a power, of a."""
    return st.sampled_from([*[("**", "a", exponent) for exponent in EXPONENTS], *[(name, "a") for name in FUNCTIONS]])


def functions_used_twice() -> list[Program]:
    """Each function, and a power, uses a value and then uses it again."""
    return [twice(line, line, 0.5) for line in [("**", "a", 2), *[(name, "a") for name in FUNCTIONS]]]


def numbers_used_twice() -> list[Program]:
    """A value meets a plain number twice, on either side of each sign."""
    sides = [(sign, *pair) for sign in TWO_SIDED for pair in (("a", 2), (3, "a"))]
    return [Program((0.5,), (line, line, ("*", "b", "c"))) for line in sides]


# e = c + d needs d's slope before c's; the same with d + c; a long way round and a short one; equal numbers.
DIAMONDS = (
    Program((2.0, 3.0), (("+", "a", "b"), ("*", "c", "c"), ("+", "c", "d"))),
    Program((2.0, 3.0), (("+", "a", "b"), ("*", "c", "c"), ("+", "d", "c"))),
    Program((3.0, -2.0), (("*", "a", "b"), ("+", "c", "a"), ("*", "d", "b"), ("*", "e", "c"), ("+", "a", "f"))),
    Program((3.0, -2.0), (("*", "a", "b"), ("+", "c", "a"), ("*", "d", "b"), ("*", "e", "c"), ("+", "f", "a"))),
    Program((2.0, 2.0), (("*", "a", "b"), ("+", "a", "b"), ("*", "c", "d"), ("+", "e", "a"))),
)
# The first has a bit of everything. In the second, nothing comes through relu.
CHAINS = (
    Program(
        (2.0, 3.0, 0.5, 4.0, 7.0),
        (("*", "a", "b"), ("/", "f", "d"), ("-", "g", "c"), ("tanh", "h"), ("exp", "i"), ("**", "j", 2), ("neg", "k"),
         ("+", "e", "l"), ("relu", "m")),
    ),
    Program((2.0, -3.0), (("relu", "b"), ("+", "a", "c"))),
)  # fmt: skip
ALL = TWO_SIDED + ONE_SIDED


@check(points=0.75, hint="a + b changes as fast as a does. What about a - b when b grows?", objects=True, examples=14)
@on(*[Program((2.0, 3.0), (line,)) for line in (("+", "a", "b"), ("-", "a", "b"))], Program((2.0,), (("neg", "a"),)))
@example(program=Program((2.0, 3.0), (("-", "a", "b"), ("neg", "c"))))
@given(program=programs("+", "-", "neg"))
def test_sums_and_differences(submission, reference, program):
    """Sums, differences and minus signs have the right data, and the leaves the right slopes."""
    agrees(submission, program)


@check(points=0.75, hint="a * b: make a larger by 1, and the product grows by what? Then a / b, and b is below.",
       objects=True, examples=14)  # fmt: skip
@on(*[Program((2.0, 4.0), (line,)) for line in (("*", "a", "b"), ("/", "a", "b"))])
@example(program=Program((2.0, 4.0, 5.0), (("*", "a", "b"), ("*", "c", "d"))))
@given(program=programs("*", "/", leaves=(2, 4), lines=(1, 1)))
def test_products_and_quotients(submission, reference, program):
    """Products and quotients have the right data, and the leaves the right slopes."""
    agrees(submission, program)


@check(points=0.75, hint="The slope of x^3 is 3 x^2: the exponent comes down, and one less stays up.",
       objects=True, examples=14)  # fmt: skip
@on(Program((5.0,), (("**", "a", 2),)), Program((2.0,), (("**", "a", 3),)), Program((4.0,), (("**", "a", -0.5),)))
@given(program=powers_of(decimals(0.3, 3), st.sampled_from((*EXPONENTS, 0))))
def test_powers(submission, reference, program):
    """A power of a positive base has the right data and slope, also with a fraction or a minus in the exponent."""
    agrees(submission, program)


@check(points=0.25, hint="The slope of tanh is 1 - tanh^2: of the answer, or of what goes in?",
       objects=True, examples=10)  # fmt: skip
@on(Program((0.5,), (("tanh", "a"),)))
@given(program=single("tanh", -2, 2))
def test_tanh(submission, reference, program):
    """tanh has the right data and slope."""
    agrees(submission, program)


@check(points=0.25, hint="Which function is its own slope?", objects=True, examples=10)
@on(Program((1.0,), (("exp", "a"),)))
@given(program=single("exp", -3, 3))
def test_exp(submission, reference, program):
    """exp has the right data and slope."""
    agrees(submission, program)


@check(points=0.25, hint="Draw it: flat on the left of 0, and on the right?", objects=True, examples=10)
@on(*(Program((value,), (("relu", "a"),)) for value in (2.0, -2.0, 1.0, -1.0)))
@given(program=st.one_of(single("relu", -3, -0.1), single("relu", 0.1, 3)))
def test_relu(submission, reference, program):
    """relu has the right data and slope, on both sides of 0."""
    agrees(submission, program)


@check(points=0.5, hint="For 2 - a, Python asks a: a.__rsub__(2). Which one is taken from which?",
       objects=True, examples=12)  # fmt: skip
@on(*with_numbers())
@given(program=beside_plain_numbers())
def test_plain_numbers_on_either_side(submission, reference, program):
    """A plain number may be the other operand, on either side."""
    agrees(submission, program)


@check(points=0.5, hint="Each passes on its own grad times the slope. Do all of yours multiply by their own grad?",
       objects=True, examples=24)  # fmt: skip
@on(*CHAINS)
@given(program=programs(*ALL, leaves=(2, 4), lines=(3, 8)))
def test_functions_within_functions(submission, reference, program):
    """Where everything is used once, all slopes on the way are multiplied."""
    agrees(submission, program)


BASIC = [test_sums_and_differences, test_products_and_quotients]


@check(points=0.5, hint="x * x: both factors are x. Does the second one's share replace the first's?",
       objects=True, needs=BASIC, examples=14)  # fmt: skip
@on(*signs_used_twice())
@given(program=st.builds(twice, signed(), signed(), factors(0.5, 3), factors(0.5, 3)))
def test_signs_that_use_a_value_twice(submission, reference, program):
    """A value that is used twice gets both shares, whichever sign uses it."""
    agrees(submission, program)


@check(points=0.5, hint="What if x.tanh() and x.exp() are both used? Look at every place that writes to a grad.",
       objects=True, needs=[test_powers, test_tanh, test_exp, test_relu, *BASIC], examples=18)  # fmt: skip
@on(*functions_used_twice())
@given(program=st.builds(twice, functional(), functional(), decimals(0.3, 2)))
def test_functions_that_use_a_value_twice(submission, reference, program):
    """A value that is used twice gets both shares, whichever function uses it."""
    agrees(submission, program)


@check(points=0.75, hint="Draw the graph. Whose grad is not complete yet when it is passed on?",
       objects=True, needs=[*BASIC, test_signs_that_use_a_value_twice], examples=26)  # fmt: skip
@on(*DIAMONDS)
@given(program=programs("+", "*", "-", leaves=(2, 3), lines=(4, 10), shared=True))
def test_ways_that_part_and_meet(submission, reference, program):
    """Where ways part and meet again, each value waits for everything that comes back to it."""
    agrees(submission, program)


EVERYTHING = [
    test_plain_numbers_on_either_side,
    test_functions_within_functions,
    test_functions_that_use_a_value_twice,
    test_ways_that_part_and_meet,
]


@check(points=0.5, hint="The line at fault is in the program that is shown: leave out one line after the other.",
       objects=True, needs=EVERYTHING, examples=36)  # fmt: skip
@on(*numbers_used_twice())
@given(program=programs(*ALL, leaves=(2, 4), lines=(6, 16), shared=True, plain=True))
def test_everything_together(submission, reference, program):
    """Up to twenty values, with everything at once."""
    agrees(submission, program)


@check(points=0.5, hint="Every Value has a grad, also one in the middle. What is that of the end?",
       objects=True, needs=BASIC, examples=12)  # fmt: skip
@on(Program((2.0, -3.0, 5.0), (("*", "a", "b"), ("*", "c", "d"), ("neg", "e"))))
@given(program=programs("+", "*", "-", "neg", leaves=(3, 4), lines=(3, 4)))
def test_slopes_on_the_way(submission, reference, program):
    """Every value on the way has its slope, and the end has the slope 1."""
    agrees(submission, program, program.names)


@check(points=0.25, hint="Which Values was it made from? Only these have to do with its slopes.",
       objects=True, needs=BASIC, examples=12)  # fmt: skip
@on(Program((2.0, 3.0, 5.0), (("*", "a", "b"), ("+", "d", "c"))))
@given(program=programs("+", "*", leaves=(3, 4), lines=(1, 1)))
def test_backward_from_the_middle(submission, reference, program):
    """A grad is 0 at first, and backward touches only what its Value was made from."""
    made, middle = build(submission, program), NAMES[len(program.leaves)]
    for name in (program.leaves[-1], middle, program.end):
        close(made[name].grad, 0.0, where=f"{name}.grad before any backward")
    go_back(made[middle])
    right_slopes(made, truth(program, middle)[1], program.names, middle)


@check(points=0.5, hint="Which grads are left from before? Who sets them back, and when?",
       objects=True, needs=BASIC, examples=10)  # fmt: skip
@on(Program((2.0, 3.0, 5.0), (("*", "a", "b"), ("*", "d", "c"))))
@given(program=programs("+", "*", leaves=(3, 4), lines=(1, 1)))
def test_backward_twice(submission, reference, program):
    """backward gives the same when it is called again, and when it was called from elsewhere before."""
    made, middle = build(submission, program), NAMES[len(program.leaves)]
    for start in (middle, program.end, program.end):
        go_back(made[start])
    right_slopes(made, truth(program)[1], program.names, program.end)


@check(points=0.5, hint="Python allows 1000 calls within each other. How deep do yours go?",
       objects=True, needs=[test_sums_and_differences])  # fmt: skip
def test_a_chain_of_3000_additions(submission, reference):
    """A chain of 3000 additions a + b + b + ... + b has its slopes as well."""
    start, step = value(submission.Value(0.5), "a"), value(submission.Value(0.25), "b")
    end = value(repeated(operator.add, start, step, 3000), "the sum")
    close(end.data, 750.5, where="the sum")
    go_back(end)
    close(start.grad, 1.0, where="a.grad")
    close(step.grad, 3000.0, where="b.grad")


@check(points=0.5, hint="Each result is a new Value. Which line writes to the data of an old one?",
       objects=True, needs=BASIC, examples=11)  # fmt: skip
@on(Program((2.0, 3.0), (("+", "a", "b"),)), Program((2.0, 3.0, 5.0), (("-", "a", "b"), ("*", "c", "d"))))
@given(program=programs(*TWO_SIDED, "neg", leaves=(3, 4), lines=(3, 4)))
def test_operators_leave_their_operands_alone(submission, reference, program):
    """After all operations and backward, every value still has the data that it was made with."""
    made, data = build(submission, program), truth(program)[0]
    go_back(made[program.end])
    for name in program.names:
        close(made[name].data, data[name], where=f"{name}.data")


@check(points=0.25, hint="(-2)^3 is -8, and its slope there is 12. Does your formula take a logarithm?",
       objects=True, needs=[test_powers], examples=10)  # fmt: skip
@on(Program((-2.0,), (("**", "a", 3),)), Program((0.0,), (("**", "a", 2),)), Program((0.0,), (("**", "a", 1),)))
@given(program=powers_of(decimals(-3, 0), st.integers(1, 4)))
def test_powers_of_zero_and_below(submission, reference, program):
    """Whole exponents from 1 on also work where the base is 0 or negative."""
    agrees(submission, program)


@check(points=0.25, hint="Print the data and the grad. At which numbers does your formula stop working?",
       objects=True, needs=[test_tanh, test_exp, test_relu], examples=12)  # fmt: skip
@given(size=decimals(50, 300), function=st.sampled_from(FUNCTIONS), negative=st.booleans())
@example(size=0.0, function="relu", negative=False)
@example(size=300.0, function="tanh", negative=True)
def test_far_out_and_at_the_kink(submission, reference, size, function, negative):
    """tanh, exp and relu work from -300 to 300, and relu at 0 has a slope from 0 to 1."""
    x = -size if negative else size
    start = value(submission.Value(x), "a")
    end = value(getattr(start, function)(), "b")
    go_back(end)
    data, slope = {
        "tanh": (np.sign(x), 0.0),
        "exp": (np.exp(x), np.exp(x)),
        "relu": (max(x, 0.0), float(x > 0)),
    }[function]
    close(end.data, data, where="b.data")
    if x:
        close(start.grad, slope, where="a.grad")
    else:
        got = number(start.grad, "a.grad")
        holds(0 <= got <= 1, "a line that touches relu at 0 has a slope from 0 to 1", expected="0 to 1", got=got)


@check(points=1, hint="Work each one out on paper, with the graph drawn, before you run any code.")
def test_predictions(submission, reference):
    """The predictions in PREDICT are right."""
    predicted(submission.PREDICT, reference.PREDICT)
