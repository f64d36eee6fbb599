"""Small faults in the project's source: a moved limit, a forced condition, a missing case or word.

A fault is a change of one place in the syntax tree. Docstrings, annotations, assertions, default arguments and class
bodies outside methods are not changed.
"""

import ast
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.mutation.wrong import variants

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault: another value of a field of a node of the syntax tree.

    Attributes:
        owner: qualified name of the function that contains it, or the module's name whose value it changes.
        first_line: the first line of that function; None for a module's name.
        lines: a test can detect the fault only if it runs one of these lines.
        line: the line of the node, and ``before`` and ``after`` its source, for people.
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
        """Apply the fault to the tree temporarily."""
        right = getattr(self.node, self.field)
        setattr(self.node, self.field, self.value)
        try:
            yield self.tree
        finally:
            setattr(self.node, self.field, right)

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.owner}: {self.before}  →  {self.after}"


def faults_of(path: Path) -> list[Fault]:
    """Return all faults of one file, in the order of its lines."""
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
    """A walk through the nodes of one function, or of the value of one name."""

    path: Path
    tree: ast.Module
    owner: str
    first_line: int | None

    def block(self, node: ast.AST, field: str, lines: range) -> Iterator[Fault]:
        """Yield the faults of the statements of a body."""
        body: Sequence[ast.stmt] = getattr(node, field)
        for number, statement in enumerate(body):
            if isinstance(statement, ast.Assert) or _is_docstring(statement, number):
                continue
            here = _lines(statement)
            for other in variants(statement):
                yield self._fault(node, field, [*body[:number], other, *body[number + 1 :]], statement, other, here)
            yield from self.fields(statement, here)

    def fields(self, node: ast.AST, lines: range) -> Iterator[Fault]:
        """Yield the faults below a node."""
        for field, value in ast.iter_fields(node):
            if field in {"annotation", "returns", "decorator_list", "args", "type_params"} and not isinstance(
                node, ast.Call
            ):
                continue  # annotations and decorators, and parameters with their defaults
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
        for other in variants(child):
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


def _lines(statement: ast.stmt) -> range:
    """Return the lines of a statement without those of its body."""
    blocks: list[ast.stmt] = getattr(statement, "body", [])
    end = blocks[0].lineno if blocks else (statement.end_lineno or statement.lineno) + 1
    if isinstance(statement, ast.Match):
        end = statement.cases[0].pattern.lineno
    return range(statement.lineno, max(statement.lineno + 1, end))


def _is_docstring(statement: ast.stmt, number: int) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_type(value: ast.expr | None) -> bool:
    """Whether a value is a type alias: ``dict[str, int]``, ``One | Other``."""
    return isinstance(value, ast.Subscript) or (isinstance(value, ast.BinOp) and isinstance(value.op, ast.BitOr))


def _shown(node: ast.AST) -> str:
    """Return the source of a node in one line of up to 150 characters."""
    if isinstance(node, ast.Match):
        return f"match {ast.unparse(node.subject)}: {' | '.join(ast.unparse(case.pattern) for case in node.cases)}"
    if isinstance(node, ast.If | ast.While):
        return f"{type(node).__name__.lower()} {ast.unparse(node.test)}"
    return " ".join(ast.unparse(node).split())[:150]
