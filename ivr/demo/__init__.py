"""The demo: the whole service on one machine, without a carrier's account. Nothing is sent to other machines.

The web application and a simulated carrier share one port and one process, so that the clock can be set and texts
can be read. The service uses the simulated carrier like a real one: over HTTP, with signed webhooks.
"""

import gc
import secrets
import shutil
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import Engine
from werkzeug.serving import BaseWSGIServer, make_server

from ivr.app import Service, compose
from ivr.clock import MovableClock, SystemClock
from ivr.core.roles import Role
from ivr.demo.controls import controls
from ivr.demo.front import Front, Quiet
from ivr.demo.ringing import add_ringing
from ivr.demo.tour import add_tour
from ivr.phone.carrier import DeskCarrier
from ivr.phone.page import hang_up_all, phone_app
from ivr.phone.words import add_words
from ivr.service.histories import make_up
from ivr.service.live import start_together
from ivr.service.people.passwords import random_password
from ivr.service.prompts.live import LiveBook
from ivr.service.schedule.live import FROM_EVER, LiveSchedule, publish_first
from ivr.service.text.delivery import Delivery
from ivr.settings import Settings
from ivr.store.db import open_store, reading, writing
from ivr.store.migrate import migrate
from ivr.store.patience import PATIENCE, Patience
from ivr.store.revisions import Revision, copy
from ivr.worker import Workers, keys, workers_of, writer_of
from profiles import profile
from profiles.load import shipped
from profiles.numbers import demo_number
from prompts.load import CONSOLE_LANGUAGES, DEMO, load_words
from prompts.voices import voices_of
from schedules import Override

ACCOUNT = "ACdemo0000000000000000000000000000"
TOKEN = "demo-token"
NUMBER = shipped().demo_number
"""The number of the demo with the profile that ships."""
PERSON = "demo"
TRANSLATIONS = {code: load_words(code, DEMO) for code in CONSOLE_LANGUAGES if code != "en"}
"""Translations of the words of the telephone and the tour."""
_HASHER = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
"""Fast parameters: a password of the demo is valid only as long as it runs, and protects nothing."""
_POLL = 0.02
"""Seconds between two checks whether the server should stop. The library's default of 0.5 s would delay the stop."""


@dataclass
class Demo:
    """A running demo; ``close`` ends it and deletes its data."""

    url: str
    database_url: str
    clock: MovableClock
    carrier: DeskCarrier
    schedule: LiveSchedule
    book: LiveBook
    service: Service
    workers: Workers
    password: str
    _phone: Flask
    _server: BaseWSGIServer
    _folder: Path

    @property
    def worker(self) -> Delivery:
        """The worker that delivers texts."""
        return self.workers.delivery

    def close(self) -> None:
        """Stop the server and the worker, and remove the database."""
        hang_up_all(self._phone)
        self._server.shutdown()
        self._server.server_close()
        self.workers.stop()
        self.service.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def start_demo(
    port: int = 0,
    at: datetime | None = None,
    host: str = "127.0.0.1",
    database: str | None = None,
    published: Engine | None = None,
    patience: Patience = PATIENCE,
    strict: bool = False,
    days: int = 0,
    tell: Callable[[str], object] = lambda _: None,
    **more: Any,
) -> Demo:
    """Start the demo on ``port`` (0: any free one), its clock at ``at`` (default: now).

    If ``strict``, people of the console need a second factor and a password of their own, as in production.

    It begins with made-up calls of so many ``days``. ``more`` are further settings. ``tell`` is told what takes time.

    Its schedule is copied from the database ``published``; by default it is the shipped one.
    """
    clock, carrier = MovableClock(at), DeskCarrier(TOKEN)
    folder = Path(tempfile.mkdtemp(prefix="tsunagu-demo-"))
    front = Front()
    server = make_server(host, port, front, threaded=True, request_handler=Quiet)
    url = f"http://{host}:{server.server_port}"
    settings = Settings(
        public_url=url,
        secret_key=secrets.token_hex(32),
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        phone_number=demo_number(),
        sms_sender=demo_number(),
        api_url=url,
        database_url=database or f"sqlite:///{folder}/demo.db",
        schedule_copy="",
        sms_rate=0,
        **more,
    )
    tell("Making a database …")
    store = open_store(settings.database_url, patience)
    migrate(store)
    tell("Publishing the hours that come with it …")
    if published is not None:
        with reading(published) as source, writing(store) as target:
            copy(source, target)
    publish_first(store, SystemClock().now())
    schedule, book = _Schedule(store, patience), LiveBook(store, patience, voices_of(settings.carrier), clock)
    start_together([schedule, book])
    if days:
        tell(f"Making up the calls of {days} days …")
        now = clock.now()
        gc.disable()  # it would look through all that is made up, a third of the time
        make_up(store, keys(settings), schedule.at(now), writer_of(settings, book)(now), now, days)
        gc.enable()
    tour = profile().directory is None  # it is a tour of the lines that ship
    workers = workers_of(settings, schedule, book, clock, patience, watches=False)
    service = compose(
        settings, schedule, book, clock, workers, _HASHER, patience, strict, tour="/demo/" if days and tour else ""
    )
    service.flask.config["PHONE_PAGE"] = "/phone/"
    password = random_password()
    service.accounts.add(PERSON, Role.ADMIN, password, PERSON, SystemClock().now())
    phone = phone_app(url, ACCOUNT, TOKEN, demo_number(), TRANSLATIONS)
    backstage = controls(clock, service, workers.wake)
    add_ringing(backstage, carrier)
    backstage.config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost", host]  # the tour tells the password
    add_words(backstage, TRANSLATIONS)
    if tour:
        add_tour(backstage, clock, service, schedule.at, front.seen, (PERSON, password))
    front.applications = {
        "/2010-04-01/": carrier.application(),
        "/demo": backstage,
        "/phone": phone,
        "/": service.wsgi,
    }
    threading.Thread(target=server.serve_forever, args=(_POLL,), name="web", daemon=True).start()
    workers.start()
    return Demo(
        url, settings.database_url, clock, carrier, schedule, book, service, workers, password, phone, server, folder
    )


class _Schedule(LiveSchedule):
    """A schedule whose revisions that were published to take effect at once are in force at any time.

    Commands publish by the machine's clock, which may be ahead of the demo's clock.
    """

    def __init__(self, engine: Engine, patience: Patience) -> None:
        super().__init__(engine, MovableClock(FROM_EVER), patience=patience)  # so that it reads all revisions

    def _serve(self, seen: tuple[int, ...], revisions: Sequence[Revision], overrides: Sequence[Override]) -> None:
        found: list[Revision] = []
        for each in reversed(revisions):
            planned = each.effective_at if each.effective_at > each.made_at else FROM_EVER
            found.append(replace(each, effective_at=min(planned, found[-1].effective_at) if found else planned))
        super()._serve(seen, found[::-1], overrides)
