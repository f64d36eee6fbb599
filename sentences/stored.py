"""Conversion of sentences to data and back: JSON for a JSON column, one line of text for a text column.

A text column also has plain text, such as a reason that somebody typed.
"""

import json
from datetime import date, datetime, timedelta
from typing import Any, assert_never
from zoneinfo import ZoneInfo

from sentences.sentence import Rendered, Sentence, Value

_MARK = '{"say": '
"""The start of a sentence's text. Plain text that starts like this is wrapped in a sentence."""


def to_data(said: Sentence | str) -> Any:
    """Return a sentence as JSON data, ``{"say": template, "with": {name: value}}``; a ``str`` unchanged."""
    if isinstance(said, str):
        return said
    return {"say": said.template} | ({"with": {name: _data(each) for name, each in said.values}} if said.values else {})


def from_data(data: Any) -> Sentence | str:
    """Return the sentence of :func:`to_data`; a ``str`` unchanged.

    Raises:
        ValueError: the data is neither.
        KeyError, TypeError: a value is malformed.
    """
    match data:
        case str():
            return data
        case {"say": str(template), "with": dict(values)}:
            return Sentence(template, **{str(name): _back(each) for name, each in values.items()})
        case {"say": str(template)}:
            return Sentence(template)
    raise ValueError(f"not a sentence: {data!r}")


def to_text(said: Sentence | str) -> str:
    """Return a sentence as one line of text; a ``str`` unchanged, unless it could be taken for a sentence's text."""
    if isinstance(said, str) and not said.startswith(_MARK):
        return said
    sentence = Sentence("{text}", text=said) if isinstance(said, str) else said
    return json.dumps(to_data(sentence), ensure_ascii=False)


def from_text(text: str) -> Sentence | str:
    """Return the sentence of :func:`to_text`. Other text is returned unchanged, since it is only shown."""
    if not text.startswith(_MARK):
        return text
    try:
        return from_data(json.loads(text))
    except (ValueError, KeyError, TypeError):
        return text


def _data(value: Value) -> Any:
    match value:
        case str() | int():
            return value
        case Sentence():
            return to_data(value)
        case Rendered(en, ja):
            return {"en": en, "ja": ja}
        case tuple():
            return [_data(each) for each in value]
        case datetime():
            zone = getattr(value.tzinfo, "key", None) or getattr(value.tzinfo, "zone", None)
            return {"moment": value.isoformat()} | ({"zone": zone} if zone else {})
        case date():
            return {"date": value.isoformat()}
        case timedelta():
            return {"minutes": round(value.total_seconds() / 60)}
        case _:
            assert_never(value)


def _back(data: Any) -> Value:
    match data:
        case str() | int():
            return data
        case list():
            return tuple(map(_back, data))
        case {"say": _}:
            return from_data(data)
        case {"en": en, "ja": ja}:
            return Rendered(en, ja)
        case {"moment": moment, "zone": zone}:
            return datetime.fromisoformat(moment).astimezone(ZoneInfo(zone))
        case {"moment": moment}:
            return datetime.fromisoformat(moment)
        case {"date": day}:
            return date.fromisoformat(day)
        case {"minutes": minutes}:
            return timedelta(minutes=minutes)
    raise ValueError(f"not a value of a sentence: {data!r}")
