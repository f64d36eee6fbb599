"""Column types that store this project's values in the same form in SQLite and PostgreSQL."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Dialect, MetaData, String, Text, TypeDecorator

from sentences import Sentence, from_text, to_data, to_text

metadata = MetaData()


def only_where(condition: Any) -> dict[str, Any]:
    """The arguments of a partial index, for SQLite and PostgreSQL."""
    return {"sqlite_where": condition, "postgresql_where": condition}


class Moment(TypeDecorator[datetime]):
    """An aware datetime, stored as text in UTC, so that value and order are the same in both databases."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Convert to fixed-width ISO 8601 in UTC, so that text order is time order."""
        return None if value is None else f"{value.astimezone(UTC).isoformat(timespec='microseconds')[:-6]}Z"

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Convert to an aware datetime."""
        return None if value is None else datetime.fromisoformat(value)


class Said(TypeDecorator[Sentence | str]):
    """A sentence, stored as JSON text. Text of people, and rows older than stored sentences, load as ``str``."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sentence | str | None, dialect: Dialect) -> str | None:
        """Convert to JSON on one line."""
        return None if value is None else to_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Sentence | str | None:
        """Convert to a sentence."""
        return None if value is None else from_text(value)


class Reasons(TypeDecorator[tuple[Sentence | str, ...]]):
    """Sentences, stored as a JSON array."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Iterable[Sentence | str] | None, dialect: Dialect) -> Any:
        """Convert to JSON."""
        return None if value is None else [to_data(each) for each in value]

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[Sentence | str, ...] | None:
        """Convert to sentences; an element that is no valid sentence loads as ``str``."""
        if value is None:
            return None
        return tuple(
            each if isinstance(each, str) else from_text(json.dumps(each, ensure_ascii=False)) for each in value
        )


class Member(TypeDecorator[StrEnum | str]):
    """A member of enumerations, stored as its value; a value that has no member loads as ``str``."""

    impl = String
    cache_ok = True

    def __init__(self, members: type[StrEnum] | tuple[type[StrEnum], ...], length: int) -> None:
        super().__init__(length)
        self.members = members
        kinds = members if isinstance(members, tuple) else (members,)
        self._by_word: dict[str, StrEnum] = {each.value: each for kind in kinds for each in kind}

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Convert to the value of the member."""
        return None if value is None else str(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | str | None:
        """Convert to the member."""
        return value if value is None else self._by_word.get(str(value), str(value))
