"""An application that listens on a port of its own."""

import threading
from typing import TYPE_CHECKING

from werkzeug.serving import make_server

from ivr.demo.front import Quiet

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class Listening:
    """An application on a port of its own."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        """Stop, and close the port."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
