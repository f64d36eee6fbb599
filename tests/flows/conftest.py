"""Fixtures of whole calls and pages."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from ivr.app import Service, compose
from ivr.demo import NUMBER, PERSON, Demo
from ivr.settings import Settings
from ivr.worker import live
from tests.support.console import Console
from tests.support.databases import sqlite_database
from tests.support.demo import Dials
from tests.support.people import Person, rang
from tests.support.waiting import LONG


@pytest.fixture
def behind_a_proxy(tmp_path: Path) -> Iterator[Service]:
    """A service that one proxy stands before."""
    with running(tmp_path / "proxy.db", trusted_proxies=1) as service:
        yield service


@pytest.fixture
def run_by(tmp_path: Path) -> Iterator[Callable[[str, str], FlaskClient]]:
    """Starts services of an organization: its name and its web address."""
    with ExitStack() as services:

        def start(name: str, address: str) -> FlaskClient:
            file = tmp_path / f"{len(list(tmp_path.iterdir()))}.db"
            service = services.enter_context(running(file, operator=name, operator_url=address))
            return service.flask.test_client()

        yield start


@contextmanager
def running(database: Path, **more: Any) -> Iterator[Service]:
    """Run a service on HTTPS with the given settings besides those that are required."""
    settings = Settings(
        public_url="https://hotline.example.org",
        secret_key="a secret of thirty-two characters",
        account_sid="AC1",
        auth_token="token",
        phone_number=NUMBER,
        carrier="simulated",
        database_url=sqlite_database(database),
        schedule_copy="",
        **more,
    )
    schedule, book = live(settings, patience=LONG)
    service = compose(settings, schedule, book, patience=LONG)
    yield service
    service.close()


@pytest.fixture
def aiko(demo: Demo) -> Console:
    console = Console(demo.url)
    console.sign_in(PERSON, demo.password)
    return console


@pytest.fixture
def vietnamese(demo: Demo, handset: Dials) -> Callable[[], list[str]]:
    """Calls in Vietnamese; what was rung."""

    def call() -> list[str]:
        return rang(handset(f"+8190{time.monotonic_ns() % 10**8:08}").call(Person(["1"])))

    return call
