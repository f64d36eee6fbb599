"""Notices: dated pieces of information in each language, kept beside the hours.

They tell what a page or an agency has published, and as of when. They decide nobody's eligibility.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from schedules.fields import Fields, entry_id, is_line
from schedules.rows import Problem, Value
from sentences import Sentence

_LONGEST_TITLE = 80
_LONGEST_PART = 250
"""Characters: what a listener can follow in one piece."""
_MOST_PARTS = 12
_LONGEST_SMS = 400


@dataclass(frozen=True, slots=True)
class Wording:
    """A notice in one language.

    Attributes:
        title: what it is about, in a few words.
        spoken: its parts, each short enough to be followed by ear.
        text: the whole of it in one line of a text message.
        draft: whether no native speaker has confirmed it yet.
    """

    title: str
    spoken: tuple[str, ...]
    text: str
    draft: bool = False


@dataclass(frozen=True)
class Notice:
    """A notice, in the languages in which it exists.

    Attributes:
        id: short name, unique in the directory.
        as_of: the date of its source, which is always told with it.
        source: where it comes from.
        words: by language code.
        confirmed: when it was last checked; None: never.
        last_day: its last day; None: until it is retired.
    """

    id: str
    as_of: date
    source: str
    words: Mapping[str, Wording]
    confirmed: date | None = None
    last_day: date | None = None

    def ended_by(self, day: date) -> bool:
        """Whether it is retired on a date."""
        return self.last_day is not None and self.last_day < day


def read_notice(
    entry: Value, place: int, problems: list[Problem], known_language: Callable[[str, Callable[[Sentence], None]], None]
) -> Notice | None:
    """A notice from its entry; None, with what is wrong noted, if it can't be read."""
    before, fields = len(problems), Fields(entry, _called(entry, place), problems, {})
    fields.only("id", "as_of", "source", "confirmed", "last_day", "words")
    notice_id, as_of, source = fields.read("id", entry_id), fields.day("as_of", needed=True), fields.text("source")
    confirmed, last_day = fields.day("confirmed"), fields.day("last_day")
    words = {}
    for code, value in (fields.take("words", dict, Sentence("a title, parts and a text by language")) or {}).items():
        known_language(code, partial(fields.refuse, "words", row=value.row))
        words[code] = _wording(value, _called(entry, place, code), problems)
    if not words and len(problems) == before:
        fields.refuse("words", Sentence("is empty; a notice is in one language at least"))
    if len(problems) > before or not (notice_id and as_of and source):
        return None
    return Notice(notice_id, as_of, source, {code: each for code, each in words.items() if each}, confirmed, last_day)


def _called(entry: Value, place: int, language: str | None = None) -> Sentence:
    """What a complaint calls a notice, or its words in a language."""
    given = entry.content.get("id")
    if given is not None and isinstance(given.content, str):
        if language is None:
            return Sentence("notice {id}", id=given.content)
        return Sentence("notice {id}: {code}", id=given.content, code=language)
    if language is None:
        return Sentence("notices, entry {number}", number=place)
    return Sentence("notices, entry {number}: {code}", number=place, code=language)


def notice_entry(notice: Notice) -> dict[str, Any]:
    """A notice as it is written in a document."""
    entry = {
        "id": notice.id,
        "as_of": notice.as_of,
        "source": notice.source,
        "confirmed": notice.confirmed,
        "last_day": notice.last_day,
        "words": {code: _wording_entry(words) for code, words in sorted(notice.words.items())},
    }
    return {key: value for key, value in entry.items() if value is not None}


def _wording(value: Value, who: Sentence, problems: list[Problem]) -> Wording | None:
    if not isinstance(value.content, dict):
        problems.append(Problem(value.row, Sentence("{who}: title, spoken and text are expected", who=who)))
        return None
    fields = Fields(value, who, problems, {})
    fields.only("title", "spoken", "text", "draft")
    title, text = fields.text("title", longest=_LONGEST_TITLE), fields.text("text", longest=_LONGEST_SMS)
    draft = fields.take("draft", bool, Sentence("true or false"), needed=False) or False
    spoken = [part.content for part in fields.take("spoken", list, Sentence("a list of parts")) or ()]
    if "spoken" in value.content and not (
        0 < len(spoken) <= _MOST_PARTS and all(is_line(part, _LONGEST_PART) for part in spoken)
    ):
        fields.refuse(
            "spoken",
            Sentence(
                "1 to {number} parts of one line and up to {number2} characters are expected",
                number=_MOST_PARTS,
                number2=_LONGEST_PART,
            ),
        )
    return Wording(title, tuple(spoken), text, draft) if title and text else None


def _wording_entry(words: Wording) -> dict[str, Any]:
    draft = {"draft": True} if words.draft else {}
    return {**draft, "title": words.title, "spoken": list(words.spoken), "text": words.text}
