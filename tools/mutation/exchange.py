"""Puts a fault into the running process: the code of a function is exchanged, or a name of a module gets another value.

So properties, cached functions and functions that others have imported are reached like everything else.
"""

import ast
import gc
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

from tools.mutation.faults import Fault

PACKAGES = ("ivr", "schedules", "prompts", "sentences")

Functions = dict[tuple[str, str, int], list[FunctionType]]
"""The functions that live, by file, name and first line."""


def modules() -> list[ModuleType]:
    """Our own modules, as far as they are imported."""
    return [module for name, module in list(sys.modules.items()) if name.partition(".")[0] in PACKAGES]


def functions() -> Functions:
    """All functions of this project."""
    here = f"{Path.cwd()}/"
    found: Functions = defaultdict(list)
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and each.__code__.co_filename.startswith(here):
            code = each.__code__
            found[code.co_filename.removeprefix(here), code.co_qualname, code.co_firstlineno].append(each)
    return found


def put_in(fault: Fault, living: Functions) -> None:
    """From now on, this process has the fault."""
    with fault.applied() as tree:
        if fault.first_line is None:
            _assign(fault, tree)
            return
        code = compile(tree, str(fault.path.absolute()), "exec")
    place = (fault.owner, fault.first_line)
    wrong = next(each for each in _inside(code) if (each.co_qualname, each.co_firstlineno) == place)
    for function in living[str(fault.path), *place]:
        function.__code__ = wrong


def users(fault: Fault, living: Functions) -> Iterator[tuple[Path, list[int]]]:
    """Which lines of which files use the name that is at fault, or what is made from it."""
    namespace = vars(_module(fault.path))
    names = {name for statement in _affected(fault, fault.tree) for name in _targets(statement)}
    for (path, _, _), found in living.items():
        for function in found:
            asked = _names(function.__code__) & names
            if any(function.__globals__.get(name, names) is namespace[name] for name in asked):
                yield Path(path), [line for _, _, line in function.__code__.co_lines() if line]


def _assign(fault: Fault, tree: ast.Module) -> None:
    """Give the name its wrong value, and what is made from it in that module; also where it has been imported."""
    namespace = vars(_module(fault.path))
    for statement in _affected(fault, tree):
        before = {name: namespace[name] for name in _targets(statement)}
        exec(compile(ast.Module([statement], []), str(fault.path), "exec"), namespace)  # noqa: S102
        for name, right in before.items():
            for module in list(sys.modules.values()):
                if vars(module).get(name) is right:
                    setattr(module, name, namespace[name])


def _affected(fault: Fault, tree: ast.Module) -> Iterator[ast.Assign | ast.AnnAssign]:
    """The assignment that is at fault, and those of that module that use its name."""
    wrong: set[str] = set()
    for statement in tree.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value:
            asked = {node.id for node in ast.walk(statement.value) if isinstance(node, ast.Name)}
            if fault.owner in _targets(statement) or asked & wrong:
                wrong.update(_targets(statement))
                yield statement


def _targets(statement: ast.Assign | ast.AnnAssign) -> set[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return {node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)}


def _module(path: Path) -> ModuleType:
    return sys.modules[".".join(path.with_suffix("").parts)]


def _inside(code: CodeType) -> Iterator[CodeType]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from _inside(each)


def _names(code: CodeType) -> set[str]:
    """The names of its module that some code asks for."""
    return set(code.co_names).union(*(set(each.co_names) for each in _inside(code)))
