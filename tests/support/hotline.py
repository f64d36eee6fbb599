"""The service in this process, for whole calls by the thousand: a clock that stands, and what must hold at any time."""

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import requests
from sqlalchemy import delete, func, select

from ivr.app import compose
from ivr.clock import MovableClock
from ivr.core.text.delivery import State
from ivr.core.text.promises import Purpose
from ivr.demo import NUMBER, TOKEN
from ivr.phone.events import Heard
from ivr.phone.handset import Handset
from ivr.phone.signing import HEADER, sign
from ivr.privacy import Privacy
from ivr.service.live import start_together
from ivr.service.prompts.live import LiveBook
from ivr.service.schedule.live import FROM_EVER, LiveSchedule, publish_first
from ivr.settings import Settings
from ivr.store import tables
from ivr.store.db import leave_nothing, open_store, write
from ivr.store.overrides import keep_override
from ivr.store.revisions import publish
from ivr.web.sms import INBOUND, RECEIPT
from ivr.web.voice import STATUS, STEPS
from prompts import Prompt
from prompts.languages import UNKNOWN
from prompts.voices import voices_of
from schedules import Override, parse_scope
from tests.support.book import load_book
from tests.support.databases import sqlite_database
from tests.support.every_line import LOOPS, MAY_BE_RUNG, SECOND, second_document
from tests.support.inside import SITE, Inside
from tests.support.people import join_background_work
from tests.support.published import FOURTEEN, MONDAY
from tests.support.waiting import LONG

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

SECRET = "a secret of thirty-two characters"
_KEPT = (tables.revisions, tables.audit)
_WIPED = [each for each in tables.revisions.metadata.sorted_tables if each not in _KEPT]
ANNOUNCED = {
    piece.text
    for code in (*FOURTEEN, UNKNOWN)
    for prompt in ("text_coming", "text_already", "text_numbers")
    for piece in load_book().speech(code, [Prompt(prompt)])
}
"""The sentences by which a caller is told that a text comes or has come, in all languages."""


@dataclass
class StandingClock:
    """A clock that moves only when it is set, so that a repeated request meets the same moment."""

    at: datetime

    def now(self) -> datetime:
        return self.at


@dataclass
class Telephone(Handset):
    """A telephone of a carrier that may lose its way: the next request goes to ``detour``, with a valid signature."""

    detour: str = ""
    strayed: bool = False

    def post(self, url: str, form: dict[str, str]) -> ElementTree.Element:
        if self.detour:
            url, self.detour, self.strayed = self.detour, "", True
        return super().post(url, form)


class Faults(logging.Handler):
    """Collects errors that are logged: a step that fails is answered all the same, with the number of a line."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(logging.Formatter().format(record))


@dataclass
class Hotline:
    """The service. Each request is followed by a check of what must hold whatever is asked.

    Attributes:
        may_be_texted: the numbers that can get texts, of all that are used.
        database_url: a database with empty tables; by default a file of SQLite in ``folder``.
        silent: those that have sent STOP since :meth:`anew`.
        sent: the requests since :meth:`anew`, to be sent again.
    """

    folder: Path
    may_be_texted: Iterable[str]
    database_url: str = ""
    silent: set[str] = field(default_factory=set)
    sent: list[requests.PreparedRequest] = field(default_factory=list)

    def __post_init__(self) -> None:
        settings = Settings(
            public_url=SITE,
            secret_key=SECRET,
            account_sid="AC1",
            auth_token=TOKEN,
            phone_number=NUMBER,
            sms_sender=NUMBER,
            carrier="simulated",
            database_url=self.database_url or sqlite_database(self.folder / "hotline.db"),
            schedule_copy="",
            sip_hosts=("trunk.example",),
            text_after_silence=True,
            dials_per_caller_hour=5,  # few enough to be used up now and then
            sms_per_number=3,
        )
        self.clock = StandingClock(MONDAY)
        self._store = open_store(settings.database_url, LONG)
        publish_first(self._store, MONDAY)
        self._schedule = LiveSchedule(self._store, MovableClock(FROM_EVER), patience=LONG)  # it reads all revisions
        self._book = LiveBook(self._store, LONG, voices_of(settings.carrier), self.clock)
        start_together([self._schedule, self._book])
        self._service = compose(settings, self._schedule, self._book, self.clock, patience=LONG)
        self.engine = self._service.engine
        write(self.engine, publish, second_document(), "Aiko", "a test", MONDAY, base=1, effective_at=SECOND)
        self._schedule.refresh()
        assert self._schedule.at(SECOND).revision == 2
        pages = (re.sub("<[^>]*>", "x", rule.rule) for rule in self._service.flask.url_map.iter_rules())
        self.addresses = sorted({*pages, *STEPS, STATUS, INBOUND, RECEIPT} - {"/readyz"})  # it says 503 if it is right
        self._faults = Faults()
        logging.getLogger().addHandler(self._faults)
        self._session = Inside(self._service.wsgi, self._after).session()
        self._recordings: dict[str, Heard] = {}  # each is fetched once for all telephones
        self._hash = Privacy(SECRET).hash
        self._numbers = {self._hash(number): number for number in self.may_be_texted}

    def close(self) -> None:
        logging.getLogger().removeHandler(self._faults)
        self._service.close()
        join_background_work()
        self._store.dispose()

    def anew(self, at: datetime) -> None:
        """Forget all calls and texts, and set the clock."""
        self.flush()
        with self.engine.begin() as connection:
            held = connection.scalar(select(func.count()).select_from(tables.overrides))
            for table in _WIPED:
                connection.execute(delete(table))
        leave_nothing(self.engine)
        if held:
            self._schedule.refresh()
        self.clock.at, self._seen, self._last = at, 0, b""
        self.silent.clear()
        self.sent.clear()

    # --- what happens

    def telephone(self, raw: str, number: str | None, *, repeat: bool) -> Telephone:
        """Return a telephone whose calls have ``raw`` as their caller; ``number`` is its E.164 number."""
        made = Telephone(SITE, TOKEN, raw, NUMBER, repeat, session=self._session, _recordings=self._recordings)
        made.read = _Reading(self, made, number)
        return made

    def text(self, telephone: Telephone, number: str | None, body: str, sid: str, wish: str = "") -> None:
        """Send a text; ``wish`` is "STOP" or "START" if the body means that."""
        if number and wish == "STOP":
            self.silent.add(number)
        telephone.post(f"{SITE}/sms", {"MessageSid": sid, "From": telephone.number, "To": NUMBER, "Body": body})
        if number and wish == "START":
            self.silent.discard(number)

    def report(self, telephone: Telephone, sid: str, status: str) -> None:
        """Report the status of a call, whatever it is in truth."""
        url = f"{SITE}/voice/status"
        form = {"CallSid": sid, "From": telephone.number, "CallStatus": status}
        answer = self._session.post(url, data=form, headers={HEADER: sign(TOKEN, url, form)})
        assert answer.status_code == 204, answer.status_code

    def again(self, which: int) -> None:
        """Repeat one of the requests that were sent."""
        if self.sent:
            answer = self._session.send(self.sent[which % len(self.sent)])
            assert answer.status_code in (200, 204), answer.status_code
            assert answer.status_code == 204 or ElementTree.fromstring(answer.content).tag == "Response"

    def hold(self, scope: str, *, opened: bool) -> None:
        """Hold lines open or closed for two hours."""
        now = self.clock.now()
        override = Override(parse_scope(scope), opened, now, now + timedelta(hours=2), "a test")
        write(self.engine, keep_override, override, "Aiko")
        self._schedule.refresh()

    # --- what must hold

    def promised(self, number: str | None) -> bool:
        """Whether a text was promised to a number since :meth:`anew`."""
        mine = tables.outbox.c.receiver == self._hash(number or "")
        with self.engine.connect() as connection:
            return bool(connection.scalar(select(func.count()).where(mine)))

    @property
    def app(self) -> "WSGIApplication":
        """The applications that answer."""
        return self._service.wsgi

    def flush(self) -> None:
        """Store what is recorded in the background. Fail if an error was logged."""
        self._service.recorder.flush()
        told, self._faults.told = self._faults.told, []
        assert not told, told[0]

    def files(self) -> bytes:
        """Return everything that SQLite has on the disk."""
        return b"".join(file.read_bytes() for file in self.folder.glob("hotline.db*"))

    def _after(self, request: requests.PreparedRequest) -> None:
        self.flush()
        asked = f"{request.url}\n{request.body!r}".encode()
        table = tables.outbox
        with self.engine.connect() as connection:
            new = connection.execute(select(table).where(table.c.id > self._seen).order_by(table.c.id)).all()
            waiting = connection.scalars(select(table.c.receiver).where(table.c.state == State.WAITING)).all()
        assert not (new and asked == self._last), "a repeated request promised a second text"
        for row in new:
            self._seen = row.id
            assert row.receiver in self._numbers, "a text is promised to a number that can't get one"
            assert self._numbers[row.receiver] not in self.silent, "a text is promised to a number that has sent STOP"
        reached = {self._numbers[receiver] for receiver in waiting}
        assert not reached & self.silent, "a text waits for a number that has sent STOP"
        if request.method == "POST":
            self.sent.append(request)
        self._last = asked

    def check_texts(self) -> None:
        """Check that no text is promised twice in ten minutes, and that no two reminders wait."""
        table = tables.outbox
        with self.engine.connect() as connection:
            rows = connection.execute(select(table).where(table.c.state == State.WAITING).order_by(table.c.id)).all()
        reminders = [(row.receiver, row.language) for row in rows if row.purpose == Purpose.REMINDER]
        assert len(set(reminders)) == len(reminders), "two reminders wait"
        last: dict[tuple[str, str, str], datetime] = {}
        for row in rows:
            if row.purpose != Purpose.REMINDER:
                same = (row.receiver, row.language, row.body)
                assert row.made_at - last.get(same, FROM_EVER) >= timedelta(minutes=10), "a text is promised twice"
                last[same] = row.made_at


@dataclass
class _Reading:
    """Checks each document of a telephone's call. ``silent``: its number has wanted no texts since the call began."""

    hotline: Hotline
    telephone: Telephone
    number: str | None
    silent: bool = True

    def __call__(self, url: str, document: str) -> None:
        root = ElementTree.fromstring(document)
        if not urlsplit(url).path.startswith("/voice"):
            return
        rung = [verb.text for verb in root.iter() if verb.tag in ("Number", "Sip")]
        assert MAY_BE_RUNG.issuperset(rung), f"{rung} may not be rung"
        assert not (rung and self.number in LOOPS), "a call that comes from a line rings one"
        further = [str(verb.get("action") or verb.text) for verb in root.iter() if verb.tag in _LEADING]
        if further != [f"{SITE}/voice/menu"]:  # the answer to an address that is no step
            assert all(_step(each) > _step(url) for each in further), "a call that goes in circles may never end"
        said = {(verb.text or "").strip() for verb in root.iter("Say")}
        self.silent = self.silent and self.number in self.hotline.silent
        if said & ANNOUNCED and not self.telephone.strayed:
            assert not self.silent, "a text is announced to a number that has sent STOP"
            assert self.hotline.promised(self.number), "a text is announced that was not promised"


_LEADING = ("Gather", "Dial", "Redirect")


def _step(url: str) -> int:
    return int(parse_qs(urlsplit(url).query).get("step", ["0"])[0])
