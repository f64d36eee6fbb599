"""Documents: read with every mistake named, written back the same."""

from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules import DirectoryError, HolidayRule, Scope, SpecialDay, Window, load_directory, shipped, write_directory
from schedules.rows import LARGEST
from tests.support.documents import GOOD, MISTAKES
from tests.support.published import EMAIL, FOURTEEN


def test_what_ships() -> None:
    directory = load_directory(None, FOURTEEN)
    assert [line.id for line in directory.lines if "vi" in line.languages] == ["otit-vi", "fresc"]
    assert set().union(*(line.languages for line in directory.lines)) == set(FOURTEEN)
    assert set(directory.email) == set(EMAIL)
    assert directory.holidays == {}
    assert directory.special_days == ()


def test_everything_that_can_be_written_is_read() -> None:
    directory = load_directory(GOOD, FOURTEEN)
    assert directory.holidays == {2: frozenset(HolidayRule)}
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


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_names_its_row_and_its_reason(mistake: str) -> None:
    was, becomes, row, reason = MISTAKES[mistake]
    assert was in GOOD
    with pytest.raises(DirectoryError) as refused:
        load_directory(GOOD.replace(was, becomes, 1), FOURTEEN)
    problem = refused.value.problems[0]
    assert (problem.row, reason in problem.text) == (row, True), str(problem)
    assert all("\n" not in str(each) for each in refused.value.problems)


def test_all_mistakes_are_named_at_once() -> None:
    with pytest.raises(DirectoryError) as refused:
        load_directory(GOOD.replace("tier: 1", "tier: 0").replace("0120-76-2029", "110").replace("12-29", "12-32"))
    assert [problem.row for problem in refused.value.problems] == [6, 15, 28]


def test_a_document_that_is_too_long_is_refused() -> None:
    with pytest.raises(DirectoryError, match="longer than"):
        load_directory("# " + "x" * LARGEST)


@given(st.data())
def test_a_damaged_document_is_read_or_refused(data: st.DataObject) -> None:
    """Whatever is cut out of it or typed into it, the answer is a directory or a list of mistakes."""
    begin = data.draw(st.integers(0, len(GOOD)))
    end = data.draw(st.integers(begin, min(begin + 30, len(GOOD))))
    typed = data.draw(st.text(alphabet="abc 0129:-{}[],&*!|>'\"%@`#\n\t？", max_size=8))
    with suppress(DirectoryError):
        directory = load_directory(GOOD[:begin] + typed + GOOD[end:], FOURTEEN)
        assert load_directory(write_directory(directory)) == directory
