"""Small faults in our own source: a limit moved, a condition forced, a case or a word left out.

A fault is a change of one place in the syntax tree. Left alone are docstrings, annotations, assertions, default
arguments and what stands in a class outside its methods.
"""

import ast
import copy
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
_NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}
_METHODS = {
    "startswith": "endswith",
    "endswith": "startswith",
    "lower": "upper",
    "upper": "lower",
    "partition": "rpartition",
    "rpartition": "partition",
    "removeprefix": "removesuffix",
    "removesuffix": "removeprefix",
}
_NEEDLESS = {"strip", "casefold", "lower", "upper", "removeprefix", "removesuffix", "replace"}
"""Methods of a text that may be left out."""
_ORDERING = {"sorted", "reversed", "abs", "round"}
"""Functions that may be left out."""
_IN_ANY_ORDER = {"and_", "or_", "where", "min", "max", "union"}
"""Functions and methods to which the order of their arguments is all one."""
_NEVER_REACHED = {"assert_never"}
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

_Each = TypeVar("_Each")
_Node = TypeVar("_Node", bound=ast.AST)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: a field of a node of the tree gets another value.

    ``owner`` is the function or method that it is in, as Python calls it, and ``first_line`` where that begins;
    for the value of a name of the module, the name, and None. ``lines`` run when the fault can be noticed.
    """

    path: Path
    tree: ast.Module
    owner: str
    first_line: int | None
    lines: range
    node: ast.AST
    field: str
    value: object
    line: int
    before: str
    after: str

    @contextmanager
    def applied(self) -> Iterator[ast.Module]:
        """The tree with the fault in it, for a while."""
        right = getattr(self.node, self.field)
        setattr(self.node, self.field, self.value)
        try:
            yield self.tree
        finally:
            setattr(self.node, self.field, right)

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.owner}: {self.before}  →  {self.after}"


def faults_of(path: Path) -> list[Fault]:
    """All faults of one file, in the order of its lines."""
    tree = ast.parse(path.read_text())
    return [fault for statement in tree.body for fault in _of_statement(path, tree, statement, "")]


def _of_statement(path: Path, tree: ast.Module, statement: ast.stmt, scope: str) -> Iterator[Fault]:
    match statement:
        case (
            ast.FunctionDef(name=name, decorator_list=decorators)
            | ast.AsyncFunctionDef(name=name, decorator_list=decorators)
        ):
            first = min([statement.lineno, *(each.lineno for each in decorators)])
            whole = range(statement.lineno, statement.lineno + 1)
            yield from _Walk(path, tree, scope + name, first).block(statement, "body", whole)
        case ast.ClassDef(name=name, body=body):
            for each in body:
                if isinstance(each, (*_FUNCTIONS, ast.ClassDef)):
                    yield from _of_statement(path, tree, each, f"{scope}{name}.")
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=value) | ast.AnnAssign(target=ast.Name(id=name), value=value)
        ):
            if not _is_type(value):
                yield from _Walk(path, tree, name, None).fields(statement, _lines(statement))


@dataclass(frozen=True, slots=True)
class _Walk:
    """Through the nodes of one function, or of the value of one name."""

    path: Path
    tree: ast.Module
    owner: str
    first_line: int | None

    def block(self, node: ast.AST, field: str, lines: range) -> Iterator[Fault]:
        """The statements of a body, each of which may be left out or changed."""
        body: Sequence[ast.stmt] = getattr(node, field)
        for number, statement in enumerate(body):
            if isinstance(statement, ast.Assert) or _is_docstring(statement, number):
                continue
            here = _lines(statement)
            for other in _variants(statement):
                yield self._fault(node, field, [*body[:number], other, *body[number + 1 :]], statement, other, here)
            yield from self.fields(statement, here)

    def fields(self, node: ast.AST, lines: range) -> Iterator[Fault]:
        """What is below a node."""
        for field, value in ast.iter_fields(node):
            if field in {"annotation", "returns", "decorator_list", "args", "type_params"} and not isinstance(
                node, ast.Call
            ):
                continue  # of functions and names; and the parameters with their defaults
            if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                yield from self.block(node, field, lines)
            elif isinstance(value, list):
                for number, each in enumerate(value):
                    if isinstance(each, ast.AST):
                        yield from self._child(node, field, each, lines, value, number)
            elif isinstance(value, ast.AST):
                yield from self._child(node, field, value, lines)

    def _child(
        self, node: ast.AST, field: str, child: ast.AST, lines: range, row: list[object] | None = None, number: int = 0
    ) -> Iterator[Fault]:
        if isinstance(getattr(child, "ctx", None), ast.Store | ast.Del):
            return
        if isinstance(child, ast.match_case):
            lines = range(child.pattern.lineno, max(child.pattern.lineno + 1, child.body[0].lineno))
        for other in _variants(child):
            value = other if row is None else [*row[:number], other, *row[number + 1 :]]
            yield self._fault(node, field, value, child, other, lines)
        yield from self.fields(child, lines)

    def _fault(self, node: ast.AST, field: str, value: object, right: ast.AST, wrong: ast.AST, lines: range) -> Fault:
        place = node if isinstance(right, ast.comprehension | ast.match_case) else right
        for new in ast.walk(wrong):
            if "lineno" in new._attributes and not hasattr(new, "lineno"):
                ast.copy_location(new, place)
        line = lines.start if isinstance(right, ast.match_case) else getattr(place, "lineno", lines.start)
        return Fault(
            self.path,
            self.tree,
            self.owner,
            self.first_line,
            lines,
            node,
            field,
            value,
            line,
            _shown(right),
            _shown(wrong),
        )


def _variants(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in the place of a node, by mistake."""
    if isinstance(node, ast.stmt):
        yield from _wrong_statements(node)
    elif isinstance(node, ast.expr):
        yield from _wrong_expressions(node)
    elif isinstance(node, ast.comprehension):
        yield from (_with(node, ifs=rest) for rest in _less_one(node.ifs))
    elif isinstance(node, ast.match_case) and node.guard:
        yield _with(node, guard=None)
    elif isinstance(node, ast.MatchOr):
        yield from (_with(node, patterns=rest) if len(rest) > 1 else rest[0] for rest in _less_one(node.patterns))


def _wrong_statements(node: ast.stmt) -> Iterator[ast.stmt]:
    match node:
        case ast.Expr(value=ast.Call(func=ast.Name(id=name))) if name in _NEVER_REACHED:
            return
        case ast.Expr() | ast.AugAssign() | ast.Raise() | ast.Delete():
            yield ast.Pass()
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield ast.Pass()
        case ast.If():
            yield _with(node, test=ast.Constant(True))
            yield _with(node, test=ast.Constant(False))
        case ast.While():
            yield _with(node, test=ast.Constant(False))
        case ast.Return(value=value) if value and not isinstance(value, ast.Constant):
            yield ast.Return(ast.Constant(None))
        case ast.Break():
            yield ast.Pass()
        case ast.Continue():
            yield ast.Break()
            yield ast.Pass()
        case ast.Match(cases=cases) if len(cases) > 1:
            for number, case in enumerate(cases):
                if not _is_never_reached(case):
                    yield _with(node, cases=cases[:number] + cases[number + 1 :])


def _wrong_expressions(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.Compare(ops=operators):
            for number, operator in enumerate(operators):
                for other in _COMPARISONS[type(operator)]:
                    yield _with(node, ops=[*operators[:number], other(), *operators[number + 1 :]])
        case ast.BoolOp(values=values):
            for rest in _less_one(values):
                yield _with(node, values=rest) if len(rest) > 1 else rest[0]
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield operand
        case ast.BinOp(op=operator) if type(operator) in _ARITHMETIC:
            yield _with(node, op=_ARITHMETIC[type(operator)]())
        case ast.IfExp(body=body, orelse=orelse):
            yield body
            yield orelse
        case ast.Call():
            yield from _wrong_calls(node)
        case _:
            yield from _wrong_values(node)


def _swapped(node: ast.Call) -> Iterator[ast.expr]:
    """Two neighbouring arguments change places."""
    if getattr(node.func, "id", getattr(node.func, "attr", "")) in _IN_ANY_ORDER:
        return
    for number, (one, other) in enumerate(pairwise(node.args)):
        if not isinstance(one, ast.Starred) and not isinstance(other, ast.Starred):
            yield _with(node, args=[*node.args[:number], other, one, *node.args[number + 2 :]])


def _wrong_values(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=int() | float() as value):
            yield ast.Constant(value + 1)
        case ast.Constant(value=str() as value):
            yield ast.Constant(f"XX{value}")
        case ast.Constant(value=bytes() as value):
            yield ast.Constant(b"XX" + value)
        case ast.List(elts=parts) | ast.Set(elts=parts) | ast.Tuple(elts=parts) if len(parts) > 1:
            yield from (_with(node, elts=rest) for rest in _less_one(parts))
        case ast.Dict(keys=keys, values=values) if len(keys) > 1:
            for some, rest in zip(_less_one(keys), _less_one(values), strict=True):
                yield _with(node, keys=some, values=rest)
        case ast.Slice(lower=lower, upper=upper):
            yield from [_with(node, lower=None)] if lower else []
            yield from [_with(node, upper=None)] if upper else []


def _wrong_calls(node: ast.Call) -> Iterator[ast.expr]:
    for rest in _less_one(node.keywords):
        yield _with(node, keywords=rest)
    yield from _swapped(node)
    match node.func:
        case ast.Name(id=name) if name in _NAMES:
            yield _with(node, func=ast.Name(_NAMES[name], ast.Load()))
        case ast.Name(id=name) if name in _ORDERING and node.args:
            yield node.args[0]
        case ast.Attribute(attr=name, value=value):
            if name in _METHODS:
                yield _with(node, func=_with(node.func, attr=_METHODS[name]))
            if name in _NEEDLESS:
                yield value


def _less_one(row: list[_Each]) -> Iterator[list[_Each]]:
    return (row[:number] + row[number + 1 :] for number in range(len(row)))


def _with(node: _Node, **fields: object) -> _Node:
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def _lines(statement: ast.stmt) -> range:
    """The lines of a statement without those of its body."""
    blocks: list[ast.stmt] = getattr(statement, "body", [])
    end = blocks[0].lineno if blocks else (statement.end_lineno or statement.lineno) + 1
    if isinstance(statement, ast.Match):
        end = statement.cases[0].pattern.lineno
    return range(statement.lineno, max(statement.lineno + 1, end))


def _is_docstring(statement: ast.stmt, number: int) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_type(value: ast.expr | None) -> bool:
    """Whether it is another name of a type: ``dict[str, int]``, ``One | Other``."""
    return isinstance(value, ast.Subscript) or (isinstance(value, ast.BinOp) and isinstance(value.op, ast.BitOr))


def _is_never_reached(case: ast.match_case) -> bool:
    match case.body:
        case [ast.Expr(value=ast.Call(func=ast.Name(id=name)))]:
            return name in _NEVER_REACHED
    return False


def _shown(node: ast.AST) -> str:
    """The first line of a node's source, as Python would write it."""
    if isinstance(node, ast.Match):
        return f"match {ast.unparse(node.subject)}: {' | '.join(ast.unparse(case.pattern) for case in node.cases)}"
    if isinstance(node, ast.If | ast.While):
        return f"{type(node).__name__.lower()} {ast.unparse(node.test)}"
    return " ".join(ast.unparse(node).split())[:150]
