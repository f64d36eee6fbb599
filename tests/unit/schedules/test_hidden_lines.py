"""Lines that are kept but not offered, and what is kept with each line for colleagues."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from schedules import Because, Closed, Directory, Open, Timetable, load_directory, write_directory
from schedules.document.reader import DirectoryError
from schedules.edits import ChangeError, add_line, change_line, new_id
from schedules.formats.hsds import export_hsds, not_exported
from schedules.report import report
from schedules.rules import refusal

SHIPPED = load_directory()
TOKYO = ZoneInfo("Asia/Tokyo")
NOON, LATER = datetime(2026, 11, 30, 12, tzinfo=TOKYO), datetime(2026, 11, 30, 13, tzinfo=TOKYO)
HIDDEN = change_line(SHIPPED, "otit-vi", {"hidden": True})


def ids(timetable: Timetable, language: str) -> list[str]:
    return [line.id for line in timetable.lines_for(language, NOON)]


def test_a_hidden_line_is_not_offered() -> None:
    assert ids(Timetable(SHIPPED), "vi") == ["otit-vi", "fresc"]
    assert ids(Timetable(HIDDEN), "vi") == ["fresc"]
    assert "otit-vi" not in [line.id for line in Timetable(HIDDEN).lines(NOON)]
    assert HIDDEN.line("otit-vi") is not None


def test_a_line_that_is_hidden_later_is_open_until_then() -> None:
    line = SHIPPED.lines[0]
    now = Timetable(SHIPPED, then=(LATER, Timetable(HIDDEN)))
    assert now.status(line, NOON) == Open(LATER)
    assert now.status(line, LATER) == Closed(None, Because.NOT_IN_SERVICE)
    assert now.day(line, date(2026, 12, 1)).windows == ()


def test_a_document_keeps_it() -> None:
    told = {
        "hidden": True,
        "confirmed_by": "Ms Sato",
        "notes": "Ask for Ben.\nNot on Mondays: he cooks.",
        "page": "https://agency.example/hours?language=vi",
    }
    directory = change_line(SHIPPED, "otit-zh", told)
    assert load_directory(write_directory(directory)) == directory
    for name in told:
        assert f"  {name}: " not in write_directory(SHIPPED)


@pytest.mark.parametrize(
    ("field", "problem"),
    [
        ("notes: 5", "notes: 5 is not a text; put it in quotes"),
        ('notes: "a\\u0007"', "notes: up to 2000 characters without control characters are expected"),
        ('confirmed_by: "a\\nb"', "confirmed by: one line of 1 to 200 characters is expected"),
        ("page: http://a.example/", "page: 'http://a.example/' is not the address of a page, such as https://agency"),
        ("page: https://10.0.0.1/", "page: 'https://10.0.0.1/' is not the address of a page, such as https://agency"),
        ("page: https://a.example:8443/", "page: 'https://a.example:8443/' is not the address of a page"),
        ("page: https://localhost/", "page: 'https://localhost/' is not the address of a page"),
        ("hidden: maybe", "hidden: 'maybe' is not true or false"),
    ],
)
def test_what_is_wrong_with_it_is_said(field: str, problem: str) -> None:
    document = (
        write_directory(SHIPPED)
        .replace("  id: otit-vi\n", f"  id: otit-vi\n  {field}\n")
        .replace("- id: otit-vi\n", f"- id: otit-vi\n  {field}\n")
    )
    with pytest.raises(DirectoryError, match="otit-vi: ") as caught:
        load_directory(document)
    assert problem in str(caught.value)


def test_a_difference_says_it() -> None:
    def told(was: Directory, becomes: Directory) -> list[str]:
        return [str(each) for each in report(was, becomes, date(2026, 11, 30))]

    assert told(SHIPPED, HIDDEN) == ["otit-vi is hidden: callers are not offered it"]
    assert told(HIDDEN, SHIPPED) == ["otit-vi is offered to callers again"]
    noted = change_line(SHIPPED, "otit-vi", {"notes": "Ask for Ben.", "confirmed_by": "Ms Sato"})
    assert told(SHIPPED, noted) == [
        "otit-vi: confirmed by: none becomes Ms Sato",
        "otit-vi: notes: none becomes Ask for Ben.",
    ]


def test_somebody_must_be_left() -> None:
    nobody = Directory(tuple(replace(line, hidden=True) for line in SHIPPED.lines), {})
    assert str(refusal(nobody)) == "all lines are hidden: nobody could be put through"


def test_the_public_sees_neither_hidden_lines_nor_notes() -> None:
    directory = change_line(HIDDEN, "otit-zh", {"notes": "Ask for Ben.", "confirmed_by": "Ms Sato"})
    directory = change_line(directory, "fresc", {"page": "https://agency.example/hours"})
    exported = str(export_hsds(directory, {}, date(2026, 11, 30)))
    for private in ("otit-vi", "Ben", "Sato", "agency.example"):
        assert private not in exported
    assert [str(each) for each in not_exported(directory)] == [
        "otit-vi: left out, since hidden",
        "otit-zh: notes and who confirmed the hours are left out",
        "fresc: the page of the agency is left out",
    ]
    assert not_exported(SHIPPED) == []


@pytest.mark.parametrize(
    ("agency", "languages", "expected"),
    [
        ("OTIT", ["ko"], "otit-ko"),
        ("OTIT", ["vi"], "otit-vi-2"),
        ("Town of Ōta", ["vi", "en"], "town-of-ta"),
        ("大田区", ["vi", "en"], "line"),
        ("All", ["vi", "en"], "all-2"),
        ("x" * 200, ["vi"], f"{'x' * 40}-vi"),
    ],
)
def test_a_new_line_gets_an_id_of_its_own(agency: str, languages: list[str], expected: str) -> None:
    made = new_id(SHIPPED, agency, languages)
    assert made == expected
    added = add_line(SHIPPED, replace(SHIPPED.lines[0], id=made, agency=agency, languages=frozenset(languages)))
    assert added.line(made) is not None
    with pytest.raises(ChangeError, match="used twice"):
        add_line(added, replace(SHIPPED.lines[0], id=made))
