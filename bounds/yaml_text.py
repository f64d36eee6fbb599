"""YAML within limits of its size, depth, numbers, and of what it may use."""

import re
from typing import Any

import yaml

from bounds import NUMBER, YAML_CHARACTERS, YAML_DEPTH, YAML_NODES, YAML_VALUE, BoundsError
from sentences import Sentence

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's loader if it is available, which is ten times as fast."""
_NUMBER = re.compile(rf"[-+.]?[0-9][-+.:_0-9A-Fa-fxob]{{{NUMBER},}}")
"""A number that is too long, in any of YAML's forms: decimal, hexadecimal, to the base of 60, with a fraction."""


def check_yaml(text: str) -> None:
    """Compare a YAML text with the limits. It is read event by event, so that nothing grows before it is counted.

    Raises:
        BoundsError: it is too long, too deep, has too many values, a value or a number that is too long, an alias (with
            which a short text can expand without limit) or a tag (which changes the type of a value).
        YAMLError, ValueError: it is not YAML.
    """
    if len(text) > YAML_CHARACTERS:
        raise BoundsError(Sentence("the document is longer than {text} characters", text=f"{YAML_CHARACTERS:,}"))
    depth = nodes = 0
    for event in yaml.parse(text, Loader=LOADER):
        row = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.NodeEvent):
            nodes += 1
            _check_node(event, row)
            depth += isinstance(event, yaml.CollectionStartEvent)
        if depth > YAML_DEPTH:
            raise BoundsError(Sentence("lists and fields are nested more than {number} deep", number=YAML_DEPTH), row)
        if nodes > YAML_NODES:
            raise BoundsError(Sentence("there are more than {text} values", text=f"{YAML_NODES:,}"), row)


def load_yaml(text: str) -> Any:
    """Return the data in a YAML text.

    Raises:
        BoundsError: it is beyond a limit.
        YAMLError, ValueError: it is not YAML.
    """
    check_yaml(text)
    return yaml.load(text, Loader=LOADER)  # noqa: S506 - both loaders are safe


def _check_node(event: yaml.NodeEvent, row: int) -> None:
    if isinstance(event, yaml.AliasEvent):
        said = Sentence("*{text}: aliases are not supported; write it out", text=str(event.anchor))
        raise BoundsError(said, row)
    if tag := getattr(event, "tag", None):
        raise BoundsError(Sentence("{text}: tags are not supported", text=str(tag)), row)
    if not isinstance(event, yaml.ScalarEvent):
        return
    if not event.style and _NUMBER.fullmatch(event.value):
        said = Sentence("{text}… is too long for a number; write a text in quotes", text=event.value[:NUMBER])
        raise BoundsError(said, row)
    if len(event.value) > YAML_VALUE:
        raise BoundsError(Sentence("a value is longer than {text} characters", text=f"{YAML_VALUE:,}"), row)
