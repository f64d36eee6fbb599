"""Telephone numbers as people type them: folded to ASCII or refused, and whether they cost their callers."""

import pytest

from prompts.load import load_language
from schedules.document.reader import DirectoryError, load_directory
from schedules.values import TextError, costs, dialled, printed
from sentences import render

ONLY = "a telephone number has only digits, spaces, hyphens, brackets and +"


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("0120-250-147", "0120-250-147"),
        ("０１２０－２５０－１４７", "0120-250-147"),
        ("0120−250−147", "0120-250-147"),
        *((f"0120{dash}250{dash}147", "0120-250-147") for dash in "‐‑‒–—―⁃ー─━ｰ﹘﹣－"),
        ("０１２０ー２５０ー１４７", "0120-250-147"),
        ("（０１２０）\u3000２５０－１４７", "(0120) 250-147"),
        ("0120\u00a0250\u2009147", "0120 250 147"),
        ("  0120  250 147 ", "0120 250 147"),
        ("＋８１ ３ ５７９６ ７１１２", "+81 3 5796 7112"),
        ("\u202a0120-250-147\u202c", "0120-250-147"),
        ("\ufeff0120\u200b-250\u00ad-147", "0120-250-147"),
        ("၀၁၂၀-၂၅၀-၁၄၇", "0120-250-147"),
        ("sip:otit@trunk.example", "sip:otit@trunk.example"),
    ],
)
def test_a_number_is_folded_to_ascii(typed: str, folded: str) -> None:
    assert printed(typed) == folded
    assert dialled(typed) == dialled(folded)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("TEL 0120-250-147", f"column 1, 'TEL': {ONLY}"),
        ("℡0120-250-147", f"column 1, '℡0120-250-147': {ONLY}"),
        ("0120-250-147 (free)", f"column 15, 'free)': {ONLY}"),
        ("０１２０．２５０．１４７", f"column 5, '．２５０．１４７': {ONLY}"),
        ("0120-250-147 内線 3", f"column 14, '内線': {ONLY}"),
        ("0120-250-147;ext=3", f"column 13, ';ext=3': {ONLY}"),
        ("0120-250-147,0120-250-148", f"column 13, ',0120-250-148': {ONLY}"),
        ("0120~250~147", f"column 5, '~250~147': {ONLY}"),
        ("0120\t250-147", f"column 5, '250-147': {ONLY}"),
        ("0120-CALL", f"column 6, 'CALL': {ONLY}"),
        ("フリーダイヤル0120-250-147", f"column 1, 'フリーダイヤル0120-250-147': {ONLY}"),
    ],
)
def test_what_is_no_part_of_a_number_is_refused_with_its_column(typed: str, reason: str) -> None:
    for read in (printed, dialled):
        with pytest.raises(TextError) as refused:
            read(typed)
        assert str(refused.value) == reason
        assert render(refused.value.sentence, load_language("ja")) != reason


@pytest.mark.parametrize("typed", ["", " ", "12", "()", "+", "0120+250147", "sip:", "sip:a b"])
def test_what_can_not_be_dialled_is_refused(typed: str) -> None:
    with pytest.raises(TextError, match="is not a telephone number that can be dialled"):
        dialled(typed)


DOCUMENT = """\
zone: Asia/Tokyo
confirmed: 2026-11-01
source: the agency's page
lines:
  - id: otit-en
    tier: 1
    agency: OTIT
    languages: [en]
    number: "NUMBER"
    hours: Mon 09:00-17:00
"""


@pytest.mark.parametrize("typed", ["０１２０－２５０－１４７", "0120−250−147", " 0120ー250ー147"])
def test_a_document_has_the_folded_number(typed: str) -> None:
    (line,) = load_directory(DOCUMENT.replace("NUMBER", typed)).lines
    assert (line.number, line.dial) == ("0120-250-147", "+81120250147")


def test_a_document_with_another_word_in_the_number_is_refused_with_row_and_column() -> None:
    with pytest.raises(DirectoryError) as refused:
        load_directory(DOCUMENT.replace("NUMBER", "TEL 0120-250-147"))
    assert [str(each) for each in refused.value.problems] == [f"line 9: otit-en: number: column 1, 'TEL': {ONLY}"]


@pytest.mark.parametrize(
    ("number", "paid"),
    [
        ("0120-250-147", False),
        ("0800-919-2900", False),
        ("０１２０－２５０－１４７", False),
        ("+81 120 250 147", False),
        ("+1 800 555 1234", False),
        ("+82 80-123-4567", False),
        ("+800 1234 5678", False),
        ("0570-001701", True),
        ("03-5796-7112", True),
        ("050-3123-4567", True),
        ("090-1234-5678", True),
        ("+1 415-555-2671", True),
        ("+84 1900 1234", True),
        ("sip:otit@trunk.example", False),
    ],
)
def test_which_numbers_cost_their_callers(number: str, paid: bool) -> None:
    assert costs(number) is paid
