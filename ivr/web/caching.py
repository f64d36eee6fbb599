"""A cache of public answers: pages, feeds, documents. An answer is made again when its inputs change."""

from collections.abc import Callable, Hashable
from datetime import datetime

from flask import Response, request


class AnswerCache:
    """A cache with one answer for each name, valid while its inputs are the same."""

    def __init__(self) -> None:
        self._made: dict[Hashable, tuple[object, bytes]] = {}

    def get(self, name: Hashable, made_of: object, make: Callable[[], str | bytes]) -> bytes:
        """Return the cached answer of a name; it is made again if ``made_of`` has changed."""
        if name not in self._made or self._made[name][0] != made_of:
            made = make()
            self._made[name] = made_of, made if isinstance(made, bytes) else made.encode()
        return self._made[name][1]


def fresh_for(longest: int, now: datetime, *changes: datetime | None) -> int:
    """Return for how many seconds an answer may be cached: at most ``longest``, and not past a planned change."""
    return min([longest, *(int((each - now).total_seconds()) for each in changes if each and each > now)])


def public_answer(body: bytes, content_type: str, max_age: int) -> Response:
    """Return a response that may be cached for ``max_age`` seconds, with an ETag."""
    response = Response(body, content_type=content_type)
    response.headers["Cache-Control"] = f"public, max-age={max_age}"
    response.add_etag()
    response.make_conditional(request)
    return response
