"""The tokens of opening hours as people write them: days, times, dashes."""

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

from bounds import HOURS
from schedules.hours import END_OF_DAY, HoursError, said_day
from sentences import Sentence

TOKENS = re.compile(
    r"""(?P<full>24\ ?/\ ?7 | 24\ ?(?:hours?|hrs?|h)\b | 24時間 | all\ day\b | 終日)
      | (?P<some>第\ ?[\d一二三四五] | 隔週 | 隔日 | every\ other\b | \d(?:st|nd|rd)\b)
      | (?P<time>(?:(?:午前|午後|[ap]\.?m\.?)\ ?(?=\d))?\d{1,2}(?:[:.]\d{1,2}|時半|時\d{1,2}分|時)?(?:\ ?[ap]\.?m\b\.?)?
          | noon\b | midday\b | midnight\b | 正午 | 真夜中)
      | (?P<next>(?:the\ )?next\ day\b | 翌日?)
      | (?P<closed>(?:closed|off)\b | 休み | 休業 | 定休日?)
      | (?P<dash>- | から | (?:to|through|thru|till?|until)\b)
      | (?P<holiday>国民の休日 | 祝祭日 | 祝日 | 祝 | 年末年始 | お盆 | を?除く | 除き)
      | (?P<skip>(?:[\s,;:()・、，。] | まで | 毎週 | の | 及び | および | と | and\b | & | every\b(?!\ day\b))+)
      | (?P<day>every\ day\b | [a-z]+\.? | 平日 | 毎日 | 土日 | [月火水木金土日](?:曜日?)?)
    """,
    re.VERBOSE,
)
_TIME = re.compile(r"(?:(午前|午後|[ap])\.?m?\.?)? ?(\d+)(?:[:.時](半|\d+)?分?)?(?: ?([ap])\.?m\.?)?")
_NOON, _MIDNIGHT = ("noon", "midday", "正午"), ("midnight", "真夜中")
_DASHES = "‐‑‒–—―−~〜～"
DAY_WORDS: dict[str, tuple[int, ...]] = {
    **{
        name: (number,)
        for number, names in enumerate(
            (
                "mo mon monday 月 月曜 月曜日",
                "tu tue tues tuesday 火 火曜 火曜日",
                "we wed weds wednesday 水 水曜 水曜日",
                "th thu thur thurs thursday 木 木曜 木曜日",
                "fr fri friday 金 金曜 金曜日",
                "sa sat saturday 土 土曜 土曜日",
                "su sun sunday 日 日曜 日曜日",
            )
        )
        for name in names.split()
    },
    **dict.fromkeys(("daily", "everyday", "every day", "毎日"), tuple(range(7))),
    **dict.fromkeys(("weekday", "weekdays", "平日"), tuple(range(5))),
    **dict.fromkeys(("weekend", "weekends", "土日"), (5, 6)),
}


_REFUSED = {
    "holiday": Sentence("not a day; holidays are a rule beside the hours"),
    "some": Sentence("days of some weeks only can't be written as weekly hours; add special days"),
}
"""Kinds of tokens that no hours have, and why."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token of the text, folded, and the column (from 1) of the text at which it begins."""

    kind: str
    text: str
    column: int

    def refuse(self, reason: Sentence) -> HoursError:
        """Return an error about this token."""
        told = Sentence("column {number}, {text}: {cause}", number=self.column, text=repr(self.text), cause=reason)
        return HoursError(told, reason, self.column - 1, len(self.text))


def tokenise(text: str) -> list[Token]:
    """Split a text into tokens, at least one.

    Raises:
        HoursError: something is neither a day nor a time.
    """
    if len(text) > HOURS:
        raise HoursError(Sentence("hours are longer than {number} characters", number=HOURS))
    # Normalized one character at a time, to map positions back to columns of the original text.
    folded, columns = "", []
    for column, character in enumerate(text, start=1):
        plain = fold(character)
        folded += plain
        columns += [column] * len(plain)
    tokens, at = [], 0
    while at < len(folded):
        match = TOKENS.match(folded, at)
        if match is None:
            raise Token("other", folded[at:].split()[0], columns[at]).refuse(Sentence("not a day or a time"))
        token = Token(str(match.lastgroup), match.group().strip(".") if match["day"] else match.group(), columns[at])
        if token.kind in _REFUSED:
            raise token.refuse(_REFUSED[token.kind])
        if token.kind != "skip":
            tokens.append(token)
        at = match.end()
    if not tokens:
        raise HoursError(Sentence("nothing here; write 'closed' for a line without hours"))
    return tokens


def fold(text: str) -> str:
    """Return a text in small letters, with plain digits and one kind of dash."""
    plain = (unicodedata.normalize("NFKC", "-" if character in _DASHES else character) for character in text)
    return "".join(plain).lower()


def days_of(token: Token) -> tuple[int, ...]:
    """Return the weekdays that a word names; 0 is Monday.

    Raises:
        HoursError: it names none.
    """
    try:
        return DAY_WORDS[token.text]
    except KeyError:
        raise token.refuse(_no_day(token.text)) from None


def _no_day(text: str) -> Sentence:
    days = tuple(map(said_day, range(7)))
    if text in _HOLIDAYS:
        return Sentence("not a day; days are {days}; holidays are a rule beside the hours", days=days)
    return Sentence("not a day; days are {days}", days=days)


_HOLIDAYS = ("ph", "holiday", "holidays", "except", "excluding", "public")


class Time(NamedTuple):
    """A time of day.

    Attributes:
        minutes: after midnight, 0 to 1440.
        marked: am or pm is written with it.
        either: the hour is 1 to 11 and not marked, so that only its neighbours show which half of the day is meant.
    """

    minutes: int
    marked: bool
    either: bool


def time_of(token: Token, *, closes: bool = False) -> Time:
    """Read a time. Midnight is 24:00 where a window ``closes``, else 0:00.

    Raises:
        HoursError: it is not a time.
    """
    if token.text in _NOON:
        return Time(END_OF_DAY // 2, marked=False, either=False)
    if token.text in _MIDNIGHT:
        return Time(END_OF_DAY if closes else 0, marked=False, either=False)
    match = _TIME.fullmatch(token.text)
    assert match is not None
    before, hour_text, minute_text, after = match.groups()
    hour, minute = int(hour_text), 30 if minute_text == "半" else int(minute_text or 0)
    if token.text == hour_text:
        raise token.refuse(Sentence("write the minutes too: {hour}:00", hour=hour))
    if minute_text not in (None, "半") and "分" not in token.text and len(minute_text) != 2:
        raise token.refuse(Sentence("minutes have two digits"))
    if before and after:
        raise token.refuse(Sentence("am or pm stands twice"))
    hour_of_day = _on_24_hours(token, hour, before or after)
    if minute > 59 or hour_of_day * 60 + minute > END_OF_DAY:
        raise token.refuse(Sentence("not a time; times go from 0:00 to 24:00"))
    marked = bool(before or after)
    return Time(hour_of_day * 60 + minute, marked, not marked and 1 <= hour <= 11)


def _on_24_hours(token: Token, hour: int, half: str | None) -> int:
    if half in ("午前", "午後"):
        if hour > 11:
            raise token.refuse(Sentence("午前 and 午後 go from 0時 to 11時59分"))
        return hour + (12 if half == "午後" else 0)
    if half:
        if not 1 <= hour <= 12:
            raise token.refuse(Sentence("am and pm go from 12:00 to 11:59"))
        return hour % 12 + (12 if half == "p" else 0)
    return hour
