"""Requests to an application of this process, without a socket: for tests that make very many."""

from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import BaseAdapter
from requests.utils import get_encoding_from_headers
from werkzeug.test import Client

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

SITE = "http://service.test"


class Inside(BaseAdapter):
    """Answers requests to :data:`SITE` by an application. ``after`` is called with each request that was answered."""

    def __init__(
        self, app: "WSGIApplication", after: Callable[[requests.PreparedRequest], None] = lambda _: None
    ) -> None:
        super().__init__()
        self._client, self._after = Client(app, use_cookies=False), after

    def session(self) -> requests.Session:
        """Make a session whose requests are answered here."""
        made = requests.Session()
        made.trust_env = False  # to look for proxies and passwords would take longer than the answer
        made.mount(SITE, self)
        return made

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Answer a request."""
        given = self._client.open(
            request.path_url, method=request.method, headers=dict(request.headers), data=request.body or b""
        )
        answer = requests.Response()
        answer.status_code, answer.url, answer.request = given.status_code, str(request.url), request
        answer.headers.update(given.headers)
        answer.encoding = get_encoding_from_headers(answer.headers)
        answer.raw = BytesIO(given.data)
        given.close()
        self._after(request)
        return answer

    def close(self) -> None:
        """Do nothing: no connection is open."""
