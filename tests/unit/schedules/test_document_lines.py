"""What is wrong with a line of a document: each refusal, in the order of their rows, word for word."""

import pytest

from schedules import DirectoryError, load_directory
from tests.support.documents import SHORT, refusals
from tests.support.published import FOURTEEN

LANGUAGES = " ".join(FOURTEEN)
LONG = "v" * 61


@pytest.mark.parametrize(
    ("was", "becomes", "expected"),
    [
        ("id: vi", "id: 7", ["line 2: 7: id: 7 is not a text; put it in quotes"]),
        ("id: vi\n    ", "", ["line 2: lines, entry 1: id: is missing; a text is expected"]),
        (
            "id: vi",
            "id: V",
            ["line 2: V: id: 'V' is not an id; use small letters, digits and hyphens, such as otit-vi"],
        ),
        (
            "id: vi",
            f"id: {LONG}",
            [f"line 2: {LONG}: id: '{LONG}' is not an id; use small letters, digits and hyphens, such as otit-vi"],
        ),
        ("tier: 1", "tier: 0", ["line 3: vi: tier: 0 is not 1 to 99"]),
        ("tier: 1", "tier: 100", ["line 3: vi: tier: 100 is not 1 to 99"]),
        ("tier: 1", "tier: true", ["line 3: vi: tier: True is not a whole number"]),
        (
            "tier: 1",
            f"tier: {'x' * 80}",
            ["line 3: vi: tier: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx... is not a whole number"],
        ),
        ("tier: 1\n", "tier:\n", ["line 2: vi: tier: is missing; a whole number is expected"]),
        ("OTIT", "[OTIT]", ["line 4: vi: agency: a list is not a text"]),
        ("OTIT", "{name: OTIT}", ["line 4: vi: agency: names and values is not a text"]),
        ("OTIT", "no", ["line 4: vi: agency: False is not a text; put it in quotes"]),
        ("OTIT", "' '", ["line 4: vi: agency: one line of 1 to 200 characters is expected"]),
        ("[vi]", "vi", ["line 5: vi: languages: 'vi' is not a list of language codes, such as [vi]"]),
        ("[vi]", "[]", ["line 5: vi: languages: a line speaks at least one language"]),
        ("[vi]", "[vi, en, en, vi]", ["line 5: vi: languages: en is given twice"]),
        (
            "[vi]",
            "[vn, vi, xx]",
            [
                f"line 5: vi: languages: vn is not one of the languages {LANGUAGES}",
                f"line 5: vi: languages: xx is not one of the languages {LANGUAGES}",
            ],
        ),
        (
            "number: 0120-250-168",
            "number: 0120-250-168\n    dial: 12",
            ["line 7: vi: dial: 12 is not a text; put it in quotes"],
        ),
        ("0120-250-168", "110", ["line 6: vi: number: 110 is not a text; put it in quotes"]),
        (
            "hours: closed",
            "hours: Mon 9:00",
            ["line 7: vi: hours: column 5, '9:00': the text ends here; a dash is expected between two times"],
        ),
        ("hours: closed", "hours: []", ["line 7: vi: hours: write 'closed' for a line without hours"]),
        ("hours: closed", "hours: 7", ["line 7: vi: hours: 7 is not a text; put it in quotes"]),
        (
            "hours: closed",
            "hours: [closed, {since: 2026-01-01}, {hours: Mon 9-17, since: 1999-12-31}]",
            [
                "line 7: vi: hours: `since` and `hours` are expected in each entry",
                "line 7: vi: hours: column 5, '9': write the minutes too: 9:00",
                "line 7: vi: hours: is missing; a text is expected",
                "line 7: vi: since: 1999-12-31 is not in the years 2000 to 2100",
            ],
        ),
        (
            "hours: closed",
            "hours: [{hours: closed, until: 2026-01-01}]",
            ["line 7: vi: unknown field until; fields are since, hours"],
        ),
        (
            "hours: closed",
            "hours: [{hours: closed, since: 2026-01-01}, {hours: closed}, {hours: closed, since: 2026-01-01}]",
            ["line 7: vi: hours: two sets of hours start on 2026-01-01"],
        ),
        (
            "hours: closed",
            "hours: [{hours: closed}, {hours: 24/7}]",
            ["line 7: vi: hours: two sets of hours have no start date"],
        ),
        ("Asia/Tokyo", "Asia/Tokio", ["line 8: vi: zone: Asia/Tokio is not a time zone; an example is Asia/Tokyo"]),
        (
            "Asia/Tokyo",
            "nowhere at all",
            ["line 8: vi: zone: nowhere at all is not a time zone; an example is Asia/Tokyo"],
        ),
        ("2021-06-28", "2101-01-01", ["line 9: vi: confirmed: 2101-01-01 is not in the years 2000 to 2100"]),
        ("2021-06-28", "1999-12-31", ["line 9: vi: confirmed: 1999-12-31 is not in the years 2000 to 2100"]),
        (
            "2021-06-28",
            "'2021-06-28'",
            ["line 9: vi: confirmed: '2021-06-28' is not a date such as 2026-01-05 (with zeros)"],
        ),
        (
            "source: page",
            "source: page\n    first_day: 2026-12-02\n    last_day: 2026-12-01",
            ["line 2: vi: last_day: 2026-12-01 is before first_day 2026-12-02"],
        ),
        (
            "source: page",
            "source: page\n    last_day: soon",
            ["line 11: vi: last_day: 'soon' is not a date such as 2026-01-05 (with zeros)"],
        ),
        (
            "source: page",
            "source: page\n    charged: 10",
            ["line 11: vi: charged: 10 is not true or false"],
        ),
        (
            "source: page",
            "sauce: page\n    colour: red",
            [
                "line 2: vi: source: is missing; a text is expected",
                "line 10: vi: unknown field sauce; did you mean source?",
                (
                    "line 11: vi: unknown field colour; fields are id, tier, agency, languages, number, "
                    "dial, hours, zone, confirmed, source, first_day, last_day, charged, hidden, confirmed_by, notes, "
                    "days, page"
                ),
            ],
        ),
    ],
)
def test_what_is_wrong_with_a_line(was: str, becomes: str, expected: list[str]) -> None:
    assert SHORT.count(was) == 1
    assert refusals(SHORT.replace(was, becomes)) == expected


def test_what_is_said_once_for_all_lines_is_refused_once() -> None:
    line = SHORT.replace("    zone: Asia/Tokyo\n", "").removeprefix("lines:\n")
    text = f"zone: Asia/Tokio\nlines:\n{line}{line.replace('vi', 'en')}"
    assert refusals(text) == ["line 1: directory: zone: Asia/Tokio is not a time zone; an example is Asia/Tokyo"]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("", "line 1: a directory is expected, with `lines:`"),
        ("lines:\n", "line 1: no lines: nobody could be put through"),
        (SHORT.replace("tier: 1", "tier: 0"), "line 3: vi: tier: 0 is not 1 to 99"),
        (
            SHORT.replace("tier: 1", "tier: 0").replace("OTIT", "7").replace("closed", "Mon"),
            "line 3: vi: tier: 0 is not 1 to 99 (and 2 more)",
        ),
    ],
)
def test_the_error_tells_the_first_and_how_many_more(document: str, expected: str) -> None:
    with pytest.raises(DirectoryError) as refused:
        load_directory(document)
    assert str(refused.value) == expected
