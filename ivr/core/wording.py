"""How a decision is put into words: the same states spoken in a call and written in a text."""

from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from typing import assert_never

from ivr.core.actions import Texted
from ivr.core.routing import Considered, Decision
from prompts import LANGUAGES, Book, Day, Digits, Prompt
from prompts.book import Clause
from prompts.book import week as written_week
from prompts.languages import UNKNOWN, Menu
from schedules import Closed, Line, Open, Timetable, Week, Window
from schedules.hours import END_OF_DAY, grouped, runs


def spoken_states(decision: Decision, *, numbers: bool) -> list[Prompt]:
    """How each line stands, as it is spoken; with its number where no text can carry it."""
    prompts = []
    for each in decision.considered:
        prompts += _spoken_state(each, decision.at)
        if numbers:
            prompts.append(Prompt.of("the_number", agency=each.line.agency, number=Digits(each.line.number)))
    return prompts


def spoken_text_news(texted: Texted, language: str) -> list[Prompt]:
    """What a caller is told of the information text; nothing when there is none."""
    match texted:
        case Texted.COMING | Texted.ALREADY if language == UNKNOWN:
            return [Prompt("text_numbers")]
        case Texted.COMING:
            return [Prompt("text_coming")]
        case Texted.ALREADY:
            return [Prompt("text_already")]
        case Texted.NOT_YET | Texted.IMPOSSIBLE:
            return []
        case _:
            assert_never(texted)


def information(decision: Decision, book: Book) -> str:
    """The text message: how each line stands, its number and hours, and the e-mail page if there is one."""
    language = decision.language
    if language == UNKNOWN:
        return all_numbers(decision.timetable, decision.at)
    parts: list[str] = []
    for each in decision.considered:
        parts += book.lines(language, _written_state(each, decision.at))
        parts.append(written_week(language, _clauses(each.week)))
    parts += book.lines(language, [Prompt("sms_free")])
    if page := decision.timetable.directory.email.get(language):
        parts += book.lines(language, [Prompt.of("sms_email", url=page)])
    return "\n".join(filter(None, parts))


def all_numbers(timetable: Timetable, now: datetime) -> str:
    """For a caller whose language is not known: each line by the names of its languages, then its number."""
    parts = []
    for line in timetable.lines(now):
        if len(line.languages) == 1:
            (code,) = line.languages
            parts.append(f"{LANGUAGES[code].name} {line.number}")
        else:
            parts.append(f"{line.agency} {line.number}")
    return "\n".join(parts)


def language_list(timetable: Timetable, now: datetime) -> str:
    """The answer to words that were not understood: every language, with what to send for it, and whom to call."""
    choices = [
        f"{language.key if language.menu is Menu.FIRST else language.code} {language.name}"
        for language in LANGUAGES.values()
    ]
    return "\n".join(
        [*choices, *(f"{line.agency} {line.number}" for line in timetable.lines(now) if len(line.languages) > 1)]
    )


def calendar_closed(book: Book, language: str) -> Callable[[Line, str], str]:
    """What a calendar says of a day on which a line is closed, and the name of that day, if it has one."""

    def words(line: Line, name: str) -> str:
        closed = book.text(language, Prompt.of("calendar_closed", agency=line.agency, number=line.number))
        return f"{closed} ({name})" if name else closed

    return words


def _spoken_state(each: Considered, now: datetime) -> list[Prompt]:
    agency = each.line.agency
    match each.status:
        case Open(until) if each.tried:
            until = _today(until, now)
            later = Prompt.of("call_later", agency=agency, time=until.time()) if until else None
            return [later or Prompt.of("no_answer", agency=agency)]
        case Open(until):
            until = _today(until, now)
            at = Prompt.of("open_now", agency=agency, time=until.time()) if until else None
            return [at or Prompt.of("open_always", agency=agency)]
        case Closed(opens):
            return [_opening("opens", opens, now, agency=agency)] if opens else []
        case _:
            assert_never(each.status)


def _written_state(each: Considered, now: datetime) -> list[Prompt]:
    who = {"agency": each.line.agency, "number": each.line.number}
    match each.status:
        case Open() if each.tried:
            return [Prompt.of("sms_no_answer", **who)]
        case Open(until):
            until = _today(until, now)
            at = Prompt.of("sms_open", **who, time=until.time()) if until else None
            return [at or Prompt.of("sms_open_always", **who)]
        case Closed(opens):
            return [_opening("sms_opens", opens, now, **who)] if opens else []
        case _:
            assert_never(each.status)


def _today(until: datetime | None, now: datetime) -> datetime | None:
    """A closing that is a day or more away can't be said by its time alone, and need not be said."""
    return until if until and until - now < timedelta(days=1) else None


def _opening(prompt: str, opens: datetime, now: datetime, **values: str) -> Prompt:
    """Today and tomorrow by name, any other day by its weekday."""
    day, today = opens.date(), now.astimezone(opens.tzinfo).date()
    if day == today:
        return Prompt.of(f"{prompt}_today", **values, time=opens.time())
    if day == today + timedelta(days=1):
        return Prompt.of(f"{prompt}_tomorrow", **values, time=opens.time())
    return Prompt.of(f"{prompt}_on", **values, day=Day(day, today), time=opens.time())


def _clauses(week: Week) -> Iterable[Clause]:
    for days, windows in grouped(week):
        yield runs(days), [_times(window) for window in windows]


def _times(window: Window) -> tuple[time, time]:
    def wall(minutes: int) -> time:
        return time(*divmod(minutes % END_OF_DAY, 60))

    return wall(window.opens), wall(window.closes)


def last_words(decision: Decision) -> list[Prompt]:
    """What is said when something of ours is broken: the number of the first line, to call oneself, twice."""
    return [
        Prompt.of("trouble", agency=each.line.agency, number=Digits(each.line.number))
        for each in decision.considered[:1]
    ]
