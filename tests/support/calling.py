"""Call-backs for tests: promises, a carrier in memory that calls, and workers by name, on any database."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine

from ivr.carrier import SendError
from ivr.carrier.calling import Placed
from ivr.clock import MovableClock, parse_moment
from ivr.core.call.actions import Place
from ivr.core.call.outcome import Leg
from ivr.core.callbacks.pace import Bounds
from ivr.core.callbacks.promises import CallBack, State
from ivr.core.caller import Phone
from ivr.core.dialling import AS_SHIPPED
from ivr.core.text.promises import Texted
from ivr.privacy import Privacy
from ivr.service.call_backs.calling import LEASE, SETTLED, Calling
from ivr.store import call_backs
from ivr.store.call_back_promises import promise
from ivr.store.call_back_reports import listed
from ivr.store.calls import StepRow, write_calls
from ivr.store.db import read, write
from ivr.store.leases import Leases
from schedules import Timetable
from tests.support.calls import TIMETABLE
from tests.support.waiting import LONG

OPENS = parse_moment("2026-12-01 09:00")
"""A Tuesday, when the line that speaks all languages opens."""
ASKED = OPENS - timedelta(hours=13)
LINE = "fresc"


@dataclass
class Caller:
    """A carrier in memory.

    Attributes:
        trouble: errors that the next attempts raise, in order; None succeeds.
        takes: make the call even if the attempt raises an error.
        placed: who was called, in order.
        at: its clock.
    """

    at: Callable[[], datetime]
    trouble: list[SendError | None] = field(default_factory=list)
    takes: bool = False
    placed: list[str] = field(default_factory=list)
    states: dict[str, str] = field(default_factory=dict)

    def ring(self, to: str, answered: str, ended: str) -> Placed:
        trouble = self.trouble.pop(0) if self.trouble else None
        if trouble is None or self.takes:
            self.placed.append(to)
        if trouble is not None:
            raise trouble
        return self.rung(to)[0]

    def rung(self, to: str) -> list[Placed]:
        calls = [(f"CA{number}", number) for number, called in enumerate(self.placed) if called == to]
        return [Placed(sid, self.states.get(sid, "ringing"), self.at()) for sid, _ in reversed(calls)]

    def how(self, sid: str) -> Placed:
        return Placed(sid, self.states.get(sid, "ringing"), self.at())


@dataclass
class Exchange:
    """People who wait to be called back, and workers that call them."""

    engine: Engine
    privacy: Privacy
    clock: MovableClock = field(default_factory=lambda: MovableClock(OPENS))
    timetable: Timetable = TIMETABLE
    bounds: Bounds = field(default_factory=lambda: Bounds(1, 5, 1000, 10_000))
    seconds: float = 0
    leases: dict[str, Leases] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.caller = Caller(self.clock.now)

    def promise(self, number: str, language: str = "ne", asked: datetime = ASKED, **more: Any) -> Texted:
        made = CallBack(f"{number}:{language}", language, number, OPENS, **more)
        return write(self.engine, promise, self.privacy, made, asked, 10_000).texted

    def worker(self, name: str = "worker") -> Calling:
        leases = self.leases.setdefault(name, Leases(LEASE, lambda: self.seconds))
        return Calling(
            self.engine,
            self.privacy,
            self.caller,
            lambda _: self.timetable,
            self.clock,
            lambda go: f"https://example.org/{go.place}",
            "https://example.org/called",
            AS_SHIPPED,
            self.bounds,
            leases,
            patience=LONG,
        )

    def work(self, name: str = "worker") -> int:
        """Let a worker do what there is to do now, and return how many call-backs it handled."""
        worker, done = self.worker(name), 0
        while worker.call_one():
            done += 1
        return done

    def rows(self) -> list[Any]:
        return sorted(read(self.engine, listed, 10_000), key=lambda row: row.id)

    def states(self) -> list[State]:
        return [row.state for row in self.rows()]

    def end(self, sid: str, status: str = "completed", leg: Leg | None = None, *, confirmed: bool = False) -> None:
        """End a call: ``leg`` is how the line ended that was dialled, after the person confirmed."""
        places: list[tuple[Place, Leg | None]] = [(Place.ANSWERED, None)] if status == "completed" else []
        places += [(Place.CONNECT, None)] if confirmed or leg else []
        places += [(Place.DIALED, leg)] if leg else []
        now = self.clock.now()
        steps = [
            StepRow(
                sid=sid,
                step=number,
                at=now,
                caller=None,
                phone=Phone.MOBILE,
                place=place,
                language="ne",
                key="",
                because=(),
                line=LINE if ended else None,
                leg=ended,
            )
            for number, (place, ended) in enumerate(places)
        ]
        with self.engine.begin() as connection:
            write_calls(connection, steps, [])
            call_backs.note_end(connection, sid, status, now)
        self.clock.set(now + SETTLED)
