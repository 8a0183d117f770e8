"""The same program, written otherwise: for asking whether a diagnosis goes by what a program does, not by how it looks.

Text in, text out; nothing is run here. Each rewriting keeps what every call returns, up to rounding, and what it
changes in its arguments.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Final

_OPERATORS: Final[dict[type[ast.operator], str]] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "truediv",
    ast.MatMult: "matmul",
}

_LOOPS = '''
def _rewritten(operate, a, b):
    """One entry after another."""
    if not isinstance(a, _numpy.ndarray) and not isinstance(b, _numpy.ndarray):
        return operate(a, b)
    numeric = all(isinstance(x, (int, float, complex, _numpy.generic)) or
                  isinstance(x, _numpy.ndarray) and x.dtype.kind in "iufc" and x.size for x in (a, b))
    if not numeric:
        return operate(a, b)
    if operate is _operator.matmul:
        if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[0]:
            return operate(a, b)
        return _numpy.array([[sum(x * y for x, y in zip(row, column)) for column in b.T] for row in a])
    left, right = _numpy.broadcast_arrays(a, b)
    entries = [operate(x, y) for x, y in zip(left.ravel(), right.ravel())]
    return _numpy.array(entries).reshape(left.shape)
'''
_UFUNCS = '''
def _rewritten(operate, a, b):
    """In numpy's words."""
    ufunc = {"add": _numpy.add, "sub": _numpy.subtract, "mul": _numpy.multiply, "truediv": _numpy.true_divide}
    plain = all(isinstance(x, (float, _numpy.floating, _numpy.ndarray)) for x in (a, b))
    if not plain or operate.__name__ not in ufunc or operate is _operator.truediv and not _numpy.all(b):
        return operate(a, b)
    return ufunc[operate.__name__](a, b)
'''


def reformatted(text: str) -> str:
    """Without comments, and laid out as Python's own printer does it."""
    return ast.unparse(ast.parse(text))


def renamed(text: str) -> str:
    """With other names for what is local to a function, its parameters included."""
    tree = ast.parse(text)
    fixed = {keyword.arg for keyword in ast.walk(tree) if isinstance(keyword, ast.keyword)}
    for node in tree.body:
        functions = node.body if isinstance(node, ast.ClassDef) else [node]
        for function in functions:
            if isinstance(function, ast.FunctionDef):
                _rename(function, fixed)
    return ast.unparse(tree)


def with_loops(text: str) -> str:
    """With arithmetic on arrays, matrix products included, done entry by entry."""
    return _with_operators(text, _LOOPS)


def with_ufuncs(text: str) -> str:
    """With arithmetic on numbers and arrays as calls of numpy's functions."""
    return _with_operators(text, _UFUNCS)


REWRITINGS: Final[dict[str, Callable[[str], str]]] = {
    "reformatted": reformatted,
    "renamed": renamed,
    "with loops": with_loops,
    "with ufuncs": with_ufuncs,
}


def _rename(function: ast.FunctionDef, fixed: set[str | None]) -> None:
    own = {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
    own |= {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    shared = {name for node in ast.walk(function) if isinstance(node, ast.Global | ast.Nonlocal) for name in node.names}
    inner = {node.name for node in ast.walk(function) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    new = {name: f"{name}_of_mine" for name in own - shared - inner - fixed - {"self"}}
    for node in ast.walk(function):
        if isinstance(node, ast.arg):
            node.arg = new.get(node.arg, node.arg)
        elif isinstance(node, ast.Name):
            node.id = new.get(node.id, node.id)


def _with_operators(text: str, helper: str) -> str:
    tree = _Operators().visit(ast.parse(text))
    future = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    rest = [node for node in tree.body if node not in future]
    start = ast.parse("import operator as _operator\nimport numpy as _numpy\n" + helper).body
    return ast.unparse(ast.fix_missing_locations(ast.Module([*future, *start, *rest], [])))


class _Operators(ast.NodeTransformer):
    """a + b becomes _rewritten(_operator.add, a, b). What changes its left side in place stays as it is."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        name = _OPERATORS.get(type(node.op))
        if name is None:
            return node
        operator = ast.Attribute(ast.Name("_operator", ast.Load()), name, ast.Load())
        return ast.Call(ast.Name("_rewritten", ast.Load()), [operator, node.left, node.right], [])

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        return node
