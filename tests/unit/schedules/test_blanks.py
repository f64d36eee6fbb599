"""Blanks are found wherever people write, and ordinary words are none."""

from dataclasses import replace

import pytest

from schedules import EmailPage, SpecialDay
from schedules.blanks import blanks, blanks_in
from tests.support.timetables import SHIPPED, japan

DAY = japan("2027-04-01 00:00").date()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("NAME?", ["NAME?"]),
        ("NAME?（きこう）は、WORDS? NAME?", ["NAME?", "WORDS?"]),
        ("的NAME?或FRESC", ["NAME?"]),
        ("Who knows its name? OTIT? USERNAME? What NUMBER", []),
    ],
)
def test_blanks_in(text: str, found: list[str]) -> None:
    assert blanks_in(text) == found


def test_everywhere_in_a_directory() -> None:
    assert blanks(SHIPPED) == []
    vi, zh, *others = SHIPPED.lines
    notice = SHIPPED.notices[0]
    words = {**notice.words, "vi": replace(notice.words["vi"], text="WORDS?")}
    blank = replace(
        SHIPPED,
        lines=(replace(vi, agency="NAME?"), replace(zh, agency="NAME?", source="SOURCE?"), *others),
        agencies={"NAME?": {"vi": "WORDS?"}},
        notices=(replace(notice, words=words),),
        email={"vi": EmailPage("https://example.org/PAGE?")},
        special_days=(SpecialDay("NAME?", DAY, DAY, ()),),
    )
    assert [str(each) for each in blanks(blank)] == [
        "agency of otit-vi, otit-zh: NAME?",
        "source of otit-zh: SOURCE?",
        "what NAME? is: NAME?",
        "what NAME? is: WORDS?",
        "notice lost-job: WORDS?",
        "e-mail page of vi: PAGE?",
        "special day: NAME?",
    ]
