"""The worker that calls people back: it has the carrier call, and finds out what became of each call.

No transaction is open during a request to the carrier. After an attempt with an unknown result (time-out, crash) the
worker looks for the call in the carrier's list before anybody is called again.
"""

import logging
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from random import SystemRandom
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, ScalarSelect
from sqlalchemy.exc import SQLAlchemyError

from ivr.carrier import SendError, calling
from ivr.carrier.calling import ENDS, NOT_CALLED, Placed
from ivr.clock import Clock
from ivr.core.call.actions import Go, Place, Trail
from ivr.core.call.outcome import Leg
from ivr.core.callbacks.due import Called, End, Move, Ring, Wait, after_call, when_due
from ivr.core.callbacks.pace import LOOK_BACK, TELL_AFTER, Bounds, at_once
from ivr.core.callbacks.promises import State
from ivr.core.dialling import Dialling
from ivr.core.text.delivery import Breaker, next_attempt
from ivr.privacy import Privacy
from ivr.service.loop import Loop
from ivr.store import call_backs as store
from ivr.store.call_backs import Claimed, Due, Ringing, Room
from ivr.store.calls import known_steps
from ivr.store.carrier import note_refused
from ivr.store.db import read, write
from ivr.store.leases import Leases
from ivr.store.patience import PATIENCE, Patience
from ivr.store.talks import lately_answered, reached_since
from ivr.store.waiting import in_time
from schedules import Line, Timetable
from sentences import Sentence

log = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")

_RANDOM = SystemRandom()
"""For the jitter. Its own source: the shared one belongs to whoever has seeded it."""
LEASE = 30.0
"""Seconds without a beat after which a worker counts as dead. :func:`~ivr.store.call_backs.hold` is a beat, and longer
than the request after it can take, so that a call has been placed, or not, when another worker takes over."""
_LOOK_EVERY, _IDLE = 1.0, 10.0
"""Seconds between two looks while a call goes on, and while none does: then the process wakes the worker."""
SETTLED = timedelta(seconds=3)
"""How long after the end of a call its steps are read, which are recorded behind the caller's back."""
ASK_FIRST, ASK_EVERY = 5.0, 60.0
"""Seconds after which the carrier is asked about a call whose end it has not told, and between later questions. The
first comes soon: the end of a call that ends at once may be told before the call is stored, and is lost then."""
_CLOCKS_DIFFER = timedelta(hours=2)
"""The largest expected difference between our clock and the carrier's."""


@dataclass(frozen=True)
class Calling:
    """A worker that calls people back. Any number of workers, on any number of machines, can share the promises.

    ``url`` returns the address of a step of a call, ``ended`` is the address at which the carrier tells the end of one.
    """

    engine: Engine
    privacy: Privacy
    calls: calling.Calling
    timetable_at: Callable[[datetime], Timetable]
    clock: Clock
    url: Callable[[Go], str]
    ended: str
    dialling: Dialling
    bounds: Bounds = field(default_factory=Bounds)
    leases: Leases = field(default_factory=lambda: Leases(LEASE))
    breaker: Breaker = field(default_factory=Breaker)
    patience: Patience = PATIENCE
    name: str = field(default_factory=lambda: secrets.token_hex(4))
    _ask_at: dict[str, float] = field(default_factory=dict)

    @cached_property
    def _loop(self) -> Loop:
        return Loop(self.engine, "calling back", "call-backs wait", self.call_one, self._idle)

    def wake(self) -> None:
        """Make the worker look for due call-backs at once."""
        self._loop.wake()

    def stop(self) -> None:
        """Make :meth:`run` return after the current call was placed."""
        self._loop.stop()

    def leave(self, seconds: float) -> None:
        """Stop, and give the call in hand ``seconds``. Later another worker looks for it in the carrier's list."""
        self.stop()
        if not self._loop.has_ended(seconds):
            log.warning("a call-back is still in hand; another worker will find out whether the call was placed")

    def run(self) -> None:
        """Call people back until stopped."""
        self._loop.run()

    def marks(self) -> Sequence[ScalarSelect[Any]]:
        """Return what tells whether there is work, as a part that is followed."""
        return store.marks()

    def follow(self, marks: tuple[Any, ...]) -> None:
        """Wake the worker if a call-back is due, or a call goes on."""
        due, going_on = marks
        if going_on is not None or (due is not None and due <= self.clock.now()):
            self.wake()

    def call_one(self) -> bool:
        """Note what became of calls that have ended, then place one call that is due. Return False if none is.

        Raises:
            TimeoutError: the database did not answer.
        """
        now = self.clock.now()
        ringing = self._read(store.ringing)
        for its in ringing:
            self._settle(its, now)
        if self.breaker.rests(time.monotonic()):
            return False
        claimed = self._claim(now)
        if claimed is None:
            return False
        self._handle(claimed)
        return True

    def _idle(self) -> float:
        return _LOOK_EVERY if self.leases.any or self._ask_at else _IDLE

    def _claim(self, now: datetime) -> Claimed | None:
        """Claim what a dead worker had in hand, or else the call-back that was asked for first of those to make now."""
        ended = self.leases.ended(self._read(store.in_hand))
        if (taken := self._write(store.take_over, self.privacy, ended)) is not None:
            return taken
        for due in self._read(store.first_due, now):
            todo = when_due(due.language, due.moves, now, self.timetable_at(now), self.dialling)
            room = self._room(todo.line, now) if isinstance(todo, Ring) else None
            if room and not self._read(store.has, room, now):
                self._tell_to_wait(due, now)
            elif (claimed := self._write(store.claim, self.privacy, due, room, now)) is not None:
                return claimed
        return None

    def _room(self, line: Line, now: datetime) -> Room:
        answered = self._read(lately_answered, line.id, now - LOOK_BACK)
        return Room(line.id, at_once(answered, self.bounds), self.bounds.per_minute, self.bounds.per_day)

    def _tell_to_wait(self, due: Due, now: datetime) -> None:
        """Tell those who wait long for a line that is busy with others what to expect."""
        if told := self._write(store.tell_to_wait, self.privacy, due.language, now - TELL_AFTER, now):
            log.info("%d people are told that many wait, in %s", told, due.language)

    def _handle(self, claimed: Claimed) -> None:
        try:
            self._decide(claimed)
        except SendError as error:
            self._note_trouble(claimed, error)
        except (SQLAlchemyError, TimeoutError):
            raise
        except Exception as error:  # a bug with one must not block the others
            log.exception("call-back %d could not be handled", claimed.id)
            self._postpone(claimed, Sentence("internal error: {name}", name=error.__class__.__name__), maybe=True)

    def _decide(self, claimed: Claimed) -> None:
        now = self.clock.now()
        if not claimed.to:
            problem = Sentence(
                "the number can't be decrypted; check whether SECRET_KEY was changed without OLD_SECRET_KEYS"
            )
            self._postpone(claimed, problem, maybe=True)
            return
        if claimed.attempted_at is not None and (found := self._look_up(claimed, claimed.attempted_at)):
            log.info("call-back %d was already called", claimed.id)
            self._write(store.placed, claimed, found.sid, claimed.line, now)
            return
        hashes = self.privacy.hashes(claimed.to)
        if self._read(reached_since, hashes, claimed.language, claimed.asked_at):
            why = Sentence("the person has called and reached somebody")
            self._write(store.end, self.privacy, claimed, State.CANCELLED, why, now)
            return
        match when_due(claimed.language, claimed.moves, now, self.timetable_at(now), self.dialling):
            case Ring(line):
                self._ring(claimed, line, now)
            case Wait(until):
                self._write(store.wait, claimed, until)
            case Move(until):
                self._write(store.move, self.privacy, claimed, until, now)
            case End(state):
                why = Sentence("no line opens any more, or it was closed too often")
                self._write(store.end, self.privacy, claimed, state, why, now)

    def _look_up(self, claimed: Claimed, attempted_at: datetime) -> Placed | None:
        """Return the carrier's call of an earlier attempt with an unknown result; None if there is none."""
        oldest = attempted_at - _CLOCKS_DIFFER
        rung = [each for each in self.calls.rung(claimed.to) if each.at is None or each.at >= oldest]
        others = self._read(store.of_others, claimed, [each.sid for each in rung])
        return next((each for each in rung if each.sid not in others), None)

    def _ring(self, claimed: Claimed, line: Line, now: datetime) -> None:
        if not self._write(store.hold, self.privacy, claimed, line.id, now):
            return
        answered = Go(Place.ANSWERED, claimed.language, Trail(back=claimed.not_connected + 1))
        call = self.calls.ring(claimed.to, self.url(answered), self.ended)
        self.breaker.succeeded()
        self._write(store.placed, claimed, call.sid, line.id, now)

    def _note_trouble(self, claimed: Claimed, error: SendError) -> None:
        if error.permanent:
            self.breaker.succeeded()
            self._write(store.end, self.privacy, claimed, State.FAILED, error.sentence, self.clock.now())
            return
        if error.of_us:
            self._write(note_refused, error.sentence, self.clock.now())
        if rest := self.breaker.failed(time.monotonic(), _RANDOM.random()):
            log.error("the carrier fails; nobody is called back for %.0f s: %s", rest, error)
        self._postpone(claimed, error.sentence, maybe=error.maybe_sent)

    def _postpone(self, claimed: Claimed, problem: Sentence, *, maybe: bool) -> None:
        now = self.clock.now()
        again = next_attempt(claimed.attempts, now, _RANDOM.random(), maybe_sent=maybe)
        if again is None:
            log.error("call-back %d can't be made: %s", claimed.id, problem)
            self._write(store.end, self.privacy, claimed, State.FAILED, problem, now)
            return
        log.warning("call-back %d waits until %s: %s", claimed.id, again.isoformat(timespec="seconds"), problem)
        self._write(store.postpone, claimed, again, problem, maybe_called=maybe)

    def _settle(self, its: Ringing, now: datetime) -> None:
        """Note what became of a call, if it has ended and its steps are recorded."""
        if its.status is None or its.ended_at is None:
            self._ask_for_end(its, now)
            return
        if now - its.ended_at < SETTLED:
            self._ask_at.setdefault(its.sid, 0.0)  # the worker looks again soon
            return
        self._ask_at.pop(its.sid, None)
        steps = [*self._read(known_steps, [its.sid])[its.sid].values()]
        called = Called(
            confirmed=any(each.place not in (Place.ANSWERED, Place.RING) for each in steps),
            reached=any(each.leg == Leg.ANSWERED for each in steps),
            refused=its.status == NOT_CALLED,
        )
        match after_call(called, its.unanswered, its.not_connected, now):
            case Wait(until):
                absent = its.unanswered + (not called.confirmed)
                tried = its.not_connected + called.confirmed
                self._write(store.settle_again, its, until, absent, tried)
            case End(state):
                problem = Sentence("the call ended: {end}", end=its.status) if state is not State.REACHED else None
                self._write(store.settle, self.privacy, its, state, problem, now)

    def _ask_for_end(self, its: Ringing, now: datetime) -> None:
        """Ask the carrier about a call whose end it has not told for a while."""
        if time.monotonic() < self._ask_at.setdefault(its.sid, time.monotonic() + ASK_FIRST):
            return
        self._ask_at[its.sid] = time.monotonic() + ASK_EVERY
        try:
            found = self.calls.how(its.sid)
        except SendError as error:
            log.warning("the end of a call-back is not known: %s", error)
            return
        if found.status in ENDS:
            self._write(store.note_end, its.sid, found.status, now)

    def _read(self, question: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return self._ask(lambda: read(self.engine, question, *args, **kwargs))

    def _write(self, change: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return self._ask(lambda: write(self.engine, change, *args, **kwargs))

    def _ask(self, work: Callable[[], T]) -> T:
        """Run work on the database, which may hang.

        Raises:
            TimeoutError: it took longer than ``patience.delivery``.
        """
        return in_time(work, self.patience.delivery)
