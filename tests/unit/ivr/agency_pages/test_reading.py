"""Pages of several layouts, made by us, are read and compared with the lines that ship."""

from datetime import date

import pytest

from ivr.agency_pages.reading import decoded, sections
from ivr.core.agency_pages.comparing import About, Verdict, compare
from ivr.core.agency_pages.facts import facts, from_data, to_data
from schedules import load_directory
from tests.support.agency_site import PAGES

DIRECTORY = load_directory()
TODAY = date(2026, 11, 30)


def told(name: str, *lines: str) -> list[str]:
    """Return what the comparisons of lines with a page say, those that find nothing left out."""
    found = facts(sections((PAGES / name).read_bytes()))
    assert from_data(to_data(found)) == found
    said = []
    for line_id in lines:
        line = DIRECTORY.line(line_id)
        assert line is not None
        for each in compare(line, found, TODAY):
            if each.verdict is not Verdict.UNCLEAR:
                what = "as ours" if each.verdict is Verdict.SAME else each.said.en or "not there"
                said.append(f"{line_id} {each.about.value}: {what}, {each.sureness.value}")
    return said


def test_a_table_with_a_line_in_each_row() -> None:
    assert told("table.html", "otit-vi", "otit-zh", "otit-id", "otit-fil", "otit-th", "otit-km") == [
        "otit-vi hours: as ours, sure",
        "otit-vi number: as ours, sure",
        "otit-zh hours: as ours, sure",
        "otit-zh number: as ours, sure",
        "otit-id hours: as ours, sure",
        "otit-id number: as ours, sure",
        "otit-fil hours: Tue, Thu 11:00-19:00, sure",
        "otit-fil number: as ours, sure",
        "otit-th hours: as ours, sure",
        "otit-th number: as ours, sure",
        "otit-km number: not there, likely",
    ]


def test_a_table_with_a_line_in_each_column() -> None:
    assert told("columns.html", "otit-km", "otit-my") == [
        "otit-km hours: as ours, sure",
        "otit-km number: as ours, sure",
        "otit-my hours: Wed 11:00-19:00, sure",
        "otit-my number: as ours, sure",
    ]


def test_prose_with_a_date_and_another_number() -> None:
    assert told("prose.html", "fresc") == ["fresc hours: as ours, sure", "fresc number: as ours, sure"]


def test_japanese_in_shift_jis_with_full_width_digits() -> None:
    assert told("japanese.html", "otit-vi", "otit-th") == [
        "otit-vi hours: as ours, sure",
        "otit-vi number: as ours, sure",
        "otit-th hours: Thu, Sat 11:00-18:00, likely",
        "otit-th number: as ours, sure",
    ]


def test_what_stands_in_several_blocks_is_quoted_whole() -> None:
    line = DIRECTORY.line("otit-th")
    assert line is not None
    hours, _ = compare(line, facts(sections((PAGES / "japanese.html").read_bytes())), TODAY)
    assert (hours.heading, hours.quote) == (
        "タイ語",
        "電話番号, 0120‐250‐198, 曜日, 木・土, 受付時間, 午前11時から午後6時まで",
    )


def test_news_beside_the_hours_change_nothing() -> None:
    assert told("reworded.html", "otit-vi") == ["otit-vi hours: as ours, sure", "otit-vi number: as ours, sure"]


def test_a_page_of_somebody_else_lacks_our_number_and_its_hours_are_not_ours() -> None:
    assert told("other_owner.html", "otit-vi", "fresc") == [
        "otit-vi number: not there, likely",
        "fresc number: not there, likely",
    ]


@pytest.mark.parametrize("name", ["pictures.html", "pdf_link.html"])
def test_a_page_that_says_nothing_of_a_line_is_silent(name: str) -> None:
    assert told(name, "otit-vi") == []


def test_pictures_alone_are_no_text() -> None:
    assert sections((PAGES / "pictures.html").read_bytes()) == []


def test_another_number_stands_beside_the_language() -> None:
    found = facts(sections(b"<ul><li>Vietnamese: 0120-250-999<li>Chinese: 0120-250-169</ul>"))
    line = DIRECTORY.line("otit-vi")
    assert line is not None
    (number,) = [each for each in compare(line, found, TODAY, others={"+81120250169"}) if each.about is About.NUMBER]
    assert str(number.told("otit-vi")) == (
        "The page of OTIT says another number for otit-vi: 0120-250-999. Ours: 0120-250-168."
    )
    assert number.quote == "Vietnamese: 0120-250-999"


def test_days_and_times_may_stand_in_a_timetable() -> None:
    page = b"<table><tr><td><th>Mon<th>Thu<th>Sat<tr><th>Thai 0120-250-198<td>-<td>11:00-19:00<td>11:00-18:00</table>"
    line = DIRECTORY.line("otit-th")
    assert line is not None
    hours, _ = compare(line, facts(sections(page)), TODAY)
    assert (hours.said.en, hours.quote) == (
        "Thu 11:00-19:00, Sat 11:00-18:00",
        "Thai 0120-250-198 | - | Thu 11:00-19:00 | Sat 11:00-18:00",
    )


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        ("月～金".encode("cp932"), "Shift_JIS"),
        ("月・金".encode("euc-jp"), "euc-jp"),
        ('<meta charset="x-sjis"><p>月～金'.encode(), "no such charset"),
        (b"\xef\xbb\xbf" + "月～金".encode(), "iso-8859-1"),
        ('<meta charset="shift_jis">月～金'.encode("cp932"), ""),
    ],
)
def test_the_charset_is_the_servers_or_that_of_the_page(content: bytes, charset: str) -> None:
    assert "月" in decoded(content, charset)


HOSTILE = {
    "a million tags within each other": b"<div>" * 1_000_000 + b"0120-250-168",
    "tags that are never closed": b"<p>" * 600_000,
    "a table that spans": b"<table>" + b"<tr><td rowspan=99999 colspan=99999>Mon 9:00-17:00" * 30_000,
    "a table with many rows": b"<table>" + b"<tr><td>Thai<td>0120-250-198<td>Mon 9:00-17:00" * 30_000,
    "tables in tables": b"<table><tr><td>" * 100_000,
    "brackets": b"(" * 1_000_000,
    "numbers": b"0120-250-168 " * 150_000,
    "hours": b"Mon 9:00-17:00 " * 130_000,
    "an attribute": b"<a title='" + b"x" * 2_000_000,
    "entities": b"&amp;" * 400_000,
    "nothing": b"",
    "no HTML": bytes(range(256)) * 1000,
}


@pytest.mark.long
@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_page_is_read_as_far_as_its_limits(content: bytes) -> None:
    found = facts(sections(content))
    assert sum(len(block.text) for part in found for block in part.blocks) < 1_000_000
