"""The page on privacy: what it says for which settings, in each language."""

import re
from dataclasses import replace
from typing import Any

import pytest

from ivr.core.privacy_page import Practice, Told, privacy_page
from prompts import Command, Prompt, load_recogniser
from prompts.figures import figures
from prompts.written import either
from tests.support.book import load_book
from tests.support.published import FOURTEEN

BOOK = load_book()
PRACTICE = Practice(
    hotline="+815031234567",
    texts_to="+819012345678",
    people_days=42,
    records_days=365,
    remembers=True,
    operator="Hotline Association",
    operator_page="https://www.example.org/about",
)
AGENCIES = ("OTIT", "FRESC")


def told(practice: Practice = PRACTICE, language: str = "en", agencies: tuple[str, ...] = AGENCIES) -> list[Told]:
    return [each for part in privacy_page(practice, language, agencies, BOOK) for each in part.told]


def said(prompt: str, language: str = "en", **values: str) -> str:
    return BOOK.text(language, Prompt.of(prompt, **values))


@pytest.mark.parametrize("language", FOURTEEN)
def test_the_whole_page(language: str) -> None:
    people, records = figures(language, 42), figures(language, 365)
    assert [part.heading for part in privacy_page(PRACTICE, language, AGENCIES, BOOK)] == [
        said(heading, language) for heading in ("page_told", "page_kept", "page_can_do", "page_remains")
    ]
    assert [each.text for each in told(PRACTICE, language)] == [
        said("page_private", language),
        said("page_told_number", language),
        said("page_told_lines", language, agencies=either(language, AGENCIES)),
        said("page_kept_number", language, days=people),
        said("page_kept_text", language),
        said("page_kept_language", language, days=people),
        said("page_kept_steps", language, days=records),
        said("page_not_kept", language),
        said("page_withhold", language),
        said("page_forget", language),
        said("page_forget_key", language),
        said("page_stop", language),
        said("page_ask", language, operator="Hotline Association"),
        said("page_remains_phone", language),
        said("page_remains_bill", language),
    ]


def test_what_can_be_tapped() -> None:
    assert [(each.address, each.link) for each in told() if each.address] == [
        ("tel:184-050-3123-4567", "184-050-3123-4567"),
        ("sms:+819012345678", "090-1234-5678"),
        ("tel:+815031234567", "050-3123-4567"),
        ("sms:+819012345678", "090-1234-5678"),
        ("https://www.example.org/about", "www.example.org/about"),
    ]


@pytest.mark.parametrize(
    ("changes", "gone"),
    [
        pytest.param(
            {"remembers": False}, ["page_kept_language", "page_forget", "page_forget_key"], id="no language is kept"
        ),
        pytest.param({"operator": ""}, ["page_ask"], id="nobody to ask"),
        pytest.param({"hotline": "+12125551234"}, ["page_withhold"], id="184 is of Japan"),
    ],
)
def test_what_does_not_hold_is_not_said(changes: dict[str, Any], gone: list[str]) -> None:
    all_texts, texts = ([each.text for each in told(practice)] for practice in (PRACTICE, replace(PRACTICE, **changes)))
    beginnings = [said(prompt, days="42", operator="Hotline Association") for prompt in gone]
    assert [text for text in all_texts if text not in texts] == beginnings
    assert set(texts) < set(all_texts)


@pytest.mark.parametrize(
    ("language", "named"),
    [("en", "OTIT or FRESC"), ("vi", "OTIT hoặc FRESC"), ("zh", "OTIT或FRESC"), ("ne", "OTIT वा FRESC")],
)
def test_agencies_are_named_as_a_choice(language: str, named: str) -> None:
    texts = [each.text for each in told(language=language)]
    assert sum(named in text for text in texts) == 1
    assert said("page_told_lines", language, agencies="FRESC") in [
        each.text for each in told(language=language, agencies=("FRESC",))
    ]


def test_without_a_line_no_agency_is_named() -> None:
    texts = [each.text for each in told(agencies=())]
    assert len(texts) == len(told()) - 1
    assert not any("OTIT" in text or "  " in text for text in texts)


def test_without_a_number_of_its_own_texts_are_replied_to() -> None:
    """The sender of texts is a name or a messaging service."""
    links = [each.address for each in told(replace(PRACTICE, texts_to="")) if each.address]
    assert links == ["tel:184-050-3123-4567", "tel:+815031234567", "https://www.example.org/about"]


@pytest.mark.parametrize("language", [code for code in FOURTEEN if code != "en"])
def test_the_words_that_it_asks_for_are_understood(language: str) -> None:
    (own,) = re.findall("[“「](.+?)[”」]", said("page_forget", language))
    recogniser = load_recogniser()
    assert recogniser.recognise(own).command is Command.FORGET
    for word, command in (("FORGET", Command.FORGET), ("STOP", Command.STOP), ("START", Command.START)):
        assert word in said("page_forget", language) + said("page_stop", language)
        assert recogniser.recognise(word).command is command
