"""Names of lines and languages in both languages of the console, for what is said to ops staff."""

from collections import Counter
from collections.abc import Iterable, Mapping

from profiles import profile
from prompts import LANGUAGES
from schedules import Line
from sentences import Rendered

_JAPANESE = {
    "vi": "ベトナム語",
    "zh": "中国語",
    "id": "インドネシア語",
    "fil": "フィリピノ語",
    "en": "英語",
    "th": "タイ語",
    "km": "カンボジア語（クメール語）",
    "my": "ミャンマー語",
    "ja": "やさしい日本語",
    "ko": "韓国語",
    "es": "スペイン語",
    "pt": "ポルトガル語",
    "ne": "ネパール語",
    "mn": "モンゴル語",
}


def named_language(code: str) -> Rendered:
    """Return the name of a caller's language, as a value of a sentence."""
    english = LANGUAGES[code].english
    return Rendered(english, _JAPANESE.get(code, english))


def named_instead() -> Rendered:
    """Return the names of the languages that are spoken to callers whose own can't be: those of the profile."""
    names = [named_language(code) for code in profile().languages]
    return Rendered(" and ".join(each.en for each in names), "と".join(each.ja for each in names))


def named_line(line: Line) -> Rendered:
    """Return the name of a line: its agency and, if it speaks only one language, that language."""
    if len(line.languages) > 1:
        return Rendered(line.agency, line.agency)
    spoken = named_language(next(iter(line.languages)))
    return Rendered(f"{line.agency} {spoken.en}", f"{line.agency} {spoken.ja}")


def names_of(lines: Iterable[Line]) -> Mapping[str, Rendered]:
    """Return the names of lines by id. If several have the same, the number of each follows."""
    named = {line.id: (line, named_line(line)) for line in lines}
    count = Counter(name for _, name in named.values())
    return {
        line_id: name if count[name] == 1 else Rendered(f"{name.en} ({line.number})", f"{name.ja} ({line.number})")
        for line_id, (line, name) in named.items()
    }
