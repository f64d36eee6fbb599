"""Answers that are made once and kept until something changes: pages, feeds, documents that anybody may ask for."""

from collections.abc import Callable, Hashable

from flask import Response, request


class Kept:
    """One answer for each name, as long as what it was made of is the same."""

    def __init__(self) -> None:
        self._made: dict[Hashable, tuple[object, bytes]] = {}

    def get(self, name: Hashable, made_of: object, make: Callable[[], str | bytes]) -> bytes:
        """The answer of that name, made anew if ``made_of`` is not what it was."""
        if name not in self._made or self._made[name][0] != made_of:
            made = make()
            self._made[name] = made_of, made if isinstance(made, bytes) else made.encode()
        return self._made[name][1]


def public_answer(body: bytes, content_type: str, max_age: int) -> Response:
    """An answer that anybody may keep for ``max_age`` seconds, and ask after by its ETag."""
    response = Response(body, content_type=content_type)
    response.headers["Cache-Control"] = f"public, max-age={max_age}"
    response.add_etag()
    response.make_conditional(request)
    return response
