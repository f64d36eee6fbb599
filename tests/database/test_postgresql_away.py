"""What can happen to a PostgreSQL while calls come in. Each is routed, and gets its text, from the carrier directly."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from ivr.clock import parse_moment
from ivr.demo import NUMBER, TOKEN, Demo, start_demo
from ivr.phone.handset import Handset
from tests.support.databases import PostgreSQL
from tests.support.demo import end
from tests.support.line import Line
from tests.support.people import NOBODY_ANSWERS, Person, heard, rang
from tests.support.waiting import PATIENCE, eventually, texts_taken

MONDAY_NOON = parse_moment("2026-11-23 12:00")
PROMISE = "vi-VN Chúng tôi đang gửi đến điện thoại của bạn một tin nhắn"
"""The beginning of the promise of a text."""


@dataclass
class Place:
    """A database of a server, and the line to it."""

    server: str
    name: str
    line: Line

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.line.port}/{self.name}"

    def run(self, *statements: str, end_sessions: bool = False) -> None:
        """Run statements on the server as its superuser."""
        engine = create_engine(self.server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for each in statements:
                connection.execute(text(each))
            if end_sessions:
                sessions = f"FROM pg_stat_activity WHERE datname = '{self.name}'"
                connection.execute(text(f"SELECT pg_terminate_backend(pid) {sessions}"))
        engine.dispose()


@pytest.fixture
def place(postgresql: PostgreSQL) -> Iterator[Place]:
    with postgresql.database() as url:
        line = Line(postgresql.url)
        yield Place(postgresql.url, str(make_url(url).database), line)
        line.close()


@contextmanager
def gone(place: Place) -> Iterator[None]:
    place.run(f"ALTER DATABASE {place.name} ALLOW_CONNECTIONS false", end_sessions=True)
    yield
    place.run(f"ALTER DATABASE {place.name} ALLOW_CONNECTIONS true")


@contextmanager
def read_only(place: Place) -> Iterator[None]:
    """As after a fail-over, or when a provider's disk is full. Sessions that began meanwhile stay read-only."""
    setting = "default_transaction_read_only"
    place.run(f"ALTER DATABASE {place.name} SET {setting} = on", end_sessions=True)
    yield
    place.run(f"ALTER DATABASE {place.name} RESET {setting}")


@contextmanager
def migrating(place: Place) -> Iterator[None]:
    """A migration that rewrites tables, of which nobody else sees anything meanwhile."""
    engine = create_engine(place.url)
    with engine.begin() as connection:
        connection.execute(text("LOCK TABLE outbox, callers, calls, call_steps, opt_outs IN ACCESS EXCLUSIVE MODE"))
        yield
    engine.dispose()


@contextmanager
def slow(place: Place) -> Iterator[None]:
    """Every answer takes two seconds, which is more than a call waits."""
    place.line.slow_down(1)
    yield
    place.line.speed_up()


@contextmanager
def hanging(place: Place) -> Iterator[None]:
    place.line.slow_down(10 * PATIENCE)
    yield
    place.line.speed_up()


def call(demo: Demo, number: str) -> bool:
    """Call while nobody answers. Return whether a text is promised after both lines have rung."""
    events = Handset(demo.url, TOKEN, number, NUMBER).call(Person(["1"], otherwise=NOBODY_ANSWERS))
    assert rang(events) == ["+81120250168", "+81120762029"]
    return any(sentence.startswith(PROMISE) for sentence in heard(events))


@pytest.mark.parametrize("fault", [gone, read_only, migrating, slow, hanging])
def test_calls_go_on(
    place: Place, fault: Callable[[Place], AbstractContextManager[None]], caplog: pytest.LogCaptureFixture
) -> None:
    demo = start_demo(at=MONDAY_NOON, database=place.url)
    eventually(lambda: demo.service.opt_outs.read_at is not None)
    numbers = [f"+81901234567{digit}" for digit in "1234"]
    with fault(place):
        assert [call(demo, number) for number in numbers[:3]] == [True] * 3
    assert caplog.text.count("calls continue without it") == 1
    eventually(lambda: not demo.service.deadline.down)
    eventually(lambda: call(demo, numbers[3]))
    texts = texts_taken(demo.carrier, 4, seconds=PATIENCE)
    assert sorted(each.to for each in texts) == numbers
    demo.service.recorder.flush()
    stored = "SELECT count(*) FROM outbox WHERE message_sid IS NOT NULL"
    with demo.service.engine.connect() as connection:
        eventually(lambda: connection.scalar(text(stored)) == 4)
    end(demo)
