"""The composition root: settings in, the whole service out."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import Engine

from ivr.carrier import Carrier
from ivr.carrier.kinds import make_carrier, make_signature
from ivr.clock import Clock, SystemClock
from ivr.core.text.limits import Limits
from ivr.core.text.writer import TextWriter
from ivr.privacy import Privacy
from ivr.service.calls import CallService
from ivr.service.live import start_together
from ivr.service.people.accounts import Accounts
from ivr.service.people.passwords import PASSWORDS
from ivr.service.prompts.live import LiveBook
from ivr.service.schedule.live import LiveSchedule
from ivr.service.text.delivery import Delivery
from ivr.service.text.direct import Direct
from ivr.service.text.inbound import TextService
from ivr.service.upkeep import Upkeep
from ivr.settings import LINK, Settings
from ivr.store.callers import OptOuts
from ivr.store.db import open_store
from ivr.store.deadline import Deadline
from ivr.store.patience import PATIENCE, Patience
from ivr.store.purge import Ages
from ivr.store.recorder import Recorder
from ivr.web.audio import audio_blueprint
from ivr.web.calendar import calendar_blueprint
from ivr.web.health import health_blueprint
from ivr.web.open_data import open_data_blueprint
from ivr.web.ops import Console, add_console
from ivr.web.poster import poster_blueprint
from ivr.web.public import public_blueprint
from ivr.web.sms import sms_blueprint
from ivr.web.step_urls import StepUrls
from ivr.web.voice import voice_blueprint
from prompts import load_recogniser

LARGEST_REQUEST = 64 * 1024
"""Bytes; a carrier's webhook has some two thousand."""


@dataclass(frozen=True)
class Service:
    """The parts of the service that its callers use."""

    flask: Flask
    recorder: Recorder
    deadline: Deadline
    engine: Engine
    opt_outs: OptOuts
    accounts: Accounts


def current(
    settings: Settings, clock: Clock | None = None, patience: Patience = PATIENCE
) -> tuple[LiveSchedule, LiveBook]:
    """The schedule and the book of this process, read and kept up to date; its parts share them."""
    copy = Path(settings.schedule_copy) if settings.schedule_copy else None
    engine = open_store(settings.database_url, patience)
    schedule = LiveSchedule(engine, clock or SystemClock(), copy, patience)
    book = LiveBook(engine, patience)
    start_together([schedule, book])
    return schedule, book


def compose(
    settings: Settings,
    schedule: LiveSchedule,
    book: LiveBook,
    clock: Clock | None = None,
    wake: Callable[[], None] = lambda: None,
    hasher: PasswordHasher = PASSWORDS,
    patience: Patience = PATIENCE,
) -> Service:
    """Build the web application.

    ``wake`` is called when a text has been promised; ``hasher`` is for passwords.
    """
    clock = clock or SystemClock()
    engine, privacy = open_store(settings.database_url, patience), keys(settings)
    deadline, recorder = Deadline(engine, patience), Recorder(engine, patience)
    writer, carrier, limits = _writer(settings, book), _carrier(settings), _limits(settings)
    opt_outs = OptOuts()
    direct = Direct(engine, carrier, opt_outs, privacy, recorder, clock)
    direct.start()
    calls = CallService(schedule.at, writer, engine, privacy, deadline, recorder, limits, direct, wake)
    texts = TextService(
        schedule.at,
        writer,
        load_recogniser(),
        engine,
        privacy,
        deadline,
        recorder,
        limits,
        opt_outs,
        carrier.has_spare,
        wake,
    )
    accounts = Accounts(engine, privacy, hasher)
    signature = make_signature(settings)
    steps = StepUrls(settings.public_url, privacy)

    app = Flask("ivr", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.register_blueprint(
        voice_blueprint(calls, steps, signature, clock, settings.phone_number, settings.sms_countries)
    )
    app.register_blueprint(sms_blueprint(texts, signature, clock, f"{settings.public_url}/sms", settings.sms_countries))
    app.register_blueprint(audio_blueprint(book, engine, deadline))
    app.register_blueprint(calendar_blueprint(schedule, book, clock))
    app.register_blueprint(public_blueprint(schedule, book, clock, settings.phone_number, settings.public_url))
    app.register_blueprint(poster_blueprint(book, settings.phone_number, settings.public_url))
    app.register_blueprint(open_data_blueprint(schedule, clock, settings.phone_number, settings.public_url))
    add_console(app, Console(engine, clock, schedule, book, writer, accounts, SystemClock(), settings))
    app.register_blueprint(health_blueprint(engine, deadline, clock, settings.metrics_token))
    return Service(app, recorder, deadline, engine, opt_outs, accounts)


def delivery_worker(
    settings: Settings,
    schedule: LiveSchedule,
    book: LiveBook,
    clock: Clock | None = None,
    patience: Patience = PATIENCE,
) -> Delivery:
    """Build a delivery worker."""
    engine = open_store(settings.database_url, patience)
    return Delivery(
        engine=engine,
        privacy=keys(settings),
        carrier=_carrier(settings),
        timetable_at=schedule.at,
        writer=_writer(settings, book),
        clock=clock or SystemClock(),
        upkeep=Upkeep(engine, schedule.at, ages(settings)),
        rate=settings.sms_rate,
        patience=patience,
    )


def ages(settings: Settings) -> Ages:
    """How long each kind of data is kept."""
    return Ages(timedelta(days=settings.keep_people_days), timedelta(days=settings.keep_records_days))


def keys(settings: Settings) -> Privacy:
    """What hashes and seals numbers."""
    return Privacy(settings.secret_key, *settings.old_secret_keys)


def _limits(settings: Settings) -> Limits:
    return Limits(settings.sms_per_number, settings.sms_per_range, settings.sms_per_day)


def _carrier(settings: Settings) -> Carrier:
    return make_carrier(settings, f"{settings.public_url}/sms/status")


def _writer(settings: Settings, book: LiveBook) -> Callable[[], TextWriter]:
    """A writer over the book in force at the time of the call."""
    pages = settings.public_url if settings.sms_content == LINK else None
    return lambda: TextWriter(book(), pages)


def wsgi(settings: Settings, deliver: bool) -> Flask:
    """What a web server's process runs: the application and, unless told otherwise, a delivery worker."""
    schedule, book = current(settings)
    if not deliver:
        return compose(settings, schedule, book).flask
    worker = delivery_worker(settings, schedule, book)
    threading.Thread(target=worker.run, name="delivery", daemon=True).start()
    return compose(settings, schedule, book, wake=worker.wake).flask
