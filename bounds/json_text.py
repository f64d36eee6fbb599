"""JSON within limits of its size, depth and numbers."""

import json
import re
from typing import Any

from bounds import JSON_CHARACTERS, JSON_DEPTH, JSON_NODES, NUMBER, BoundsError
from sentences import Sentence

_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[-0-9][-+.0-9eE]*+|[\[{]|[]}]|[a-zA-Z]++', re.DOTALL)
"""What can begin a value, or end a list. None of it is looked at twice, so that the time is that of one reading."""


def read_json(text: str) -> Any:
    """Return the data in a JSON text.

    Raises:
        BoundsError: it is too long, too deep, has too many values or a number that is too long, or is not JSON.
    """
    if len(text) > JSON_CHARACTERS:
        raise BoundsError(Sentence("the document is longer than {text} characters", text=f"{JSON_CHARACTERS:,}"))
    _check(text)
    try:
        data = json.loads(text, parse_constant=_refuse)
        json.dumps(data, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise BoundsError(Sentence("not JSON: {text}", text=error.msg), error.lineno) from None
    except UnicodeEncodeError:
        raise BoundsError(Sentence("a text has one half of a character (\\ud800 to \\udfff)")) from None
    return data


def _check(text: str) -> None:
    depth = nodes = 0
    for token in _TOKENS.finditer(text):
        first = token[0][0]
        if first in "]}":
            depth -= 1
            continue
        nodes += 1
        if first in "[{":
            depth += 1
        elif first in "-0123456789" and len(token[0]) > NUMBER:
            said = Sentence("{text}… is too long for a number", text=token[0][:NUMBER])
            raise BoundsError(said, _row(text, token))
        if depth > JSON_DEPTH:
            said = Sentence("lists and objects are nested more than {number} deep", number=JSON_DEPTH)
            raise BoundsError(said, _row(text, token))
        if nodes > JSON_NODES:
            raise BoundsError(Sentence("there are more than {text} values", text=f"{JSON_NODES:,}"), _row(text, token))


def _row(text: str, token: re.Match[str]) -> int:
    return text.count("\n", 0, token.start()) + 1


def _refuse(constant: str) -> None:
    raise BoundsError(Sentence("{text} is not JSON", text=constant))
