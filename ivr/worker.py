"""Composes the workers from the settings, and the parts that the web application has too."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from ivr.agency_pages import installed
from ivr.carrier import Carrier
from ivr.carrier.calling import call_backs_of
from ivr.carrier.kinds import make_carrier
from ivr.carrier.step_urls import StepUrls
from ivr.clock import Clock, SystemClock
from ivr.core.callbacks.pace import Bounds
from ivr.core.caller import spoken_form
from ivr.core.dialling import Dialling
from ivr.core.text.writer import TextWriter
from ivr.mail import MailServer
from ivr.privacy import Privacy
from ivr.service.agency_pages.watching import Watching
from ivr.service.alerts.telling import Telling
from ivr.service.call_backs.calling import Calling
from ivr.service.confirmations.links import ConfirmationLinks
from ivr.service.confirmations.mailing import Mailing
from ivr.service.live import Followed, start_together
from ivr.service.prompts.live import LiveBook
from ivr.service.schedule.live import FROM_EVER, LiveSchedule
from ivr.service.text.delivery import Delivery
from ivr.service.upkeep import Upkeep
from ivr.settings import LINK, Settings
from ivr.store.db import open_store
from ivr.store.patience import PATIENCE, Patience
from ivr.store.purge import Ages
from prompts.voices import voices_of

if TYPE_CHECKING:
    from ivr.telemetry import Spans


def live(
    settings: Settings, clock: Clock | None = None, patience: Patience = PATIENCE
) -> tuple[LiveSchedule, LiveBook]:
    """Load the schedule and the book, which all parts of a process share. A follower keeps them up to date."""
    copy = Path(settings.schedule_copy) if settings.schedule_copy else None
    engine = open_store(settings.database_url, patience)
    schedule = LiveSchedule(engine, clock or SystemClock(), copy, patience)
    book = LiveBook(engine, patience, voices_of(settings.carrier), clock)
    start_together([schedule, book])
    return schedule, book


@dataclass(frozen=True)
class Workers:
    """The workers of a process: one that delivers texts, and one that calls people back, if anybody is called back."""

    delivery: Delivery
    calling: Calling | None

    def wake(self) -> None:
        """Make them look for what is due at once."""
        self.delivery.wake()
        if self.calling:
            self.calling.wake()

    def followed(self) -> list[Followed]:
        """Return the workers as parts that are followed."""
        return [self.delivery, *([self.calling] if self.calling else [])]

    def start(self) -> None:
        """Run them in threads of their own."""
        threading.Thread(target=self.run, name="delivery", daemon=True).start()

    def run(self) -> None:
        """Run them until they are stopped."""
        if self.calling:
            threading.Thread(target=self.calling.run, name="calling back", daemon=True).start()
        self.delivery.run()

    def stop(self) -> None:
        """Begin no other text or call."""
        self.delivery.stop()
        if self.calling:
            self.calling.stop()

    def leave(self, seconds: float) -> None:
        """Stop, and give what is in hand ``seconds``."""
        self.stop()
        self.delivery.leave(seconds)
        if self.calling:
            self.calling.leave(seconds)


def workers_of(
    settings: Settings,
    schedule: LiveSchedule,
    book: LiveBook,
    clock: Clock | None = None,
    patience: Patience = PATIENCE,
    spans: "Spans | None" = None,
    watches: bool = True,
) -> Workers:
    """Build the workers of a process; the arguments are those of :func:`delivery_worker`."""
    delivery = delivery_worker(settings, schedule, book, clock, patience, spans, watches)
    return Workers(delivery, calling_worker(settings, schedule, clock, patience))


def delivery_worker(
    settings: Settings,
    schedule: LiveSchedule,
    book: LiveBook,
    clock: Clock | None = None,
    patience: Patience = PATIENCE,
    spans: "Spans | None" = None,
    watches: bool = True,
) -> Delivery:
    """Build a delivery worker. With ``spans``, each text that is handed to the carrier is traced.

    If it ``watches``, it looks at the pages of agencies.
    """
    engine = open_store(settings.database_url, patience)
    return Delivery(
        engine=engine,
        privacy=keys(settings),
        carrier=carrier_of(settings),
        timetable_at=schedule.at,
        writer=writer_of(settings, book),
        since=since_of(schedule, book),
        clock=clock or SystemClock(),
        upkeep=Upkeep(
            engine,
            schedule.at,
            ages(settings),
            telling_of(settings, engine, schedule, clock),
            watching_of(settings, engine, schedule, clock) if watches else None,
            mailing_of(settings, engine, schedule, clock),
        ),
        rate=settings.sms_rate,
        patience=patience,
        spans=spans,
    )


def calling_worker(
    settings: Settings, schedule: LiveSchedule, clock: Clock | None = None, patience: Patience = PATIENCE
) -> Calling | None:
    """Build a worker that calls people back; None: nobody is called back."""
    calls = call_backs_of(settings)
    if calls is None:
        return None
    steps = StepUrls(settings.public_url, keys(settings))
    bounds = Bounds(
        least=settings.call_backs_at_least,
        most=settings.call_backs_at_once,
        per_minute=settings.call_backs_per_minute,
        per_day=settings.call_backs_per_day,
    )
    return Calling(
        engine=open_store(settings.database_url, patience),
        privacy=keys(settings),
        calls=calls,
        timetable_at=schedule.at,
        clock=clock or SystemClock(),
        url=steps.url,
        ended=steps.called,
        dialling=dialling_of(settings),
        bounds=bounds,
        patience=patience,
    )


def since_of(schedule: LiveSchedule, book: LiveBook) -> Callable[[datetime], datetime]:
    """Return a function that says when the latest planned hours or words took effect by a moment."""
    return lambda now: max(filter(None, (schedule.since(now), book.since(now))), default=FROM_EVER)


def spans_of(settings: Settings) -> "Spans | None":
    """Return what sends spans to a collector; None if none is set. Call it in the process that makes the spans.

    Raises:
        ImportError: the extra `telemetry` is not installed.
    """
    if not settings.otel_exporter_otlp_endpoint:
        return None
    from ivr.telemetry import Spans  # noqa: PLC0415 - an extra

    return Spans(settings.otel_exporter_otlp_endpoint, settings.otel_exporter_otlp_headers)


def telling_of(
    settings: Settings, engine: Engine, schedule: LiveSchedule, clock: Clock | None = None
) -> Telling | None:
    """Return what tells ops staff what needs a hand; None if no channel is set."""
    if not settings.alert_urls:
        return None
    return Telling(
        engine=engine,
        timetable_at=schedule.at,
        now=(clock or SystemClock()).now,
        privacy=keys(settings),
        channels=settings.alert_urls,
        language=settings.alert_language,
        pages=settings.public_url,
        digests=settings.alert_digest,
        confirmed_for=settings.confirmed_for,
    )


def watching_of(
    settings: Settings, engine: Engine, schedule: LiveSchedule, clock: Clock | None = None
) -> Watching | None:
    """Return what looks at agencies' pages; None if the extra is not installed."""
    if not installed():
        return None
    return Watching(engine, schedule.at, (clock or SystemClock()).now, agent_of(settings))


def agent_of(settings: Settings) -> str:
    """Return who we say that we are to the sites of agencies, with an address where we can be asked about it."""
    return f"Tsunagu/{version('tsunagu')} (+{settings.operator_url or settings.public_url})"


def mailing_of(settings: Settings, engine: Engine, schedule: LiveSchedule, clock: Clock | None = None) -> Mailing:
    """Return what asks agencies to confirm their hours. Without a mail server it sends nothing."""
    return Mailing(
        links=ConfirmationLinks(engine, keys(settings), settings.public_url),
        timetable_at=schedule.at,
        now=(clock or SystemClock()).now,
        server=MailServer(settings.smtp_url, settings.mail_from) if settings.smtp_url else None,
        hotline=spoken_form(settings.phone_number),
        operator=settings.operator,
    )


def ages(settings: Settings) -> Ages:
    """Return how long each kind of data is kept."""
    return Ages(timedelta(days=settings.keep_people_days), timedelta(days=settings.keep_records_days))


def dialling_of(settings: Settings) -> Dialling:
    """Return which numbers may be dialled."""
    countries, kinds, hosts = settings.dial_countries, settings.dial_kinds, settings.sip_hosts
    return Dialling(settings.phone_number, frozenset(countries), frozenset(kinds), frozenset(hosts))


def keys(settings: Settings) -> Privacy:
    """Return the keys that hash and encrypt telephone numbers."""
    return Privacy(settings.secret_key, *settings.old_secret_keys)


def carrier_of(settings: Settings) -> Carrier:
    """Return the carrier that texts are handed to."""
    return make_carrier(settings, f"{settings.public_url}/sms/status")


def writer_of(settings: Settings, book: LiveBook) -> Callable[[datetime], TextWriter]:
    """Return a function that makes a text writer with the book in force at a moment."""
    pages = settings.public_url if settings.sms_content == LINK else None
    confirmed_for = settings.confirmed_for if settings.say_unconfirmed else None
    return lambda now: TextWriter(
        book.at(now), pages, settings.text_after_silence, settings.text_discreet, confirmed_for
    )
