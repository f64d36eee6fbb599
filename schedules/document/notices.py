"""Reading of the notices of a document."""

from collections.abc import Collection

from bounds.rows import Problem, Value
from schedules.document.fields import Fields
from schedules.notices import Notice, Wording
from schedules.rules.entries import NOTICE, WORDING, known_language
from sentences import Sentence


def read_notice(entry: Value, place: int, problems: list[Problem], languages: Collection[str] | None) -> Notice | None:
    """Read a notice from its entry. If it is invalid, add to ``problems`` and return None."""
    before, fields = len(problems), Fields(entry, _called(entry, place), problems, NOTICE, {})
    fields.only("id", "as_of", "source", "confirmed", "last_day", "words")
    notice_id, source = fields.read("id", str), fields.read("source", str)
    as_of, confirmed, last_day = fields.day("as_of", needed=True), fields.day("confirmed"), fields.day("last_day")
    given = fields.checked("words", fields.take("words", dict, Sentence("a title, parts and a text by language")))
    words = {}
    for code, value in (given or {}).items():
        fields.refuse_all("words", known_language(code, languages), value.row)
        words[code] = _wording(value, _called(entry, place, code), problems)
    if len(problems) > before or not (notice_id and as_of and source):
        return None
    return Notice(notice_id, as_of, source, {code: each for code, each in words.items() if each}, confirmed, last_day)


def _called(entry: Value, place: int, language: str | None = None) -> Sentence:
    """Name a notice, or its wording in a language, for messages."""
    given = entry.content.get("id")
    if given is not None and isinstance(given.content, str):
        if language is None:
            return Sentence("notice {id}", id=given.content)
        return Sentence("notice {id}: {code}", id=given.content, code=language)
    if language is None:
        return Sentence("notices, entry {number}", number=place)
    return Sentence("notices, entry {number}: {code}", number=place, code=language)


def _wording(value: Value, who: Sentence, problems: list[Problem]) -> Wording | None:
    if not isinstance(value.content, dict):
        problems.append(Problem(value.row, Sentence("{who}: title, spoken and text are expected", who=who)))
        return None
    fields = Fields(value, who, problems, WORDING, {})
    fields.only("title", "spoken", "text", "draft")
    title, text = fields.read("title", str), fields.read("text", str)
    draft = fields.take("draft", bool, Sentence("true or false"), needed=False) or False
    parts = fields.take("spoken", list, Sentence("a list of parts"))
    spoken = fields.checked("spoken", None if parts is None else tuple(part.content for part in parts))
    return Wording(title, spoken, text, draft) if title and spoken and text else None
