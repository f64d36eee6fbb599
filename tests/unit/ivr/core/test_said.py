"""What the core writes in English reaches those who read Japanese."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from itertools import chain, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.core.said import said
from prompts.load import SAID, load_words
from schedules import Directory
from schedules.osm import _BEYOND
from schedules.report import report
from tests.support.examples import examples
from tests.support.paths import ROOT
from tests.support.strategies import directories

PATTERNS = sorted(load_words("ja", SAID))


@pytest.mark.parametrize(
    ("sentence", "japanese"),
    [
        ("closed on a public holiday: 文化の日", "祝日のため休み：文化の日"),
        (
            "otit-vi: closed until Mon 2026-11-30 09:00 JST, outside its weekly hours (Mon-Fri 11:00-19:00)",
            "otit-vi：2026年11月30日(月) 09:00 JSTまで受付時間外、通常の受付時間外（月～金 11:00～19:00）",
        ),
        (
            "otit-vi loses Mon 11:00-19:00, 8 h a week; gains Sun 23:00-1:30 next day, 2 h 30 min a week",
            "otit-vi：月 11:00～19:00（週8時間）を削除、日 23:00～翌01:30（週2時間30分）を追加",
        ),
        (
            "lines, entry 2 (otit-vi): hours: hours, column 5, 'Fry': not a day; days are Mon, Tue; is 'Fri' meant?",
            "窓口の2番目（otit-vi）：受付時間：受付時間の5文字目、'Fry'："
            "曜日ではありません。曜日は月、火です。'Fri'のことですか",
        ),
        (
            "2 of 5 recordings can't be used: nothing is changed\n  bye.1: nothing is heard in the recording",
            "録音5件のうち2件が使えません：何も変更されていません\n  bye.1：録音に音が入っていません",
        ),
        (
            "lines, entry 2 (otit-vi): since: 'a: b' is not a date such as 2026-01-05 (with zeros)",
            "窓口の2番目（otit-vi）：since：'a: b'は2026-01-05のような日付（0付き）ではありません",
        ),
        ("otit-vi: no-answer", "otit-vi：応答なし"),
        ("what nobody has thought of", "what nobody has thought of"),
    ],
)
def test_a_sentence_in_japanese(sentence: str, japanese: str) -> None:
    assert said("ja", sentence) == japanese
    assert said("en", sentence) == sentence


def test_what_people_have_written_stays_as_it_is() -> None:
    held = "otit-vi is held closed since 2026-11-01 (no answer); reset it, or change the hours"
    assert "（no answer）" in said("ja", held)


@pytest.mark.parametrize(
    "one",
    [
        "otit-{} loses Mon 11:00-19:00, 8 h a week; gains Sun 23:00-1:30 next day, 2 h 30 min a week",
        "otit-{}: confirmed: 2026-01-01 becomes 2026-02-01",
        "special day added for otit-{}: 2026-12-01 (Obon): 10:00-12:00",
        "otit-{}: already tried in this call; closed without end, closed by hand: flood (closed)",
    ],
)
def test_each_of_many_is_in_japanese(one: str) -> None:
    each = [one.format(name) for name in "abcdefghijklmnopqrst"]
    assert said("ja", "; ".join(each)) == "。".join(said("ja", sentence) for sentence in each)


def test_the_mark_between_sentences_may_stand_in_a_name() -> None:
    special = "special day added for otit-vi: 2026-12-01 (Obon; closed): 10:00-12:00"
    assert said("ja", f"{special}; tier 1 closes on holidays: none becomes public") == (
        "otit-viに特別日を追加：2026年12月1日（Obon; closed）：10:00～12:00。優先順位1の休業日：なしから祝日に変更"
    )
    assert said("ja", "closed by hand: flood; hours") == "手動で受付停止：flood。受付時間"  # can't be told apart


@pytest.mark.parametrize("sentence", ["the cat is not on the mat", "this: legal OSM, but it can't be expressed here"])
def test_a_sentence_is_not_put_into_japanese_by_halves(sentence: str) -> None:
    assert said("ja", sentence) == sentence


@given(st.one_of(st.text(), st.lists(st.sampled_from(PATTERNS)).map(": ".join), st.sampled_from(PATTERNS)))
def test_nothing_that_could_be_written_stops_it(sentence: str) -> None:
    assert said("ja", sentence) or not sentence


@given(st.sampled_from(PATTERNS), st.text(st.characters(categories=["Lu"], max_codepoint=90), min_size=3, max_size=8))
def test_no_value_is_lost(pattern: str, value: str) -> None:
    sentence = pattern.format_map(_Values(value))
    assert said("ja", sentence).count(value) >= min(1, sentence.count(value))


@examples(40)
@given(directories(), directories())
def test_a_difference_is_in_japanese_throughout(was: Directory, becomes: Directory) -> None:
    for sentence in report(was, becomes, date(2026, 11, 23)):
        ours = said("ja", sentence)
        assert not re.search(r"\b(becomes|added|removed|loses|gains|on|from|tier|Mon|Sun)\b", ours), ours


class _Values(dict[str, str]):
    def __init__(self, value: str) -> None:
        self.value = value

    def __missing__(self, name: str) -> str:
        return self.value


# What is raised, yielded or given as a reason to ops staff.
MODULES = [
    *(f"schedules/{name}.py" for name in ("advice", "checks", "document", "fields", "reading", "notices", "edits")),
    *(f"schedules/{name}.py" for name in ("hours", "osm", "rows", "status")),
    *(f"ivr/core/{name}.py" for name in ("call", "rest", "notice", "limits", "routing", "outcome", "samples", "texts")),
    *(f"ivr/service/{name}.py" for name in ("recordings", "sentences")),
    *(f"ivr/service/{name}.py" for name in ("calls", "catalogues", "delivery", "direct", "prompts", "texts")),
    *(f"ivr/store/{name}.py" for name in ("outbox",)),
    *(f"prompts/{name}.py" for name in ("load", "recordings", "collection", "written")),
    *("ivr/carrier/twilio.py", "ivr/sound/recording.py", "ivr/web/sms.py"),
]
SAYS = {"Kept", "Problem", "Reply", "SendError", "_beyond", "_need", "note", "refuse"}
"""Functions that are given a sentence, beside errors."""
NOT_FOR_STAFF = {
    "not a window of minutes in a day: {} to {}": "a mistake of ours",
    "the database does not answer\n": "for the carrier, which asks again",
    "{{}} has more in it than a name": "its braces are there to be read; tested below",
    "hours, ": "what an error begins with is cut off",
    "%a %Y-%m-%d %H:%M %Z": "a moment",
    "%Y-%m-%d %H:%M %Z": "a moment",
    **dict.fromkeys(("{}: {}{}, {} ({})", "{}: unknown field {}{}"), "its forms are tested below"),
    **dict.fromkeys(("{} on {}", "{}-{} next day"), "part of a sentence that is tested with it"),
    **dict.fromkeys(('{} {} "{}"', "{}{} {}"), "hours as OSM writes them"),
}
"""What is collected, but nobody reads as it stands, and why."""
FORMS = [
    "otit-vi: already tried in this call; open without end, closed by hand: flood (closed)",
    "line 7: lines, entry 2 (otit-vi): unknown field hous; is hours meant?",
    "line 7: lines, entry 2 (otit-vi): unknown field hous; fields are id, hours",
    "special day Obon: 10:00-12:00 on 2026-08-13 overlaps or touches 9:00-11:00 on 2026-08-13 at otit-vi",
    "line 3: {0} has more in it than a name",
    "a text to another number: impossible; sent past the database, in vain: no answer from the carrier: Timeout",
    "second sender, since: not delivered, code 30003",
    *(
        f"opening_hours, column 4, '{word}': {what}: legal OSM, but it can't be expressed here"
        for word, what in _BEYOND.items()
    ),
]
COMPOSED = {
    "notice {} is as of {}, {}; ask the agency, then set `confirmed`, or retire it with `last_day`": (
        "notice lost-job is as of 2026-08-01, never confirmed since; {}"
    ),
    "{} is held {} since {} ({}); reset it, or change the hours": "tier 1 is held open since 2026-11-01 (flood); {}",
    "{} is open {}, which is unusually {}; is it meant?": "otit-vi is open 11:00-11:15, which is unusually short; {}",
    "{} in {} was changed{} meanwhile": "goodbye in Thai was changed by Aoi meanwhile",
    "{} dial the same number, {}": "otit-vi and otit-en dial the same number, +81120250168",
}
"""Sentences with English words for values, and how they begin: each of their forms has a pattern."""


def _sentences(file: Path) -> Iterator[str]:
    """Strings of an error, a yield or a reason, and the values of an enumeration of words."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        match node:
            case ast.Raise(exc=ast.Call(args=[*args])) | ast.Yield(value=ast.Call(args=[*args])):
                yield from chain.from_iterable(map(_texts, args))
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[*args]) if name in SAYS:
                yield from chain.from_iterable(map(_texts, args))
            case ast.Yield(value=value) | ast.Return(value=value) if value:
                yield from _texts(value)
            case ast.Dict(keys=keys, values=values) if "problem" in map(_key, keys):
                yield from chain.from_iterable(
                    _texts(each) for key, each in zip(keys, values, strict=True) if _key(key) == "problem"
                )
            case ast.Assign(targets=[ast.Name(id="problem" | "reason" | "refusal")], value=value):
                yield from _texts(value)
            case ast.ClassDef(bases=[ast.Name(id="StrEnum")]) if file.stem in ("status", "limits", "outcome"):
                yield from chain.from_iterable(_texts(each.value) for each in node.body if isinstance(each, ast.Assign))


def _key(node: ast.expr | None) -> object:
    return node.value if isinstance(node, ast.Constant) else None


def _texts(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)
        case ast.IfExp(body=one, orelse=other):
            yield from chain(_texts(one), _texts(other))
        case ast.Call(args=[*args]) | ast.BoolOp(values=[*args]):
            yield from chain.from_iterable(map(_texts, args))


WRITTEN = sorted(
    {(name, text) for name in MODULES for text in _sentences(ROOT / name) if " " in text and text not in NOT_FOR_STAFF}
)
FILLS = ("x", "Mon", "1", "2026-11-30", "Mon 2026-11-30 09:00 JST", "'x'", "11:00-12:00", "2026-08-13 (Obon)")


@pytest.mark.parametrize(("module", "sentence"), WRITTEN)
def test_every_sentence_of_the_core_has_a_pattern(module: str, sentence: str) -> None:
    if sentence in COMPOSED:
        forms = iter([COMPOSED[sentence].format(sentence.split("; ", 1)[-1])])
    else:
        fills = product(FILLS, repeat=min(sentence.count("{}"), 3))
        forms = (sentence.replace("{{}}", "").format(*each, *each) for each in fills)
    assert any(map(_is_japanese, forms)), f"{module}: {sentence!r} is not in sentences.po"


@pytest.mark.parametrize("sentence", FORMS)
def test_a_sentence_that_is_put_together_is_japanese(sentence: str) -> None:
    assert _is_japanese(sentence), said("ja", sentence)


def _is_japanese(sentence: str) -> bool:
    """No English is left of it but for what is quoted as code."""
    ours = said("ja", sentence)
    return ours != sentence and not re.search(r"\b(the|is|a|an|are|of|was)\b", re.sub(r"`[^`]*`|'[^']*'", "", ours))
