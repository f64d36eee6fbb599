"""What callers hear at each ending of a call, for people who read the words: a call for each language and situation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ivr.core.call.actions import Place, Speak, Trail
from ivr.core.call.flow import failed
from ivr.core.call.preview import Event, Heard, walk_on
from ivr.core.call.step import ROUNDS, Call, Dialed, DialEnd
from ivr.core.caller import Caller, Phone, identify
from ivr.core.routing import decide
from ivr.core.text.promises import Texted
from ivr.core.text.writer import TextWriter
from profiles.numbers import a_mobile
from prompts.languages import UNKNOWN, Menu
from schedules import Timetable
from sentences import word

_WITHHELD = Caller(None, Phone.WITHHELD)
_ANSWERED = Dialed(DialEnd.COMPLETED, 600, caller_present=True)
_BUSY = Dialed(DialEnd.BUSY, 0, caller_present=True)
_SHORT = Dialed(DialEnd.COMPLETED, 5, caller_present=True)


@dataclass(frozen=True, slots=True)
class Transcript:
    """A call: the situation, a word of :func:`sentences.word`, and its events."""

    situation: str
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Transcriber:
    """Writes down the calls of a week, which begins at ``week``."""

    timetable: Timetable
    writer: TextWriter
    week: datetime

    def without_language(self) -> Iterator[Transcript]:
        """Yield the calls in which no language is chosen: the two pages of the menu, and silence."""
        pages = (Menu.FIRST, word("The menu")), (Menu.MORE, word("The menu behind key 9"))
        for page, situation in pages:
            yield Transcript(situation, self._walked("", self.week, Place.MENU, trail=Trail(menu=page)).events[:1])
        closed = word("No language after three rounds; no line is open")
        opened = word("No language after three rounds; a line is open")
        for lines, situation in ((0, closed), (1, opened)):
            if now := self._moment(UNKNOWN, lines):
                yield self._walked(situation, now, Place.MENU, trail=Trail(round=ROUNDS + 1))

    def of(self, language: str) -> Iterator[Transcript]:
        """Yield a call of a language for each ending that occurs in the week."""
        if now := self._moment(language, len(self.timetable.lines_for(language, self.week))):
            yield from self._while_open(language, now)
        if now := self._moment(language, 0):
            yield from self._while_closed(language, now)
        trouble = failed(language, self.week, self.timetable, self.writer).actions[0]
        if isinstance(trouble, Speak):
            yield Transcript(word("Something in the system fails"), (Heard(trouble.said),))

    def further(self, language: str) -> Iterator[Transcript]:
        """Yield calls that differ from those of :meth:`of` in a sentence or two: other hours, what happened before."""
        texted, before = Trail(texted=Texted.COMING), Trail(texted=Texted.ALREADY)
        if now := self._moment(language, len(self.timetable.lines_for(language, self.week))):
            yield self._walked(word("Key 2 while a line is announced: a text"), now, Place.REST, language, trail=texted)
        if now := self._moment(language, 0):
            yield self._walked(
                word("All lines are closed; a text was sent before"), now, Place.REST, language, trail=before
            )
        for hour in self._hours():
            if decide(self.timetable, language, hour).line is None:
                yield self._walked(word("All lines are closed, at another hour"), hour, Place.CONNECT, language)

    def called_back(self, language: str) -> Iterator[Transcript]:
        """Yield the calls of a language in which a call-back is asked for, and those that follow from it."""
        rest, answered, texted = Place.REST, Place.ANSWERED, Trail(texted=Texted.COMING)
        if now := self._moment(language, 0):
            yield self._walked(
                word("All lines are closed; people are called back"), now, rest, language, trail=texted, calls_back=True
            )
            yield self._walked(word("Key 5 at rest: a call-back"), now, rest, language, "5", texted, calls_back=True)
        if now := self._moment(language, len(self.timetable.lines_for(language, self.week))):
            called = Trail(back=1)
            yield self._walked(word("A person is called back"), now, answered, language, trail=called, calls_back=True)
            yield self._walked(
                word("Key 2: it is not needed any more"), now, answered, language, "2", called, calls_back=True
            )
            yield self._walked(
                word("A person is called back, and no line answers"),
                now,
                Place.CONNECT,
                language,
                trail=called,
                calls_back=True,
            )

    def _while_open(self, language: str, now: datetime) -> Iterator[Transcript]:
        connect, ring = Place.CONNECT, Place.RING
        yield self._walked(word("The language is chosen; the line answers"), now, connect, language, ends=[_ANSWERED])
        yield self._walked(word("The language is remembered; the line answers"), now, ring, language, ends=[_ANSWERED])
        if len(self.timetable.lines_for(language, now)) > 1:
            yield self._walked(
                word("The line is busy, the next answers"), now, connect, language, ends=[_BUSY, _ANSWERED]
            )
            yield self._walked(
                word("A recording answers and hangs up"), now, connect, language, ends=[_SHORT, _ANSWERED]
            )
        yield self._walked(word("No line answers"), now, connect, language)
        yield self._walked(word("No line answers; no text can be sent"), now, connect, language, caller=_WITHHELD)

    def _while_closed(self, language: str, now: datetime) -> Iterator[Transcript]:
        texted, keyed = Trail(texted=Texted.COMING), Trail(texted=Texted.COMING, number=a_mobile())
        yield self._walked(word("All lines are closed"), now, Place.CONNECT, language)
        yield self._walked(word("All lines are closed; the language is remembered"), now, Place.RING, language)
        yield self._walked(
            word("All lines are closed; no text can be sent"), now, Place.CONNECT, language, caller=_WITHHELD
        )
        yield self._walked(word("Key 1 at rest: a reminder"), now, Place.REST, language, "1", texted)
        yield self._walked(
            word("Key 3 at rest: a number is keyed in"), now, Place.NUMBER, language, "09012345678", texted
        )
        yield self._walked(word("It is confirmed"), now, Place.NUMBER, language, "1", keyed)
        yield self._walked(word("It is not a mobile number"), now, Place.NUMBER, language, "0312345678", texted)
        if self.timetable.notices(now):
            yield self._walked(word("Key 4 at rest: the notices"), now, Place.NOTICE, language, trail=texted)

    def _walked(
        self,
        situation: str,
        now: datetime,
        place: Place,
        language: str = "",
        key: str = "",
        trail: Trail = Trail(),  # noqa: B008 - it is immutable
        *,
        caller: Caller | None = None,
        ends: Sequence[Dialed] = (),
        calls_back: bool = False,
    ) -> Transcript:
        remembered = language if place is Place.RING else None
        whose = caller or identify(a_mobile())
        call = Call("transcript", whose, trail, now, place, language, key, remembered, calls_back=calls_back)
        return Transcript(situation, tuple(walk_on(call, self.timetable, self.writer, ends)))

    def _moment(self, language: str, available: int) -> datetime | None:
        """Return the first hour of the week at which so many lines of a language are open; None: there is none."""
        decisions = (decide(self.timetable, language, hour) for hour in self._hours())
        return next((each.at for each in decisions if sum(one.available for one in each.considered) == available), None)

    def _hours(self) -> Iterator[datetime]:
        return (self.week + timedelta(hours=hour) for hour in range(7 * 24))
