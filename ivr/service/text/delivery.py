"""The delivery worker: claims promised texts, sends them, and records the result.

No transaction is open during a request to the carrier. After an attempt with an unknown result (time-out, crash) the
worker looks for the text in the carrier's list before it sends it again.
"""

import logging
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from random import SystemRandom
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, ScalarSelect
from sqlalchemy.exc import SQLAlchemyError

from ivr.carrier import Carrier, SendError
from ivr.clock import Clock
from ivr.core.text.delivery import FINAL, Breaker, Message, State, alike, next_attempt, ours
from ivr.core.text.due import sign, when_due
from ivr.core.text.writer import TextWriter
from ivr.privacy import Privacy
from ivr.service.loop import Loop
from ivr.service.upkeep import Upkeep
from ivr.store import outbox
from ivr.store.carrier import note_refused
from ivr.store.db import read, reading, write
from ivr.store.heartbeats import take_leave
from ivr.store.leases import Leases
from ivr.store.migrate import HEAD, migrate, revision
from ivr.store.outbox import Claimed
from ivr.store.patience import PATIENCE, Patience
from ivr.store.turns import reserve
from ivr.store.waiting import in_time, started
from prompts import count_segments
from schedules import Timetable
from sentences import Sentence

if TYPE_CHECKING:
    from ivr.telemetry import Spans

log = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")

_RANDOM = SystemRandom()
"""For the jitter. Its own source: the shared one belongs to whoever has seeded it."""
LEASE = 20.0
"""Seconds without a beat after which a worker counts as dead. A worker beats three times in this time. It is longer
than one request to the carrier can take, so that a worker that can't beat has ended its request by then."""
LONGEST = 120.0
"""Most seconds that a worker spends on one text. The carrier's time-outs and the wait for the rate are far below."""
_LOOK_EVERY, _IDLE = 1.0, 10.0
"""Seconds between two looks while a text is in hand, and while none is: then the process wakes the worker."""


@dataclass(frozen=True)
class Delivery:
    """A delivery worker. Any number of workers, on any number of machines, can share an outbox.

    ``rate`` is the most segments per second from one sender, over all workers; 0 is no limit. With ``spans``, each
    request to send a text is traced. ``since`` returns when the latest planned hours or words took effect.
    """

    engine: Engine
    privacy: Privacy
    carrier: Carrier
    timetable_at: Callable[[datetime], Timetable]
    writer: Callable[[datetime], TextWriter]
    clock: Clock
    upkeep: Upkeep
    rate: float = 0
    leases: Leases = field(default_factory=lambda: Leases(LEASE))
    breaker: Breaker = field(default_factory=Breaker)
    patience: Patience = PATIENCE
    spans: "Spans | None" = None
    name: str = field(default_factory=lambda: secrets.token_hex(4))
    since: Callable[[datetime], datetime] = lambda _: datetime.min.replace(tzinfo=UTC)

    @cached_property
    def _loop(self) -> Loop:
        return Loop(self.engine, "delivery", "texts wait", self._work, self._idle, self._take_leave)

    def wake(self) -> None:
        """Make the worker look for due texts at once."""
        self._loop.wake()

    def marks(self) -> Sequence[ScalarSelect[Any]]:
        """Return what tells whether there is work, as a part that is followed."""
        return outbox.marks()

    def follow(self, marks: tuple[Any, ...]) -> None:
        """Wake the worker if a text is due, or another worker has one in hand."""
        due, claimed = marks
        if claimed is not None or (due is not None and due <= self.clock.now()):
            self.wake()

    def stop(self) -> None:
        """Make :meth:`run` return after the current text."""
        self._loop.stop()

    def leave(self, seconds: float) -> None:
        """Stop, and give the text in hand ``seconds``. Later another worker looks for it in the carrier's list."""
        self.stop()
        if not self._loop.has_ended(seconds):
            log.warning("a text is still in hand; another worker will find out whether it was sent")
            self._take_leave()

    def run(self) -> None:
        """Deliver until stopped."""
        self._loop.run()

    @cached_property
    def _migrated(self) -> bool:
        """Migrate the tables, unless a server has done so. It is done once; after an error it is tried again."""
        if self._read(revision) != HEAD:  # a server that is silent must not be waited for without end
            migrate(self.engine)
        return True

    def _work(self) -> bool:
        if self._migrated:
            self._ask(self.upkeep.run, self.name, self.clock.now())
        return self.deliver_one()

    def _idle(self) -> float:
        return _LOOK_EVERY if self.leases.any else _IDLE

    def deliver_one(self) -> bool:
        """Deliver one text that is due. Return False if none is, or sending to the carrier is paused.

        Raises:
            TimeoutError: the database did not answer, or the text took longer than :data:`LONGEST`.
        """
        if self.breaker.rests(time.monotonic()):
            return False
        now = self.clock.now()
        claimed = self._ask(self.claim, now)
        if claimed is None:
            return False
        handled = started(lambda: self._handle(claimed))
        for _ in range(int(LONGEST / self._beat_every)):
            try:
                handled.result(self._beat_every)
            except TimeoutError:
                if not handled.done():
                    self._write(outbox.beat, claimed)
                    continue
                raise
            return True
        raise TimeoutError(f"text {claimed.id} took longer than {LONGEST:g} s")

    def claim(self, now: datetime) -> Claimed | None:
        """Claim a text that is due; None if none is."""
        with reading(self.engine) as connection:  # usually none is due, and reading does not block writers
            ended = self.leases.ended(outbox.in_hand(connection))
            if not outbox.is_any_due(connection, ended, now):
                return None
        return write(self.engine, outbox.claim, self.privacy, ended, now)

    @property
    def _beat_every(self) -> float:
        return self.leases.seconds / 3

    def _handle(self, text: Claimed) -> None:
        try:
            self._decide(text)
        except SendError as error:
            self._note_trouble(text, error)
        except (SQLAlchemyError, TimeoutError):
            raise
        except Exception as error:  # a bug with one text must not block the others
            log.exception("text %d could not be handled", text.id, extra={"text": text.id})
            self._wait(text, Sentence("internal error: {name}", name=error.__class__.__name__), maybe_sent=True)

    def _decide(self, text: Claimed) -> None:
        now = self.clock.now()
        if not text.promise.to:
            problem = Sentence(
                "the number can't be decrypted; check whether SECRET_KEY was changed without OLD_SECRET_KEYS"
            )
            self._wait(text, problem, maybe_sent=True)
            return
        if text.attempted_at is not None and (message := self._look_up(text, text.attempted_at)):
            log.info("text %d was already sent", text.id, extra={"text": text.id})
            self._note_sent(text, message)
            return
        timetable = self.timetable_at(now)
        outdated = self.since(now) > text.made_at
        age, writer = now - text.made_at, self.writer(now)
        due = when_due(text.promise, age, now, timetable, writer, moved=text.moved, outdated=outdated)
        if due.later is not None:
            self._write(outbox.put_off, text, due.later)
        elif due.moved is not None:
            self._write(outbox.move_on, text, due.moved, now)
        elif due.body is not None:
            self._send(text, due.body)

    def _look_up(self, text: Claimed, attempted_at: datetime) -> Message | None:
        """Return the carrier's message of an earlier attempt with an unknown result; None if there is none."""
        taken = self.carrier.sent_to(text.promise.to)
        others = self._read(outbox.of_others, text, [each.sid for each in taken])
        if text.promise.body is not None:
            return ours(taken, text.promise.body, attempted_at, others)
        now = self.clock.now()  # from a backup: what was sent may have been written after it was made
        return alike(taken, sign(text.promise, now, self.timetable_at(now), self.writer(now)), attempted_at, others)

    def _send(self, text: Claimed, body: str) -> None:
        """Send a text, unless the lease has ended or the receiver has opted out meanwhile."""
        if not self._has_turn(text, body):
            self._write(outbox.give_back, text)
        elif self._write(outbox.hold, self.privacy, text, body, self.clock.now()):
            self._note_sent(text, self._hand_over(text, body))

    def _hand_over(self, text: Claimed, body: str) -> Message:
        began = time.time_ns()
        try:
            message = self.carrier.send(text.promise.to, body, text.reference, spare=text.spare)
        except SendError as error:
            self._trace(text, began, "unknown" if error.maybe_sent else "refused", failed=True)
            raise
        self._trace(text, began, message.state)
        return message

    def _trace(self, text: Claimed, began: int, outcome: str, *, failed: bool = False) -> None:
        if self.spans is not None:
            made = text.promise
            named = ("text", text.id), ("purpose", made.purpose), ("language", made.language), ("outcome", outcome)
            self.spans.sent("text", began, lambda: dict(named), failed=failed)

    def _has_turn(self, text: Claimed, body: str) -> bool:
        """Wait for the sender's next free time, which all workers reserve in the database. False: the worker stops."""
        if self.rate <= 0:
            return True
        lasts = timedelta(seconds=count_segments(body).count / self.rate)
        wait = self._write(reserve, f"sender {int(text.spare)}", lasts, self.clock.now())
        return self._loop.pause(wait.total_seconds())

    def _note_sent(self, text: Claimed, message: Message) -> None:
        self.breaker.succeeded()
        self._write(outbox.sent, text, message.sid)
        if message.state in FINAL:  # the carrier has already reported the final state
            problem = Sentence("the carrier could not deliver it")
            self._receipt(text, message, None if message.state is State.DELIVERED else problem)

    def _receipt(self, text: Claimed, message: Message, problem: Sentence | None) -> None:
        now, spare = self.clock.now(), self.carrier.has_spare
        self._write(outbox.receipt, text.reference, message.sid, message.state, problem, now, has_spare=spare)

    def _note_trouble(self, text: Claimed, error: SendError) -> None:
        if error.permanent:
            self.breaker.succeeded()
            self._give_up(text, error.sentence, refused=True, opted_out=error.opted_out)
            return
        if error.of_us:
            self._write(note_refused, error.sentence, self.clock.now())
        if rest := self.breaker.failed(time.monotonic(), _RANDOM.random()):
            log.error("the carrier fails; no requests for %.0f s: %s", rest, error)
        self._wait(text, error.sentence, maybe_sent=error.maybe_sent)

    def _wait(self, text: Claimed, problem: Sentence | str, *, maybe_sent: bool) -> None:
        again = next_attempt(text.attempts, self.clock.now(), _RANDOM.random(), maybe_sent=maybe_sent)
        if again is None:
            self._give_up(text, problem)
            return
        until = again.isoformat(timespec="seconds")
        log.warning("text %d waits until %s: %s", text.id, until, problem, extra={"text": text.id})
        self._write(outbox.postpone, text, again, problem, maybe_sent=maybe_sent)

    def _give_up(
        self, text: Claimed, problem: Sentence | str, *, refused: bool = False, opted_out: bool = False
    ) -> None:
        log.error("text %d can't be sent: %s", text.id, problem, extra={"text": text.id})
        how = {"refused": refused, "opted_out": opted_out, "has_spare": self.carrier.has_spare}
        self._write(outbox.fail, self.privacy, text, problem, self.clock.now(), **how)

    def _take_leave(self) -> None:
        try:
            self._write(take_leave, self.name)
        except (SQLAlchemyError, TimeoutError):
            log.warning("the database could not be told that this worker ends")

    def _read(self, question: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return self._ask(lambda: read(self.engine, question, *args, **kwargs))

    def _write(self, change: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return self._ask(lambda: write(self.engine, change, *args, **kwargs))

    def _ask(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run work on the database, which may hang.

        Raises:
            TimeoutError: it took longer than ``patience.delivery``.
        """
        return in_time(lambda: work(*args, **kwargs), self.patience.delivery)
