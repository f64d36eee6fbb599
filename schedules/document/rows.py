"""A YAML reader that keeps the row of every value, for error messages."""

from dataclasses import dataclass
from typing import Any

import yaml

from sentences import Sentence, SentenceError

LARGEST = 1_000_000
"""Most characters of a document. A directory of 1,000 lines and 5,000 special days has about 600,000."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
    if len(text) > LARGEST:
        raise RowsError(Problem(0, Sentence("the document is longer than {text} characters", text=f"{LARGEST:,}")))
    try:
        _refuse_what_is_not_used(text)
        loader = _LOADER(text)
        try:
            node = loader.get_single_node()
            return _value(loader, node) if node else Value(1, None)
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        raise RowsError(Problem(_row_of(error, text), Sentence("not YAML: {text}", text=_reason(error)))) from None
    except (ValueError, RecursionError) as error:
        if isinstance(error, RowsError):
            raise
        raise RowsError(Problem(0, Sentence("not YAML: {text}", text=str(error)))) from None


def _row_of(error: yaml.YAMLError, text: str) -> int:
    if mark := getattr(error, "problem_mark", None):
        return int(mark.line) + 1
    return text.count("\n", 0, getattr(error, "position", 0)) + 1


def _reason(error: yaml.YAMLError) -> str:
    return " ".join((getattr(error, "problem", None) or str(error)).split())


def _refuse_what_is_not_used(text: str) -> None:
    """Refuse aliases, with which a short text can expand without limit, and tags, which change the type of a value."""
    for event in yaml.parse(text, Loader=_LOADER):
        row = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent):
            aliases = Sentence("*{text}: aliases are not supported; write it out", text=str(event.anchor))
            raise RowsError(Problem(row, aliases))
        if tag := getattr(event, "tag", None):
            raise RowsError(Problem(row, Sentence("{text}: tags are not supported", text=str(tag))))


def _value(loader: Any, node: yaml.Node) -> Value:
    row = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        content: dict[str, Value] = {}
        for key_node, value_node in node.value:
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
