"""Hours as people, agencies and OpenStreetMap write them; what could mean two things is refused with the reason."""

import pytest

from schedules import HoursError, print_hours
from schedules.reading import read_hours, read_with_days_off


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        # one mark, and only one reading
        ("Mon 9:00-5:00pm", "Mon 09:00-17:00"),
        ("Mon 11:30 to 1:15 p.m.", "Mon 11:30-13:15"),
        ("Mon 9:00am-17:00", "Mon 09:00-17:00"),
        ("Mon 12:00-5:00pm", "Mon 12:00-17:00"),
        ("Mon 9:00am-12:00", "Mon 09:00-12:00"),
        ("Mon 13:00-5:00pm", "Mon 13:00-17:00"),
        ("金 午前9時～12時", "Fri 09:00-12:00"),
        # both marked, before or after
        ("Mon 4:00pm-10:00 pm", "Mon 16:00-22:00"),
        ("月～金 AM9:00～PM5:00", "Mon-Fri 09:00-17:00"),
        ("月 ＡＭ９：３０～ＰＭ０５：００", "Mon 09:30-17:00"),
        ("Sat A.M. 10:00 - P.M. 1:00", "Sat 10:00-13:00"),
        # noon and midnight
        ("月～金 午前9時～正午", "Mon-Fri 09:00-12:00"),
        ("Mon noon-5:00pm", "Mon 12:00-17:00"),
        ("Mon 9:00am to noon, 1:00pm to midnight", "Mon 09:00-12:00, 13:00-24:00"),
        ("Mon midnight-6:00", "Mon 00:00-06:00"),
        # what agencies print
        ("毎週月・水・金曜日 10:00～16:00", "Mon, Wed, Fri 10:00-16:00"),
        ("毎週木曜日の10時00分～14時00分", "Thu 10:00-14:00"),
        ("火曜日と木曜日 13時～16時半", "Tue, Thu 13:00-16:30"),
        ("月曜日及び水曜日 10:00-12:00、13:00-15:00", "Mon, Wed 10:00-12:00, 13:00-15:00"),
        ("Mon. - Fri. 9:00 - 17:00", "Mon-Fri 09:00-17:00"),
        ("Tues. & Thurs. 9:00-12:00", "Tue, Thu 09:00-12:00"),
        ("every Monday 9:00-12:00", "Mon 09:00-12:00"),
        # hours that add up, in the words of people
        ("Tue 13:00-14:00; Tue 9:00-10:00", "Tue 09:00-10:00, 13:00-14:00"),
        ("Mon 9:00-12:00; Mon 13:00-15:00", "Mon 09:00-12:00, 13:00-15:00"),
        # OpenStreetMap, where both readings are one
        ("Mo-Fr 11:00-19:00; Su 09:00-17:00", "Mon-Fri 11:00-19:00, Sun 09:00-17:00"),
        ("Mo,We 10:00-12:00,13:00-15:00", "Mon, Wed 10:00-12:00, 13:00-15:00"),
        ("Mo-Fr 9:00 to 17:00", "Mon-Fri 09:00-17:00"),
        # OpenStreetMap, which alone can say it
        ("Mo-Fr 11:00-19:00; We off", "Mon, Tue, Thu, Fri 11:00-19:00"),
        ("Fr 22:00-02:00", "Fri 22:00-02:00 next day"),
    ],
)
def test_one_reading(text: str, hours: str) -> None:
    assert print_hours(read_hours(text)) == hours


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        # morning or evening?
        ("Mon 4:00-10:00 pm", "column 5, '4:00': morning or evening?"),
        ("Tue, Thu 1:00 – 4:30 p.m.", "column 10, '1:00': morning or evening?"),
        ("Thu 6:00 to 9:00pm", "column 5, '6:00': morning or evening?"),
        ("Mon 8:00am-11:00", "column 12, '11:00': morning or evening?"),
        ("Mon 9:00am-12:00, 1:00-5:00pm", "column 19, '1:00': morning or evening?"),
        ("Fri 10:00-2:00am next day", "column 5, '10:00': morning or evening?"),
        ("月 午後1時～5時", "closes at or before it opens"),
        ("Mon 9:00am-10:00 a.m. p.m.", "not a day"),
        ("Mon AM9:00am-10:00am", "am or pm stands twice"),
        # hours that step back
        ("月～金 午前9時～12時、1時～5時", "column 14, '1時': earlier than the hours before it"),
        ("Mon 9:00-12:00, 1:00-5:00", "column 17, '1:00': earlier than the hours before it"),
        # holidays, and days of some weeks
        ("平日 9:00〜17:00（祝日・年末年始を除く）", "holidays are a rule beside the hours"),
        ("月～金 9:00-17:00 祝日休み", "holidays are a rule beside the hours"),
        ("Mon-Fri 9:00-17:00 except holidays", "holidays are a rule beside the hours"),
        ("第2・第4土曜日 10:00-12:00", "days of some weeks only"),
        ("隔週月曜日 10:00-12:00", "days of some weeks only"),
        ("every other Monday 10:00-12:00", "days of some weeks only"),
        ("2nd Sat 10:00-12:00", "days of some weeks only"),
        # the reason of the reader whose words they are
        ("Mo[2],Mo[4] 13:00-16:00", "nth weekdays of a month"),
        ("Mo 06:00-15:00; Tu-Th 07:00-04:00; Fr-Su 09:00-17:00", "cut at midnight"),
        ('Mo-Fr 08:00-17:00 "call ahead"', "comments on weekdays"),
        ("Mo-Fr sunrise-17:00", "times that follow the sun"),
        ("Mo-Fr 09:00-12:00; 13:00-17:00", "OSM tools differ"),
        ("SH Mo 10:00-12:00", "school holidays"),
        ("Mo-Fr 09:00-17:00; PH off", "special days and holidays are written beside the weekly hours"),
        ('Mo-Fr 09:00-17:00; Dec 29-Jan 03 off "New Year"', "special days and holidays are written beside"),
    ],
)
def test_refused(text: str, reason: str) -> None:
    with pytest.raises(HoursError) as refused:
        read_hours(text)
    assert reason in str(refused.value)


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        (
            "Mo-Fr 08:00-12:00; Mo 14:00-18:00; Tu 16:00-18:00; Th 15:00-18:00",
            "Mon 08:00-12:00, 14:00-18:00",
            "Mon 14:00-18:00",
        ),
        ("Mo-Fr 08:00-12:00; We 14:00-16:00", "Wed 08:00-12:00, 14:00-16:00", "Wed 14:00-16:00"),
        ("Mo-Su 09:00-12:00; Su 13:00-15:00", "Sun 09:00-12:00, 13:00-15:00", "Sun 13:00-15:00"),
    ],
)
def test_two_readings_are_both_shown(text: str, one: str, other: str) -> None:
    with pytest.raises(HoursError) as refused:
        read_hours(text)
    plain, osm = str(refused.value).split("in OpenStreetMap:")
    assert one in plain
    assert other in osm
    assert one not in osm


def test_special_days_of_openstreetmap_are_read_where_they_can_be_kept() -> None:
    assert read_with_days_off("Mo-Fr 09:00-17:00; PH off").holidays == ()
