"""The list of a language's sentences: order, search, filters, neighbours."""

from dataclasses import replace

import pytest

from ivr.service.prompts.live import shipped
from ivr.service.prompts.words import Entry, Show, drafted_words, entries, neighbours
from ivr.store.prompts import Change
from ivr.store.words import Drafted
from prompts.collection import Edit, amended
from prompts.order import in_order
from schedules import load_directory
from tests.support.words import NOW

DIRECTORY = load_directory()
SHIPPED = shipped()


def drafted(prompt: str, sentence: str | None, author: str = "Aiko") -> Drafted:
    return Drafted(Change(prompt, sentence, SHIPPED.english[prompt], True, author, 0), "token", NOW)


def listed(*drafts: Drafted, language: str = "vi") -> list[Entry]:
    return entries(language, SHIPPED, DIRECTORY, drafts, "Aiko")


def found(query: str, show: Show = Show.ALL, *drafts: Drafted, language: str = "vi") -> list[str]:
    return [each.prompt for each in listed(*drafts, language=language) if each.matches(query, show)]


def test_all_sentences_are_listed_in_the_order_of_a_call() -> None:
    assert [each.prompt for each in listed()] == in_order(SHIPPED.english)


@pytest.mark.parametrize("query", ["Tư vấn miễn phí.", "tu van mien phi", "TƯ VẤN  miễn phí", "advice is free"])
def test_both_languages_are_searched_whatever_their_accents(query: str) -> None:
    assert "advice_free" in found(query)


def test_drafts_are_searched_too() -> None:
    mine, hers = drafted("goodbye", "Hẹn gặp lại."), drafted("nobody", "Đợi chút.", "Mai")
    assert found("hen gap lai", Show.ALL, mine) == ["goodbye"]
    assert found("doi chut", Show.ALL, hers) == ["nobody"]
    assert found("no such words at all") == []


def test_drafts_are_told_apart_by_who_wrote_them() -> None:
    mine, hers = drafted("goodbye", "Chào."), drafted("goodbye", "Tạm biệt.", "Mai")
    (entry,) = [each for each in listed(hers, mine) if each.prompt == "goodbye"]
    assert (entry.own, entry.others) == (mine, (hers,))
    assert found("", Show.CHANGED, hers) == ["goodbye"]
    assert found("", Show.CHANGED) == []


def test_filters() -> None:
    assert found("", Show.CONFIRMED) == []
    assert len(found("", Show.DRAFT)) == len(SHIPPED.english)
    assert "goodbye" in found("", Show.MISSING, language="km")
    assert "goodbye" in found("", Show.SYNTHETIC, language="ne")
    assert found("", Show.RECORDED, language="ne") == []
    outdated = amended(SHIPPED, [Edit("vi", "goodbye", "Chào.", "Another English.")], [], {})
    old = [each.prompt for each in entries("vi", outdated, DIRECTORY, [], "Aiko") if each.matches("", Show.OUTDATED)]
    assert old == ["goodbye"]


def test_neighbours_are_those_of_the_chosen_list() -> None:
    everything = listed(drafted("goodbye", "Chào."))
    assert neighbours(everything, "menu_option", "", Show.ALL) == (None, "other_languages_now")
    assert neighbours(everything, "page_trouble", "", Show.ALL)[1] is None
    # The one that is shown has left the list, since it was changed: the way on stays the same.
    assert neighbours(everything, "nobody", "", Show.CHANGED) == (None, "goodbye")


def test_a_draft_that_restores_the_default_has_its_words() -> None:
    assert drafted_words("vi", drafted("goodbye", None)) == SHIPPED.sentences["vi"].by_id["goodbye"]
    gone = replace(drafted("goodbye", None).change, prompt="gone")
    assert drafted_words("vi", Drafted(gone, "token", NOW)) == ""
