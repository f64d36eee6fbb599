"""Fixtures that tests of several folders share: a running service, telephones, databases of both kinds."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

import tests.support.examples  # noqa: F401 - the profiles
from ivr.demo import NUMBER, TOKEN, Demo
from ivr.phone.handset import Handset
from ivr.privacy import Privacy
from ivr.store.db import open_store
from tests.support.databases import PostgreSQL, sqlite_database
from tests.support.demo import MOBILE, Dials, start
from tests.support.people import join_background_work
from tests.support.waiting import LONG


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """`pytest -n auto`: two for each processor, since many tests wait for processes and pages; unit tests do not."""
    only_unit_tests = all("tests/unit" in each for each in config.args)
    return (os.cpu_count() or 1) * (1 if only_unit_tests else 2)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first, so that at the end nobody waits for it; otherwise the order is random."""
    items.sort(key=lambda item: -len([*item.iter_markers("long")]))


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """The whole service over HTTP, its clock at Sunday 10:00, signatures checked."""
    running = start(tmp_path)
    yield running
    running.close()


@pytest.fixture
def handset(demo: Demo) -> Dials:
    """Makes handsets that call the running service."""

    def make(number: str = MOBILE, *, repeat: bool = False) -> Handset:
        return Handset(demo.url, TOKEN, number, NUMBER, repeat=repeat)

    return make


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A real PostgreSQL server, started when the first test of this process asks for it."""
    started = PostgreSQL()
    yield started
    started.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database of each kind in turn, with our tables and nothing in them."""
    if request.param == "sqlite":
        yield sqlite_database(tmp_path / "test.db")
        return
    postgresql: PostgreSQL = request.getfixturevalue("postgresql")
    with postgresql.database() as url:
        yield url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A database with our tables; on a busy machine a writer has long to wait for another."""
    opened = open_store(database_url, LONG)
    yield opened
    join_background_work()  # a connection in use is not closed by this
    opened.dispose()


@pytest.fixture
def privacy() -> Privacy:
    return Privacy("a secret of thirty-two characters")
