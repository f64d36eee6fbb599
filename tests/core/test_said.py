"""What the core writes in English reaches those who read Japanese."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from itertools import chain, product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ivr.core.said import said
from prompts.load import SAID, load_words
from schedules import Directory
from schedules.report import report
from tests.schedules.strategies import directories

ROOT = Path(__file__).parents[2]
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
            "曜日ではありません。曜日はMon, Tueです。'Fri'のことですか",
        ),
        (
            "2 of 5 recordings can't be used: nothing is changed\n  bye.1: nothing is heard in the recording",
            "録音5件のうち2件が使えません：何も変更されていません\n  bye.1：録音に音が入っていません",
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


@given(st.one_of(st.text(), st.lists(st.sampled_from(PATTERNS)).map(": ".join), st.sampled_from(PATTERNS)))
def test_nothing_that_could_be_written_stops_it(sentence: str) -> None:
    assert said("ja", sentence) or not sentence


@given(st.sampled_from(PATTERNS), st.text(st.characters(categories=["Lu"], max_codepoint=90), min_size=3, max_size=8))
def test_no_value_is_lost(pattern: str, value: str) -> None:
    sentence = pattern.format_map(_Values(value))
    assert said("ja", sentence).count(value) >= min(1, sentence.count(value))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
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


# What is raised or yielded as a sentence for ops staff.
MODULES = [
    *(f"schedules/{name}.py" for name in ("advice", "checks", "document", "fields", "reading", "notices", "edits")),
    *(f"ivr/core/{name}.py" for name in ("call", "rest", "notice", "limits", "routing", "outcome")),
    *(f"ivr/service/{name}.py" for name in ("accounts", "editing", "refusals", "recordings", "sentences")),
    "ivr/sound/recording.py",
    "ivr/store/audit.py",
    "schedules/status.py",
]
COMPOSED = {
    "{}; discard the draft and make its change again": "revision 2 by Aoi and the draft change the same; {}",
    "{} is {} anyway{}; say until when, with --until or --until-reset": "tier 1 is open anyway; {}",
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
    """Strings of an error that is raised, of a yield, and the values of an enumeration of words."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        match node:
            case ast.Raise(exc=ast.Call(args=[*args])):
                yield from chain.from_iterable(map(_texts, args))
            case ast.Yield(value=ast.Constant() | ast.JoinedStr() as value):
                yield from _texts(value)
            case ast.Yield(value=ast.Call(args=[*args])):
                yield from chain.from_iterable(map(_texts, args))
            case ast.ClassDef(bases=[ast.Name(id="StrEnum")]) if file.stem in ("status", "audit", "limits", "outcome"):
                yield from chain.from_iterable(_texts(each.value) for each in node.body if isinstance(each, ast.Assign))


def _texts(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)


WRITTEN = sorted({(name, text) for name in MODULES for text in _sentences(ROOT / name) if " " in text})
FILLS = ("x", "1", "2026-11-30", "Mon 2026-11-30 09:00 JST", "'x'", "11:00-12:00")


@pytest.mark.parametrize(("module", "sentence"), WRITTEN)
def test_every_sentence_of_the_core_has_a_pattern(module: str, sentence: str) -> None:
    if sentence in COMPOSED:
        forms = iter([COMPOSED[sentence].format(sentence.split("; ", 1)[-1])])
    else:
        fills = product(FILLS, repeat=min(sentence.count("{}"), 3))
        forms = (sentence.replace("{{}}", "").format(*each, *each) for each in fills)
    assert any(map(_is_japanese, forms)), f"{module}: {sentence!r} is not in sentences.po"


def _is_japanese(sentence: str) -> bool:
    """No English is left of it but for what is quoted as code."""
    ours = said("ja", sentence)
    return ours != sentence and not re.search(r"\b(the|is|a|an|are|of|was)\b", re.sub(r"`[^`]*`|'[^']*'", "", ours))
