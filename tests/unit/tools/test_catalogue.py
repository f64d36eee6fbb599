"""The console in Japanese: every sentence that ops staff read has one, and says the same."""

import re
from functools import cache

import pytest

from prompts.load import load_words
from tools.catalogue import AGENCIES, LOCALES, PAGES, SENTENCES, TEMPLATE, TOUR, Domain, collected, template, written

pytestmark = pytest.mark.xdist_group("catalogue")  # collected once
EACH = pytest.mark.parametrize("domain", [PAGES, TOUR, SENTENCES, AGENCIES], ids=lambda domain: domain.name)
PLACEHOLDER = re.compile(r"%\((\w+)\)s|%%|%|(\{\w*\})")


@cache
def in_the_code(name: str) -> dict[str, list[str]]:
    """The messages of a domain, with the files that contain them."""
    return collected({domain.name: domain for domain in (PAGES, TOUR, SENTENCES, AGENCIES)}[name])


@EACH
def test_the_template_is_what_stands_in_the_code(domain: Domain) -> None:
    now = written(template(in_the_code(domain.name)), TEMPLATE)
    assert domain.template_file.read_bytes() == now, "run: python -m tools.catalogue"


@EACH
def test_every_sentence_has_its_japanese(domain: Domain) -> None:
    assert not in_the_code(domain.name).keys() - load_words("ja", domain.name).keys()


@EACH
def test_the_japanese_is_of_sentences_that_there_are(domain: Domain) -> None:
    assert not load_words("ja", domain.name).keys() - in_the_code(domain.name).keys()


@EACH
def test_the_japanese_fills_in_the_same_values(domain: Domain) -> None:
    def values(text: str) -> set[str]:
        return {found[0] for found in PLACEHOLDER.finditer(text)}

    words = load_words("ja", domain.name)
    assert not [english for english, japanese in words.items() if values(english) != values(japanese)]


def test_the_japanese_guide_calls_things_what_the_console_calls_them() -> None:
    guide = (LOCALES.parents[1] / "docs" / "console.ja.md").read_text("utf-8")
    assert {*re.findall("「([^」]*)」", guide)} <= {*load_words("ja", PAGES.name).values()}
