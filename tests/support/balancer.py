"""A balancer in front of several servers, for callers who use `requests`."""

from collections.abc import Sequence
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import MaxRetryError, NewConnectionError

HOST = "hotline.test"
URL = f"http://{HOST}"
"""The address of the service behind it."""


class Balancer(HTTPAdapter):
    """Sends requests to the ports in turn, and one to the next port only if the first has refused the connection.

    That is the least that a balancer does. So a request that a server has accepted and does not answer is an error.
    """

    def __init__(self, ports: Sequence[int]) -> None:
        super().__init__()
        self._ports, self._turn = ports, count()

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Send a request."""
        first = next(self._turn)
        address = urlsplit(str(request.url))
        for each in range(len(self._ports)):
            port = self._ports[(first + each) % len(self._ports)]
            request.url = address._replace(netloc=f"127.0.0.1:{port}").geturl()
            try:
                return super().send(request, *args, **kwargs)
            except requests.ConnectionError as error:
                if not _refused(error):
                    raise
                refused = error
        raise refused


def behind_balancer(ports: Sequence[int]) -> requests.Session:
    """Return a session whose requests to the service go to these ports."""
    session = requests.Session()
    session.mount(URL, Balancer(ports))
    return session


def _refused(error: requests.ConnectionError) -> bool:
    (cause,) = error.args
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)
