"""The composition root: settings in, the whole service out."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine

from ivr.carrier.signature import Signature
from ivr.carrier.twilio import TwilioCarrier
from ivr.clock import Clock, SystemClock
from ivr.core.writing import TextWriter
from ivr.service.calls import CallService
from ivr.service.current import CurrentSchedule
from ivr.service.delivery import Delivery
from ivr.service.texts import TextService
from ivr.settings import LINK, Settings
from ivr.store.deadline import Deadline
from ivr.store.engine import open_store
from ivr.store.privacy import Privacy
from ivr.store.record import Recorder
from ivr.web.audio import audio_blueprint
from ivr.web.calendar import calendar_blueprint
from ivr.web.health import health_blueprint
from ivr.web.public import public_blueprint
from ivr.web.sms import sms_blueprint
from ivr.web.steps import Steps
from ivr.web.voice import voice_blueprint
from prompts import Book, load_book, load_recogniser

LARGEST_REQUEST = 64 * 1024
"""Bytes; a carrier's webhook has some two thousand."""


@dataclass(frozen=True)
class Service:
    """The parts that somebody outside needs."""

    flask: Flask
    recorder: Recorder
    deadline: Deadline
    engine: Engine


def current_schedule(settings: Settings, clock: Clock | None = None) -> CurrentSchedule:
    """The schedule of this process, read and kept up to date; its parts share it."""
    copy = Path(settings.schedule_copy) if settings.schedule_copy else None
    schedule = CurrentSchedule(open_store(settings.database_url), clock or SystemClock(), copy)
    schedule.start()
    return schedule


def compose(
    settings: Settings,
    schedule: CurrentSchedule,
    clock: Clock | None = None,
    wake: Callable[[], None] = lambda: None,
) -> Service:
    """Build the web application. ``wake`` is called when a text has been promised."""
    clock = clock or SystemClock()
    engine, privacy = open_store(settings.database_url), Privacy(settings.secret_key)
    deadline, recorder = Deadline(engine), Recorder(engine)
    book, writer = _book(), _writer(settings)
    calls = CallService(schedule.at, writer, engine, privacy, deadline, recorder, wake)
    texts = TextService(schedule.at, writer, load_recogniser(), engine, privacy, deadline, recorder)
    signature = Signature(settings.auth_token, settings.public_url)
    steps = Steps(settings.public_url, privacy)

    app = Flask("ivr", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.register_blueprint(voice_blueprint(calls, steps, signature, clock, settings.phone_number))
    app.register_blueprint(sms_blueprint(texts, signature, clock, f"{settings.public_url}/sms"))
    app.register_blueprint(audio_blueprint(book))
    app.register_blueprint(calendar_blueprint(schedule, book, clock))
    app.register_blueprint(public_blueprint(schedule, book, clock))
    app.register_blueprint(health_blueprint(engine, deadline))
    return Service(app, recorder, deadline, engine)


def delivery_worker(settings: Settings, schedule: CurrentSchedule, clock: Clock | None = None) -> Delivery:
    """Build a delivery worker."""
    receipts = f"{settings.public_url}/sms/status"
    carrier = TwilioCarrier(settings.account_sid, settings.auth_token, settings.api_url, settings.sms_sender, receipts)
    return Delivery(
        engine=open_store(settings.database_url),
        privacy=Privacy(settings.secret_key),
        carrier=carrier,
        timetable_at=schedule.at,
        writer=_writer(settings),
        clock=clock or SystemClock(),
    )


@cache
def _book() -> Book:
    """The book of this process; its parts share it, since reading it takes a while."""
    return load_book()


def _writer(settings: Settings) -> TextWriter:
    return TextWriter(_book(), settings.public_url if settings.sms_content == LINK else None)


def wsgi(settings: Settings, deliver: bool) -> Flask:
    """What a web server's process runs: the application and, unless told otherwise, a delivery worker."""
    schedule = current_schedule(settings)
    if not deliver:
        return compose(settings, schedule).flask
    worker = delivery_worker(settings, schedule)
    threading.Thread(target=worker.run, name="delivery", daemon=True).start()
    return compose(settings, schedule, wake=worker.wake).flask
