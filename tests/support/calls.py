"""Shared parts of the tests of call steps: the built-in schedule and prompts, steps and expected actions.

Only :func:`taken` calls the code under test, so that a change of its interface does not change the tests.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TypedDict, Unpack
from zoneinfo import ZoneInfo

from ivr.core.call.actions import Action, Answer, Gather, Go, Hangup, Place, Speak, Trail
from ivr.core.call.flow import take
from ivr.core.call.step import Call, Dialed, DialEnd, Promised, Step
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
WRITER = TextWriter(BOOK, after_silence=True)
LINKS = TextWriter(BOOK, "https://example.org", after_silence=True)

MOBILE = Caller("+819012345678", Phone.MOBILE, can_text=True)
LANDLINE = Caller("+81312345678", Phone.FIXED)
WITHHELD = Caller(None, Phone.WITHHELD)

Actions = tuple[Action, ...]

TOKYO = ZoneInfo("Asia/Tokyo")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def at(moment: str) -> datetime:
    """Convert ``Sun 10:59:59``, a time in Japan in the week of Monday, 23 November 2026, to UTC.

    ``Sun+1 10:00`` is one week later.
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
    held: bool
    to_call: bool
    called_back: bool
    back: int


def go(place: str, language: str = "", **trail: Unpack[Fields]) -> Go:
    """Return the next place of a call."""
    return Go(Place(place), language, Trail(**trail))


def call(moment: str, language: str = "", key: str = "", *, caller: Caller = MOBILE, **trail: Unpack[Fields]) -> Call:
    """Return a step of a call. Its place is a parameter of :func:`answer`."""
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
    """Take a step. ``remembered`` is the caller's stored language, ``ended`` how a dialled line answered."""
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
    """Return the answer of a step. ``kept`` is the result of storing the text that it promises."""
    step = taken(
        place, given, timetable, writer=TextWriter(book, after_silence=True), remembered=remembered, ended=ended
    )
    return step if isinstance(step, Answer) else step.answer(kept)


def promise(
    place: str, given: Call, timetable: Timetable = TIMETABLE, *, writer: TextWriter = WRITER
) -> Promise | None:
    """Return the text that a step promises, or None."""
    made = promised(place, given, timetable, writer=writer)
    assert made is None or isinstance(made, Promise)
    return made


def promised(
    place: str, given: Call, timetable: Timetable = TIMETABLE, *, writer: TextWriter = WRITER
) -> Promised | None:
    """Return what a step promises, or None."""
    step = taken(place, given, timetable, writer=writer)
    return None if isinstance(step, Answer) else step.promise


def said(language: str, *prompts: str | Prompt | Passage, book: Book = BOOK) -> tuple[Piece, ...]:
    """Return what a caller of a language hears. A ``str`` is the id of a prompt without values."""
    return book.speech(language, [Prompt(each) if isinstance(each, str) else each for each in prompts])


def connecting(agency: str) -> Prompt:
    return Prompt.of("connecting", agency=agency)


def open_until(agency: str, hour: int) -> Prompt:
    return Prompt.of("open_now", agency=agency, time=Closing(time(hour)))


def the_number(agency: str, number: str) -> Prompt:
    return Prompt.of("the_number", agency=agency, number=Digits(number))


def at_rest(language: str, *sentences: str | Prompt, **trail: Unpack[Fields]) -> tuple[Action, ...]:
    """Return the actions at the place ``rest``: say sentences, wait for a key, and say goodbye if there is none."""
    wait = Gather(said(language, *sentences), go("rest", language, **trail), timeout=7)
    return wait, Speak(said(language, "goodbye")), Hangup()


def ended(how: str, seconds: int | None = 0, *, gone: bool = False) -> Dialed:
    """Return how a dialled line answered; ``gone``: the caller has hung up."""
    return Dialed(DialEnd(how), seconds, caller_present=not gone)


def held(scope: str, state: str, since: str = "Mon 00:00", until: str | None = None) -> Timetable:
    """Return the built-in schedule with lines held ``open`` or ``closed`` by an override."""
    override = Override(parse_scope(scope), state == "open", at(since), at(until) if until else None, "by a test")
    return Timetable(DIRECTORY, [override])


KEY_NOTICE = Prompt.of(
    "key_notice",
    titles=Passage(
        {
            "en": "Support after losing a job",
            "ja": "しごとが なくなった ひとの ための サポート",
            "ko": "실직하신 분을 위한 지원",
            "vi": "Hỗ trợ khi mất việc",
        }
    ),
)
"""The prompt for the key of the built-in notice, with its title."""
WITHOUT_NOTICES = Timetable(replace(DIRECTORY, notices=()))
