"""Handling of a call's steps: decide, store the promised text, record the step."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from sqlalchemy import Connection, Engine

from ivr.core.budgets import Budget, Budgets, Dialled, used_up
from ivr.core.call import flow
from ivr.core.call.actions import Answer, Place
from ivr.core.call.outcome import leg
from ivr.core.call.step import AfterPromise, Call, Promised, Step
from ivr.core.callbacks.promises import CallBack, NoCallBack
from ivr.core.dialling import AS_SHIPPED, Dialling
from ivr.core.text.limits import Limits
from ivr.core.text.promises import Kept, Promise, Texted
from ivr.core.text.writer import TextWriter
from ivr.privacy import Privacy
from ivr.service.dials import Dials
from ivr.service.languages import Languages
from ivr.service.refusal_log import Tally, budget_log
from ivr.service.text.direct_sender import DirectSender
from ivr.store.budgets import dialled
from ivr.store.call_back_promises import promise as promise_call
from ivr.store.callers import remembered_language
from ivr.store.calls import CallEnd, StepRow, is_over
from ivr.store.db import read, write
from ivr.store.deadline import Commit, Deadline
from ivr.store.promises import keep
from ivr.store.recorder import Recorder
from ivr.store.records import CalledBack, Chosen, Forgotten
from schedules import Timetable
from sentences import Sentence

_Hashes = tuple[str, ...]
"""The keyed hashes of a caller's number, that by the current key first; empty if the number is withheld."""
_NO_PROMISE = Kept(Texted.NOT_YET)


@dataclass(frozen=True)
class CallService:
    """Handles the steps of calls. Each step uses one timetable and one book of prompts throughout.

    ``wake`` makes the workers look for what is due; it is called after a promise. ``languages`` are those that
    callers last chose; without them no language is kept for the next call. ``dials`` know from memory what the database
    is asked for without them. ``call_backs`` is how many people may wait to be called back; 0: nobody is called back.
    """

    timetable_at: Callable[[datetime], Timetable]
    writer: Callable[[datetime], TextWriter]
    engine: Engine
    privacy: Privacy
    deadline: Deadline
    recorder: Recorder
    limits: Limits
    direct: DirectSender
    wake: Callable[[], None]
    dialling: Dialling = AS_SHIPPED
    budgets: Budgets = field(default_factory=Budgets)
    refusals: Tally[Budget] = field(default_factory=budget_log)
    languages: Languages | None = None
    dials: Dials | None = None
    call_backs: int = 0

    def take(self, call: Call) -> Answer:
        """Handle one step: store the text that it promises, record it, and return the answer."""
        hashes = self._hashes(call)
        remembered = self._remembered(hashes) if call.place is Place.RING else None
        call = replace(call, dialling=self.dialling, remembered=remembered, calls_back=self.call_backs > 0)
        timetable, writer = self.timetable_at(call.now), self.writer(call.now)
        step = flow.take(call, timetable, writer)
        promise = step.promise if isinstance(step, AfterPromise) else None
        kept = self._keep(promise, call, hashes) if promise else _NO_PROMISE
        answer = _answer(step, kept)
        refused = self._used_up(call, hashes) if answer.dials else None
        if refused is not None:
            self.refusals.count(refused)
            answer = _answer(flow.take(replace(call, refused=Sentence(refused)), timetable, writer), kept)
        if answer.dials and self.dials:
            self.dials.note(_caller(hashes))
        row = step_row(self.privacy, call, _caller(hashes), answer, promise, kept, refused, timetable.revision)
        return self._recorded(call, hashes, answer, row)

    def failed(self, language: str, now: datetime) -> Answer:
        """Return the answer when a step has failed with an exception. Nothing is recorded."""
        return flow.failed(language, now, self.timetable_at(now), self.writer(now))

    def ended(self, call: Call, status: str) -> None:
        """Record the end of a call; ``status`` is the carrier's word for how it ended."""
        self.recorder.note(CallEnd(call.sid, call.now, status, _caller(self._hashes(call)), call.caller.phone))

    def called(self, sid: str, status: str, now: datetime) -> None:
        """Record the end of a call to somebody who is called back."""
        self.recorder.note(CalledBack(sid, now, status))
        self.recorder.note(CallEnd(sid, now, status))

    def _hashes(self, call: Call) -> _Hashes:
        return self.privacy.hashes(call.caller.number) if call.caller.number else ()

    def _remembered(self, hashes: _Hashes) -> str | None:
        if not hashes or self.languages is None:
            return None
        is_known, language = self.languages.find(hashes)
        if is_known:
            return language
        return self.deadline.ask(lambda: read(self.engine, remembered_language, hashes), None)

    def _used_up(self, call: Call, hashes: _Hashes) -> Budget | None:
        """Return the budget that does not allow the call to dial; None: all do, or the database is down.

        What the step before has dialled counts as this request says: by its end, or not at all after a key. What is
        stored of it changes when this request is recorded, and a repetition must get the same answer.
        """
        if self.dials and self.dials.has_room(hashes):
            return None

        def work() -> Dialled:
            return read(self.engine, dialled, hashes, call.sid, call.trail.step - 1, call.now)

        before = self.deadline.ask(work, Dialled())
        if call.ended and call.trail.tried:
            before = before.and_one(call.ended.seconds or 0, of_caller=bool(hashes))
        return used_up(before, self.budgets)

    def _keep(self, promise: Promised, call: Call, hashes: _Hashes) -> Kept:
        """Store what is promised before the answer is sent. If the database is down, a text is sent directly.

        If it is unknown whether the transaction committed, the result is IMPOSSIBLE, because a direct text could be
        a duplicate.
        """
        commit, caller = Commit(), _caller(hashes)

        def over(connection: Connection) -> bool:
            return is_over(connection, call.sid, caller, call.now)

        def work() -> Kept | None:
            match promise:
                case Promise():
                    return write(self.engine, keep, self.privacy, promise, call.now, self.limits, commit.begin, over)
                case CallBack() | NoCallBack():
                    most = self.call_backs
                    return write(self.engine, promise_call, self.privacy, promise, call.now, most, commit.begin, over)
                case _:
                    assert_never(promise)

        kept = self.deadline.ask(work, None, writes=True)
        if kept is not None:
            self.wake()
            return kept
        if commit.give_up() and isinstance(promise, Promise):
            return self.direct.send(promise, call.now)
        return Kept(Texted.IMPOSSIBLE, Sentence("the database did not confirm that it stored the promise"))

    def _recorded(self, call: Call, hashes: _Hashes, answer: Answer, row: StepRow) -> Answer:
        caller = _caller(hashes)
        self.recorder.note(row)
        if answer.chose and caller and self.languages:
            self.recorder.note(Chosen(call.sid, caller, call.now, answer.chose))
        if answer.forgets and hashes:
            self.recorder.note(Forgotten(call.sid, hashes, call.now))
        return answer


def step_row(
    privacy: Privacy,
    call: Call,
    caller: str | None,
    answer: Answer,
    promise: Promised | None,
    kept: Kept,
    refused: Budget | None = None,
    revision: int | None = None,
) -> StepRow:
    """Return the record of a step.

    ``caller`` is the keyed hash of the number, ``kept`` the result of the promise, ``revision`` that of the schedule.
    """
    ended = call.ended if call.trail.tried else None
    text = promise if isinstance(promise, Promise) else None
    key = promise.key if isinstance(promise, Promise | CallBack) and kept.texted is Texted.COMING else None
    return StepRow(
        sid=call.sid,
        step=call.trail.step,
        at=call.now,
        caller=caller,
        phone=call.caller.phone,
        place=call.place,
        language=answer.language or call.language,
        # Several keys may be a telephone number, so only their count is recorded.
        key=call.key if len(call.key) <= 1 else f"{min(len(call.key), 999)} keys",
        because=(*answer.because, kept.because) if kept.because else answer.because,
        line=call.trail.tried[-1] if ended else None,
        leg=leg(ended) if ended else None,
        seconds=ended.seconds if ended else None,
        texted=kept.texted if text else Texted.NOT_YET,
        promise=privacy.hash(key) if key else None,
        dials=answer.dials,
        refused=refused,
        revision=revision,
    )


def _caller(hashes: _Hashes) -> str | None:
    """Return the hash by the current key, under which a caller is recorded."""
    return hashes[0] if hashes else None


def _answer(step: Step, kept: Kept) -> Answer:
    return step.answer(kept.texted) if isinstance(step, AfterPromise) else step
