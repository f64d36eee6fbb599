"""Statements are compiled once in a process of tests; each engine in it would compile them anew."""

from collections.abc import Iterator, MutableMapping
from typing import Any

from sqlalchemy import Connection, Engine, event


class Compiled(MutableMapping[Any, Any]):
    """Keeps compiled statements by what they are compiled from: all engines of a database use the same SQL."""

    def __init__(self) -> None:
        self._kept: dict[Any, Any] = {}

    def __getitem__(self, key: Any) -> Any:
        return self._kept[_for_all(key)]

    def get(self, key: Any, default: Any = None) -> Any:
        return self._kept.get(_for_all(key), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        self._kept[_for_all(key)] = compiled

    def __delitem__(self, key: Any) -> None:
        del self._kept[_for_all(key)]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)


def _for_all(key: Any) -> Any:
    """Return the key of a statement with the name of its database in place of the engine's own dialect."""
    dialect, *others = key
    return (dialect.name, *others)


_COMPILED = Compiled()


@event.listens_for(Engine, "engine_connect")
def share(connection: Connection) -> None:
    connection.engine._compiled_cache = _COMPILED
