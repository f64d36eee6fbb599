"""What is left out of HSDS or refused, and the reason that is given."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.load import load_language
from schedules import Directory, load_directory, print_hours, write_directory
from schedules.formats.hsds import HsdsError
from sentences import render
from tests.support.examples import examples
from tests.support.hsds import LANGUAGES, imported, schedule, service, unsaid


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"freq": "MONTHLY", "byday": "1SA"}, "freq MONTHLY; only WEEKLY can be expressed"),
        ({"freq": None}, "freq is missing; only WEEKLY can be expressed"),
        ({"interval": 2}, "interval 2; only every week can be expressed"),
        ({"interval": 2, "dtstart": "2026-01-05"}, "interval 2; only every week can be expressed"),
        ({"byweekno": "41,42"}, "byweekno can't be expressed"),
        ({"bymonthday": "1"}, "bymonthday can't be expressed"),
        ({"byyearday": "-1"}, "byyearday can't be expressed"),
        ({"count": 10}, "count can't be expressed"),
        ({"byday": "Monday~Friday"}, "byday Monday~Friday; days such as MO,TU,WE,TH,FR,SA,SU are expected"),
        ({"byday": "1MO"}, "byday 1MO; days such as MO,TU,WE,TH,FR,SA,SU are expected"),
        ({"byday": None}, "byday is missing; days such as MO,TU,WE,TH,FR,SA,SU are expected"),
        ({"opens_at": "25:99"}, "opens_at 25:99; a time such as 09:00+09:00 is expected"),
        ({"opens_at": "9am"}, "opens_at 9am; a time such as 09:00+09:00 is expected"),
        ({"opens_at": "09:30:59"}, "opens_at 09:30:59; a time such as 09:00+09:00 is expected"),
        ({"opens_at": None}, "opens_at is missing; a time such as 09:00+09:00 is expected"),
        ({"opens_at": "24:00"}, "nothing opens at 24:00"),
        ({"closes_at": "09:00"}, "it closes when it opens, which may mean all day or never"),
        ({"opens_at": "00:00Z"}, "its times are at UTC+0, where Asia/Tokyo is at UTC+9"),
        ({"closes_at": "17:00+05:45"}, "its times are at UTC+5.75, where Asia/Tokyo is at UTC+9"),
        ({"timezone": 10**400}, "timezone is not a possible number"),
        ({"timezone": -3.5}, "its times are at UTC-3.5, where Asia/Tokyo is at UTC+9"),
        ({"valid_from": "2026-02-30"}, "valid_from 2026-02-30 is not a date such as 2026-01-05"),
        ({"attending_type": "In person"}, "attending_type In person; only hours of the telephone are read"),
        ({"attending_type": "来所"}, "attending_type 来所; only hours of the telephone are read"),
        (
            {"valid_from": "2026-05-01", "until": "2026-04-01"},
            "it ends on 2026-04-01, before it begins on 2026-05-01",
        ),
    ],
)
def test_a_schedule_that_can_not_be_meant_or_expressed_is_left_out_with_its_reason(
    row: dict[str, Any], reason: str
) -> None:
    found = imported(service(schedule(byday="FR"), schedule(**row)))
    assert unsaid(found) == [f"Helpline: schedule 2 is left out: {reason}"]
    assert [print_hours(each.week) for each in found.directory.lines[0].hours] == ["Fri 09:00-17:00"]


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"phones": []}, ["left out: no telephone that takes calls"]),
        (
            {"phones": [{"number": "03-5551-2345", "type": "fax"}]},
            [
                "telephone 03-5551-2345 is left out: it is for fax, not for calls",
                "left out: no telephone that takes calls",
            ],
        ),
        (
            {"languages": [{"code": "eo"}], "phones": [{"number": "03-5551-2345"}]},
            [
                "the language eo is left out: it is not supported",
                "left out: no supported language",
            ],
        ),
        ({"phones": [{"number": "03-5551-2345"}]}, ["left out: no supported language"]),
        ({"schedules": []}, ["left out: no schedule that can be used"]),
        ({"status": "defunct"}, ["left out: its status is defunct"]),
        ({"status": "temporarily closed"}, ["left out: its status is temporarily closed"]),
        (
            {"schedules": [schedule(), schedule(opens_at="16:00", closes_at="18:00")]},
            ["left out: its hours 16:00-18:00 on Mon overlap or touch 09:00-17:00 on Mon"],
        ),
    ],
)
def test_a_service_that_is_no_line_is_left_out_with_its_reason(changes: dict[str, Any], reasons: list[str]) -> None:
    found = imported(service(**changes))
    assert found.directory == Directory((), {})
    assert unsaid(found) == [f"Helpline: {reason}" for reason in reasons]


def test_our_own_rules_count_for_what_is_imported() -> None:
    phone = {"number": "12", "languages": [{"code": "en"}]}
    (reason,) = unsaid(imported(service(phones=[phone])))
    assert "12 is not a telephone number that can be dialled" in reason


def test_a_number_is_imported_in_ascii() -> None:
    phone = {"number": "０３－５５５１−２３４５", "languages": [{"code": "en"}]}
    (line,) = imported(service(phones=[phone])).directory.lines
    assert (line.id, line.number, line.dial) == ("city-hall-0355512345", "03-5551-2345", "+81355512345")


def test_a_number_with_other_characters_is_left_out_with_their_column() -> None:
    phone = {"number": "TEL 03-5551-2345", "languages": [{"code": "en"}]}
    (reason,) = unsaid(imported(service(phones=[phone])))
    assert "TEL 03-5551-2345: number: column 1, 'TEL': a telephone number has only digits" in reason


def test_what_is_left_out_is_said_in_japanese_throughout() -> None:
    phones = [{"number": "03-5551-2346", "type": "fax"}, {"number": "12", "languages": [{"code": "en"}]}]
    found = imported(service(schedule(), schedule(freq=None), phones=phones))
    assert [render(each, load_language("ja")) for each in found.unsaid] == [
        "Helpline：電話番号 03-5551-2346 は取り込まれません：通話用ではありません（fax）",
        "Helpline：日程2は取り込まれません：freqがありません。扱えるのはWEEKLYだけです",
        "Helpline：取り込まれません：窓口にできません：city-hall-12：電話番号（number）：12は発信できる電話番号ではありません",
    ]


def test_a_number_is_taken_once() -> None:
    found = imported([service(), service()])
    assert len(found.directory.lines) == 1
    assert unsaid(found) == ["Helpline: left out: there is already a line city-hall-0355512345"]


def test_what_is_only_for_people_or_not_read_is_said() -> None:
    phones = [
        {"number": "03-5551-2346", "type": "textphone"},
        {"number": "03-5551-2345", "languages": [{"code": "en"}, {"name": "Klingon"}]},
        {"number": "03-5551-2347", "extension": 12},
        {"number": "03-5551-2348"},
    ]
    row = schedule(notes="Not on holidays", schedule_link="https://example.org")
    found = imported(
        service(row, phones=phones, alert="Moved\nin May", opening_hours="9-17", service_at_locations=[{}], fees="none")
    )
    assert len(found.directory.lines) == 1
    assert unsaid(found) == [
        "Helpline: telephone 03-5551-2346 is left out: it is for textphone, not for calls",
        "Helpline: telephone 03-5551-2347 is left out: an extension can't be dialled",
        "Helpline: telephone 03-5551-2348 is left out: a line has one number",
        "Helpline: the language Klingon is left out: it is not supported",
        "Helpline: notes is only for people to read: Not on holidays",
        "Helpline: opening_hours is not read",
        "Helpline: service_at_locations is not read",
        "Helpline: alert is only for people to read: Moved in May",
    ]


@pytest.mark.parametrize("name", ["description", "notes", "alert", "holiday_note"])
def test_a_text_of_a_schedule_is_said_once(name: str) -> None:
    rows = [schedule(byday=day, **{name: "Closed on\npublic holidays"}) for day in ("MO", "TU")]
    found = imported(service(*rows, alert="Closed on public holidays"))
    assert unsaid(found) == [f"Helpline: {name} is only for people to read: Closed on public holidays"]


@pytest.mark.parametrize("changes", [{"number": "03-5551-2345"}, {"number": "03-5551-2346", "type": "fax"}])
def test_a_text_of_a_telephone_is_said(changes: dict[str, str]) -> None:
    usual = {"number": "03-5551-2345", "languages": [{"code": "en", "note": "Tuesdays only"}]}
    phone = {**usual, "id": "1", "service_id": "2", **changes, "description": "Answered from 13:00 to 16:00 only"}
    phones = [phone] if phone["number"] == usual["number"] else [phone, usual]
    found = [each for each in unsaid(imported(service(phones=phones))) if "left out" not in each]
    assert found == [
        "Helpline: description is only for people to read: Answered from 13:00 to 16:00 only",
        "Helpline: note is only for people to read: Tuesdays only",
    ]


def test_a_text_of_a_schedule_that_is_left_out_is_said_too() -> None:
    rows = [schedule(), schedule(freq="MONTHLY", byday="1SA", description="The first Saturday")]
    assert unsaid(imported(service(*rows))) == [
        "Helpline: schedule 2 is left out: freq MONTHLY; only WEEKLY can be expressed",
        "Helpline: description is only for people to read: The first Saturday",
    ]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("phone", []),
        ("In person or by phone", ["Helpline: attending_type is only for people to read: In person or by phone"]),
        ("virtual", ["Helpline: attending_type is only for people to read: virtual"]),
    ],
)
def test_how_people_attend(kind: str, said: list[str]) -> None:
    assert unsaid(imported(service(schedule(attending_type=kind)))) == said


def test_words_that_the_hours_express_are_not_said() -> None:
    assert unsaid(imported(service(schedule(description="Mon, Tue 09:00-17:00")))) == []


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ("text", "data: an object is expected, not a text"),
        (12, "data: an object is expected, not a number"),
        (None, "data: an object is expected, not null"),
        ([[service()]], "data[0]: an object is expected, not a list"),
        ({"contents": service()}, "data.contents: a list is expected, not an object"),
        (service(phones="03-5551-2345"), "data.phones: a list is expected, not a text"),
        ([service(phones=[{"number": 355512345}])], "data[0].phones[0].number: a text is expected, not a number"),
        (service(schedule(interval=True)), "data.schedules[0].interval: a number is expected, not true or false"),
        (service(schedule(byday=["MO"])), "data.schedules[0].byday: a text is expected, not a list"),
        ({"services": [service(organization=[])]}, "data.services[0].organization: an object is expected, not a list"),
        (service(organization="City"), "data.organization: an object is expected, not a text"),
    ],
)
def test_json_of_the_wrong_shape_is_refused_with_its_place(data: object, complaint: str) -> None:
    with pytest.raises(HsdsError) as refused:
        imported(data)
    assert str(refused.value) == complaint


# --- any JSON

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)
clocks = st.from_regex(r"\A[0-2]?[0-9]:[0-6][0-9](:00|:59)?(Z|[+-]0[0-9]:?[03]0)?\Z") | st.just("23:59")
days = st.from_regex(r"\A(19|20|99)[0-9][0-9]-[01][0-9]-[0-3][0-9]\Z")
rows = st.fixed_dictionaries(
    {"freq": st.just("WEEKLY"), "byday": st.sampled_from(["MO", "SU,MO", "MO,MO", "FR,"])},
    optional={
        **dict.fromkeys(("opens_at", "closes_at"), clocks),
        **dict.fromkeys(("valid_from", "valid_to", "until", "dtstart"), days),
        **dict.fromkeys(("timezone", "interval"), st.sampled_from([1, 9, 9.0, float("nan"), float("inf")])),
        **dict.fromkeys(("notes", "open", "count"), anything),
    },
)
near_services = st.fixed_dictionaries(
    {"schedules": st.lists(rows, max_size=3)},
    optional={
        "name": st.text(),
        "organization": st.fixed_dictionaries({"name": st.text(st.characters(codec=None))}),
        "phones": st.just([{"number": "03-5551-2345", "languages": [{"code": "en"}]}]),
        "alternate_name": st.sampled_from(["all, tier 1", "-, tier 0", "a, tier 9"]),
        **dict.fromkeys(("status", "url", "alert"), st.text()),
    },
)


@examples(120)
@given(anything | near_services | st.lists(near_services, max_size=3))
def test_any_json_is_read_or_refused(data: object) -> None:
    with suppress(HsdsError):
        found = imported(data)
        assert all(len(sentence.splitlines()) == 1 for sentence in unsaid(found))
        if found.directory.lines:
            assert load_directory(write_directory(found.directory), LANGUAGES) == found.directory


def test_more_than_anybody_has_is_refused() -> None:
    assert any("it has more than 200 schedules" in said for said in unsaid(imported(service(*[schedule()] * 201))))
    with pytest.raises(HsdsError, match="there are more than 2000 services"):
        imported([service()] * 2001)
