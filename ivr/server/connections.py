"""Bounds on connections: in all, and from one address. The one that keeps us waiting longest gives way to a new one."""

from collections import Counter
from collections.abc import Hashable
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)

_ONE_SUBSCRIBER = 64
"""Bits; the part of an IPv6 address that a provider assigns to one subscriber (RFC 6177)."""


class Connections(Generic[Key]):
    """The open connections of a process: where each comes from, and which wait for their client, since when.

    A connection waits for its client until a request has arrived whole, and again while an answer is sent. Only such
    a connection is closed to make room: never one whose request is being answered.
    """

    def __init__(self, most: int, most_each: int) -> None:
        self._most, self._most_each = most, most_each
        self._origins: dict[Key, str] = {}
        self._counts: Counter[str] = Counter()
        self._waiting: dict[Key, float] = {}  # the longest first, as in each of the next
        self._waiting_of: dict[str, dict[Key, None]] = {}

    def open(self, key: Key, address: str, now: float) -> Key | None:
        """Add a connection. Return the one to close for it, if any: itself if none of the others waits."""
        origin, gives_way = origin_of(address), None
        if self._counts[origin] >= self._most_each:
            gives_way = next(iter(self._waiting_of.get(origin, ())), key)
        elif len(self._origins) >= self._most:
            gives_way = next(iter(self._waiting), key)
        if gives_way is not None:
            self.close(gives_way)
        if gives_way is not key:
            self._origins[key] = origin
            self._counts[origin] += 1
            self.waits(key, now)
        return gives_way

    def waits(self, key: Key, now: float) -> None:
        """Note that a connection waits for its client from now on."""
        self.works(key)
        if origin := self._origins.get(key):
            self._waiting[key] = now
            self._waiting_of.setdefault(origin, {})[key] = None

    def works(self, key: Key) -> None:
        """Note that a connection no longer waits for its client."""
        if self._waiting.pop(key, None) is not None:
            origin = self._origins[key]
            del self._waiting_of[origin][key]
            if not self._waiting_of[origin]:
                del self._waiting_of[origin]

    def close(self, key: Key) -> None:
        """Forget a connection."""
        self.works(key)
        if origin := self._origins.pop(key, None):
            self._counts[origin] -= 1
            if not self._counts[origin]:
                del self._counts[origin]

    def since(self, before: float) -> list[Key]:
        """Return the connections that have waited for their client since ``before``, or longer."""
        return [key for key, began in self._waiting.items() if began <= before]

    def __len__(self) -> int:
        return len(self._origins)


@lru_cache(4096)
def origin_of(address: str) -> str:
    """Return what addresses of one subscriber have in common: an IPv4 address, or the network of an IPv6 address."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return "?"
    if not isinstance(known, IPv6Address):
        return str(known)
    if known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return str(IPv6Address(int(known) >> _ONE_SUBSCRIBER << _ONE_SUBSCRIBER))
