"""The console in Japanese: every sentence of its pages has one, and says the same."""

import re

import pytest

from prompts.load import CONSOLE, SAID, load_words, missing_words
from tools.catalogue import LOCALES, TEMPLATE, collected, template, written

SENTENCES = collected()
JAPANESE = load_words("ja")


def test_the_template_is_what_stands_in_the_code() -> None:
    now = written(template(SENTENCES), TEMPLATE)
    assert (LOCALES / "console.pot").read_bytes() == now, "run: python -m tools.catalogue"


@pytest.mark.parametrize("domain", [CONSOLE, SAID])
def test_every_sentence_has_its_japanese(domain: str) -> None:
    assert not list(missing_words("ja", domain))


def test_the_japanese_is_of_sentences_that_there_are() -> None:
    assert JAPANESE.keys() == SENTENCES.keys()


def test_the_japanese_fills_in_the_same_values() -> None:
    form = re.compile(r"%\((\w+)\)s|%%|%")
    wrong = [english for english, ours in JAPANESE.items() if {*form.findall(english)} != {*form.findall(ours)}]
    assert not wrong


def test_what_the_core_writes_keeps_all_its_values() -> None:
    form = re.compile(r"\{\w*\}")
    words = load_words("ja", SAID)
    assert not [en for en, ours in words.items() if {*form.findall(en)} != {*form.findall(ours)}]


def test_the_japanese_guide_calls_things_what_the_console_calls_them() -> None:
    guide = (LOCALES.parents[1] / "docs" / "console.ja.md").read_text("utf-8")
    assert {*re.findall("「([^」]*)」", guide)} <= {*JAPANESE.values()}
