"""Applies a fault to the running process: replaces the code of a function, or the value of a module's name.

Replacing the code object also reaches properties, cached functions, and functions that other modules have imported.
"""

import ast
import gc
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

from tools.mutation.faults import Fault

PACKAGES = ("ivr", "schedules", "prompts", "profiles", "bounds", "sentences")

Functions = dict[tuple[str, str, int], list[FunctionType]]
"""Function objects in memory, by file, qualified name and first line."""


def modules() -> list[ModuleType]:
    """Return the imported modules of this project."""
    return [module for name, module in list(sys.modules.items()) if name.partition(".")[0] in PACKAGES]


def functions() -> Functions:
    """Return all function objects of this project."""
    here = f"{Path.cwd()}/"
    found: Functions = defaultdict(list)
    gc.unfreeze()  # what is frozen is not listed
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and each.__code__.co_filename.startswith(here):
            code = each.__code__
            found[code.co_filename.removeprefix(here), code.co_qualname, code.co_firstlineno].append(each)
    return found


def put_in(fault: Fault, living: Functions) -> None:
    """Apply a fault to this process for good."""
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
    """Yield the files and lines that use the faulty name, or names whose values depend on it."""
    namespace = vars(_module(fault.path))
    names = {name for statement in _affected(fault, fault.tree) for name in _targets(statement)}
    for (path, _, _), found in living.items():
        for function in found:
            asked = _names(function.__code__) & names
            if any(function.__globals__.get(name, names) is namespace[name] for name in asked):
                yield Path(path), [line for _, _, line in function.__code__.co_lines() if line]


def _assign(fault: Fault, tree: ast.Module) -> None:
    """Assign the wrong value to the name and to dependent names, also in the modules that imported them."""
    namespace = vars(_module(fault.path))
    for statement in _affected(fault, tree):
        before = {name: namespace[name] for name in _targets(statement)}
        exec(compile(ast.Module([statement], []), str(fault.path), "exec"), namespace)  # noqa: S102
        for name, right in before.items():
            for module in list(sys.modules.values()):
                if vars(module).get(name) is right:
                    setattr(module, name, namespace[name])


def _affected(fault: Fault, tree: ast.Module) -> Iterator[ast.Assign | ast.AnnAssign]:
    """Yield the faulty assignment, and those of the same module that depend on it."""
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
    *packages, name = path.with_suffix("").parts
    return sys.modules[".".join(packages if name == "__init__" else [*packages, name])]


def _inside(code: CodeType) -> Iterator[CodeType]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from _inside(each)


def _names(code: CodeType) -> set[str]:
    """Return the global names that a code object uses."""
    return set(code.co_names).union(*(set(each.co_names) for each in _inside(code)))
