"""`python -m ivr.notify`: sends one message. It reads JSON, and answers with JSON: why it was not taken, or ""."""

import json
import logging
import re
import sys
from collections.abc import Mapping

from ivr.notify import NOT_INSTALLED, NOT_UNDERSTOOD

_ADDRESS = re.compile(r"\S*(?:://|@)\S*")


class _Last(logging.Handler):
    """Keeps the last warning of Apprise: it says what a channel answered."""

    said = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.said = _ADDRESS.sub("(address)", record.getMessage()).splitlines()[0][:200]


def problem_of(question: Mapping[str, str]) -> str:
    """Send a message, or without a title only look at the address. Return why the channel has not taken it, or ""."""
    try:
        from apprise import Apprise, AppriseAsset, NotifyFormat  # noqa: PLC0415 - an extra
    except ImportError:
        return NOT_INSTALLED
    last = _Last(logging.WARNING)
    logger = logging.getLogger("apprise")
    logger.addHandler(last)
    logger.propagate = False
    channel = Apprise(asset=AppriseAsset(app_id="Tsunagu", app_desc="Tsunagu", app_url=""))
    if not channel.add(question["url"]):
        return NOT_UNDERSTOOD
    if "title" not in question:
        return ""
    if channel.notify(body=question["body"], title=question["title"], body_format=NotifyFormat.TEXT):
        return ""
    return last.said or "the channel did not take it"


if __name__ == "__main__":
    sys.stdout.write(json.dumps(problem_of(json.load(sys.stdin))))
