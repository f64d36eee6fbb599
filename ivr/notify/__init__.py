"""Hands messages to channels of ops staff: mail, webhooks, chats. Apprise (the extra `alerts`) knows their protocols.

Each message goes by a process of its own (``python -m ivr.notify``). It is killed when a channel hangs, and neither the
memory nor the processor time of loading Apprise is the service's (decision 23).
"""

import json
import subprocess
import sys

PATIENCE = 45.0
"""Seconds after which the process is killed."""
NOT_INSTALLED = "Apprise is not installed; install the extra: pip install '.[alerts]'"
NOT_UNDERSTOOD = "no channel has an address of this form"


class NotifyError(Exception):
    """A channel has not taken a message, or has no usable address. The message says why, without the address."""


def send(url: str, title: str, body: str, patience: float = PATIENCE) -> None:
    """Send a message to the channel at an address in the form of Apprise, ``mailtos://USER:PASSWORD@HOST?to=...``.

    Raises:
        NotifyError: the channel did not take it within ``patience`` in seconds.
    """
    _ask({"url": url, "title": title, "body": body}, patience)


def check(url: str, patience: float = PATIENCE) -> None:
    """Check that an address can be used. Nothing is sent.

    Raises:
        NotifyError: it can't.
    """
    _ask({"url": url}, patience)


def kind_of(url: str) -> str:
    """Return what may be shown of an address: its scheme. The rest may be secret."""
    return url.partition("://")[0]


def _ask(question: dict[str, str], patience: float) -> None:
    command = [sys.executable, "-P", "-m", "ivr.notify"]
    try:
        ran = subprocess.run(  # noqa: S603 - our own module
            command, input=json.dumps(question).encode(), capture_output=True, timeout=patience, check=True
        )
        problem = json.loads(ran.stdout)
    except subprocess.TimeoutExpired:
        raise NotifyError(f"no answer in {patience:g} s") from None
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        raise NotifyError(f"the process that sends it failed: {error.__class__.__name__}") from None
    if problem:
        raise NotifyError(str(problem))
