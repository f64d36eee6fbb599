"""What the core writes in English reaches those who read Japanese."""

import ast
import re
from collections.abc import Iterator
from itertools import chain, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.core.said import said
from prompts.load import SAID, load_words
from schedules.osm import _BEYOND
from tests.support.paths import ROOT

PATTERNS = sorted(load_words("ja", SAID))


@pytest.mark.parametrize(
    ("sentence", "japanese"),
    [
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
        ("what nobody has thought of", "what nobody has thought of"),
    ],
)
def test_a_sentence_in_japanese(sentence: str, japanese: str) -> None:
    assert said("ja", sentence) == japanese
    assert said("en", sentence) == sentence


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


class _Values(dict[str, str]):
    def __init__(self, value: str) -> None:
        self.value = value

    def __missing__(self, name: str) -> str:
        return self.value


# What is raised, yielded or given as a reason to ops staff.
MODULES = [
    *(f"schedules/{name}.py" for name in ("checks", "document", "fields", "reading", "notices", "edits")),
    *(f"schedules/{name}.py" for name in ("hours", "osm", "rows")),
    *(f"ivr/service/{name}.py" for name in ("accounts", "editing", "refusals", "recordings", "sentences")),
    *(f"ivr/service/{name}.py" for name in ("catalogues", "prompts")),
    *(f"ivr/store/{name}.py" for name in ("audit", "revisions")),
    *(f"prompts/{name}.py" for name in ("load", "recordings", "collection", "written")),
    *("ivr/sound/recording.py", "ivr/clock.py"),
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
    **dict.fromkeys(("{}: {}{}, {} ({})", "{}: unknown field {}{}", "revision {}{}{}"), "its forms are tested below"),
    **dict.fromkeys(("{} on {}", "{}-{} next day"), "part of a sentence that is tested with it"),
    **dict.fromkeys(('{} {} "{}"', "{}{} {}"), "hours as OSM writes them"),
}
"""What is collected, but nobody reads as it stands, and why."""
FORMS = [
    "line 7: lines, entry 2 (otit-vi): unknown field hous; is hours meant?",
    "line 7: lines, entry 2 (otit-vi): unknown field hous; fields are id, hours",
    "revision 3, brings back revision 1",
    "revision 3 from 2026-11-29T06:00+00:00 on",
    "open until 2026-11-29T06:00+00:00: training",
    "closed: flood",
    "special day Obon: 10:00-12:00 on 2026-08-13 overlaps or touches 9:00-11:00 on 2026-08-13 at otit-vi",
    "line 3: {0} has more in it than a name",
    *(
        f"opening_hours, column 4, '{word}': {what}: legal OSM, but it can't be expressed here"
        for word, what in _BEYOND.items()
    ),
]
COMPOSED = {
    "{}; discard the draft and make its change again": "revision 2 by Aoi and the draft change the same; {}",
    "{} is {} anyway{}; say until when, with --until or --until-reset": "tier 1 is open anyway; {}",
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
            case ast.ClassDef(bases=[ast.Name(id="StrEnum")]) if file.stem in ("audit",):
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
