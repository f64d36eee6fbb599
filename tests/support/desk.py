"""Delivery for tests: an outbox, a carrier in memory, a settable clock, and workers by name."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Engine, select
from sqlalchemy.engine import Row

from ivr.carrier import SendError
from ivr.clock import MovableClock
from ivr.core.text.delivery import Message, State
from ivr.core.text.limits import Limits
from ivr.core.text.promises import Promise, Purpose, Texted
from ivr.core.text.writer import TextWriter
from ivr.privacy import Privacy
from ivr.service.text.delivery import LEASE, Delivery
from ivr.service.upkeep import Upkeep
from ivr.store import outbox
from ivr.store.callers import start, stop
from ivr.store.db import write
from ivr.store.leases import Leases
from ivr.store.promises import keep
from ivr.store.purge import Ages
from ivr.store.tables import outbox as table
from schedules import Timetable, load_directory
from tests.support.book import load_book
from tests.support.demo import MOBILE
from tests.support.waiting import LONG

NOW = datetime(2026, 11, 29, 1, 0, tzinfo=UTC)  # Sunday, 10:00 in Japan
PROMISE = Promise("CA1:vi", Purpose.INFORMATION, "vi", MOBILE, "the text", NOW)
WRITER, TIMETABLE = TextWriter(load_book()), Timetable(load_directory())


@dataclass
class Carrier:
    """A carrier in memory.

    Attributes:
        trouble: errors that the next attempts raise, in order; None succeeds.
        takes: accept the text even if the attempt raises an error.
        taken: receiver and body of each accepted text.
        at: when each text was accepted.
        spared: whether each text was sent by the second sender.
        asked: how often :meth:`sent_to` was called.
    """

    trouble: list[SendError | None] = field(default_factory=list)
    takes: bool = False
    has_spare: bool = False
    taken: list[tuple[str, str]] = field(default_factory=list)
    at: list[datetime] = field(default_factory=list)
    spared: list[bool] = field(default_factory=list)
    asked: int = 0

    def send(self, to: str, body: str, reference: str, *, spare: bool = False) -> Message:
        trouble = self.trouble.pop(0) if self.trouble else None
        if trouble is None or self.takes:
            self.taken.append((to, body))
            self.at.append(NOW)
            self.spared.append(spare)
        if trouble is not None:
            raise trouble
        return self._messages()[-1]

    def sent_to(self, to: str) -> list[Message]:
        self.asked += 1
        return [message for message, (receiver, _) in zip(self._messages(), self.taken, strict=True) if receiver == to]

    def _messages(self) -> list[Message]:
        bodies = enumerate(zip(self.taken, self.at, strict=True), 1)
        return [Message(f"SM{number}", body, State.SENT, at) for number, ((_, body), at) in bodies]


class Remembering:
    """A carrier that takes everything."""

    def __init__(self) -> None:
        self.bodies: list[str] = []
        self.arrived = threading.Semaphore(0)

    has_spare = False

    def send(self, to: str, body: str, reference: str, *, spare: bool = False) -> Message:
        self.bodies.append(body)
        self.arrived.release()
        return self.sent_to(to)[-1]

    def sent_to(self, to: str) -> list[Message]:
        return [Message(f"SM{number}", body, State.SENT, None) for number, body in enumerate(self.bodies)]


@dataclass
class Desk:
    engine: Engine
    privacy: Privacy
    carrier: Carrier = field(default_factory=Carrier)
    clock: MovableClock = field(default_factory=lambda: MovableClock(NOW))
    timetable: Timetable = TIMETABLE
    limits: Limits = field(default_factory=Limits)
    seconds: float = 0
    leases: dict[str, Leases] = field(default_factory=dict)

    def worker(self, name: str = "worker") -> Delivery:
        upkeep = Upkeep(self.engine, lambda _: self.timetable, Ages(), at_rest=0)
        return Delivery(
            self.engine,
            self.privacy,
            self.carrier,
            lambda _: self.timetable,
            lambda now: WRITER,
            self.clock,
            upkeep,
            leases=self.seen_by(name),
            patience=LONG,
            name=name,
        )

    def seen_by(self, name: str) -> Leases:
        """Return the leases as a worker has seen them; ``seconds`` is the monotonic clock of its machine."""
        return self.leases.setdefault(name, Leases(LEASE, lambda: self.seconds))

    def claim(self, name: str = "dies") -> outbox.Claimed:
        claimed = self.claim_if_any(name)
        assert claimed is not None
        return claimed

    def claim_if_any(self, name: str) -> outbox.Claimed | None:
        return self.worker(name).claim(self.clock.now())

    def hold(self, claimed: outbox.Claimed, body: str = "the text") -> bool:
        return write(self.engine, outbox.hold, self.privacy, claimed, body, self.clock.now())

    def let_leases_end(self, name: str = "worker") -> None:
        """Let a worker see the current leases, and advance its monotonic clock by the length of a lease."""
        assert self.claim_if_any(name) is None
        self.seconds += LEASE

    def keep(self, promise: Promise = PROMISE, now: datetime = NOW) -> Texted:
        return write(self.engine, keep, self.privacy, promise, now, self.limits).texted

    def receipt(self, state: State, sid: str = "SM1", **how: bool) -> bool:
        promise, sender = self.row().promise, self.row().sender
        return write(self.engine, outbox.receipt, f"{promise}-{sender}", sid, state, None, self.clock.now(), **how)

    def stop(self) -> None:
        with self.engine.begin() as connection:
            stop(connection, self.privacy.hashes(MOBILE), NOW)

    def start(self) -> None:
        with self.engine.begin() as connection:
            start(connection, self.privacy.hashes(MOBILE))

    def rows(self) -> Sequence[Row[tuple[object, ...]]]:
        with self.engine.connect() as connection:
            return connection.execute(select(table).order_by(table.c.id)).all()

    def row(self) -> Row[tuple[object, ...]]:
        with self.engine.connect() as connection:
            return connection.execute(select(table)).one()
