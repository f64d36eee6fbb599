"""What is wrong with a document beside its lines: each refusal, in the order of their rows, word for word."""

from datetime import date

import pytest

from schedules import Confirmation, HolidayRule, HolidayRules, Window, load_directory
from tests.support.documents import SHORT, refusals
from tests.support.published import FOURTEEN

LANGUAGES = " ".join(FOURTEEN)


@pytest.mark.parametrize(
    ("added", "expected"),
    [
        (
            "special_day: []\ncolour: red\n",
            [
                "line 11: directory: unknown field special_day; did you mean special_days?",
                (
                    "line 12: directory: unknown field colour; fields are zone, confirmed, source, lines, "
                    "holidays, special_days, email, agencies, notices"
                ),
            ],
        ),
        ("lines: []\n", ["line 11: lines is given twice"]),
        ("special_days: none\n", ["line 11: special_days: a list is expected; begin each entry with a dash"]),
        (
            "special_days: [closed, 7, [a], {}]\n",
            [
                "line 11: special day: either `date` (2026-12-31) or `every` (12-31) is expected",
                "line 11: special day: name: is missing; a text is expected",
                "line 11: special_days, entry 1: fields are expected, not 'closed'",
                "line 11: special_days, entry 2: fields are expected, not 7",
                "line 11: special_days, entry 3: fields are expected, not a list",
            ],
        ),
        (
            "special_days: [{date: 2026-12-10, hours: closed, scope: all}]\n",
            ["line 11: special day: name: is missing; a text is expected"],
        ),
        (
            "special_days: [{name: Day, hours: closed, scope: all}]\n",
            ["line 11: special day Day: either `date` (2026-12-31) or `every` (12-31) is expected"],
        ),
        (
            "special_days: [{name: Day, date: 2026-12-10, every: 12-10, hours: closed, scope: all}]\n",
            ["line 11: special day Day: either `date` (2026-12-31) or `every` (12-31) is expected"],
        ),
        (
            "special_days: [{name: Day, date: 2026-12-10, scope: all}]\n",
            [
                "line 11: special day Day: "
                "either `hours` (instead of the usual) or `extra` (in addition to them) is expected"
            ],
        ),
        (
            "special_days: [{name: Day, date: 2026-12-10, hours: closed, extra: closed, scope: all}]\n",
            [
                "line 11: special day Day: "
                "either `hours` (instead of the usual) or `extra` (in addition to them) is expected"
            ],
        ),
        (
            "special_days: [{name: Day, date: 2026-12-10, extra: closed, scope: all}]\n",
            ["line 11: special day Day: extra: hours are expected, such as 19:00-21:00"],
        ),
        (
            "special_days: [{name: Day, date: 2026-12-10, to: 2026-12-09, hours: closed, scope: all}]\n",
            ["line 11: special day Day: to: is before the first date"],
        ),
        (
            "special_days: [{name: Day, date: 2026-12-10, to: 2027-12-11, hours: closed, scope: all}]\n",
            ["line 11: special day Day: to: more than a year of special days"],
        ),
        (
            "special_days: [{name: Day, date: 1999-12-31, to: 2101-01-01, hours: closed, scope: all}]\n",
            [
                "line 11: special day Day: date: 1999-12-31 is not in the years 2000 to 2100",
                "line 11: special day Day: to: 2101-01-01 is not in the years 2000 to 2100",
            ],
        ),
        (
            "special_days: [{name: Day, every: 02-29, to: 02-28, hours: closed, scope: all}]\n",
            ["line 11: special day Day: to: a run over New Year can't begin on 29 February"],
        ),
        (
            "special_days: [{name: Day, every: 12.10, to: 13-01, hours: 9:00-10:00, scope: 7}]\n",
            [
                "line 11: special day Day: every: 12.1 is not a text; put it in quotes",
                "line 11: special day Day: scope: 7 is not a text; put it in quotes",
                "line 11: special day Day: to: 13-01 is not a day of the year such as 01-05 (with zeros)",
            ],
        ),
        (
            "special_days: [{name: Day, date: 2026-12-10, hours: 'Mon 9:00-10:00', scope: tier 2, color: red}]\n",
            [
                "line 11: special day Day: hours: column 1, 'mon': a time is expected here, such as 11:00-19:00",
                (
                    "line 11: special day Day: unknown field color; fields are name, date, every, to, "
                    "hours, extra, scope"
                ),
            ],
        ),
        (
            (
                "special_days: [{name: Day, date: 2026-12-10, hours: closed, scope: tier 2}, {name: "
                "Other, date: 2026-12-10, hours: closed, scope: en}]\n"
            ),
            [
                "line 11: special day Day: scope: there is no line in tier 2",
                "line 11: special day Other: scope: there is no line en",
            ],
        ),
        ("holidays: [public]\n", ["line 11: holidays: names and values are expected"]),
        (
            "holidays:\n  1: [public, pubic]\n  100: [7]\n  tier 1: none\n",
            [
                "line 12: holidays: pubic is not a rule; rules are public, new-year",
                "line 13: holidays: 100 is not the number of a tier; write it as 2: [public, new-year]",
                "line 13: holidays: 7 is not a rule; rules are public, new-year",
                "line 14: holidays: none is not a rule; rules are public, new-year",
            ],
        ),
        (
            "holidays:\n  1: {public: 9:00-8:00, obon: closed, source: 7, confirmed: x}\n",
            [
                "line 12: holidays of tier 1: confirmed: 'x' is not a date such as 2026-01-05 (with zeros)",
                "line 12: holidays of tier 1: public: column 6, '8:00': closes at or before it opens (9:00); "
                "if it closes on the day after, add 'next day'",
                "line 12: holidays of tier 1: source: 7 is not a text; put it in quotes",
                "line 12: holidays of tier 1: unknown field obon; fields are public, new-year, confirmed, source, "
                "confirmed_by",
            ],
        ),
        (
            "holidays:\n  1: {public: 9:00-12:00, confirmed: 2026-11-30}\n",
            ["line 12: holidays of tier 1: source: is missing; a text is expected"],
        ),
        ("holidays: {2: public}\n", ["line 11: holidays: there is no line in tier 2"]),
        ("email: https://x\n", ["line 11: email: names and values are expected"]),
        (
            'email:\n  vi: 7\n  vn: ftp://x\n  en: "https://x\\n"\n',
            [
                "line 12: email: vi: 7 is not a web address",
                f"line 13: email: vn is not one of the languages {LANGUAGES}",
                "line 13: email: vn: 'ftp://x' is not a web address",
                "line 14: email: en: 'https://x\\n' is not a web address",
            ],
        ),
        ("agencies: [OTIT]\n", ["line 11: agencies: names and values are expected"]),
        (
            'agencies:\n  OTIT: a place\n  FRESC:\n    vi: 7\n    vn: A place.\n    en: "a\\nb"\n',
            [
                "line 12: agencies: OTIT: words by language are expected",
                "line 14: agencies: FRESC: vi: one line of 1 to 250 characters is expected",
                f"line 15: agencies: FRESC: vn is not one of the languages {LANGUAGES}",
                "line 16: agencies: FRESC: en: one line of 1 to 250 characters is expected",
            ],
        ),
        ("notices: {id: flood}\n", ["line 11: notices: a list is expected; begin each entry with a dash"]),
        ("notices: [flood]\n", ["line 11: notices, entry 1: fields are expected, not 'flood'"]),
        (
            "notices: [{as_of: 2026-11-01, source: town, words: {en: Flood}}]\n",
            [
                "line 11: notices, entry 1: en: title, spoken and text are expected",
                "line 11: notices, entry 1: id: is missing; a text is expected",
            ],
        ),
        (
            "notices: [{id: 7, as_of: soon, source: town, words: Flood}]\n",
            [
                "line 11: notices, entry 1: as_of: 'soon' is not a date such as 2026-01-05 (with zeros)",
                "line 11: notices, entry 1: id: 7 is not a text; put it in quotes",
                "line 11: notices, entry 1: words: 'Flood' is not a title, parts and a text by language",
            ],
        ),
        (
            "notices: [{id: flood, source: town, words: {}, until: 2026-11-01}]\n",
            [
                "line 11: notice flood: as_of: is missing; a date such as 2026-01-05 (with zeros) is expected",
                (
                    "line 11: notice flood: unknown field until; fields are id, as_of, source, confirmed, "
                    "last_day, words"
                ),
                "line 11: notice flood: words: is empty; a notice is in one language at least",
            ],
        ),
        (
            (
                "notices: [{id: flood, as_of: 1999-01-01, confirmed: 2101-01-01, last_day: "
                "1998-01-01, source: town, words: {vn: {title: a, spoken: [b], text: c}}}]\n"
            ),
            [
                "line 11: notice flood: as_of: 1999-01-01 is not in the years 2000 to 2100",
                "line 11: notice flood: confirmed: 2101-01-01 is not in the years 2000 to 2100",
                "line 11: notice flood: last_day: 1998-01-01 is not in the years 2000 to 2100",
                f"line 11: notice flood: words: vn is not one of the languages {LANGUAGES}",
            ],
        ),
        (
            (
                "notices:\n  "
                "- id: flood\n    "
                "as_of: 2026-11-01\n    "
                "source: town\n    "
                "words:\n      "
                "en: {title: 7, spoken: a, draft: maybe}\n      "
                "vi: {spoken: [], text: '', colour: red}\n"
            ),
            [
                "line 16: notice flood: en: draft: 'maybe' is not true or false",
                "line 16: notice flood: en: spoken: 'a' is not a list of parts",
                "line 16: notice flood: en: text: is missing; a text is expected",
                "line 16: notice flood: en: title: 7 is not a text; put it in quotes",
                "line 17: notice flood: vi: spoken: 1 to 12 parts of one line and up to 250 characters are expected",
                "line 17: notice flood: vi: text: one line of 1 to 400 characters is expected",
                "line 17: notice flood: vi: title: is missing; a text is expected",
                "line 17: notice flood: vi: unknown field colour; fields are title, spoken, text, draft",
            ],
        ),
        (
            (
                "notices: [{id: flood, as_of: 2026-11-02, last_day: 2026-11-01, source: town, words: "
                "{en: {title: a, spoken: [b], text: c}}}]\n"
            ),
            ["line 11: notice flood: last_day: 2026-11-01 is before as_of 2026-11-02"],
        ),
    ],
)
def test_what_is_wrong_with_the_rest(added: str, expected: list[str]) -> None:
    assert refusals(SHORT + added) == expected


@pytest.mark.parametrize(
    "added",
    [
        "special_days:\nholidays:\nemail:\nagencies:\nnotices:\n",
        "special_days: [{name: Day, date: 2000-01-01, to: 2000-12-31, hours: closed, scope: all}]\n",
        "special_days: [{name: Day, date: 2100-12-31, hours: 9:00-10:00, scope: tier 1}]\n",
        "special_days: [{name: Day, every: 03-01, to: 02-29, hours: closed, scope: vi}]\n",
        "email: {vi: 'http://x', en: 'https://x'}\n",
    ],
)
def test_what_is_right(added: str) -> None:
    assert load_directory(SHORT + added, FOURTEEN).lines == load_directory(SHORT).lines


def test_rules_of_holidays() -> None:
    for added, expected in [
        ("1: public", {1: HolidayRules.closed(HolidayRule.PUBLIC)}),
        ("1: [public, new-year]", {1: HolidayRules.closed(*HolidayRule)}),
        ("tier 1: [new-year]", {1: HolidayRules.closed(HolidayRule.NEW_YEAR)}),
        ("1: []", {}),
        ("1: {}", {}),
        ("1: {new-year: closed}", {1: HolidayRules.closed(HolidayRule.NEW_YEAR)}),
        ("1: {public: 9時-12時}", {1: HolidayRules({HolidayRule.PUBLIC: (Window(540, 720),)})}),
        (
            "1: {public: 9:00-21:00, new-year: closed, confirmed: 2026-11-30, source: by telephone}",
            {
                1: HolidayRules(
                    {HolidayRule.PUBLIC: (Window(540, 1260),), HolidayRule.NEW_YEAR: ()},
                    Confirmation(date(2026, 11, 30), "by telephone"),
                )
            },
        ),
        (
            "1: {confirmed: 2026-11-30, source: x, confirmed_by: Ms Sato}",
            {1: HolidayRules({}, Confirmation(date(2026, 11, 30), "x", "Ms Sato"))},
        ),
    ]:
        assert load_directory(f"{SHORT}holidays:\n  {added}\n").holidays == expected
