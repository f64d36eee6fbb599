"""The words of a decision as they are spoken. :mod:`ivr.core.text.writer` has them as they are written."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import assert_never

from ivr.core.routing import Considered, Decision
from ivr.core.text.promises import Texted
from prompts import Book, Closing, Dated, Day, Digits, Passage, Prompt
from prompts.clips import needed
from prompts.languages import UNKNOWN
from schedules import Closed, Directory, Line, Notice, Open, home_date, home_time

MOST_SAID = 4
"""Lines of which a caller hears when they open. Each takes some four seconds, and more are not remembered."""


def spoken_states(decision: Decision, *, numbers: bool) -> list[Prompt]:
    """Return the spoken states of the lines that open first, apart from those that were tried in vain.

    ``numbers``: also the number of each line, for a caller who can't get a text, and whether a call to it costs.
    """
    prompts = []
    for each in _soonest(decision):
        prompts += [] if each.unanswered else _spoken_state(each, decision.at)
        if numbers:
            prompts += _with_charge(each.line, "the_number")
    return prompts


def _soonest(decision: Decision) -> list[Considered]:
    """Return the lines that are open or open first, :data:`MOST_SAID` of them, in the order in which they are tried."""
    never = decision.at + timedelta(days=10_000)

    def opens(each: Considered) -> datetime:
        return decision.at if isinstance(each.status, Open) else each.status.opens or never

    first = sorted(decision.considered, key=opens)[:MOST_SAID]
    return [each for each in decision.considered if each in first]


def spoken_unanswered(decision: Decision, tried: Sequence[str], *, called_again: bool = False) -> list[Prompt]:
    """Return what is said of the line that was tried last and did not answer; empty: none was tried.

    Of a line before it the caller has heard so, when the next one was announced. Whoever is ``called_again`` is not
    asked to call later.
    """
    lines = [each for each in decision.considered if each.line.id in tried[-1:]]
    if called_again:
        return [Prompt.of("no_answer", agency=each.line.agency) for each in lines]
    return [_did_not_answer(each, decision.at) for each in lines]


def spoken_text_news(texted: Texted, language: str) -> list[Prompt]:
    """Return what a caller hears about the information text; empty if there is none."""
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


def last_words(decision: Decision) -> list[Prompt]:
    """Return what is said after an internal error: the number of the first line, twice, for the caller to dial."""
    return [prompt for each in decision.considered[:1] for prompt in _with_charge(each.line, "trouble")]


def announcement(notices: tuple[Notice, ...]) -> Prompt:
    """Return the prompt that offers the key for notices, with their titles."""
    codes = dict.fromkeys(code for notice in notices for code in notice.words)
    titles = {code: ", ".join(each.words[code].title for each in notices if code in each.words) for code in codes}
    return Prompt.of("key_notice", titles=Passage(titles))


def notice_parts(notices: tuple[Notice, ...], book: Book, language: str) -> list[list[Prompt | Passage]]:
    """Return notices as they are spoken, in short parts. The first part of each notice is its date."""
    parts: list[list[Prompt | Passage]] = []
    for notice in notices:
        if told := told_parts(notice, book, language):
            parts.append([Prompt.of("notice_as_of", date=Dated(notice.as_of))])
            parts += [[passage] for passage in told]
    if parts:
        parts[0].append(Prompt("notice_keys"))
    return parts


def told_parts(notice: Notice, book: Book, language: str) -> list[Passage]:
    """Return the parts of a notice that a caller of ``language`` hears.

    A part can be spoken by the voice or recordings of its language, or with its words in Easy Japanese or English. If
    a part with words in ``language`` can't be spoken, the result is empty.
    """
    voiced = [(passage, bool(book.speech(language, [passage]))) for passage in passages(notice)]
    silent = any(language in passage.words and not voice for passage, voice in voiced)
    return [] if silent or language not in notice.words else [passage for passage, voice in voiced if voice]


def passages(notice: Notice) -> list[Passage]:
    """Return the parts of a notice, each in all languages that have it."""
    longest = max(len(words.spoken) for words in notice.words.values())
    return [
        Passage({code: words.spoken[place] for code, words in notice.words.items() if place < len(words.spoken)})
        for place in range(longest)
    ]


def calendar_closed(book: Book, language: str) -> Callable[[Line, str], str]:
    """Return a function that writes a calendar's entry for a closed day, from the line and the day's name or ``""``."""

    def words(line: Line, name: str) -> str:
        closed = book.text(language, Prompt.of("sms_closed", line=f"{line.agency} {line.number}"))
        return f"{closed} ({name})" if name else closed

    return words


def opening(prompt: str, opens: datetime, now: datetime, **values: str) -> Prompt:
    """Return the prompt for an opening in Japan time; its id is ``prompt`` and ``_today``, ``_tomorrow`` or ``_on``."""
    opens, today = home_time(opens), home_date(now)
    day = opens.date()
    if day == today:
        return Prompt.of(f"{prompt}_today", **values, time=opens.time())
    if day == today + timedelta(days=1):
        return Prompt.of(f"{prompt}_tomorrow", **values, time=opens.time())
    return Prompt.of(f"{prompt}_on", **values, day=Day(day, today), time=opens.time())


def closing(until: datetime | None, now: datetime) -> Closing | None:
    """Return the closing time to say; None if it is a day or more away, when a time of day would be ambiguous."""
    return Closing(home_time(until).time()) if until and until - now < timedelta(days=1) else None


def _with_charge(line: Line, prompt: str) -> list[Prompt]:
    """Return the prompt that tells the number of a line, and that a call to it may cost money, if it may."""
    told = Prompt.of(prompt, agency=line.agency, number=Digits(line.number))
    return [told, Prompt("number_charged")] if line.charged else [told]


def _did_not_answer(each: Considered, now: datetime) -> Prompt:
    agency, time = each.line.agency, closing(each.status.until, now) if isinstance(each.status, Open) else None
    return Prompt.of("call_later", agency=agency, time=time) if time else Prompt.of("no_answer", agency=agency)


def _spoken_state(each: Considered, now: datetime) -> list[Prompt]:
    agency = each.line.agency
    match each.status:
        case Open(until):
            time = closing(until, now)
            at = Prompt.of("open_now", agency=agency, time=time) if time else None
            return [at or Prompt.of("open_always", agency=agency)]
        case Closed(opens):
            return [opening("opens", opens, now, agency=agency)] if opens else []
        case _:
            assert_never(each.status)


def clips_needed(book: Book, language: str, directory: Directory) -> dict[str, str]:
    """Return the words of each clip that calls in ``language`` need, by its id: prompts, agencies, notices."""
    notices = tuple(notice for notice in directory.notices if language in notice.words)
    sentences: dict[str, Prompt | Passage] = {}
    for notice in notices:
        sentences[f"notice.{notice.id}.as_of"] = Prompt.of("notice_as_of", date=Dated(notice.as_of))
        for place, passage in enumerate(passages(notice), start=1):
            sentences[f"notice.{notice.id}.{place}"] = passage
    if notices:
        sentences["key_notice"] = announcement(notices)
    return needed(book, language, dict.fromkeys(line.agency for line in directory.lines), sentences)
