"""Ports for processes of the tests."""

import socket
from contextlib import suppress
from random import SystemRandom

_OURS = range(20_000, 32_000)
"""Below the ephemeral ports of systems (Linux: from 32,768), so that no other process is assigned one meanwhile."""


def free_port() -> int:
    """Return a port that stays free until the test uses it, and while its server is restarted."""
    for port in SystemRandom().sample(_OURS, 100):
        if is_free(port):
            return port
    raise AssertionError("of a hundred ports none is free")


def is_free(port: int) -> bool:
    """Check that no process listens on a port."""
    with suppress(OSError), socket.create_server(("127.0.0.1", port)):
        return True
    return False
