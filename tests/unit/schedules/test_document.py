"""Documents: read with every mistake named, written back the same."""

from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bounds import YAML_CHARACTERS, YAML_NODES
from prompts.load import load_language
from schedules import (
    Confirmation,
    DirectoryError,
    EmailPage,
    HolidayRule,
    HolidayRules,
    Scope,
    SpecialDay,
    Window,
    load_directory,
    shipped,
    write_directory,
)
from sentences import render
from tests.support.documents import GOOD, MISTAKES
from tests.support.published import EMAIL, FOURTEEN


def test_what_ships() -> None:
    directory = load_directory(None, FOURTEEN)
    assert [line.id for line in directory.lines if "vi" in line.languages] == ["otit-vi", "fresc"]
    assert set().union(*(line.languages for line in directory.lines)) == set(FOURTEEN)
    assert set(directory.email) == set(EMAIL)
    assert {agency: set(words) for agency, words in directory.agencies.items()} == {
        "OTIT": set(FOURTEEN),
        "FRESC": set(FOURTEEN),
    }
    assert directory.holidays == {}
    assert directory.special_days == ()


def test_everything_that_can_be_written_is_read() -> None:
    directory = load_directory(GOOD, FOURTEEN)
    assert directory.holidays == {2: HolidayRules.closed(*HolidayRule)}
    assert set(directory.special_days) == {
        SpecialDay("Staff training", date(2026, 12, 10), date(2026, 12, 10), (), Scope(line="otit-vi")),
        SpecialDay("New Year", date(1999, 12, 29), date(2000, 1, 3), (), yearly=True),
        SpecialDay("Evening", date(2026, 12, 11), date(2026, 12, 11), (Window(1140, 1260),), Scope(tier=2), extra=True),
    }
    assert [each.since for each in directory.lines[1].hours] == [None, date(2027, 4, 1)]


@pytest.mark.parametrize("document", [GOOD, shipped()])
def test_a_document_is_written_back(document: str) -> None:
    directory = load_directory(document)
    assert load_directory(write_directory(directory)) == directory


def test_a_line_can_be_dialled_at_another_address_than_it_is_printed() -> None:
    text = GOOD.replace("number: 0120-250-168", "number: 0120-250-168\n    dial: sip:vi@trunk.example")
    directory = load_directory(text)
    assert directory.lines[0].dial == "sip:vi@trunk.example"
    assert load_directory(write_directory(directory)) == directory


def test_values_that_are_the_same_are_each_written_out() -> None:
    """YAML's aliases would be shorter, but nobody could edit them."""
    day = date(2021, 6, 28)
    lines = tuple(replace(line, confirmed=day) for line in load_directory(GOOD).lines)
    mixed = replace(load_directory(GOOD), lines=(*lines, replace(lines[0], id="third", confirmed=date(2026, 1, 1))))
    assert "&" not in write_directory(mixed)
    assert load_directory(write_directory(mixed)) == mixed


PAGE = "https://www.support.otit.go.jp/soudan/vi/"


@pytest.mark.parametrize(
    ("written", "confirmation"),
    [
        (PAGE, Confirmation(date(2021, 6, 28), "the page")),
        (f"{{address: '{PAGE}'}}", Confirmation(date(2021, 6, 28), "the page")),
        (f"{{address: '{PAGE}', confirmed: 2026-11-01}}", Confirmation(date(2026, 11, 1), "the page")),
        (
            f"{{address: '{PAGE}', confirmed: 2026-11-01, source: a call, confirmed_by: Aiko}}",
            Confirmation(date(2026, 11, 1), "a call", "Aiko"),
        ),
    ],
)
def test_an_email_page_has_a_confirmation_of_its_own_or_the_default(written: str, confirmation: Confirmation) -> None:
    directory = load_directory(GOOD.replace(PAGE, written))
    assert directory.email == {"vi": EmailPage(PAGE, confirmation)}
    assert load_directory(write_directory(directory)) == directory


def test_an_email_page_that_was_never_confirmed_stays_so_when_all_lines_are_confirmed_on_one_date() -> None:
    given = load_directory(GOOD)
    apart = replace(given, lines=(replace(given.lines[0], confirmed=date(2026, 11, 1)), given.lines[1]))
    never = load_directory(write_directory(replace(apart, email={"vi": EmailPage(PAGE)})))
    assert never.email == {"vi": EmailPage(PAGE)}
    same = replace(never, lines=given.lines)
    assert load_directory(write_directory(same)) == same


def test_lines_and_email_pages_of_one_date_are_written_in_the_short_form() -> None:
    assert f"email:\n  vi: {PAGE}\n" in write_directory(load_directory(GOOD))


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_names_its_row_and_its_reason(mistake: str) -> None:
    was, becomes, row, reason = MISTAKES[mistake]
    assert was in GOOD
    with pytest.raises(DirectoryError) as refused:
        load_directory(GOOD.replace(was, becomes, 1), FOURTEEN)
    problem = refused.value.problems[0]
    assert (problem.row, reason in str(problem.text)) == (row, True), str(problem)
    assert all("\n" not in str(each) for each in refused.value.problems)


JAPANESE = {
    "unknown day": (
        "10行目：otit-vi：受付時間（hours）：22文字目、'sum'：曜日ではありません。曜日は月、火、水、木、金、土、日です"
    ),
    "overlapping": (
        "10行目：otit-vi：受付時間（hours）：26文字目、'18:00'："
        "月の18:00～20:00と月の11:00～19:00が重なるか、つながっています。1つにまとめてください"
    ),
    "no hours": "5行目：otit-vi：受付時間（hours）：ありません。文字列が必要です",
    "unpadded date": (
        "24行目：特別日 Staff training：日付（date）：'2026-12-1'は2026-01-05のような日付（0付き）ではありません"
    ),
    "two special days for one date": "32行目：特別日 Evening：毎年12-29～01-03（New Year）がすべてに対して同じ日付です",
    "extra hours that meet the usual": (
        "32行目：特別日 Evening：frescで2026年12月11日の09:00～17:00と2026年12月11日の17:00～21:00が"
        "重なるか、つながっています"
    ),
    "two sets of hours from one date": "17行目：fresc：受付時間（hours）：2027年4月1日からの受付時間が2つあります",
    "an unknown rule": "21行目：祝日（holidays）：pubicという規則はありません。規則はpublic、new-yearです",
    "a notice in a language that is none": (
        "43行目：お知らせ flood：文面（words）：vnは対応言語（ja en zh ko es pt vi ne th id fil my km mn）にありません"
    ),
    "a notice of no parts": "44行目：お知らせ flood：en：音声案内（spoken）：1行250文字までの区切りが1～12個必要です",
    "unknown field": "8行目：otit-vi：langaugesという項目はありません。languagesのことですか",
    "an alias": "15行目：*all：エイリアスは使えません。内容をそのまま書いてください",
}


@pytest.mark.parametrize("mistake", JAPANESE)
def test_a_mistake_is_named_in_japanese_throughout(mistake: str) -> None:
    was, becomes, _, _ = MISTAKES[mistake]
    with pytest.raises(DirectoryError) as refused:
        load_directory(GOOD.replace(was, becomes, 1), FOURTEEN)
    assert render(refused.value.problems[0].sentence, load_language("ja")) == JAPANESE[mistake]


def test_all_mistakes_are_named_at_once() -> None:
    with pytest.raises(DirectoryError) as refused:
        load_directory(GOOD.replace("tier: 1", "tier: 0").replace("0120-76-2029", "110").replace("12-29", "12-32"))
    assert [problem.row for problem in refused.value.problems] == [6, 15, 28]


LINE = "- {{id: l{0}, tier: 1, agency: a, languages: [vi], number: 0120-{0:06}, hours: closed}}\n"
TOP = "zone: Asia/Tokyo\nconfirmed: 2026-01-01\nsource: x\n"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("# " + "x" * YAML_CHARACTERS, "the document is longer than 1,000,000 characters"),
        ("lines: " + "[" * 50_000, "line 1: lists and fields are nested more than 20 deep"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", r"line 2: \*a: aliases are not supported; write it out"),
        ("lines: " + "9" * 100_000, f"line 1: {'9' * 40}… is too long for a number; write a text in quotes"),
        ("lines: 1" + ":59" * 50_000, r"line 1: 1:59.* is too long for a number; write a text in quotes"),
        ("a: b\nlines: " + "a" * 10_001, "line 2: a value is longer than 10,000 characters"),
        ("lines: [" + "1," * YAML_NODES, "line 1: there are more than 200,000 values"),
        ("? [a]\n: b", "line 1: a name is expected before a colon, not a list or fields"),
        (f"{TOP}lines:\n" + LINE.format(1) * 2001, r"line 5: lines: more than 2000 entries"),
        (
            f"{TOP}lines: []\nspecial_days:\n" + "- {}\n" * 6001,
            r"line 6: special_days: more than 6000 entries",
        ),
        (
            "".join(f"a{number}: 1\n" for number in range(3000)),
            r"unknown field a0.*\(and 999 more\)",
        ),
        (TOP + "lines:\n" + LINE.format(1).replace("[vi]", f"[{'vi,' * 101}]"), "languages: more than 100 entries"),
        (TOP + "lines:\n" + LINE.format(1).replace("closed", f"[{'{},' * 201}]"), "hours: more than 200 entries"),
        (TOP + "lines:\n" + LINE.format(1).replace("closed", "Mon " * 501), "hours are longer than 2000 characters"),
    ],
    ids=lambda text: text[:20],
)
def test_a_document_beyond_the_limits_is_refused(text: str, refusal: str) -> None:
    with pytest.raises(DirectoryError, match=refusal):
        load_directory(text, FOURTEEN)


@given(st.data())
def test_a_damaged_document_is_read_or_refused(data: st.DataObject) -> None:
    """Whatever is cut out of it or typed into it, the answer is a directory or a list of mistakes."""
    begin = data.draw(st.integers(0, len(GOOD)))
    end = data.draw(st.integers(begin, min(begin + 30, len(GOOD))))
    typed = data.draw(st.text(alphabet="abc 0129:-{}[],&*!|>'\"%@`#\n\t？", max_size=8))
    with suppress(DirectoryError):
        directory = load_directory(GOOD[:begin] + typed + GOOD[end:], FOURTEEN)
        assert load_directory(write_directory(directory)) == directory
