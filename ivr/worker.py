"""Composes a delivery worker from the settings, and the parts that the web application has too."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from ivr.carrier import Carrier
from ivr.carrier.kinds import make_carrier
from ivr.clock import Clock, SystemClock
from ivr.core.dialling import Dialling
from ivr.core.text.writer import TextWriter
from ivr.privacy import Privacy
from ivr.service.alerts.telling import Telling
from ivr.service.live import start_together
from ivr.service.prompts.live import LiveBook
from ivr.service.schedule.live import LiveSchedule
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
    book = LiveBook(engine, patience, voices_of(settings.carrier))
    start_together([schedule, book])
    return schedule, book


def delivery_worker(
    settings: Settings,
    schedule: LiveSchedule,
    book: LiveBook,
    clock: Clock | None = None,
    patience: Patience = PATIENCE,
    spans: "Spans | None" = None,
) -> Delivery:
    """Build a delivery worker. With ``spans``, each text that is handed to the carrier is traced."""
    engine = open_store(settings.database_url, patience)
    return Delivery(
        engine=engine,
        privacy=keys(settings),
        carrier=carrier_of(settings),
        timetable_at=schedule.at,
        writer=writer_of(settings, book),
        clock=clock or SystemClock(),
        upkeep=Upkeep(engine, schedule.at, ages(settings), telling_of(settings, engine, schedule, clock)),
        rate=settings.sms_rate,
        patience=patience,
        spans=spans,
    )


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


def writer_of(settings: Settings, book: LiveBook) -> Callable[[], TextWriter]:
    """Return a function that makes a text writer with the book in force."""
    pages = settings.public_url if settings.sms_content == LINK else None
    return lambda: TextWriter(book(), pages, settings.text_after_silence, settings.text_discreet)
