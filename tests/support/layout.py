"""The large layout as processes of this machine: two web processes and two workers behind a proxy that does TLS."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.fleet import Fleet
from tests.support.ports import free_port
from tests.support.proxy import Proxy


@contextmanager
def layout(database_url: str, carrier_url: str, folder: Path) -> Iterator[tuple[str, list[Fleet]]]:
    """Start the layout. Return its public address, whose certificate `requests` trusts meanwhile, and the two fleets.

    Each fleet stands for a machine of its own, with a web process and a worker.
    """
    ports = free_port(), free_port()
    proxy = Proxy(folder, [f"127.0.0.1:{port}" for port in ports])
    more = {"PUBLIC_URL": proxy.url, "TRUSTED_PROXIES": "1"}
    fleets = []
    try:
        for port in ports:
            (folder / f"{port}").mkdir()
            own = Fleet(database_url, carrier_url, folder / f"{port}", ["--no-worker"], workers=1, more=more, port=port)
            fleets.append(own)
            own.start()
        with proxy, pytest.MonkeyPatch.context() as patch:
            patch.setenv("REQUESTS_CA_BUNDLE", str(proxy.visitor().verify))
            yield proxy.url, fleets
    finally:
        for each in fleets:
            each.kill()
