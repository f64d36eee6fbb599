"""A step of a call: keep what it promises, decide, record."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Engine

from ivr.core import call as flow
from ivr.core import notice as notices
from ivr.core import rest as resting
from ivr.core.actions import Answer, Place, Texted
from ivr.core.call import Call, Dialed
from ivr.core.limits import Limits
from ivr.core.outcome import Leg, leg
from ivr.core.texts import Kept, Promise
from ivr.core.writing import TextWriter
from ivr.service.direct import Direct
from ivr.store.calls import End, Step
from ivr.store.deadline import Commit, Deadline
from ivr.store.people import remembered_language
from ivr.store.privacy import Privacy
from ivr.store.promises import keep
from ivr.store.record import Chosen, Recorder
from prompts import LANGUAGES, Book
from prompts.languages import UNKNOWN
from schedules import Timetable
from sentences import Sentence


@dataclass(frozen=True, slots=True)
class Facts:
    """What a step is counted by, besides where it is; ``because`` is why a text was, or was not, promised."""

    because: Sentence | None = None
    line: str | None = None
    leg: Leg | None = None
    seconds: int | None = None
    texted: Texted = Texted.NOT_YET
    promise: str | None = None


@dataclass(frozen=True)
class CallService:
    """The steps of a call, each of which sees one timetable and one book. ``wake``: a text has been promised."""

    timetable_at: Callable[[datetime], Timetable]
    writer: Callable[[], TextWriter]
    engine: Engine
    privacy: Privacy
    deadline: Deadline
    recorder: Recorder
    limits: Limits
    direct: Direct
    wake: Callable[[], None]

    @property
    def book(self) -> Book:
        """What is said now; texts are written from the same."""
        return self.writer().book

    def ring(self, call: Call) -> Answer:
        """A new call."""
        remembered = self._remembered(call)
        answer = flow.ring(call, self.timetable_at(call.now), self.book, remembered)
        heard_in = remembered if remembered in LANGUAGES else ""
        return self._recorded(replace(call, language=heard_in or ""), "ring", answer)

    def menu(self, call: Call) -> Answer:
        """The language menu."""
        if flow.gives_up(call):
            timetable, writer = self.timetable_at(call.now), self.writer()
            promise = flow.give_up_text(call, timetable, writer)
            kept = self._keep(call, promise)
            answer = flow.give_up(call, timetable, writer.book, kept.texted)
            return self._recorded(replace(call, language=UNKNOWN), Place.MENU, answer, self._text(promise, kept))
        return self._recorded(call, Place.MENU, flow.menu(call, self.book))

    def connect(self, call: Call) -> Answer:
        """Put through to a line."""
        return self._recorded(call, Place.CONNECT, flow.connect(call, self.timetable_at(call.now), self.book))

    def dialed(self, call: Call, result: Dialed) -> Answer:
        """A dialled line has ended."""
        answer = flow.dialed(call, self.timetable_at(call.now), self.book, result)
        line = call.trail.tried[-1] if call.trail.tried else None
        facts = Facts(line=line, leg=leg(result), seconds=result.seconds) if line else Facts()
        return self._recorded(call, Place.DIALED, answer, facts)

    def rest(self, call: Call) -> Answer:
        """Nobody to talk to now."""
        timetable, writer = self.timetable_at(call.now), self.writer()
        promise = resting.rest_text(call, timetable, writer)
        kept = self._keep(call, promise)
        answer = resting.rest(call, timetable, writer.book, kept.texted)
        return self._recorded(call, Place.REST, answer, self._text(promise, kept))

    def number(self, call: Call) -> Answer:
        """A text to another number."""
        timetable, writer = self.timetable_at(call.now), self.writer()
        promise = resting.number_text(call, timetable, writer)
        kept = self._keep(call, promise)
        answer = resting.number(call, timetable, writer.book, kept.texted)
        return self._recorded(call, Place.NUMBER, answer, self._text(promise, kept))

    def notice(self, call: Call) -> Answer:
        """The notices, part by part."""
        return self._recorded(call, Place.NOTICE, notices.notice(call, self.timetable_at(call.now), self.book))

    def ended(self, call: Call, status: str) -> None:
        """The carrier says that the call is over."""
        self.recorder.note(End(call.sid, call.now, status, self._caller(call), call.caller.phone))

    def _remembered(self, call: Call) -> str | None:
        if call.caller.number is None:
            return None
        hashes = self.privacy.hashes(call.caller.number)
        return self.deadline.ask(lambda: remembered_language(self.engine, hashes), None)

    def _keep(self, call: Call, promise: Promise | None) -> Kept:
        """Make a promise durable before the answer leaves, or send it at once; one that can't be kept is not made."""
        if promise is None:
            return Kept(Texted.IMPOSSIBLE)
        commit = Commit()

        def work() -> Kept | None:
            return keep(self.engine, self.privacy, promise, call.now, self.limits, commit.begin)

        kept = self.deadline.ask(work, None)
        if kept is not None:
            self.wake()
            return kept
        if commit.give_up():
            return self.direct.send(promise, call.now)
        return Kept(Texted.IMPOSSIBLE, Sentence("the database did not say whether it has kept the text"))

    def _text(self, promise: Promise | None, kept: Kept) -> Facts:
        """The facts of a step that was to promise a text; it is known again by the hash of its promise."""
        if promise is None:
            return Facts()
        there = kept.texted is Texted.COMING
        return Facts(kept.because, texted=kept.texted, promise=self.privacy.hash(promise.key) if there else None)

    def _recorded(self, call: Call, place: str, answer: Answer, facts: Facts | None = None) -> Answer:
        caller = self._caller(call)
        # Several keys may be somebody's telephone number.
        key = call.key if len(call.key) <= 1 else f"{min(len(call.key), 999)} keys"
        facts = facts or Facts()
        because = (*answer.because, facts.because) if facts.because else answer.because
        self.recorder.note(
            Step(
                call.sid,
                call.trail.step,
                call.now,
                caller,
                call.caller.phone,
                place,
                call.language,
                key,
                because,
                line=facts.line,
                leg=facts.leg,
                seconds=facts.seconds,
                texted=facts.texted,
                promise=facts.promise,
            )
        )
        if answer.chose and caller:
            self.recorder.note(Chosen(caller, call.now, answer.chose))
        return answer

    def _caller(self, call: Call) -> str | None:
        return self.privacy.hash(call.caller.number) if call.caller.number else None
