"""A YAML reader that keeps the row of every value, for error messages."""

from dataclasses import dataclass
from typing import Any

import yaml

from bounds import PROBLEMS, BoundsError
from bounds.yaml_text import LOADER, check_yaml
from sentences import Sentence, SentenceError


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem and its row, counted from 1; row 0 is the whole document."""

    row: int
    text: Sentence

    @property
    def sentence(self) -> Sentence:
        """The problem with its row."""
        return Sentence("line {number}: {problem}", number=self.row, problem=self.text) if self.row else self.text

    def __str__(self) -> str:
        return str(self.sentence)


class EnoughError(Exception):
    """There are as many problems as anybody reads."""


class Problems(list[Problem]):
    """The problems of a document.

    Raises:
        EnoughError: by ``append``, when there are :data:`bounds.PROBLEMS`. Each problem is compared with the others.
    """

    def append(self, problem: Problem) -> None:
        """Add a problem."""
        if len(self) >= PROBLEMS:
            raise EnoughError
        super().append(problem)


class RowsError(SentenceError, ValueError):
    """A text that is not YAML, is too long, or uses features of YAML that a document does not need."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Value:
    """A scalar, a list of :class:`Value` or a mapping of names to :class:`Value`, and the row where it begins."""

    row: int
    content: Any


def read_rows(text: str) -> Value:
    """Parse YAML to nested values.

    Raises:
        RowsError: the text is not YAML or is too long, or has a duplicate name in a mapping, an alias or a tag.
    """
    try:
        check_yaml(text)
        loader = LOADER(text)
        try:
            node = loader.get_single_node()
            return _value(loader, node) if node else Value(1, None)
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        raise RowsError(Problem(_row_of(error, text), Sentence("not YAML: {text}", text=_reason(error)))) from None
    except RowsError:
        raise
    except BoundsError as error:
        raise RowsError(Problem(error.row, error.problem)) from None
    except ValueError as error:
        raise RowsError(Problem(0, Sentence("not YAML: {text}", text=str(error)))) from None


def _row_of(error: yaml.YAMLError, text: str) -> int:
    if mark := getattr(error, "problem_mark", None):
        return int(mark.line) + 1
    return text.count("\n", 0, getattr(error, "position", 0)) + 1


def _reason(error: yaml.YAMLError) -> str:
    return " ".join((getattr(error, "problem", None) or str(error)).split())


def _value(loader: Any, node: yaml.Node) -> Value:
    row = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        content: dict[str, Value] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise RowsError(Problem(row, Sentence("a name is expected before a colon, not a list or fields")))
            key, key_row = str(key_node.value), key_node.start_mark.line + 1
            if key in content:
                raise RowsError(Problem(key_row, Sentence("{code} is given twice", code=key)))
            content[key] = _value(loader, value_node)
        return Value(row, content)
    if isinstance(node, yaml.SequenceNode):
        return Value(row, [_value(loader, each) for each in node.value])
    try:
        return Value(row, loader.construct_object(node))
    except ValueError:  # 2026-02-30
        impossible = Sentence("{text} is not a possible date or number", text=str(node.value))
        raise RowsError(Problem(row, impossible)) from None
