"""Texts of hours: what people write is read, what can't be meant is refused with its place."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.load import load_language
from schedules import (
    HoursError,
    Line,
    Week,
    Window,
    Windows,
    load_directory,
    parse_hours,
    parse_windows,
    print_hours,
    print_hours_ja,
    print_windows,
    said_hours,
    said_windows,
)
from sentences import Rendered, render
from tests.support.strategies import day_windows, weeks

# The lines as the page prints them, the doubled days of the first included.
PUBLISHED = """
Vietnamese:0120-250-168 Mon, Tue, Wed, Thu, Fri Mon ~ Fri (11:00 – 19:00), Sun (9:00 – 17:00)
Chinese:0120-250-169 Mon, Wed, Fri (11:00 – 19:00), Sun (9:00 – 17:00)
Indonesian:0120-250-192 Tue, Thu (11:00 – 19:00)
Filipino:0120-250-197 Tue, Sat (11:00 – 19:00)
English:0120-250-147 Tue, Sat (11:00 – 19:00)
Thai:0120-250-198 Thu, Sat (11:00 – 19:00)
Cambodian:0120-250-366 Thu (11:00 – 19:00)
Burmese:0120-250-302 Fri (11:00 – 19:00)
Phone Number: 0120-76-2029 Available Time : Mon ~ Fri (9:00 – 17:00)
"""


@pytest.mark.parametrize("line", load_directory().lines, ids=lambda line: line.id)
def test_the_shipped_hours_are_those_of_the_page(line: Line) -> None:
    (printed,) = (row for row in PUBLISHED.splitlines() if line.number in row)
    hours = printed.partition(line.number)[2].replace("Available Time :", "")
    assert [each.week for each in line.hours] == [parse_hours(hours)]


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("Mon-Fri 11:00-19:00, Sun 09:00-17:00", "Mon-Fri 11:00-19:00, Sun 09:00-17:00"),
        ("monday 9:00-12:00, 13:00-17:00", "Mon 09:00-12:00, 13:00-17:00"),
        ("Ｍｏｎ～Ｆｒｉ　１１：００－１９：００", "Mon-Fri 11:00-19:00"),
        ("Sun, Mon 0:00-24:00", "Mon, Sun 00:00-24:00"),
        ("Sat-Mon 10:00-12:00", "Mon, Sat, Sun 10:00-12:00"),
        ("Tue 13:00-14:00; Tue 9:00-10:00", "Tue 09:00-10:00, 13:00-14:00"),
        ("Mon through Fri 9am to 5pm", "Mon-Fri 09:00-17:00"),
        ("Mon: 12:00 a.m. - 12:30 p.m.", "Mon 00:00-12:30"),
        ("weekdays 9.00-17.00, weekends closed", "Mon-Fri 09:00-17:00"),
        ("every day 9:00-17:00", "Mon-Sun 09:00-17:00"),
        ("24/7", "Mon-Sun 00:00-24:00"),
        ("Tue and Thu all day", "Tue, Thu 00:00-24:00"),
        ("Fri 22:00-2:00 next day", "Fri 22:00-02:00 next day"),
        ("Fri 22:00-2:00 (the next day), Sat 3:00-4:00", "Fri 22:00-02:00 next day, Sat 03:00-04:00"),
        ("月～金 11:00～19:00、日 9:00～17:00", "Mon-Fri 11:00-19:00, Sun 09:00-17:00"),
        ("月曜日から金曜日 午前9時から午後5時半まで", "Mon-Fri 09:00-17:30"),
        ("平日：９時３０分～１７時、土日：休み", "Mon-Fri 09:30-17:00"),
        ("火・木 10:00〜12:00", "Tue, Thu 10:00-12:00"),
        ("金曜 22:00～翌2:00", "Fri 22:00-02:00 next day"),
        ("毎日24時間", "Mon-Sun 00:00-24:00"),
        ("月 9時5分～17時", "Mon 09:05-17:00"),
        ("月 午前11時30分～午後0時30分", "Mon 11:30-12:30"),
        ("Mon 1am-12pm", "Mon 01:00-12:00"),
        ("Mon 23:00-24:00", "Mon 23:00-24:00"),
        ("Mon 0:59-10:59", "Mon 00:59-10:59"),
        ("closed", "closed"),
        ("休業", "closed"),
    ],
)
def test_what_people_write_is_read(written: str, canonical: str) -> None:
    assert print_hours(parse_hours(written)) == canonical


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("", "nothing here; write 'closed' for a line without hours"),
        ("Mon", "column 1, 'mon': the text ends here; a time is expected here, such as 11:00-19:00"),
        ("Mon 25:00-26:00", "column 5, '25:00': not a time; times go from 0:00 to 24:00"),
        ("Mon 9:60-10:00", "column 5, '9:60': not a time; times go from 0:00 to 24:00"),
        ("Mon 9:5-10:00", "column 5, '9:5': minutes have two digits"),
        ("Mon 23:00-24:01", "column 11, '24:01': not a time; times go from 0:00 to 24:00"),
        (
            "Mon 19:00-11:00",
            "column 11, '11:00': closes at or before it opens (19:00); if it closes on the day after, add 'next day'",
        ),
        (
            "Mon 11:00-11:00",
            "column 11, '11:00': closes at or before it opens (11:00); if it closes on the day after, add 'next day'",
        ),
        ("Mon 11:00-11:01 next day", "column 11, '11:01': more than 24 hours after it opens"),
        ("Mon 24:00-24:00", "column 5, '24:00': nothing opens at 24:00; write 0:00 on the next day"),
        ("Mon 9-17", "column 5, '9': write the minutes too: 9:00"),
        ("Mon am 9 am-5 pm", "column 5, 'am 9 am': am or pm stands twice"),
        ("Mon 13pm-5pm", "column 5, '13pm': am and pm go from 12:00 to 11:59"),
        ("月 午後13時～15時", "column 3, '午後13時': 午前 and 午後 go from 0時 to 11時59分"),
        ("Mon 9:00", "column 5, '9:00': the text ends here; a dash is expected between two times"),
        ("Mon 9:00-", "column 9, '-': the text ends here; a closing time is expected after the dash"),
        ("Mon- 9:00-10:00", "column 6, '9:00': a day is expected after the dash"),
        ("weekdays-Sun 9:00-10:00", "column 9, '-': a dash joins single days, such as Mon-Fri"),
        ("Fun 9:00-10:00", "column 1, 'fun': not a day; days are Mon, Tue, Wed, Thu, Fri, Sat, Sun"),
        (
            "Mon-Fri 9:00-17:00, PH off",
            "column 21, 'ph': not a day; days are Mon, Tue, Wed, Thu, Fri, Sat, Sun; "
            "holidays are a rule beside the hours",
        ),
        ("9:00-10:00", "column 1, '9:00': a day is expected here, such as Mon or Mon-Fri"),
        (
            "Mon 9:00-12:00, Mon 11:00-13:00",
            "column 21, '11:00': 11:00-13:00 on Mon overlaps or touches 09:00-12:00 on Mon; join them",
        ),
        (
            "Mon 9:00-12:00, 12:00-13:00",
            "column 17, '12:00': 12:00-13:00 on Mon overlaps or touches 09:00-12:00 on Mon; join them",
        ),
        (
            "Mon 9:00-12:00 Mon-Wed 9:00-12:00",
            "column 24, '9:00': 09:00-12:00 on Mon overlaps or touches 09:00-12:00 on Mon; join them",
        ),
        (
            "Sun 22:00-2:00 next day, Mon 2:00-4:00",
            "column 30, '2:00': 02:00-04:00 on Mon overlaps or touches 22:00-02:00 next day on Sun; join them",
        ),
        (
            "Mon 1:00-4:00, Sun 22:00-2:00 next day",
            "column 20, '22:00': 22:00-02:00 next day on Sun overlaps or touches 01:00-04:00 on Mon; join them",
        ),
        ("Mon-Fri 9:00-12:00, Tue closed", "column 25, 'closed': Tue is already open 09:00-12:00"),
        ("Tue closed, Mon-Fri 9:00-12:00", "column 21, '9:00': Tue is already closed"),
        (
            "Mon 9:00-10:00, 10:00-11:00",
            "column 17, '10:00': 10:00-11:00 on Mon overlaps or touches 09:00-10:00 on Mon; join them",
        ),
        ("Mon 9:00-12:00!", "column 15, '!': not a day or a time"),
        ("月～金\u3000９：００～２５：００", "column 10, '25:00': not a time; times go from 0:00 to 24:00"),
        ("weekends-Mon 9:00-10:00", "column 9, '-': a dash joins single days, such as Mon-Fri"),
        ("Mon-weekends 9:00-10:00", "column 4, '-': a dash joins single days, such as Mon-Fri"),
        ("all day", "column 1, 'all day': a day is expected here, such as Mon or Mon-Fri"),
        ("10:07-11:00", "column 1, '10:07': a day is expected here, such as Mon or Mon-Fri"),
        ("Mon next day 9:00-10:00", "column 5, 'next day': a time is expected here, such as 11:00-19:00"),
        ("Mon 9:00 to lunch", "column 13, 'lunch': a closing time is expected after the dash"),
        ("Mon 9:00X17:00", "column 9, 'x': a dash is expected between two times"),
        ("月 午前12時～13時", "column 3, '午前12時': 午前 and 午後 go from 0時 to 11時59分"),
        ("Mon 0am-2am", "column 5, '0am': am and pm go from 12:00 to 11:59"),
        (
            "Mon 24h 9:00-10:00",
            "column 9, '9:00': 09:00-10:00 on Mon overlaps or touches 00:00-24:00 on Mon; join them",
        ),
        (
            "Sun 9:00-10:00, 22:00-2:00 next day, Mon 1:00-3:00",
            "column 42, '1:00': 01:00-03:00 on Mon overlaps or touches 22:00-02:00 next day on Sun; join them",
        ),
    ],
)
def test_what_can_not_be_meant_is_refused_with_its_place(written: str, complaint: str) -> None:
    with pytest.raises(HoursError) as refused:
        parse_hours(written)
    assert str(refused.value) == complaint


@pytest.mark.parametrize("word", ["PH", "Holiday", "holidays", "public holidays", "except", "excluding"])
def test_a_holiday_is_no_day_of_the_week(word: str) -> None:
    days = "not a day; days are Mon, Tue, Wed, Thu, Fri, Sat, Sun; holidays are a rule beside the hours"
    with pytest.raises(HoursError) as refused:
        parse_hours(f"{word} closed")
    assert str(refused.value) == f"column 1, {word.lower().split()[0]!r}: {days}"


@pytest.mark.parametrize(
    ("names", "canonical"),
    [
        ("mo mon monday 月 月曜 月曜日", "Mon"),
        ("tu tue tues tuesday 火 火曜 火曜日", "Tue"),
        ("we wed weds wednesday 水 水曜 水曜日", "Wed"),
        ("th thu thur thurs thursday 木 木曜 木曜日", "Thu"),
        ("fr fri friday 金 金曜 金曜日", "Fri"),
        ("sa sat saturday 土 土曜 土曜日", "Sat"),
        ("su sun sunday 日 日曜 日曜日", "Sun"),
        ("weekday weekdays 平日", "Mon-Fri"),
        ("weekend weekends 土日", "Sat, Sun"),
        ("daily everyday 毎日", "Mon-Sun"),
    ],
)
def test_each_name_of_a_day(names: str, canonical: str) -> None:
    for name in names.split():
        assert print_hours(parse_hours(f"{name} 9:00-17:00")) == f"{canonical} 09:00-17:00"


def test_each_dash() -> None:
    for dash in [*"-‐‑‒–—―−~〜～", "から", "to", "through", "thru", "til", "till", "until"]:
        assert print_hours(parse_hours(f"Mon {dash} Fri 9:00 {dash} 17:00")) == "Mon-Fri 09:00-17:00"


@pytest.mark.parametrize(
    ("written", "japanese"),
    [
        ("", "何も書かれていません。受付時間のない窓口は 'closed'（休み）と書いてください"),
        ("Mon", "1文字目、'mon'：文がここで終わっています。ここには11:00-19:00のような時刻が必要です"),
        (
            "Mon 19:00-11:00",
            "11文字目、'11:00'：終了が開始と同じか、それより前です（19:00）。"
            "翌日に終了する場合は「翌」（next day）を付けてください",
        ),
        (
            "Sun 22:00-2:00 next day, Mon 2:00-4:00",
            "30文字目、'2:00'：月の02:00～04:00と日の22:00～翌02:00が重なるか、つながっています。1つにまとめてください",
        ),
        ("Mon-Fri 9:00-12:00, Tue closed", "25文字目、'closed'：火はすでに受付中（09:00～12:00）と書かれています"),
        (
            "PH off",
            "1文字目、'ph'：曜日ではありません。曜日は月、火、水、木、金、土、日です。祝日は受付時間とは別に設定します",
        ),
    ],
)
def test_a_refusal_is_in_japanese_throughout(written: str, japanese: str) -> None:
    with pytest.raises(HoursError) as refused:
        parse_hours(written)
    assert render(refused.value.sentence, load_language("ja")) == japanese


@pytest.mark.parametrize(
    ("written", "windows"),
    [
        ("10:00-12:00", (Window(600, 720),)),
        ("10:00-12:00, 13:00-14:00", (Window(600, 720), Window(780, 840))),
        ("1:00pm-2:00pm, 10:00am-12:00pm", (Window(600, 720), Window(780, 840))),
        ("終日", (Window(0, 1440),)),
        ("closed", ()),
    ],
)
def test_the_windows_of_one_day(written: str, windows: Windows) -> None:
    assert parse_windows(written) == windows


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("Mon 9:00-10:00", "column 1, 'mon': a time is expected here, such as 11:00-19:00"),
        ("9:00-10:00 Tue", "column 12, 'tue': only times are expected here, such as 10:00-12:00"),
        ("9:00-10:00, 9:30-11:00", "column 13, '9:30': 09:30-11:00 overlaps or touches 09:00-10:00; join them"),
        ("9:00-10:00, 10:00-11:00", "column 13, '10:00': 10:00-11:00 overlaps or touches 09:00-10:00; join them"),
        (
            "13:00-14:00, 10:00-12:00",
            "column 14, '10:00': earlier than the hours before it; write them in order, or add am or pm",
        ),
        ("lunch", "column 1, 'lunch': a time is expected here, such as 11:00-19:00"),
    ],
)
def test_what_is_not_the_windows_of_one_day(written: str, complaint: str) -> None:
    with pytest.raises(HoursError) as refused:
        parse_windows(written)
    assert str(refused.value) == complaint


def test_hours_are_said_in_the_language_of_the_reader() -> None:
    week = parse_hours("Mon-Fri 9:00-17:00, Sat 22:00-2:00 next day")
    assert said_hours(week) == Rendered(
        "Mon-Fri 09:00-17:00, Sat 22:00-02:00 next day", "月～金 09:00～17:00、土 22:00～翌02:00"
    )
    assert said_windows(week[0] + week[5]) == Rendered(
        "09:00-17:00, 22:00-02:00 next day", "09:00～17:00、22:00～翌02:00"
    )
    assert said_windows(()) == Rendered("closed", "休み")


def test_hours_in_japanese() -> None:
    week = parse_hours("Mon-Wed 9:00-12:00, 13:00-17:00, Fri, Sun 10:00-12:00")
    assert print_hours_ja(week) == "月～水 09:00～12:00、13:00～17:00、金・日 10:00～12:00"
    assert print_hours_ja(parse_hours("closed")) == "休み"


@given(weeks())
def test_printing_and_reading_back_changes_nothing(week: Week) -> None:
    assert parse_hours(print_hours(week)) == week
    assert parse_hours(print_hours_ja(week)) == week


@given(day_windows)
def test_a_day_is_read_back_too(windows: Windows) -> None:
    assert parse_windows(print_windows(windows)) == windows


@given(st.text(alphabet="MonTueSdayFri 0123456789:-–,;()～closednextap.m月火日曜から翌午後時半分休み24", max_size=40))
def test_any_text_is_read_and_printed_or_refused(text: str) -> None:
    with suppress(HoursError):
        week = parse_hours(text)
        assert parse_hours(print_hours(week)) == week
