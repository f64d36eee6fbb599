"""YAML of which every value knows its row, so that a mistake can be shown where it stands."""

from dataclasses import dataclass
from typing import Any

import yaml

from sentences import SentenceError

LARGEST = 1_000_000
"""Characters; a directory of a thousand lines and five thousand special days has about 600,000."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong, and in which row (from 1; 0: nowhere in particular)."""

    row: int
    text: str

    def __str__(self) -> str:
        return f"line {self.row}: {self.text}" if self.row else self.text


class RowsError(SentenceError, ValueError):
    """A text that is not YAML, or more of it than a document needs."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Value:
    """A scalar, a list of values, or a mapping of names to values, and the row where it begins."""

    row: int
    content: Any


def read_rows(text: str) -> Value:
    """The document in ``text``.

    Raises:
        RowsError: not YAML, a name that is used twice in one mapping, an alias, or too long.
    """
    if len(text) > LARGEST:
        raise RowsError(Problem(0, f"the document is longer than {LARGEST:,} characters"))
    try:
        _refuse_what_is_not_used(text)
        loader = _LOADER(text)
        try:
            node = loader.get_single_node()
            return _value(loader, node) if node else Value(1, None)
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        raise RowsError(Problem(_row_of(error, text), f"not YAML: {_reason(error)}")) from None
    except (ValueError, RecursionError) as error:
        if isinstance(error, RowsError):
            raise
        raise RowsError(Problem(0, f"not YAML: {error}")) from None


def _row_of(error: yaml.YAMLError, text: str) -> int:
    if mark := getattr(error, "problem_mark", None):
        return int(mark.line) + 1
    return text.count("\n", 0, getattr(error, "position", 0)) + 1


def _reason(error: yaml.YAMLError) -> str:
    return " ".join((getattr(error, "problem", None) or str(error)).split())


def _refuse_what_is_not_used(text: str) -> None:
    """Aliases, which could make a short text endless, and tags, which say that a text is something else."""
    for event in yaml.parse(text, Loader=_LOADER):
        row = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent):
            raise RowsError(Problem(row, f"*{event.anchor}: aliases are not used here; write it out"))
        if tag := getattr(event, "tag", None):
            raise RowsError(Problem(row, f"{tag}: tags are not used here"))


def _value(loader: Any, node: yaml.Node) -> Value:
    row = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        content: dict[str, Value] = {}
        for key_node, value_node in node.value:
            key, key_row = str(key_node.value), key_node.start_mark.line + 1
            if key in content:
                raise RowsError(Problem(key_row, f"{key} is given twice"))
            content[key] = _value(loader, value_node)
        return Value(row, content)
    if isinstance(node, yaml.SequenceNode):
        return Value(row, [_value(loader, each) for each in node.value])
    try:
        return Value(row, loader.construct_object(node))
    except ValueError as error:  # a date such as 2026-02-30
        raise RowsError(Problem(row, f"{node.value}: {error}")) from None
