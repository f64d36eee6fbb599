"""Handling of inbound texts: recognise the word, store an opt-out or a reminder, answer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, Engine

from ivr.core.budgets import AS_SHIPPED, Budget, Budgets, answers_used_up
from ivr.core.callbacks.promises import call_back
from ivr.core.caller import Caller
from ivr.core.routing import Decision
from ivr.core.text.delivery import State
from ivr.core.text.due import reminder
from ivr.core.text.limits import Answering, Inbound, Limits, answering
from ivr.core.text.promises import Kept, Texted
from ivr.core.text.reactions import REACTION, is_ours, read_quote
from ivr.core.text.replies import Ask, Reply, confirmation, reply
from ivr.core.text.writer import TextWriter
from ivr.privacy import Privacy
from ivr.service.languages import Languages
from ivr.service.refusal_log import Tally, budget_log
from ivr.store.call_back_promises import promise as promise_call
from ivr.store.callers import (
    STOPPED,
    OptOuts,
    forget_language,
    lock_caller,
    remembered_language,
    start,
    stop,
    wants_no_texts,
)
from ivr.store.db import write, writing
from ivr.store.deadline import Deadline
from ivr.store.inbound import Arrived, act, before, is_over, note
from ivr.store.outbox import receipt
from ivr.store.promises import keep
from ivr.store.recorder import Recorder
from ivr.store.records import Answered, Stopped
from prompts import Command, Recogniser, Word
from schedules import Timetable
from sentences import Sentence


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a sender: the opt-out (``silent``), the language, the earlier texts."""

    silent: bool
    language: str | None = None
    before: Inbound = field(default_factory=Inbound)


@dataclass(frozen=True)
class TextService:
    """Handles inbound texts, and receipts of outbound ones. An answer uses one book of prompts throughout.

    ``languages`` are those that callers last chose; without them no sender's language is kept. ``call_backs`` is how
    many people may wait to be called back; 0: nobody is called back.
    """

    timetable_at: Callable[[datetime], Timetable]
    writer: Callable[[datetime], TextWriter]
    recogniser: Recogniser
    engine: Engine
    privacy: Privacy
    deadline: Deadline
    recorder: Recorder
    limits: Limits
    opt_outs: OptOuts
    has_spare: bool
    wake: Callable[[], None]
    budgets: Budgets = AS_SHIPPED
    refusals: Tally[Budget] = field(default_factory=budget_log)
    languages: Languages | None = None
    call_backs: int = 0

    def receive(self, sid: str, sender: Caller, body: str, now: datetime, handled: str = "") -> Reply:
        """Answer a text. A number that has sent STOP gets no answer until it sends START.

        ``handled`` is the command (STOP, START, HELP) that the carrier has recognised and answered itself; else empty.
        """
        quote = read_quote(body, lambda quoted: is_ours(quoted, self.writer(now), self.timetable_at(now), now))
        word = self._understood(quote.own_words if quote else body, handled)
        reaction = quote is not None and not quote.is_answered(word) and not handled
        if reaction:
            word = Word()
        if sender.number is None:
            return Reply(None, Sentence("the sender is not a number"))
        arrived = Arrived(sid, self.privacy.hash(sender.number), now, word.language, word.command)
        found = self.deadline.ask(lambda: self._look_up(arrived, sender.number or ""), None, writes=True)
        known = found or self._guess(sender)
        answer = Reply(None, REACTION) if reaction else self._answer(word, known, sender, arrived)
        if handled:
            answer = Reply(None, Sentence("{because}; answered by the carrier", because=answer.because))
        self._record(arrived, answer)
        return answer

    def receipt(
        self,
        reference: str,
        message_sid: str,
        state: State,
        problem: Sentence | None,
        now: datetime,
        *,
        opted_out: bool,
    ) -> bool:
        """Store the state of a text that the carrier has accepted. Return False if the database is down."""

        def work() -> bool:
            changed = write(
                self.engine,
                receipt,
                reference,
                message_sid,
                state,
                problem,
                now,
                opted_out=opted_out,
                has_spare=self.has_spare,
            )
            if changed:
                self.wake()
            return True

        return self.deadline.ask(work, False, writes=True)

    def _understood(self, body: str, handled: str) -> Word:
        word = self.recogniser.recognise(body)
        commands = {"STOP": Command.STOP, "START": Command.START, "HELP": Command.HELP}
        return Word(word.language, commands[handled]) if handled in commands else word

    def _answer(self, word: Word, known: _Known, sender: Caller, arrived: Arrived) -> Reply:
        writer, now = self.writer(arrived.at), arrived.at
        answers = answering(word.language is not None or word.command is not None, known.before)
        used_up = answers_used_up(known.before.answers, known.before.known, self.budgets)
        if word.command in (Command.STOP, Command.START, Command.FORGET):
            # Stored for every sender, but confirmed only to numbers that may be texted, and not endlessly to a bot.
            confirmed = confirmation(word, known.language, self._keep_wish(word, sender, arrived), writer)
            unwanted = known.silent and word.command is Command.FORGET
            silently = not sender.can_text or answers is Answering.NO or unwanted or used_up is not None
            not_answered = Sentence("{because}; not answered", because=confirmed.because)
            return Reply(None, not_answered) if silently else confirmed
        if known.silent:
            return Reply(None, STOPPED)
        if not sender.can_text:
            return Reply(None, Sentence("no texts are sent there: {phone}", phone=sender.phone))
        if used_up is not None:
            return Reply(None, Sentence(used_up), refused=used_up)
        match answers:
            case Answering.NO:
                return Reply(None, Sentence("too many texts from this number"))
            case Answering.LAST:
                language = word.language or known.language or "en"
                because = Sentence("too many texts from this number: the last answer")
                return Reply(writer.one(language, "sms_limit"), because)
            case Answering.YES:
                number = sender.number or ""
                remind, call = self._reminder_for(number, arrived), self._call_for(number, arrived)
                return reply(word, known.language, now, self.timetable_at(now), writer, remind, call)

    def _reminder_for(self, number: str, arrived: Arrived) -> Ask:
        def remind(language: str, decision: Decision) -> Texted:
            promise = reminder(number, language, decision, arrived.sid)
            if promise is None:
                return Texted.IMPOSSIBLE
            return self._kept(arrived, lambda over: partial(keep, promise=promise, limits=self.limits, is_over=over))

        return remind

    def _call_for(self, number: str, arrived: Arrived) -> Ask | None:
        def call(language: str, decision: Decision) -> Texted:
            promised = call_back(number, decision, arrived.sid)
            if promised is None:
                return Texted.IMPOSSIBLE
            most = self.call_backs
            return self._kept(arrived, lambda over: partial(promise_call, promised=promised, most=most, is_over=over))

        return call if self.call_backs else None

    def _kept(
        self, arrived: Arrived, promising: Callable[[Callable[[Connection], bool]], Callable[..., Kept]]
    ) -> Texted:
        """Store a promise, and return the result; IMPOSSIBLE if the database is down."""

        def over(connection: Connection) -> bool:
            return is_over(connection, arrived)

        def work() -> Kept | None:
            return write(self.engine, promising(over), privacy=self.privacy, now=arrived.at)

        kept = self.deadline.ask(work, None, writes=True)
        return kept.texted if kept else Texted.IMPOSSIBLE

    def _look_up(self, arrived: Arrived, number: str) -> _Known | None:
        hashes = self.privacy.hashes(number)
        with writing(self.engine) as connection:
            over = is_over(connection, arrived)
            if not over:
                lock_caller(connection, hashes[0], arrived.at)  # the texts of one number are counted one after another
            silent = wants_no_texts(connection, hashes)
            language = remembered_language(connection, hashes) if self.languages else None
            known = _Known(silent, language, before(connection, arrived.sid, hashes, arrived.at))
            note(connection, arrived)
            return known

    def _guess(self, sender: Caller) -> _Known:
        """Return what this process knows of a sender while the database is down: the opt-out only."""
        return _Known(self.opt_outs.has_one_of(self.privacy.hashes(sender.number or "")))

    def _keep_wish(self, word: Word, sender: Caller, arrived: Arrived) -> bool:
        """Store a STOP or START, unless a repeated request has done so. Return False if the database is down."""
        hashes, stops = self.privacy.hashes(sender.number or ""), word.command is Command.STOP

        def work() -> bool | None:
            with writing(self.engine) as connection:
                if not act(connection, arrived):
                    return False
                lock_caller(connection, hashes[0], arrived.at)
                match word.command:
                    case Command.STOP:
                        stop(connection, hashes, arrived.at)
                    case Command.START:
                        start(connection, hashes)
                    case _:
                        forget_language(connection, hashes, arrived.at)
            if word.command is Command.FORGET and self.languages:
                self.languages.learn(hashes)
            return True

        acted = self.deadline.ask(work, None, writes=True)
        # A START that may be a repetition must not undo a STOP.
        if word.command is not Command.FORGET and (acted or (acted is None and stops)):
            self.opt_outs.note(hashes, stops)
        if acted is None and stops:
            # Not confirmed, since it may still be lost. This process obeys it, and the recorder stores it later.
            self.recorder.note(Stopped(arrived, hashes))
        return acted is not None

    def _record(self, arrived: Arrived, answer: Reply) -> None:
        chose = answer.chose if self.languages else None
        self.recorder.note(Answered(arrived, answer.because, answer.body is not None, chose, answer.refused))
        if answer.refused:
            self.refusals.count(answer.refused)
