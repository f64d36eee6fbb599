"""The rules of directories: each names its field, and documents are refused in the same words."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from prompts.load import load_language
from schedules import (
    Confirmation,
    Directory,
    DirectoryError,
    HolidayRule,
    HolidayRules,
    Hours,
    Scope,
    Window,
    Wording,
    load_directory,
    parse_hours,
    parse_windows,
    write_directory,
)
from schedules.rules import Path, refusal, told, violations
from schedules.rules.violation import of_field
from sentences import Sentence, render
from tests.support.changes import OTHER_DAY, RIGHT, Change, email, line, notice, otit, special, words
from tests.support.examples import examples
from tests.support.published import FOURTEEN
from tests.support.strategies import directories

LONG = "a" * 201
LANGUAGES = " ".join(FOURTEEN)
MONDAY_TWICE = ((Window(600, 720), Window(700, 800)), *((),) * 6)


def late_at_vi(first: date, last: date | None = None) -> Change:
    """18:00 to 20:00 besides the usual hours, every year."""
    hours = (Window(1080, 1200),)
    return special("Open day", first, last, windows=hours, yearly=True, extra=True, scope=Scope(line="otit-vi"))


def since(*days: date | None) -> tuple[Hours, ...]:
    return tuple(Hours(parse_hours("closed"), day) for day in days)


def on_holidays(public: str, new_year: str) -> Change:
    rules = {HolidayRule.PUBLIC: parse_windows(public), HolidayRule.NEW_YEAR: parse_windows(new_year)}
    return lambda directory: replace(directory, holidays={1: HolidayRules(rules)})


BROKEN: list[tuple[Change, Path, str]] = [
    (
        line(id="FRESC help"),
        ("lines", 0, "id"),
        "FRESC help: id: 'FRESC help' is not an id; use small letters, digits and hyphens, such as otit-vi",
    ),
    (
        line(id="all"),
        ("lines", 0, "id"),
        "all: id: 'all' is not an id; use small letters, digits and hyphens, such as otit-vi",
    ),
    (line(tier=100), ("lines", 1, "tier"), "otit-vi: tier: 100 is not 1 to 99"),
    (line(agency=LONG), ("lines", 0, "agency"), "otit-vi: agency: one line of 1 to 200 characters is expected"),
    (line(agency="a\nb"), ("lines", 0, "agency"), "otit-vi: agency: one line of 1 to 200 characters is expected"),
    (line(languages=frozenset()), ("lines", 0, "languages"), "otit-vi: languages: a line speaks at least one language"),
    (
        line(languages=frozenset(["vn"])),
        ("lines", 0, "languages"),
        f"otit-vi: languages: vn is not one of the languages {LANGUAGES}",
    ),
    (line(dial="12"), ("lines", 0, "dial"), "otit-vi: dial: 12 is not a telephone number that can be dialled"),
    (
        line(zone=ZoneInfo("localtime")),
        ("lines", 0, "zone"),
        "otit-vi: zone: localtime is not a time zone; an example is Asia/Tokyo",
    ),
    (line(hours=()), ("lines", 0, "hours"), "otit-vi: hours: write 'closed' for a line without hours"),
    (line(hours=since(None, None)), ("lines", 0, "hours"), "otit-vi: hours: two sets of hours have no start date"),
    (
        line(hours=since(None, OTHER_DAY, OTHER_DAY)),
        ("lines", 0, "hours"),
        "otit-vi: hours: two sets of hours start on 2026-12-20",
    ),
    (
        line(hours=since(None, date(2101, 1, 1))),
        ("lines", 0, "hours", 1, "since"),
        "otit-vi: since: 2101-01-01 is not in the years 2000 to 2100",
    ),
    (
        line(confirmed=date(1999, 1, 1)),
        ("lines", 0, "confirmed"),
        "otit-vi: confirmed: 1999-01-01 is not in the years 2000 to 2100",
    ),
    (
        line(first_day=date(2026, 2, 1), last_day=date(2026, 1, 1)),
        ("lines", 0, "last_day"),
        "otit-vi: last_day: 2026-01-01 is before first_day 2026-02-01",
    ),
    (
        lambda directory: replace(directory, lines=(*directory.lines, directory.lines[1])),
        ("lines", 2),
        "fresc: the id is used twice; one line may have several hours, each with its `since`",
    ),
    (special(""), ("special_days", 2, "name"), "special day : name: one line of 1 to 200 characters is expected"),
    (
        special(first=date(1999, 1, 1)),
        ("special_days", 0, "date"),
        "special day Open day: date: 1999-01-01 is not in the years 2000 to 2100",
    ),
    (
        special(last=date(2026, 12, 19)),
        ("special_days", 2, "to"),
        "special day Open day: to: is before the first date",
    ),
    (
        special(last=date(2028, 1, 1)),
        ("special_days", 2, "to"),
        "special day Open day: to: more than a year of special days",
    ),
    (
        special(extra=True),
        ("special_days", 2, "extra"),
        "special day Open day: extra: hours are expected, such as 19:00-21:00",
    ),
    (
        special(scope=Scope(line="x")),
        ("special_days", 2, "scope"),
        "special day Open day: scope: there is no line x",
    ),
    (
        special(scope=Scope(tier=5)),
        ("special_days", 2, "scope"),
        "special day Open day: scope: there is no line in tier 5",
    ),
    (
        special(first=date(2026, 12, 30)),
        ("special_days", 2),
        "special day Open day: every 12-29 to 01-03 (New Year) has the same date for all",
    ),
    (
        special(extra=True, windows=(Window(1140, 1200),), scope=Scope(line="otit-vi"), first=date(2026, 12, 21)),
        ("special_days", 2),
        "special day Open day: 11:00-19:00 on 2026-12-21 overlaps or touches 19:00-20:00 on 2026-12-21 at otit-vi",
    ),
    (
        lambda directory: replace(directory, holidays={100: HolidayRules.closed(*HolidayRule)}),
        ("holidays", 100),
        "holidays: 100 is not the number of a tier; write it as 2: [public, new-year]",
    ),
    (
        on_holidays("22:00-9:00 next day", "closed"),
        ("holidays", 1, "public"),
        "holidays of tier 1: public: 22:00-09:00 next day overlaps or touches 09:00-17:00 of the day after",
    ),
    (
        lambda directory: replace(directory, holidays={1: HolidayRules({}, Confirmation(date(1999, 1, 1), "x"))}),
        ("holidays", 1, "confirmed"),
        "holidays of tier 1: confirmed: 1999-01-01 is not in the years 2000 to 2100",
    ),
    (
        lambda directory: replace(directory, holidays={5: HolidayRules.closed(*HolidayRule)}),
        ("holidays", 5),
        "holidays: there is no line in tier 5",
    ),
    (email(vi="ftp://x"), ("email", "vi"), "email: vi: 'ftp://x' is not a web address"),
    (
        email(Confirmation(date(1999, 1, 1), "a call"), vi="https://x"),
        ("email", "vi", "confirmed"),
        "email: vi: confirmed: 1999-01-01 is not in the years 2000 to 2100",
    ),
    (
        email(Confirmation(date(2026, 1, 1), ""), vi="https://x"),
        ("email", "vi", "source"),
        "email: vi: source: one line of 1 to 200 characters is expected",
    ),
    (email(vn="https://x"), ("email", "vn"), f"email: vn is not one of the languages {LANGUAGES}"),
    (otit(vi="a" * 251), ("agencies", "OTIT"), "agencies: OTIT: vi: one line of 1 to 250 characters is expected"),
    (otit(vn="It is."), ("agencies", "OTIT"), f"agencies: OTIT: vn is not one of the languages {LANGUAGES}"),
    (
        notice(id="Flood"),
        ("notices", 0, "id"),
        "notice Flood: id: 'Flood' is not an id; use small letters, digits and hyphens, such as otit-vi",
    ),
    (
        notice(as_of=date(1999, 1, 1)),
        ("notices", 0, "as_of"),
        "notice flood: as_of: 1999-01-01 is not in the years 2000 to 2100",
    ),
    (notice(words={}), ("notices", 0, "words"), "notice flood: words: is empty; a notice is in one language at least"),
    (
        notice(words={"vn": Wording("a", ("b",), "c")}),
        ("notices", 0, "words", "vn"),
        f"notice flood: words: vn is not one of the languages {LANGUAGES}",
    ),
    (
        notice(last_day=date(2026, 1, 1)),
        ("notices", 0, "last_day"),
        "notice flood: last_day: 2026-01-01 is before as_of 2026-11-01",
    ),
    (
        words(title="a" * 81),
        ("notices", 0, "words", "en", "title"),
        "notice flood: en: title: one line of 1 to 80 characters is expected",
    ),
    (
        words(spoken=()),
        ("notices", 0, "words", "en", "spoken"),
        "notice flood: en: spoken: 1 to 12 parts of one line and up to 250 characters are expected",
    ),
    (
        words(title="a\u200e"),
        ("notices", 0, "words", "en", "title"),
        "notice flood: en: title: one line of 1 to 80 characters is expected",
    ),
    (
        words(text="a" * 401),
        ("notices", 0, "words", "en", "text"),
        "notice flood: en: text: one line of 1 to 400 characters is expected",
    ),
    (
        words(text=""),
        ("notices", 0, "words", "en", "text"),
        "notice flood: en: text: one line of 1 to 400 characters is expected",
    ),
    (
        special(first=date(2026, 12, 11), scope=Scope(tier=2)),
        ("special_days", 2),
        "special day Open day: 2026-12-11 (Evening) has the same date for tier 2",
    ),
    (
        special(first=date(2000, 12, 29), yearly=True),
        ("special_days", 3),
        "special day Open day: every 12-29 to 01-03 (New Year) has the same date for all",
    ),
    # from a Sunday into the Monday
    (
        special(windows=(Window(1320, 2100),)),
        ("special_days", 2),
        "special day Open day: 22:00-11:00 next day on 2026-12-20 overlaps or touches "
        "11:00-19:00 on 2026-12-21 at otit-vi",
    ),
    # in the first year that has such a date
    (
        late_at_vi(date(2000, 12, 9)),
        ("special_days", 3),
        "special day Open day: 11:00-19:00 on 2024-12-09 overlaps or touches 18:00-20:00 on 2024-12-09 at otit-vi",
    ),
    (
        late_at_vi(date(2000, 2, 29)),
        ("special_days", 3),
        "special day Open day: 11:00-19:00 on 2024-02-29 overlaps or touches 18:00-20:00 on 2024-02-29 at otit-vi",
    ),
    (
        late_at_vi(date(1999, 12, 30), date(2000, 1, 1)),
        ("special_days", 3),
        "special day Open day: 11:00-19:00 on 2024-01-01 overlaps or touches 18:00-20:00 on 2024-01-01 at otit-vi",
    ),
    (lambda directory: Directory((), {}), (), "no lines: nobody could be put through"),
]


@pytest.mark.parametrize(("change", "path", "sentence"), BROKEN)
def test_a_rule_that_is_broken_is_named_with_its_field(change: Change, path: Path, sentence: str) -> None:
    broken = change(RIGHT)
    assert [violation.path for violation in violations(broken, FOURTEEN)] == [path]
    assert str(refusal(broken, FOURTEEN)) == sentence


@pytest.mark.parametrize(("change", "path", "sentence"), BROKEN)
def test_its_document_is_refused_in_the_same_words(change: Change, path: Path, sentence: str) -> None:
    broken = change(RIGHT)
    with pytest.raises(DirectoryError) as refused:
        load_directory(write_directory(broken), FOURTEEN)
    assert [problem.text for problem in refused.value.problems] == [refusal(broken, FOURTEEN)]


@pytest.mark.parametrize(
    ("change", "path", "sentence"),
    [
        (line(number="12"), ("lines", 0, "number"), "otit-vi: number: 12 is not a telephone number"),
        (
            line(hours=(Hours(MONDAY_TWICE),)),
            ("lines", 0, "hours", 0, "hours"),
            "otit-vi: hours: 11:40-13:20 on Mon overlaps or touches 10:00-12:00 on Mon; join them",
        ),
        (
            special(windows=(Window(600, 720), Window(720, 800))),
            ("special_days", 2, "hours"),
            "special day Open day: hours: 12:00-13:20 overlaps or touches 10:00-12:00; join them",
        ),
    ],
)
def test_what_no_text_can_say_is_refused_too(change: Change, path: Path, sentence: str) -> None:
    assert [violation.path for violation in violations(change(RIGHT))] == [path]
    assert str(refusal(change(RIGHT))).startswith(sentence)


FIELDS = """id tier agency languages number dial hours since zone confirmed source first_day last_day charged hidden
    days notes page public new-year name date every to extra scope as_of words title spoken text draft"""


@pytest.mark.parametrize("field", FIELDS.split())
def test_each_field_has_a_sentence_of_its_own(field: str) -> None:
    """Translators see the name of the field, and a language is not taken for one."""
    assert of_field("otit-vi", field, "wrong").template == f"{{who}}: {field}: {{problem}}"


def test_fields_without_a_sentence_of_their_own_are_languages() -> None:
    assert of_field("otit-vi", "confirmed_by", "wrong").template == "{who}: confirmed by: {problem}"
    assert of_field("otit-vi", "ja", "wrong").template == "{who}: {code}: {problem}"


def test_a_refusal_is_in_japanese_throughout() -> None:
    wrong = refusal(words(spoken=())(RIGHT))
    assert wrong is not None
    assert render(wrong, load_language("ja")) == (
        "お知らせ flood：en：音声案内（spoken）：1行250文字までの区切りが1～12個必要です"
    )


@examples(60)
@given(directories())
def test_a_document_is_refused_for_what_its_directory_breaks(directory: Directory) -> None:
    assert {told(directory, violation) for violation in violations(directory)} == refused(write_directory(directory))


def refused(document: str) -> set[Sentence]:
    """What a document's reader says is wrong with it; nothing: it is read."""
    try:
        load_directory(document)
    except DirectoryError as error:
        return {problem.text for problem in error.problems}
    return set()
