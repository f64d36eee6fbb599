"""The kinds of faults: wrong variants of a piece of code."""

import ast
import copy
from collections.abc import Iterator
from itertools import pairwise
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
"""Methods of ``str`` whose call may be left out."""
_ORDERING = {"sorted", "reversed", "abs", "round"}
"""Functions whose call may be left out."""
_IN_ANY_ORDER = {"and_", "or_", "where", "min", "max", "union"}
"""Functions and methods whose result does not depend on the order of arguments."""
_NEVER_REACHED = {"assert_never"}

_Each = TypeVar("_Each")
_Node = TypeVar("_Node", bound=ast.AST)


def variants(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the wrong variants of a node."""
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
    """Yield the calls with two adjacent arguments swapped."""
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


def _is_never_reached(case: ast.match_case) -> bool:
    match case.body:
        case [ast.Expr(value=ast.Call(func=ast.Name(id=name)))]:
            return name in _NEVER_REACHED
    return False
