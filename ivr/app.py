"""The composition root: builds the whole service from the settings."""

import threading
from dataclasses import dataclass

from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import Engine

from ivr.carrier.kinds import make_signature
from ivr.clock import Clock, SystemClock
from ivr.core.budgets import Budgets
from ivr.core.text.limits import Limits
from ivr.service.calls import CallService
from ivr.service.dials import Dials
from ivr.service.languages import Languages
from ivr.service.live import Followed, Follower
from ivr.service.people.accounts import Accounts
from ivr.service.people.passwords import PASSWORDS
from ivr.service.prompts.live import LiveBook
from ivr.service.schedule.live import LiveSchedule
from ivr.service.text.delivery import Delivery
from ivr.service.text.direct_sender import DirectSender
from ivr.service.text.inbound import TextService
from ivr.service.text.opt_outs import LiveOptOuts
from ivr.settings import Settings
from ivr.store.callers import OptOuts
from ivr.store.db import open_store
from ivr.store.deadline import Deadline
from ivr.store.patience import PATIENCE, Patience
from ivr.store.recorder import Recorder
from ivr.web.audio import audio_blueprint
from ivr.web.calendar import calendar_blueprint
from ivr.web.errors import ErrorPages
from ivr.web.headers import protect_all
from ivr.web.health import health_blueprint
from ivr.web.open_data import open_data_blueprint
from ivr.web.ops import Console, add_console
from ivr.web.poster import poster_blueprint
from ivr.web.public import PublicPages
from ivr.web.refusals import Refusals
from ivr.web.security_txt import security_txt_blueprint
from ivr.web.sms import sms_blueprint
from ivr.web.step_urls import StepUrls
from ivr.web.voice import voice_blueprint
from ivr.worker import carrier_of, delivery_worker, dialling_of, keys, live, writer_of
from prompts import load_recogniser

LARGEST_REQUEST = 64 * 1024
"""Bytes; a carrier's webhook has some two thousand."""


@dataclass(frozen=True)
class Service:
    """The web application, and those of its parts that other code uses."""

    flask: Flask
    recorder: Recorder
    deadline: Deadline
    engine: Engine
    opt_outs: OptOuts
    accounts: Accounts
    follower: Follower

    def close(self) -> None:
        """Write what is to be recorded, stop the threads, and close the pooled connections to the database."""
        self.recorder.close()
        self.follower.stop()
        self.engine.dispose()
        self.accounts.engine.dispose()


def compose(
    settings: Settings,
    schedule: LiveSchedule,
    book: LiveBook,
    clock: Clock | None = None,
    worker: Delivery | None = None,
    hasher: PasswordHasher = PASSWORDS,
    patience: Patience = PATIENCE,
    strict: bool = True,
) -> Service:
    """Build the web application.

    ``worker`` is this process's delivery worker; without one, others deliver. ``hasher`` hashes passwords. If
    ``strict`` is False, people of the console need neither a second factor nor a password of their own.
    """
    clock = clock or SystemClock()
    engine, privacy = open_store(settings.database_url, patience), keys(settings)
    staff = open_store(settings.database_url, patience)  # a busy console takes no connection from calls
    dialling, budgets, limits = dialling_of(settings), _budgets(settings), _limits(settings)
    opt_outs, dials = OptOuts(), Dials(schedule.engine, budgets, clock, patience)
    languages = Languages(schedule.engine, clock, patience) if settings.remember_language else None
    parts: list[Followed | None] = [schedule, book, LiveOptOuts(schedule.engine, opt_outs, clock, patience)]
    parts += [dials, languages, worker]
    follower = Follower(schedule.engine, clock, filter(None, parts), patience)
    deadline = Deadline(engine, patience)
    recorder = Recorder(engine, patience, languages.learn if languages else lambda _: None)
    writer, carrier = writer_of(settings, book), carrier_of(settings)
    wake = worker.wake if worker else follower.tell
    direct = DirectSender(carrier, opt_outs, privacy, recorder, clock)
    calls = CallService(
        schedule.at,
        writer,
        engine,
        privacy,
        deadline,
        recorder,
        limits,
        direct,
        wake,
        dialling,
        budgets,
        remembers=settings.remember_language,
        languages=languages,
        dials=dials,
    )
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
        budgets,
        remembers=settings.remember_language,
        languages=languages,
    )
    accounts = Accounts(staff, privacy, hasher, strict, (settings.phone_number,))
    signature = make_signature(settings)
    steps = StepUrls(settings.public_url, privacy)

    app = Flask("ivr", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    Refusals(recorder, clock).install(app)
    protect_all(app, https=settings.public_url.startswith("https:"))
    app.register_blueprint(
        voice_blueprint(calls, steps, signature, clock, settings.phone_number, settings.sms_countries, book.voices)
    )
    app.register_blueprint(sms_blueprint(texts, signature, clock, f"{settings.public_url}/sms", settings.sms_countries))
    app.register_blueprint(audio_blueprint(book, engine, deadline))
    app.register_blueprint(calendar_blueprint(schedule, book, clock))
    app.register_blueprint(_public_pages(settings, schedule, book, clock).blueprint())
    app.register_blueprint(poster_blueprint(book, settings.phone_number, settings.public_url))
    app.register_blueprint(open_data_blueprint(schedule, clock, settings.phone_number, settings.public_url))
    add_console(app, Console(staff, clock, schedule, book, writer, accounts, SystemClock(), dialling, settings))
    app.register_blueprint(health_blueprint(engine, deadline, clock, settings.metrics_token))
    app.register_blueprint(security_txt_blueprint(settings.security_contact, settings.public_url, SystemClock()))
    ErrorPages(load_recogniser(), book, settings.phone_number).install(app)
    follower.start()
    return Service(app, recorder, deadline, engine, opt_outs, accounts, follower)


def _public_pages(settings: Settings, schedule: LiveSchedule, book: LiveBook, clock: Clock) -> PublicPages:
    hotline, site = settings.phone_number, settings.public_url
    return PublicPages(schedule, book, clock, hotline, site, settings.operator, settings.operator_url)


def _limits(settings: Settings) -> Limits:
    return Limits(settings.sms_per_number, settings.sms_per_range, settings.sms_per_day)


def _budgets(settings: Settings) -> Budgets:
    return Budgets(
        settings.dials_per_caller_hour,
        settings.dials_per_caller_day,
        settings.dials_per_day,
        settings.dial_minutes_per_day,
        settings.sms_answers_per_day,
    )


def wsgi(settings: Settings, deliver: bool) -> Flask:
    """What a web server's process runs: the application and, unless told otherwise, a delivery worker."""
    schedule, book = live(settings)
    worker = delivery_worker(settings, schedule, book) if deliver else None
    if worker:
        threading.Thread(target=worker.run, name="delivery", daemon=True).start()
    return compose(settings, schedule, book, worker=worker).flask
