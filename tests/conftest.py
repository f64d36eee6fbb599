"""Fixtures that tests of several folders share: a running service, telephones, databases of both kinds."""

import gc
import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

import tests.support.examples
import tests.support.routes
import tests.support.statements
import tests.support.templates  # noqa: F401 - all for what they set
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


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name long values by their beginning: all processes tell each other the names of all tests.

    A long value of bytes, such as a file, is named by its size. It may have the time in it, and then each process would
    have another name for the test.
    """
    match val:
        case bytes() if len(val) > _LONGEST_NAME:
            return f"{len(val)} bytes"
        case str() if len(val) > _LONGEST_NAME:
            return val[:_LONGEST_NAME].encode("unicode_escape").decode()
    return None


_LONGEST_NAME = 80


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None, object, object]:
    """Spread what waits long over two processes, so that the others compute meanwhile; then put all in order."""
    waiting = [0.0] * _WAITING
    for item in sorted(items, key=lambda item: (-_seconds(item), item.nodeid)):
        if seconds := _seconds(item):
            shortest = waiting.index(min(waiting))
            waiting[shortest] += seconds
            item.add_marker(pytest.mark.xdist_group(f"waits {shortest}"))
    result = yield
    items.sort(key=_place)
    return result


_WAITING = 2
"""Processes for tests that wait; more of them at once would leave the processors without work."""


def _seconds(item: pytest.Item) -> float:
    """Some seconds that a test waits without computing; 0: not long."""
    mark = item.get_closest_marker("waits")
    return float(mark.args[0]) if mark else 0.0


def _place(item: pytest.Item) -> tuple[bool, bool, bool]:
    """What takes long begins first, so that at the end nobody waits for it; otherwise the order is random.

    Tests with a browser come one after the other, since a process keeps its browser only as long as they do.
    """
    return not _seconds(item), "browser" not in item.path.parts, not item.get_closest_marker("long")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect without the garbage collector, which would also look at thousands of tests again and again later."""
    gc.disable()
    result = yield
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)  # unit tests took 7 % less processor time then, measured once
    gc.enable()
    return result


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """The whole service over HTTP, its clock at Sunday 10:00, signatures checked."""
    running = start(tmp_path)
    yield running
    running.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Like `demo`, but one for all tests of a file that only look at it."""
    running = start(tmp_path_factory.mktemp("site"))
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
