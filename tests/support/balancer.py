"""A balancer in front of several servers, for callers who use `requests`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import MaxRetryError, NewConnectionError

HOST = "hotline.test"
URL = f"http://{HOST}"
"""The address of the service behind it."""


@dataclass
class Balancer:
    """Sends requests to the ports in turn.

    A request goes to the next port if the first refuses the connection, or ends it without an answer: as Caddy and
    nginx do with the settings of docs/upgrade.md. ``cut`` has the addresses of the latter.
    """

    ports: Sequence[int]
    cut: list[str] = field(default_factory=list)
    _turn: Iterator[int] = field(default_factory=count)

    def session(self) -> requests.Session:
        """Return a session whose requests to the service go through it."""
        session = requests.Session()
        session.mount(URL, _Adapter(self))
        return session

    def order(self) -> list[int]:
        """Return the ports in the order in which the next request tries them."""
        first = next(self._turn) % len(self.ports)
        return [*self.ports[first:], *self.ports[:first]]


class _Adapter(HTTPAdapter):
    def __init__(self, balancer: Balancer) -> None:
        super().__init__()
        self._balancer = balancer

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        address, errors = urlsplit(str(request.url)), list[requests.ConnectionError]()
        for port in self._balancer.order():
            request.url = address._replace(netloc=f"127.0.0.1:{port}").geturl()
            try:
                return super().send(request, *args, **kwargs)
            except requests.ConnectionError as error:
                if not _refused(error):
                    self._balancer.cut.append(address.path)
                errors.append(error)
        raise errors[-1]


def _refused(error: requests.ConnectionError) -> bool:
    (cause,) = error.args
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)
