"""Connections to PostgreSQL: several servers of which one can be written, and servers that become read-only."""

import socket
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import InternalError, OperationalError

from ivr.store.db import StoreError, first_line, open_store, read, write
from tests.support.databases import PostgreSQL
from tests.support.waiting import LONG


@pytest.fixture
def database_url(postgresql: PostgreSQL) -> Iterator[str]:
    with postgresql.database() as url:
        yield url


def select(connection: Connection, what: str) -> object:
    return connection.scalar(text(f"SELECT {what}"))


def change(connection: Connection) -> None:
    connection.execute(text("UPDATE probe SET count = count + 1"))


def several(url: str, *others: str) -> str:
    """Return the address of a database, whose server is the last of several."""
    (folder,) = parse_qs(urlsplit(url).query)["host"]
    hosts = "&".join(f"host={each}" for each in (*others, folder))
    return f"{url.partition('?')[0]}?{hosts}"


def read_only(engine: Engine, state: str) -> None:
    """Make the sessions that begin from now on read-only, or not; those of before stay as they are."""
    name = engine.url.database
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET default_transaction_read_only = off"))
        connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = {state}"))


def test_a_server_that_is_silent_is_tried_once(database_url: str) -> None:
    """Each attempt costs two seconds. All engines of a process know what one has found."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = several(database_url, f"127.0.0.1:{silent.getsockname()[1]}")
        engines = [open_store(url) for _ in range(3)]
        for engine in engines:
            assert read(engine, select, "1") == 1
            engine.dispose()
        silent.accept()[0].close()
        silent.setblocking(False)
        with pytest.raises(BlockingIOError):
            silent.accept()


def test_a_server_that_is_read_only_is_passed_over(engine: Engine) -> None:
    read_only(engine, "on")
    with pytest.raises(OperationalError) as raised:
        read(open_store(several(str(engine.url), "127.0.0.1:1")), select, "1")
    said = first_line(raised.value)
    assert said.startswith("no server can be written: 127.0.0.1:1: Connection refused; /")
    assert said.endswith("session is read-only")


def test_connections_to_a_server_that_was_read_only_are_left(engine: Engine) -> None:
    """The pool has one from before and some from after; the first refusal closes all."""
    read_only(engine, "on")
    engine.dispose()
    held = [engine.connect() for _ in range(3)]
    for each in held:
        each.close()
    with pytest.raises(InternalError, match="read-only"):
        write(engine, change)
    read_only(engine, "off")
    for _ in held:
        write(engine, change)


def test_what_is_confirmed_is_on_the_disk_whatever_is_set_for_the_database(engine: Engine) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"ALTER DATABASE {engine.url.database} SET synchronous_commit = off"))
    engine.dispose()
    assert read(engine, select, "current_setting('synchronous_commit')") == "on"


@pytest.mark.parametrize("hosts", ["host=a,b&port=1,2,3", "host=a:1&host=b:2&port=1"])
def test_hosts_and_ports_that_do_not_fit(hosts: str) -> None:
    with pytest.raises(StoreError, match="DATABASE_URL: "):
        open_store(f"postgresql+psycopg://user@/name?{hosts}", LONG)
