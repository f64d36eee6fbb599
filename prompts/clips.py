"""The clips that have to be recorded for a language to be spoken from recordings, with their words.

A sentence without values is one clip. A sentence with values is split at them, and agencies, times, days and digits
have clips of their own. A sentence whose values are known when it is recorded, such as a menu option, is one clip.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time, timedelta
from functools import cache

from prompts.book import Book, Name, Passage, Prompt, cut
from prompts.languages import LANGUAGES, MORE_KEY, Menu
from prompts.spoken import date_pieces, digit_pieces, time_pieces, weekday_pieces

_WHOLE = frozenset({"menu_option", "key_notice", "notice_as_of"})
"""Prompts that are never split, because their values are known when they are recorded."""
_IN_OTHERS = frozenset({"no_language", "text_numbers", "text_coming_in", "call_directly"})
"""Prompts that are heard only in voices of the carrier, of Easy Japanese and English or any, and need no recordings."""
_FIRST = (
    "menu_option",
    "connecting",
    "agency",
    "nobody",
    "text_coming",
    "key_remind",
    "key_again",
    "other_languages_now",
    "opens_tomorrow",
    "opens_today",
    "opens_on",
)
"""The sentences that matter most to a caller, in the order in which to record them."""
_A_MONDAY = date(2024, 1, 1)
"""The first day of a leap year, so that the year has every date."""
MINUTES = range(0, 60, 5)
"""Minutes that are recorded. A sentence with another minute is spoken in Easy Japanese and English."""

Sentences = Mapping[str, Prompt | Passage]
"""Sentences of the directory (titles and parts of notices), by the id of their clip."""


def is_spoken(prompt_id: str) -> bool:
    """Whether a prompt is spoken in calls; the others are only written."""
    return not prompt_id.startswith(("sms_", "page_"))


def is_texted(prompt_id: str) -> bool:
    """Whether a prompt is used in text messages, where its length matters. Other written prompts are for web pages."""
    return prompt_id.startswith("sms_")


def needed(book: Book, language: str, agencies: Iterable[str], sentences: Sentences) -> dict[str, str]:
    """Return the words of each clip that calls in ``language`` need, by clip id. The words are distinct.

    What callers need most comes first: each recording counts from the moment that it is made.
    """
    clips: dict[str, str] = {}
    seen: set[str] = set()
    for clip_id, text in _all(book, language, agencies, sentences):
        if text and text not in seen:
            clips[clip_id] = text
            seen.add(text)
    ranks = {prompt_id: rank for rank, prompt_id in enumerate(_FIRST)}
    return dict(sorted(clips.items(), key=lambda clip: ranks.get(clip[0].partition(".")[0], len(_FIRST))))


def _all(book: Book, language: str, agencies: Iterable[str], sentences: Sentences) -> Iterator[tuple[str, str]]:
    yield from _options(book, language)
    for prompt_id, sentence in book.catalogues[language].items():
        if is_spoken(prompt_id) and prompt_id not in _WHOLE | _IN_OTHERS:
            yield from _pieces(prompt_id, tuple(cut(language, sentence, {})))
    for clip_id, passage in sentences.items():
        yield clip_id, book.sentence(language, passage)
    for agency in agencies:
        yield f"agency.{agency}", agency
    yield from _of_numbers(language)


def _options(book: Book, language: str) -> Iterator[tuple[str, str]]:
    keys = [LANGUAGES[language].key, *([MORE_KEY] if LANGUAGES[language].menu is Menu.MORE else [])]
    for key in keys:
        option = Prompt.of("menu_option", language=Name(language), key=key)
        yield f"menu_option.{key}", book.sentence(language, option)


def _pieces(clip_id: str, pieces: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for place, piece in enumerate(pieces, start=1):
        yield (clip_id if len(pieces) == 1 else f"{clip_id}.{place}"), piece


@cache
def _of_numbers(language: str) -> tuple[tuple[str, str], ...]:
    """Return the clips of digits, times and days; cached, since there are thousands and they never change."""
    return tuple(_numbers(language))


def _numbers(language: str) -> Iterator[tuple[str, str]]:
    for digit in range(10):
        yield from _pieces(f"digit.{digit}", digit_pieces(language, str(digit)))
    for minute in MINUTES:
        for hour in range(24):
            moment, clip_id = time(hour, minute), f"{hour:02}{minute:02}"
            yield from _pieces(f"time.{clip_id}", time_pieces(language, moment))
            yield from _pieces(f"closing.{clip_id}", time_pieces(language, moment, closing=True))
    for ahead in range(7):
        yield from _pieces(f"weekday.{ahead + 1}", weekday_pieces(language, _A_MONDAY + timedelta(days=ahead)))
    for ahead in range(366):
        day = _A_MONDAY + timedelta(days=ahead)
        yield from _pieces(f"date.{day:%m%d}", date_pieces(language, day))
