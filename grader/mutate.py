"""Mutants of a solution: its text with one slip in it. Nothing is run here, and nothing is graded.

The general operators are cosmic-ray's, used as a library (its runner would start a test command for each mutant, and
the engine grades hundreds in that time). mutmut's operators are no library: they write all mutants of a file into one
file, with a switch. The numerical operators are our own, in `mutations.py`. cosmic-ray comes with the extra `audit`.
"""

from __future__ import annotations

import ast
import importlib
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from symtable import SymbolTable, symtable
from typing import Any, NamedTuple

import msgspec

from grader.errors import UsageError
from grader.mutations import changes
from grader.stubs import BEGIN, END

_REPLACED = ("Add", "Sub", "Mul", "Div", "FloorDiv", "Mod", "Pow")
_REPLACING = ("Add", "Sub", "Mul", "Div")
_COMPARED = ("Eq", "NotEq", "Lt", "LtE", "Gt", "GtE", "Is", "IsNot")
# Those of cosmic-ray's operators that always do the same: some others replace a name by a random number.
LIBRARY = (
    *(f"ReplaceBinaryOperator_{one}_{two}" for one in _REPLACED for two in _REPLACING if one != two),
    *("ReplaceBinaryOperator_BitAnd_BitOr", "ReplaceBinaryOperator_BitOr_BitAnd"),
    *(f"ReplaceComparisonOperator_{one}_{two}" for one in _COMPARED for two in _COMPARED if one != two),
    *("ReplaceUnaryOperator_Delete_USub", "ReplaceUnaryOperator_Delete_Not", "ReplaceUnaryOperator_Delete_Invert"),
    *("AddNot", "ReplaceTrueWithFalse", "ReplaceFalseWithTrue", "ReplaceAndWithOr", "ReplaceOrWithAnd"),
    *("ReplaceBreakWithContinue", "ReplaceContinueWithBreak", "NumberReplacer", "RemoveDecorator"),
    "ZeroIterationForLoop",
)
_Place = tuple[int, int]  # a line, from 1, and a column, from 0


class Mutant(msgspec.Struct, frozen=True):
    """One slip in a text: which operator made it, in which line, the whole text with it, and how the line changed."""

    id: str
    operator: str
    line: int
    source: str
    change: str


def mutants_of(source: str) -> list[Mutant]:
    """Every mutant of a text, in the order of its lines; none twice, none that is the text itself or cannot be parsed.

    If there are solution markers, only what lies between them is changed. Docstrings, imports, type hints, f-strings,
    PREDICT, and what a file prints or tries out never are. `UsageError` when cosmic-ray is not installed.
    """
    text = _Text(source)
    made = sorted([*_by_library(text), *_by_ourselves(text)], key=lambda one: (one[0], one[1]))
    known = {(first, _meaning(text.statement(source, first))) for first in text.statements}
    mutants: list[Mutant] = []
    count: Counter[tuple[str, int]] = Counter()
    for (line, _), operator, changed in made:
        first = text.first_line(line)
        meaning = _meaning(text.statement(changed, first))
        if meaning is not None and (first, meaning) not in known:
            known.add((first, meaning))
            count[operator, line] += 1
            name = f"{operator}-{line}-{count[operator, line]}"
            mutants.append(Mutant(name, operator, line, changed, _difference(source, changed, line)))
    return mutants


@lru_cache(maxsize=1024)
def reached(source: str, line: int) -> frozenset[str] | None:
    """The names of the top level that a slip in this line can change: its own, and those that use these; None: any.

    All others mean what they meant, so nobody has to ask them.
    """
    if any(f"{word}(" in source for word in _INDIRECT):
        return None
    statements = _statements(source)
    changed = [one for one in statements if one.first <= line]
    if not changed or not (found := changed[-1].defines):
        return None
    while True:
        users = [one for one in statements if found & one.uses]
        if not all(one.defines for one in users):
            return None
        names = found.union(*(one.defines for one in users))
        if names == found:
            return found
        found = names


def to_write(source: str) -> frozenset[str]:
    """The names of the top level that have something between solution markers: what a student is asked for."""
    wanted = _solution_lines(source)
    return frozenset[str]().union(*(one.defines for one in _statements(source) if wanted & set(one.lines)))


_INDIRECT = ("globals", "locals", "vars", "getattr", "setattr", "eval", "exec")
_PLAIN = (
    ast.Assign, ast.AnnAssign, ast.AugAssign, ast.For, ast.If, ast.Expr, ast.Pass, ast.Break, ast.Continue,
)  # fmt: skip


class _Statement(NamedTuple):
    """One of the top level: its lines, the names that it gives a meaning (none if that is not plain), those it uses."""

    first: int
    last: int
    defines: frozenset[str]
    uses: frozenset[str]

    @property
    def lines(self) -> range:
        """From its decorators to its end."""
        return range(self.first, self.last + 1)


@lru_cache(maxsize=64)
def _statements(source: str) -> list[_Statement]:
    """Those that may give a name a meaning: no imports, and nothing whose value nobody keeps."""
    found = []
    for one in ast.parse(source).body:
        if not isinstance(one, ast.Expr | ast.Import | ast.ImportFrom):
            first = _first_line(one)
            tables = list(_tables(symtable(ast.unparse(one), "statement", "exec")))
            names = [(name, level) for level, table in enumerate(tables) for name in table.get_symbols()]
            uses = {name.get_name() for name, level in names if not level or name.is_global()}
            kept = {name.get_name() for name, _ in names if name.is_declared_global() and name.is_assigned()}
            found.append(_Statement(first, one.end_lineno or first, _defined(one, kept), frozenset(uses)))
    return found


def _first_line(statement: ast.stmt) -> int:
    """Where a statement begins, with its decorators."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(one.lineno for one in decorators)])


def _tables(table: SymbolTable) -> Iterator[SymbolTable]:
    """A table of names, then those of the functions and classes in it."""
    yield table
    for child in table.get_children():
        yield from _tables(child)


def _defined(statement: ast.stmt, kept: set[str]) -> frozenset[str]:
    """The names that a statement of the top level gives a meaning; none if that is not plain to see.

    `kept` are those that its functions declare global, and assign.
    """
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return frozenset([statement.name, *kept])
    nodes = list(ast.walk(statement))
    stored = [node for node in nodes if isinstance(getattr(node, "ctx", None), ast.Store)]
    parts = [node for node in nodes if isinstance(node, ast.stmt)]
    if not all(isinstance(one, ast.Name | ast.Tuple | ast.List) for one in stored):
        return frozenset()
    if not all(isinstance(one, _PLAIN) for one in parts):
        return frozenset()
    return frozenset(one.id for one in stored if isinstance(one, ast.Name))


class _Text:
    """A source text, and where in it a change is wanted.

    `nodes` are those of its syntax tree that may change; `statements` are the top level's, by first line: their last.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.lines = [line.encode() for line in source.split("\n")]
        self._open = _solution_lines(source)
        self._apart: list[tuple[_Place, _Place]] = []
        tree = ast.parse(source)
        tree.body = [one for one in tree.body if not self._is_a_try_out(one)]
        self.nodes = [node for node in self._reachable(tree) if self.may_change(self.span(node)[0])]
        self.statements: dict[int, int] = {
            _first_line(statement): end for statement in tree.body if (end := statement.end_lineno)
        }

    def may_change(self, place: _Place) -> bool:
        """Whether this is code of the solution."""
        return place[0] in self._open and not any(start <= place < end for start, end in self._apart)

    def span(self, node: Any) -> tuple[_Place, _Place]:
        """Where a node begins and ends, in characters."""
        return self._place(node.lineno, node.col_offset), self._place(node.end_lineno, node.end_col_offset)

    def _is_a_try_out(self, statement: ast.stmt) -> bool:
        """Whether nobody keeps what this statement of the top level gives, such as a `print` below the functions."""
        if isinstance(statement, ast.Expr):
            self._apart.append(self.span(statement))
        return isinstance(statement, ast.Expr)

    def first_line(self, line: int) -> int:
        """Where the statement of the top level begins that this line belongs to."""
        return max(first for first in self.statements if first <= line)

    def statement(self, changed: str, first: int) -> str:
        """The lines of a statement in a text that differs from this one in no other."""
        lines = changed.split("\n")
        return "\n".join(lines[first - 1 : len(lines) - len(self.lines) + self.statements[first]])

    def replaced(self, node: Any, new: ast.AST) -> str:
        """The text with another node in the place of this one."""
        code = ast.unparse(ast.fix_missing_locations(new))
        if isinstance(new, ast.BinOp | ast.UnaryOp | ast.IfExp | ast.Lambda):
            code = f"({code})"
        before = [*self.lines[: node.lineno - 1], self.lines[node.lineno - 1][: node.col_offset]]
        after = [self.lines[node.end_lineno - 1][node.end_col_offset :], *self.lines[node.end_lineno :]]
        return (b"\n".join(before) + code.encode() + b"\n".join(after)).decode()

    def _place(self, line: int, offset: int) -> _Place:
        return line, len(self.lines[line - 1][:offset].decode())

    def _reachable(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes under this one that have a place in the text, without what is set apart."""
        for name, value in ast.iter_fields(node):
            for child in value if isinstance(value, list) else [value]:
                if not isinstance(child, ast.AST):
                    continue
                if name in ("annotation", "returns") or _is_apart(child):
                    self._apart.append(self.span(child))
                    continue
                if hasattr(child, "lineno"):
                    yield child
                yield from self._reachable(child)


def _is_apart(node: ast.AST) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom() | ast.JoinedStr() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Assign(targets=[ast.Name(id="PREDICT")]) | ast.AnnAssign(target=ast.Name(id="PREDICT")):
            return True
    return False


def _solution_lines(source: str) -> set[int]:
    """The lines between solution markers; all lines when there are none."""
    lines = [line.strip() for line in source.split("\n")]
    if BEGIN not in lines:
        return set(range(1, len(lines) + 1))
    inside, found = False, set()
    for number, line in enumerate(lines, 1):
        inside = line == BEGIN or (inside and line != END)
        if inside:
            found.add(number)
    return found


def _by_ourselves(text: _Text) -> Iterator[tuple[_Place, str, str]]:
    for name, old, new in changes(text.nodes):
        yield text.span(old)[0], name, text.replaced(old, new)


def _by_library(text: _Text) -> Iterator[tuple[_Place, str, str]]:
    operators, parse, nodes_of, mutate = _library()
    lines = text.source.split("\n")
    for first, last in text.statements.items():  # each by itself: it is parsed anew for every mutant
        statement = text.statement(text.source, first)
        nodes = list(nodes_of(parse(statement)))
        for name in LIBRARY:
            operator = operators[name]()
            places = [start for node in nodes for start, _ in operator.mutation_positions(node)]
            for occurrence, (line, column) in enumerate(places):
                if text.may_change((first - 1 + line, column)):
                    changed = mutate(statement, operator, occurrence)
                    if changed is not None:
                        whole = "\n".join([*lines[: first - 1], changed, *lines[last:]])
                        yield (first - 1 + line, column), name, whole


def _library() -> tuple[Any, Callable[..., Any], Callable[..., Any], Callable[..., Any]]:
    """cosmic-ray's operators by name, its parser, its walk over a tree, and what makes one mutant."""
    try:
        provider: Any = importlib.import_module("cosmic_ray.operators.provider")
        trees: Any = importlib.import_module("cosmic_ray.ast")
        mutating: Any = importlib.import_module("cosmic_ray.mutating")
    except ImportError:
        raise UsageError("mutants are made with cosmic-ray: pip install 'downslope[audit]'") from None
    return provider.OperatorProvider(), trees.get_ast, trees.ast_nodes, mutating.mutate_code


def _meaning(source: str) -> str | None:
    """The same for two statements that mean the same to Python; None when it cannot be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            tree = ast.parse(source)
            compile(tree, "mutant", "exec", dont_inherit=True)
            return ast.dump(tree)
    except SyntaxError:
        return None


def _difference(source: str, changed: str, line: int) -> str:
    """The first line that differs, before and after."""
    pairs = zip(source.split("\n")[line - 1 :], changed.split("\n")[line - 1 :])
    old, new = next(((one.strip(), two.strip()) for one, two in pairs if one != two), ("", ""))
    return f"{old}  ->  {new}"
