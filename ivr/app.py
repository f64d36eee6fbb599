"""The composition root: builds the whole service from the settings."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from flask import Blueprint, Flask
from sqlalchemy import Engine

from ivr.carrier.calling import call_backs_of
from ivr.carrier.kinds import make_signature
from ivr.carrier.step_urls import StepUrls
from ivr.clock import Clock, SystemClock
from ivr.core.budgets import Budgets
from ivr.core.caller import spoken_form
from ivr.core.privacy_page import Practice
from ivr.core.roles import Role
from ivr.core.text.limits import Limits
from ivr.service.calls import CallService
from ivr.service.confirmations.links import ConfirmationLinks
from ivr.service.dials import Dials
from ivr.service.languages import Languages
from ivr.service.live import Followed, Follower
from ivr.service.people.accounts import Accounts
from ivr.service.people.links import Links
from ivr.service.people.passkeys import Passkeys
from ivr.service.people.passwords import PASSWORDS
from ivr.service.people.site import site_of
from ivr.service.prompts.live import LiveBook
from ivr.service.schedule.live import LiveSchedule
from ivr.service.text.direct_sender import DirectSender
from ivr.service.text.inbound import TextService
from ivr.service.text.opt_outs import LiveOptOuts
from ivr.settings import Settings
from ivr.store.callers import OptOuts
from ivr.store.db import open_for_people, open_store
from ivr.store.deadline import Deadline
from ivr.store.patience import PATIENCE, Patience
from ivr.store.recorder import Recorder
from ivr.web.audio import audio_blueprint
from ivr.web.calendar import calendar_blueprint
from ivr.web.confirmations import ConfirmationPages
from ivr.web.errors import ErrorPages
from ivr.web.headers import protect_all
from ivr.web.health import health_blueprint
from ivr.web.metrics import Watched, traffic
from ivr.web.open_data import open_data_blueprint
from ivr.web.ops import Console, add_console
from ivr.web.poster import poster_blueprint
from ivr.web.public import PublicPages
from ivr.web.refusals import Refusals
from ivr.web.request import AsciiRequest
from ivr.web.rules import LateRule
from ivr.web.security_txt import security_txt_blueprint
from ivr.web.sms import SmsHooks
from ivr.web.spans import trace_console, traced
from ivr.web.statistics import Statistics
from ivr.web.traffic import Traffic
from ivr.web.voice import VoiceHooks
from ivr.web.webhooks import LARGEST, Hook, Reply, Webhooks, part_of
from ivr.worker import Workers, carrier_of, dialling_of, keys, live, mailing_of, spans_of, workers_of, writer_of
from prompts import load_recogniser

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from ivr.telemetry import Spans

_LAST_RECORDS, _LAST_TEXT, _LAST_SPANS = 1.5, 1.0, 0.5
"""Seconds for the records that wait, for the text in hand, and for the spans, when a process ends: the first two have
had the time in which its requests were answered."""


@dataclass(frozen=True)
class Service:
    """The web applications, and those of their parts that other code uses.

    Attributes:
        webhooks: answers the carrier.
        flask: the console and the public pages.
    """

    webhooks: Webhooks
    flask: Flask
    recorder: Recorder
    deadline: Deadline
    engine: Engine
    opt_outs: OptOuts
    accounts: Accounts
    follower: Follower
    refusals: Refusals

    def wsgi(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request with the application that its path belongs to."""
        app = self.webhooks if part_of(environ.get("PATH_INFO", "")) in self.webhooks.parts else self.flask
        return app(environ, start_response)

    def close(self) -> None:
        """Write what is to be recorded, stop the threads, and close the pooled connections to the database."""
        self.recorder.close(_LAST_RECORDS)
        self.follower.stop()
        self.engine.dispose()
        self.accounts.engine.dispose()


def compose(
    settings: Settings,
    schedule: LiveSchedule,
    book: LiveBook,
    clock: Clock | None = None,
    worker: Workers | None = None,
    hasher: PasswordHasher = PASSWORDS,
    patience: Patience = PATIENCE,
    strict: bool = True,
    counts: Traffic | None = None,
    spans: "Spans | None" = None,
    tour: str = "",
) -> Service:
    """Build the web application.

    ``worker`` are this process's workers; without them, others deliver and call. ``hasher`` hashes passwords. If
    ``strict`` is False, people of the console need neither a second factor nor a password of their own. ``counts`` are
    shared with other processes. With ``spans``, webhooks and pages of the console are traced. ``tour`` is the address
    of a tour, in a demo whose calls are made up.
    """
    clock = clock or SystemClock()
    engine, privacy = open_store(settings.database_url, patience), keys(settings)
    staff = open_for_people(settings.database_url, patience)  # a busy console takes no connection from calls
    dialling, budgets, limits = dialling_of(settings), _budgets(settings), _limits(settings)
    opt_outs, dials = OptOuts(), Dials(schedule.engine, budgets, clock, patience)
    languages = Languages(schedule.engine, clock, patience) if settings.remember_language else None
    parts: list[Followed | None] = [schedule, book, LiveOptOuts(schedule.engine, opt_outs, clock, patience)]
    parts += [dials, languages, *(worker.followed() if worker else ())]
    follower = Follower(schedule.engine, clock, filter(None, parts), patience)
    deadline = Deadline(engine, patience)
    recorder = Recorder(engine, patience, languages.learn if languages else lambda _: None)
    writer, carrier = writer_of(settings, book), carrier_of(settings)

    def wake() -> None:
        if worker:
            worker.wake()
        follower.tell()

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
        languages=languages,
        dials=dials,
        call_backs=_may_wait(settings),
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
        languages=languages,
        call_backs=_may_wait(settings),
    )
    owing = Role(settings.second_factor)
    accounts = Accounts(staff, privacy, hasher, strict, owing, (settings.phone_number,))
    refusals, https = Refusals(recorder, clock), settings.public_url.startswith("https:")
    steps, countries = StepUrls(settings.public_url, privacy), settings.sms_countries
    hooks: dict[str, Callable[[Hook], Reply]] = {
        "voice": VoiceHooks(calls, steps, clock, settings.phone_number, countries, book.voices),
        "sms": SmsHooks(texts, clock, f"{settings.public_url}/sms", countries),
    }
    if spans:
        hooks = {part: partial(traced, spans, answer) for part, answer in hooks.items()}
    counts = counts or traffic()
    webhooks = Webhooks(make_signature(settings), refusals.count, https, hooks, counts)

    app = Flask("ivr", static_folder=None)
    app.request_class, app.url_rule_class = AsciiRequest, LateRule
    app.config["MAX_CONTENT_LENGTH"] = LARGEST
    refusals.install(app)
    protect_all(app, https)
    if spans:
        trace_console(app, spans)
    app.register_blueprint(audio_blueprint(book, engine, deadline))
    mailing = mailing_of(settings, staff, schedule, clock)
    for blueprint in _public_pages(settings, schedule, book, clock, mailing.links):
        app.register_blueprint(blueprint)
    links, passkeys = Links(accounts, settings.public_url), Passkeys(accounts, site_of(settings.public_url))
    people, watch = (accounts, links, passkeys, mailing), SystemClock()
    add_console(app, Console(staff, clock, schedule, book, writer, *people, watch, dialling, privacy, settings, tour))
    watched = Watched(engine, deadline, clock, schedule, book, counts, settings.database_url)
    app.register_blueprint(health_blueprint(engine, deadline, clock, settings.metrics_token, watched))
    app.register_blueprint(security_txt_blueprint(settings.security_contact, settings.public_url, SystemClock()))
    ErrorPages(load_recogniser(), book, clock, settings.phone_number).install(app)
    follower.start()
    return Service(webhooks, app, recorder, deadline, engine, opt_outs, accounts, follower, refusals)


def _public_pages(
    settings: Settings, schedule: LiveSchedule, book: LiveBook, clock: Clock, links: ConfirmationLinks
) -> Iterator[Blueprint]:
    sender = settings.sms_sender
    practice = Practice(
        hotline=settings.phone_number,
        texts_to=sender if sender.startswith("+") else "",
        people_days=settings.keep_people_days,
        records_days=settings.keep_records_days,
        remembers=settings.remember_language,
        operator=settings.operator,
        operator_page=settings.operator_url,
    )
    hotline, site, limit = settings.phone_number, settings.public_url, settings.confirmed_for
    yield PublicPages(schedule, book, clock, site, practice, settings.public_statistics, limit).blueprint()
    yield calendar_blueprint(schedule, book, clock, limit)
    yield poster_blueprint(book, clock, hotline, site)
    yield open_data_blueprint(schedule, clock, hotline, site, limit)
    yield ConfirmationPages(links, clock, spoken_form(hotline), settings.operator).blueprint()
    if settings.public_statistics:
        yield from Statistics(links.engine, clock, site, practice).blueprints()


def _may_wait(settings: Settings) -> int:
    """Return how many people may wait to be called back: as many as are called in a day."""
    return settings.call_backs_per_day if call_backs_of(settings) else 0


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


@dataclass(frozen=True)
class Running:
    """What a process of the web server runs: the applications and, unless others deliver, workers."""

    service: Service
    worker: Workers | None
    spans: "Spans | None"

    def stop(self) -> None:
        """Begin no other text. Requests are still answered."""
        if self.worker:
            self.worker.stop()

    def close(self) -> None:
        """Write what is to be recorded, wait a moment for the text in hand, and end."""
        self.service.close()
        if self.worker:
            self.worker.leave(_LAST_TEXT)
        if self.spans:
            self.spans.close(_LAST_SPANS)


def one_process(settings: Settings, deliver: bool, counts: Traffic) -> Running:
    """Build and start what a process of the web server runs."""
    schedule, book = live(settings)
    spans = spans_of(settings)
    worker = workers_of(settings, schedule, book, spans=spans) if deliver else None
    if worker:
        worker.start()
    return Running(compose(settings, schedule, book, worker=worker, counts=counts, spans=spans), worker, spans)
