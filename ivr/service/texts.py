"""An inbound text: understand it, keep what it asks for, answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from ivr.core.caller import Caller
from ivr.core.texts import Reply, confirmation, reply
from ivr.core.writing import TextWriter
from ivr.store.deadline import Deadline
from ivr.store.engine import reading
from ivr.store.outbox import State, receipt
from ivr.store.people import remembered_language, start_texts, stop_texts, wants_no_texts
from ivr.store.privacy import Privacy
from ivr.store.record import Chosen, Recorder
from prompts import Command, Recogniser, Word
from schedules import Timetable

_NOTHING_KNOWN: tuple[bool, str | None] = (False, None)


@dataclass(frozen=True)
class TextService:
    """Texts that come in, and receipts of those that went out."""

    timetable_at: Callable[[datetime], Timetable]
    writer: TextWriter
    recogniser: Recogniser
    engine: Engine
    privacy: Privacy
    deadline: Deadline
    recorder: Recorder

    def receive(self, sender: Caller, body: str, now: datetime) -> Reply:
        """Answer a text. Whoever has sent STOP gets no answer, until START."""
        word = self.recogniser.recognise(body)
        caller = self.privacy.hash(sender.number) if sender.number else None
        silent, remembered = self._known(caller)
        if word.command in (Command.STOP, Command.START):
            kept = caller is not None and self._keep(word, caller, now)
            return confirmation(word, remembered, kept, self.writer)
        if silent:
            return Reply(None, "this number has sent STOP")
        answer = reply(word, remembered, now, self.timetable_at(now), self.writer)
        if answer.chose and caller:
            self.recorder.note(Chosen(caller, now, answer.chose))
        return answer

    def receipt(self, text_id: int, message_sid: str, state: State, problem: str | None) -> None:
        """What became of a text that the carrier had accepted."""
        self.deadline.ask(lambda: receipt(self.engine, text_id, message_sid, state, problem), None)

    def _known(self, caller: str | None) -> tuple[bool, str | None]:
        if caller is None:
            return _NOTHING_KNOWN
        return self.deadline.ask(lambda: self._look_up(caller), _NOTHING_KNOWN)

    def _look_up(self, caller: str) -> tuple[bool, str | None]:
        with reading(self.engine) as connection:
            silent = wants_no_texts(connection, caller)
        return silent, remembered_language(self.engine, caller)

    def _keep(self, word: Word, caller: str, now: datetime) -> bool:
        def work() -> bool:
            if word.command is Command.STOP:
                stop_texts(self.engine, caller, now)
            else:
                start_texts(self.engine, caller)
            return True

        return self.deadline.ask(work, False)
