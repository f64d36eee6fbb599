"""What callers hear when nothing of ours answers: documents that the carrier or a web server keeps ready.

Such a document has no clock, no database and no recordings. So it cannot say which line is open now. It says the
numbers and the weekly hours, and rings one line in any case (decision 19).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ivr.core.call.actions import LONGEST_DIAL, Action, Hangup, Speak
from ivr.core.call.lines import connecting
from ivr.core.call.menu import options
from ivr.core.dialling import Dialling, refusal
from ivr.core.text.writer import times
from profiles import profile
from prompts import LANGUAGES, Book, Digits, Name, Passage, Piece, Prompt
from prompts.book import aloud
from prompts.languages import UNKNOWN, Menu
from prompts.spoken_week import week
from schedules import Closed, Line, Timetable, home_date, home_zone
from schedules.hours import grouped, runs


@dataclass(frozen=True, slots=True)
class Ring:
    """Ring ``target`` (E.164 or ``sip:``) for ``timeout`` seconds, and go on with the next action, whatever came of it.

    Without a server of ours nobody could be told how it ended. The call is ended after ``longest`` seconds.
    """

    target: str
    timeout: int = 25
    longest: int = LONGEST_DIAL


Static = tuple[Action | Ring, ...]
"""What is done without asking anything of ours."""


@dataclass(frozen=True)
class Keyed:
    """What is done in a language that is chosen by key.

    Attributes:
        options: what is said in each page of the menu.
        chosen: what is done after the keys of a language, such as ``6`` and ``91``.
        otherwise: what is done without a key.
    """

    options: Mapping[Menu, tuple[Piece, ...]]
    chosen: Mapping[str, Static]
    otherwise: Static


def announcement(timetable: Timetable, book: Book, now: datetime, dialling: Dialling) -> Static:
    """Say whom to call in one language after the other, ring the line that speaks most of them, then say all hours.

    The last language has its number within 80 seconds (`python -m bench.menu`). ``now`` decides which weekly hours
    are in force: the document is to be written again when they change.
    """
    book = _without_recordings(book)
    lines = [line for line in timetable.lines(now) if _opens_again(line, timetable, now)]
    whom, hours = (
        Speak(tuple(piece for code in LANGUAGES for piece in told(code, lines, book, now)))
        for told in (_whom_to_call, _all_lines)
    )
    common = _first(sorted(lines, key=lambda line: -len(line.languages)), dialling)
    return (whom, *_rung(UNKNOWN, common, book), hours, *_ended(UNKNOWN, book))


def by_key(timetable: Timetable, book: Book, now: datetime, dialling: Dialling) -> Keyed:
    """Offer the menu of languages, with the keys of the service. Without a key, do what :func:`announcement` does."""
    book = _without_recordings(book)
    return Keyed(
        {page: options(book, page) for page in Menu},
        {
            "".join(language.keys): chosen
            for code, language in LANGUAGES.items()
            if (chosen := _in_full(code, timetable, book, now, dialling))
        },
        announcement(timetable, book, now, dialling),
    )


def _without_recordings(book: Book) -> Book:
    """Return a book that speaks with the carrier's voices only: our recordings are served by us."""
    return replace(book, recordings={})


def _opens_again(line: Line, timetable: Timetable, now: datetime) -> bool:
    status = timetable.status(line, now)
    return not isinstance(status, Closed) or status.opens is not None


def _whom_to_call(code: str, lines: Iterable[Line], book: Book, now: datetime) -> tuple[Piece, ...]:
    """Return the name of a language and the number of its line that is open longest; nothing without a voice for it."""
    spoken = sorted(
        (line.in_language(code) for line in lines if code in line.languages), key=lambda line: -_open_minutes(line, now)
    )
    if not spoken or code not in book.voices:
        return ()
    line = spoken[0]
    call = Prompt.of("call_directly", agency=line.agency, number=Digits(line.number))
    return book.speech(code, [_name(code), call, *_charged(line)])


def _all_lines(code: str, lines: Iterable[Line], book: Book, now: datetime) -> tuple[Piece, ...]:
    """Return the name of a language and its lines with their hours.

    Of a language without a voice, only the lines that the parts in Easy Japanese and English do not have anyway.
    """
    told = [line.in_language(code) for line in lines if code in line.languages]
    if code not in book.voices:
        told = [line for line in told if not line.languages.issuperset(profile().languages)]
    if not told:
        return ()
    prompts: list[Prompt | Passage] = [_name(code)]
    for line in told:
        prompts += [_number(line, code, now), *_charged(line)]
    return book.speech(code, prompts)


def _in_full(code: str, timetable: Timetable, book: Book, now: datetime, dialling: Dialling) -> Static:
    """Say the lines of a language with each number twice, and ring the one that is open most hours of the week."""
    lines = [line for line in timetable.lines_for(code, now) if _opens_again(line, timetable, now)]
    if not lines:
        return ()
    prompts: list[Prompt | Passage] = []
    for line in lines:
        prompt = "the_number" if prompts else "trouble"
        prompts += [Prompt.of(prompt, agency=line.agency, number=Digits(line.number)), *_charged(line)]
        prompts += _hours(line, code, now)
    if code in timetable.directory.email:
        prompts.append(Prompt.of("email_on_site", agency=lines[0].agency))
    longest = _first(sorted(lines, key=lambda line: -_open_minutes(line, now)), dialling)
    return (Speak(book.speech(code, prompts)), *_rung(code, longest, book), *_ended(code, book))


def _first(lines: Iterable[Line], dialling: Dialling) -> Line | None:
    return next((line for line in lines if refusal(line, dialling) is None), None)


def _rung(code: str, line: Line | None, book: Book) -> Static:
    return () if line is None else (Speak(book.speech(code, connecting(line))), Ring(line.dial))


def _ended(code: str, book: Book) -> Static:
    return Speak(book.speech(code, [Prompt("goodbye")])), Hangup()


def _name(code: str) -> Passage:
    return Passage({each: aloud(each, Name(code)) for each in (code, *profile().languages)})


def _charged(line: Line) -> list[Prompt]:
    return [Prompt("charged")] if line.charged else []


def _number(line: Line, code: str, now: datetime) -> Passage:
    """Return a line with its number and hours, in the languages in which a caller of ``code`` may hear it."""
    hours = [passage.words for passage in _hours(line, code, now)]
    return Passage(
        {
            each: " ".join([f"{line.agency}, {aloud(each, Digits(line.number))}.", *(words[each] for words in hours)])
            for each in (code, *profile().languages)
        }
    )


def _hours(line: Line, code: str, now: datetime) -> Sequence[Passage]:
    """Return the weekly hours of a line. Those of a line in another zone would be taken for times at home."""
    if line.zone != home_zone():
        return []
    clauses = [
        (runs(days), [times(window) for window in windows]) for days, windows in grouped(line.week_on(home_date(now)))
    ]
    return [Passage({each: week(each, clauses) for each in (code, *profile().languages)})] if clauses else []


def _open_minutes(line: Line, now: datetime) -> int:
    return sum(window.closes - window.opens for day in line.week_on(home_date(now)) for window in day)
