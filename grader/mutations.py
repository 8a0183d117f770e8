"""The slips of our field, made on purpose: a sign, a transpose, an axis, a mean for a sum, one off, a term dropped.

Each operator looks at one node of Python's syntax tree and names nodes that could stand in the place of it or of one
of its parts. The general operators of programming (+ for -, < for <=) are a library's; see `mutate.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence

Change = tuple[ast.AST, ast.AST]  # a node, and what takes its place

_OTHER = (
    ("mean", "sum"), ("max", "min"), ("amax", "amin"), ("maximum", "minimum"), ("argmax", "argmin"), ("any", "all"),
    ("zeros", "ones"), ("zeros_like", "ones_like"), ("sin", "cos"), ("sinh", "cosh"), ("sqrt", "square"),
    ("var", "std"), ("floor", "ceil"), ("cumsum", "cumprod"), ("add", "subtract"), ("multiply", "divide"),
)  # fmt: skip
OTHER_FUNCTION = {name: other for pair in _OTHER for name, other in (pair, pair[::-1])}
REDUCTIONS = ("sum", "mean", "max", "min", "prod", "any", "all", "argmax", "argmin")
_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)
_SIGN_IS_LOST = ("len", "abs", "zeros_like", "ones_like", "empty_like", "full_like", "isfinite", "isnan", "isinf")
_WITHOUT_SIGN = ("zeros", "empty", "zeros_like", "empty_like")
_VALUES = (ast.Name, ast.Attribute, ast.Call, ast.BinOp, ast.Subscript, ast.IfExp)


def negate(node: ast.AST) -> Iterator[Change]:
    """A minus before what is returned, assigned, handed over or added."""
    for part in _parts(node):
        if isinstance(part, _VALUES) and _function(part) not in _WITHOUT_SIGN:
            yield part, ast.UnaryOp(ast.USub(), part)
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add | ast.Sub):
        other = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
        yield node, ast.AugAssign(node.target, other, node.value)


def transpose(node: ast.AST) -> Iterator[Change]:
    """`x.T` without its T, and a T where there is none in a product of matrices."""
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield node, node.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        for side in (node.left, node.right):
            if not (isinstance(side, ast.Attribute) and side.attr == "T"):
                yield side, ast.Attribute(side, "T", ast.Load())


def axis(node: ast.AST) -> Iterator[Change]:
    """Along the other axis, along all of them, or along one where it was all."""
    if not isinstance(node, ast.Call):
        return
    for place, keyword in enumerate(node.keywords):
        if keyword.arg == "axis":
            others = node.keywords[:place] + node.keywords[place + 1 :]
            yield node, ast.Call(node.func, node.args, others)
            along = {"0": 1, "1": 0, "-1": 0}.get(ast.unparse(keyword.value))
            if along is not None:
                yield keyword.value, ast.Constant(along)
    if _is_reduction(node) and not any(keyword.arg == "axis" for keyword in node.keywords):
        yield node, ast.Call(node.func, node.args, [*node.keywords, ast.keyword("axis", ast.Constant(0))])


def other_function(node: ast.AST) -> Iterator[Change]:
    """A sum for a mean, a minimum for a maximum, a sine for a cosine."""
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr in OTHER_FUNCTION:
            yield node.func, ast.Attribute(node.func.value, OTHER_FUNCTION[node.func.attr], ast.Load())
        if isinstance(node.func, ast.Name) and node.func.id in ("max", "min", "any", "all"):
            yield node.func, ast.Name(OTHER_FUNCTION[node.func.id], ast.Load())


def off_by_one(node: ast.AST) -> Iterator[Change]:
    """One more or one fewer: of a length, of the rounds of a loop, in an index."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        if node.func.id == "range" and node.args:
            end = node.args[0] if len(node.args) == 1 else node.args[1]
            yield from _one_more_or_less(end)
            if len(node.args) == 1:
                yield node, ast.Call(node.func, [ast.Constant(1), *node.args], [])
        if node.func.id == "len":
            yield from _one_more_or_less(node)
        if node.func.id == "enumerate" and len(node.args) == 1:
            yield node, ast.Call(node.func, [*node.args, ast.Constant(1)], [])
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        if isinstance(node.value, ast.Attribute) and node.value.attr == "shape":
            yield from _one_more_or_less(node)
        index = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        bounds = [bound for part in index if isinstance(part, ast.Slice) for bound in (part.lower, part.upper)]
        for part in [*index, *bounds]:
            if isinstance(part, ast.Name | ast.BinOp):
                yield from _one_more_or_less(part)
    if isinstance(node, ast.Attribute) and node.attr == "size" and isinstance(node.ctx, ast.Load):
        yield from _one_more_or_less(node)


def complement(node: ast.AST, halves: frozenset[str]) -> Iterator[Change]:
    """alpha for 1 - alpha, and 1 - alpha for an alpha that multiplies; `halves` are what 1 is diminished by."""
    if not isinstance(node, ast.BinOp):
        return
    if isinstance(node.op, ast.Sub) and _is_one(node.left):
        yield node, node.right
    if isinstance(node.op, ast.Mult):
        for side in (node.left, node.right):
            if ast.dump(side) in halves:
                yield side, ast.BinOp(ast.Constant(1), ast.Sub(), side)


def drop(node: ast.AST) -> Iterator[Change]:
    """A term, a factor, a power, a function around its only argument, a branch or a whole statement less."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, _ARITHMETIC):
        yield node, node.left
        if isinstance(node.op, ast.Sub):
            yield node, ast.UnaryOp(ast.USub(), node.right)
        elif isinstance(node.op, ast.Add | ast.Mult):
            yield node, node.right
    if isinstance(node, ast.Call) and not any(isinstance(part, ast.Starred) for part in node.args):
        if len(node.args) == 1:
            yield node, node.args[0]
        elif not node.args and isinstance(node.func, ast.Attribute):
            yield node, node.func.value
    if isinstance(node, ast.IfExp):
        yield node, node.body
        yield node, node.orelse
    alone = isinstance(node, ast.If) and not node.orelse
    if alone or isinstance(node, ast.AugAssign) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        yield node, ast.Pass()


def swap(node: ast.AST) -> Iterator[Change]:
    """Two neighbours the other way round: arguments, answers, both sides of -, /, ** or @."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub | ast.Div | ast.Pow | ast.MatMult):
        yield node, ast.BinOp(node.right, node.op, node.left)
    if isinstance(node, ast.Call):
        for arguments in _neighbours_swapped(node.args):
            yield node, ast.Call(node.func, arguments, node.keywords)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "dot" and len(node.args) == 1:
            yield node, ast.Call(ast.Attribute(node.args[0], "dot", ast.Load()), [node.func.value], [])
    if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load):
        for elements in _neighbours_swapped(node.elts):
            yield node, ast.Tuple(elements, ast.Load())


def nudge(node: ast.AST) -> Iterator[Change]:
    """A constant that is 10 % larger: each fraction, and whole numbers that are computed with."""
    if isinstance(node, ast.Constant) and type(node.value) is float and node.value:
        yield node, ast.Constant(node.value * 1.1)
    if isinstance(node, ast.BinOp) and isinstance(node.op, _ARITHMETIC):
        for side in (node.left, node.right):
            if isinstance(side, ast.Constant) and type(side.value) is int and side.value:
                yield side, ast.Constant(side.value * 1.1)


_OPERATORS: tuple[Callable[[ast.AST], Iterator[Change]], ...] = (
    negate, transpose, axis, other_function, off_by_one, drop, swap, nudge,
)  # fmt: skip


def changes(nodes: Sequence[ast.AST]) -> Iterator[tuple[str, ast.AST, ast.AST]]:
    """Every change that an operator makes to one of these nodes: the operator's name, the node, its substitute."""
    halves = frozenset(
        ast.dump(node.right)
        for node in nodes
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and _is_one(node.left)
    )
    for node in nodes:
        for operator in _OPERATORS:
            for old, new in operator(node):
                yield operator.__name__, old, new
        for old, new in complement(node, halves):
            yield "complement", old, new


def _parts(node: ast.AST) -> Sequence[ast.expr | None]:
    """The parts of a node in whose place a minus can stand."""
    match node:
        case ast.Return() | ast.Assign() | ast.AnnAssign() | ast.DictComp():
            return [node.value]
        case ast.ListComp() | ast.GeneratorExp():
            return [node.elt]
        case ast.Lambda():
            return [node.body]
        case ast.Tuple(ctx=ast.Load()) | ast.List(ctx=ast.Load()):
            return node.elts
        case ast.Dict():
            return node.values
        case ast.Call() if _function(node) not in _SIGN_IS_LOST:
            return node.args
        case ast.BinOp(op=ast.Add()):
            return [node.left]
    return []


def _function(node: ast.AST) -> str:
    """The last name of the function that a call calls."""
    match node:
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
            return name
    return ""


def _is_reduction(node: ast.Call) -> bool:
    """`x.sum()` or `np.sum(x)`, without further places where an axis could stand."""
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in REDUCTIONS:
        return False
    of_numpy = isinstance(node.func.value, ast.Name) and node.func.value.id in ("np", "numpy")
    return len(node.args) == of_numpy


def _one_more_or_less(node: ast.expr) -> Iterator[Change]:
    yield node, ast.BinOp(node, ast.Add(), ast.Constant(1))
    yield node, ast.BinOp(node, ast.Sub(), ast.Constant(1))


def _is_one(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in (int, float) and node.value == 1


def _neighbours_swapped(parts: list[ast.expr]) -> Iterator[list[ast.expr]]:
    for place in range(len(parts) - 1):
        one, two = parts[place : place + 2]
        if not isinstance(one, ast.Starred) and not isinstance(two, ast.Starred):
            yield [*parts[:place], two, one, *parts[place + 2 :]]
