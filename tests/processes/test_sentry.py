"""What Sentry is told of an error: where it happened and in which record, and nothing of what it was about."""

import gzip
import subprocess
import sys
import textwrap
from queue import Queue
from typing import TYPE_CHECKING

from tests.support.listening import Listening
from tests.support.waiting import PATIENCE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

FAILS = textwrap.dedent("""
    import logging, os, sys
    sys.modules["brotli"] = None  # so that gzip is used, which the test can read
    import sentry_sdk
    from ivr.cli.sentry import report

    report("{dsn}")
    log = logging.getLogger("ivr.web.voice")
    if os.fork():  # as the server does
        os.wait()
        sys.exit()

    def answer(caller):
        raise ValueError("no such caller: " + caller)

    try:
        log.warning("+819087301946 is only a warning")
        answer("+819087301946")
    except ValueError:
        fields = {{"call": "CA17", "step": "3", "who": "Sakuragawa"}}
        log.exception("a step of %s failed at 090-8730-1946", "Sakuragawa", extra=fields)
    sentry_sdk.flush()
""")


def test_an_error_arrives_without_what_it_is_about() -> None:
    received: Queue[bytes] = Queue()

    def receive(environ: "WSGIEnvironment", start: "StartResponse") -> list[bytes]:
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        received.put(gzip.decompress(body) if environ.get("HTTP_CONTENT_ENCODING") == "gzip" else body)
        start("200 OK", [])
        return [b"{}"]

    listening = Listening(receive)
    program = FAILS.format(dsn=listening.url.replace("://", "://key@") + "/1")
    subprocess.run([sys.executable, "-c", program], check=True, timeout=PATIENCE, capture_output=True)
    listening.close()
    events = [text for text in map(bytes.decode, iter(received.queue)) if '"type":"event"' in text]
    (event,) = events
    for part in ("ValueError", "answer", "ivr.web.voice", "CA17", "a step of %s failed at (number)", "tsunagu@"):
        assert part in event, part
    for part in ("87301946", "8730-1946", "Sakuragawa", "no such caller", "only a warning"):
        assert part not in event, part
