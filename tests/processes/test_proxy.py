"""Calls by TLS, through the file for Caddy that ships, to a real `ivr serve`."""

from collections.abc import Iterator
from itertools import count

import pytest

from ivr.phone.handset import Handset
from tests.support.databases import sqlite_database
from tests.support.fleet import NUMBER, TOKEN, Fleet
from tests.support.people import Person, heard
from tests.support.ports import free_port
from tests.support.proxy import Proxy
from tests.support.waiting import PATIENCE


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """Caddy before two services, of which one does not run."""
    folder = tmp_path_factory.mktemp("proxy")
    port = free_port()
    caddy = Proxy(folder, [f"127.0.0.1:{free_port()}", f"127.0.0.1:{port}"])
    more = {"PUBLIC_URL": caddy.url, "TRUSTED_PROXIES": "1"}
    server = Fleet(sqlite_database(folder / "test.db"), "http://127.0.0.1:9", folder, workers=0, more=more, port=port)
    server.start()
    try:
        with caddy:
            yield caddy
    finally:
        server.kill()


def test_a_signed_call_goes_through_to_the_service_that_runs(proxy: Proxy) -> None:
    handset = Handset(proxy.url, TOKEN, "+819012345678", NUMBER, session=proxy.visitor())
    assert any("English" in sentence for sentence in heard(handset.call(Person(["5"]))))
    unsigned = proxy.visitor().post(f"{proxy.url}/voice", {"CallSid": "CA1"}, timeout=PATIENCE)
    assert unsigned.status_code == 403


def test_limits_count_the_address_of_the_client_and_not_one_that_it_invents(proxy: Proxy) -> None:
    one, other = proxy.visitor("127.0.0.2"), proxy.visitor("127.0.0.3")
    for number in count(1):
        invented = {"X-Forwarded-For": f"203.0.113.{number % 250}"}
        answer = one.get(f"{proxy.url}/hours.json", headers=invented, timeout=PATIENCE)
        if answer.status_code == 429:
            break
        assert number < 200, "the limit is 60"
    assert other.get(f"{proxy.url}/hours.json", timeout=PATIENCE).status_code == 200
