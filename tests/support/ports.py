"""Ports for processes of ours."""

import socket
from contextlib import suppress
from random import SystemRandom

_OURS = range(20_000, 32_000)
"""Below those that systems hand out by themselves (Linux: from 32,768), so that nobody takes one while it is free."""


def free_port() -> int:
    """A port of this machine that stays free until the test uses it, and while what listens there is restarted."""
    for port in SystemRandom().sample(_OURS, 100):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("of a hundred ports none is free")
