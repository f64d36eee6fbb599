"""Metrics of the code: size, duplicates, and the number of places for tasks that should have one.

    python -m tools.shape [CHECKOUT]

It prints files and lines by folder, the longest files and functions, functions that are equal except for names, and the
places that format a time, open a transaction, ask for the database's dialect, or build a regular expression.
"""

import ast
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGES = ("sentences", "bounds", "profiles", "schedules", "prompts", "ivr")
DATA = ("migrations",)
"""Folders that are not measured, because their files do not change after they are written."""
TIMES = {"strftime", "format_date", "format_datetime", "format_time"}
TRANSACTIONS = {"begin", "writing"}
_MOST = 10
_LEAST_NODES = 40
"""Fewest nodes of the syntax tree of a duplicate; smaller functions are similar by chance."""


@dataclass(frozen=True)
class Source:
    """A source file with its syntax tree."""

    name: str
    lines: int
    tree: ast.Module


def sources(root: Path) -> list[Source]:
    """Parse the source files of the product in a checkout."""
    found = []
    for package in PACKAGES:
        for file in sorted((root / package).rglob("*.py")):
            if not set(DATA) & set(file.parts):
                text = file.read_text("utf-8")
                found.append(Source(str(file.relative_to(root)), text.count("\n"), ast.parse(text)))
    return found


def functions(files: Iterable[Source]) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Yield all functions, each with its place."""
    for file in files:
        for node in ast.walk(file.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{file.name}:{node.lineno} {node.name}", node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the number of lines without the docstring."""
    text = function.body[0] if ast.get_docstring(function, clean=False) is not None else None
    return _lines(function) - (_lines(text) if text else 0)


def _lines(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def doubles(files: Iterable[Source]) -> list[list[str]]:
    """Return groups of functions that are equal except for names."""
    by_form: dict[str, list[str]] = defaultdict(list)
    for place, function in functions(files):
        form = _Nameless().visit(ast.parse(ast.unparse(function)))
        if sum(1 for _ in ast.walk(form)) >= _LEAST_NODES:
            by_form[ast.dump(form)].append(place)
    return [places for places in by_form.values() if len(places) > 1]


class _Nameless(ast.NodeTransformer):
    """Removes the names of functions, arguments and variables, and docstrings."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.name, node.decorator_list, node.returns = "", [], None
        if ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.arg, node.annotation = "", None
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name("", node.ctx)


def calls_of(names: set[str], files: Iterable[Source]) -> list[str]:
    """Return the places that call functions or methods with these names."""
    return [
        f"{file.name}:{node.lineno}"
        for file in files
        for node in ast.walk(file.tree)
        if isinstance(node, ast.Call) and _name(node.func) in names
    ]


def formats_in_place(files: Iterable[Source]) -> list[str]:
    """Return the places that format a time in an f-string."""
    return [
        f"{file.name}:{node.lineno}"
        for file in files
        for node in ast.walk(file.tree)
        if isinstance(node, ast.FormattedValue) and node.format_spec and "%" in ast.unparse(node.format_spec)
    ]


def dialects(files: Iterable[Source]) -> list[str]:
    """Return the places that ask for the dialect of the database."""
    return [
        f"{file.name}:{node.lineno}"
        for file in files
        for node in ast.walk(file.tree)
        if isinstance(node, ast.Attribute) and node.attr == "dialect"
    ]


def built_expressions(files: Iterable[Source]) -> list[str]:
    """Return the places that build a regular expression at run time, including calls of ``re.escape``."""
    return [
        f"{file.name}:{node.lineno}"
        for file in files
        for node in ast.walk(file.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and (node.func.attr == "escape" or (node.args and not isinstance(node.args[0], ast.Constant | ast.JoinedStr)))
    ]


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def main() -> None:
    """Print the metrics."""
    files = sources(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
    folders: Counter[str] = Counter()
    lines: Counter[str] = Counter()
    for file in files:
        folder = str(Path(file.name).parent)
        folders[folder] += 1
        lines[folder] += file.lines
    print(f"{'folder':24}{'files':>7}{'lines':>8}")
    for folder in sorted(folders):
        print(f"{folder:24}{folders[folder]:7}{lines[folder]:8}")
    print(f"{'all':24}{len(files):7}{sum(lines.values()):8}")
    print("\nlongest files")
    for file in sorted(files, key=lambda each: -each.lines)[:_MOST]:
        print(f"  {file.lines:5} {file.name}")
    print(f"  {sum(1 for each in files if each.lines > 300)} of more than 300 lines")
    print("\nlongest functions")
    for place, node in sorted(functions(files), key=lambda each: -length(each[1]))[:_MOST]:
        print(f"  {length(node):5} {place}")
    print(f"  {sum(1 for _, node in functions(files) if length(node) > 40)} of more than 40 lines")
    for what, places in {
        "places that format a time": [*calls_of(TIMES, files), *formats_in_place(files)],
        "places that open a transaction": calls_of(TRANSACTIONS, files),
        "places that ask for the dialect": dialects(files),
        "places that build a regular expression": built_expressions(files),
    }.items():
        print(f"\n{len(places)} {what}")
        for folder, count in Counter(str(Path(place.split(":")[0]).parent) for place in places).most_common():
            print(f"  {count:5} {folder}")
    same = doubles(files)
    print(f"\n{len(same)} groups of functions that are the same")
    for group in same:
        print(f"  {', '.join(group)}")


if __name__ == "__main__":
    main()
