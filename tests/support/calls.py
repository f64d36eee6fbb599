"""What the tables of steps share: the hours and words that ship, read once; a step of a call; what is said.

:func:`taken` alone calls the steps under test, so that the tables stay as they are when the steps are called in
another way.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TypedDict, Unpack
from zoneinfo import ZoneInfo

from ivr.core.call.actions import Action, Answer, Gather, Go, Hangup, Place, Speak, Trail
from ivr.core.call.flow import take
from ivr.core.call.step import Call, Dialed, DialEnd, Step
from ivr.core.caller import Caller, Phone
from ivr.core.text.promises import Promise, Texted
from ivr.core.text.writer import TextWriter
from prompts import Book, Closing, Digits, Passage, Piece, Prompt
from prompts.languages import Menu
from schedules import Override, Timetable, load_directory, parse_scope
from tests.support.book import load_book

BOOK = load_book()
DIRECTORY = load_directory()
TIMETABLE = Timetable(DIRECTORY)
WRITER = TextWriter(BOOK)
LINKS = TextWriter(BOOK, "https://example.org")

MOBILE = Caller("+819012345678", Phone.MOBILE, can_text=True)
LANDLINE = Caller("+81312345678", Phone.FIXED)
WITHHELD = Caller(None, Phone.WITHHELD)

TOKYO = ZoneInfo("Asia/Tokyo")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def at(moment: str) -> datetime:
    """``Sun 10:59:59`` by the clock of Japan, in the week of Monday, 23 November 2026; in UTC, as the clock tells it.

    ``Sun+1 10:00`` is in the week after.
    """
    day, clock = moment.split()
    name, _, weeks = day.partition("+")
    local = date(2026, 11, 23) + timedelta(days=_DAYS.index(name), weeks=int(weeks or 0))
    return datetime.combine(local, time.fromisoformat(clock), TOKYO).astimezone(UTC)


class Fields(TypedDict, total=False):
    """The fields of a trail."""

    step: int
    round: int
    menu: Menu
    tried: tuple[str, ...]
    texted: Texted
    number: str
    reminded: bool
    others: int
    part: int


def go(place: str, language: str = "", **trail: Unpack[Fields]) -> Go:
    """Where a call goes next."""
    return Go(Place(place), language, Trail(**trail))


def call(moment: str, language: str = "", key: str = "", *, caller: Caller = MOBILE, **trail: Unpack[Fields]) -> Call:
    """A step as it arrives; which step it is, is told to :func:`answer`."""
    return Call("CA1", caller, Trail(**trail), at(moment), language=language, key=key)


def taken(
    place: str,
    given: Call,
    timetable: Timetable = TIMETABLE,
    *,
    writer: TextWriter = WRITER,
    remembered: str | None = None,
    ended: Dialed | None = None,
) -> Step:
    """What a step comes to; ``remembered`` is the language known of the caller, ``ended`` how a line answered."""
    return take(replace(given, place=Place(place), remembered=remembered, ended=ended), timetable, writer)


def answer(
    place: str,
    given: Call,
    timetable: Timetable = TIMETABLE,
    *,
    book: Book = BOOK,
    remembered: str | None = None,
    kept: Texted = Texted.IMPOSSIBLE,
    ended: Dialed | None = None,
) -> Answer:
    """What a step answers; ``kept`` is what becomes of the text that it promises."""
    step = taken(place, given, timetable, writer=TextWriter(book), remembered=remembered, ended=ended)
    return step if isinstance(step, Answer) else step.answer(kept)


def promise(
    place: str, given: Call, timetable: Timetable = TIMETABLE, *, writer: TextWriter = WRITER
) -> Promise | None:
    """The text that a step promises."""
    step = taken(place, given, timetable, writer=writer)
    return None if isinstance(step, Answer) else step.promise


def said(language: str, *prompts: str | Prompt | Passage, book: Book = BOOK) -> tuple[Piece, ...]:
    """What a caller of a language hears; a prompt without values by its id alone."""
    return book.speech(language, [Prompt(each) if isinstance(each, str) else each for each in prompts])


def connecting(agency: str) -> Prompt:
    return Prompt.of("connecting", agency=agency)


def open_until(agency: str, hour: int) -> Prompt:
    return Prompt.of("open_now", agency=agency, time=Closing(time(hour)))


def the_number(agency: str, number: str) -> Prompt:
    return Prompt.of("the_number", agency=agency, number=Digits(number))


def at_rest(language: str, *sentences: str | Prompt, **trail: Unpack[Fields]) -> tuple[Action, ...]:
    """At rest: the sentences, then keys are waited for; who presses none hears goodbye."""
    wait = Gather(said(language, *sentences), go("rest", language, **trail), timeout=7)
    return wait, Speak(said(language, "goodbye")), Hangup()


def ended(how: str, seconds: int | None = 0, *, gone: bool = False) -> Dialed:
    """How a dialled line answered; ``gone``: our caller has hung up."""
    return Dialed(DialEnd(how), seconds, caller_present=not gone)


def held(scope: str, state: str, since: str = "Mon 00:00", until: str | None = None) -> Timetable:
    """The hours that ship, with lines held ``open`` or ``closed`` by hand."""
    override = Override(parse_scope(scope), state == "open", at(since), at(until) if until else None, "by a test")
    return Timetable(DIRECTORY, [override])


KEY_NOTICE = Prompt.of(
    "key_notice",
    titles=Passage(
        {
            "en": "Support after losing a job",
            "ja": "しごとが なくなった ひとの ための サポート",
            "ko": "일자리를 잃은 뒤의 지원",
            "vi": "Hỗ trợ khi mất việc",
        }
    ),
)
"""The key for the notice that ships, by its title."""
WITHOUT_NOTICES = Timetable(replace(DIRECTORY, notices=()))
