"""Notices: dated, retired by their last day, confirmed or asked about, and said in a difference."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from schedules import Directory, Notice, Timetable, Wording, load_directory
from schedules.advice import Concern, advice
from schedules.confirmation import CONFIRMED_FOR
from schedules.report import report
from tests.support.published import FOURTEEN, MONDAY

FLOOD = Notice(
    "flood",
    date(2026, 11, 1),
    "the town",
    {"vi": Wording("Lũ lụt", ("Một.", "Hai."), "Lũ lụt.", draft=True), "en": Wording("Flood", ("One.",), "Flood.")},
    last_day=date(2026, 11, 29),
)
SHIPPED = load_directory()


def with_notices(*notices: Notice) -> Directory:
    return replace(SHIPPED, notices=notices)


def test_a_notice_ends_with_its_last_day_in_japan() -> None:
    timetable = Timetable(with_notices(FLOOD))
    assert timetable.notices(datetime(2026, 11, 29, 14, 59, tzinfo=UTC)) == (FLOOD,)
    assert timetable.notices(datetime(2026, 11, 29, 15, 0, tzinfo=UTC)) == ()


def test_the_newest_comes_first() -> None:
    newer = replace(FLOOD, id="a-newer-one", as_of=FLOOD.as_of + timedelta(days=1))
    assert with_notices(FLOOD, newer).notices == (newer, FLOOD)


def test_a_notice_that_is_published_for_later_is_told_from_then_on() -> None:
    later = Timetable(with_notices(FLOOD))
    timetable = Timetable(with_notices(), then=(MONDAY, later))
    assert timetable.notices(MONDAY - timedelta(seconds=1)) == ()
    assert timetable.notices(MONDAY) == (FLOOD,)


def test_what_nobody_has_confirmed_is_asked_about() -> None:
    def asked(notice: Notice) -> list[str]:
        found = advice(Timetable(with_notices(notice)), MONDAY, (), CONFIRMED_FOR)
        return [str(each) for each in found if each.concern is Concern.OLD_NOTICE]

    old = replace(FLOOD, as_of=date(2021, 6, 28))
    (sentence,) = asked(old)
    assert "notice flood is as of 2021-06-28, never confirmed since" in sentence
    assert "retire it" in sentence
    assert "last confirmed on 2026-08-01" in asked(replace(old, confirmed=date(2026, 8, 1)))[0]
    assert asked(replace(old, confirmed=date(2026, 11, 1))) == []
    assert asked(replace(old, last_day=date(2026, 11, 22))) == []
    assert asked(FLOOD) == []
    assert asked(replace(FLOOD, as_of=date(2027, 11, 1))) == [
        "notice flood is dated 2027-11-01, which is in the future"
    ]


def test_a_difference_of_notices_is_said_in_words() -> None:
    on = date(2026, 11, 23)
    (added,) = report(with_notices(), with_notices(FLOOD), on)
    assert str(added) == "notice flood (as of 2026-11-01; en vi) is added"
    (removed,) = report(with_notices(FLOOD), with_notices(), on)
    assert str(removed).endswith("is removed")
    reworded = replace(FLOOD, last_day=None, words={**FLOOD.words, "vi": Wording("Lụt", ("Một.",), "Lụt.")})
    (changed,) = report(with_notices(FLOOD), with_notices(reworded), on)
    assert str(changed) == "notice flood: last day: 2026-11-29 becomes none; words changed in vi"


def test_the_notice_that_ships_is_a_draft_in_every_language_and_says_of_when_it_is() -> None:
    (notice,) = SHIPPED.notices
    assert (notice.as_of, notice.confirmed) == (date(2021, 6, 28), None)
    assert sorted(notice.words) == sorted(FOURTEEN)
    assert [code for code, words in notice.words.items() if not words.draft] == ["en"]
    assert {len(words.spoken) for words in notice.words.values()} == {7}
