"""What a page must say before ops staff are told of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from ivr.core.agency_pages.comparing import About, Comparison, Sureness, Verdict, compare
from ivr.core.agency_pages.facts import Section, facts, languages_in, numbers_in
from ivr.core.agency_pages.state import EVERY, Answer, Page, State, next_look
from schedules import Hours, Line, load_directory, read_hours
from sentences import Sentence

DIRECTORY = load_directory()
TODAY = date(2026, 11, 30)
NOW = datetime(2026, 11, 30, 3, tzinfo=UTC)


def line(line_id: str = "otit-fil") -> Line:
    found = DIRECTORY.line(line_id)
    assert found is not None
    return found


def hours(*blocks: str, heading: str = "", of: Line | None = None, planned: Line | None = None) -> Comparison:
    return compare(of or line(), facts([Section(heading, blocks)]), TODAY, planned)[0]


def test_the_difference_is_said_with_both_and_the_quote() -> None:
    found = hours("Filipino 0120-250-197 Tue, Thu 11:00-19:00", heading="Telephone")
    assert str(found.told("OTIT Filipino")) == (
        "The page of OTIT says other hours for OTIT Filipino: Tue, Thu 11:00-19:00. Ours: Tue, Sat 11:00-19:00."
    )
    assert (found.sureness, found.quote, found.heading) == (
        Sureness.SURE,
        "Filipino 0120-250-197 Tue, Thu 11:00-19:00",
        "Telephone",
    )


@pytest.mark.parametrize(
    ("blocks", "heading", "verdict", "sureness"),
    [
        (["0120-250-197", "Tue, Thu 11:00-19:00"], "", Verdict.OTHER, Sureness.LIKELY),
        (["0120-250-197", "Days: Tue, Thu", "11:00-19:00"], "", Verdict.OTHER, Sureness.LIKELY),
        (["Tue, Thu 11:00-19:00"], "Filipino", Verdict.OTHER, Sureness.LIKELY),
        (["Tue, Sat 11:00-19:00"], "タガログ語", Verdict.SAME, Sureness.LIKELY),
        (["Filipino: Tue, Thu 11:00-19:00", "Khmer: Thu 11:00-19:00"], "", Verdict.OTHER, Sureness.LIKELY),
        (["Filipino, Khmer: Tue, Thu 11:00-19:00"], "", Verdict.UNCLEAR, Sureness.LIKELY),
        (["0120-250-197", "0120-250-366", "Thu 11:00-19:00"], "", Verdict.UNCLEAR, Sureness.LIKELY),
        (["0120-250-197 Tue 11:00-19:00, ask for Saturday 11:00"], "", Verdict.UNCLEAR, Sureness.LIKELY),
        (["0120-250-197 Tue 11:00-19:00"], "", Verdict.OTHER, Sureness.SURE),
        (["0120-250-197 Tue 10:00-19:00, on other days from 11:00"], "", Verdict.OTHER, Sureness.LIKELY),
        (["0120-250-197 Tue 9:00-10:00", "0120-250-197 Tue 9:00-11:00"], "", Verdict.UNCLEAR, Sureness.LIKELY),
        (["0120-250-197", "Call us."], "", Verdict.UNCLEAR, Sureness.LIKELY),
        ([], "", Verdict.UNCLEAR, Sureness.LIKELY),
    ],
)
def test_hours_are_compared_where_they_stand(
    blocks: list[str], heading: str, verdict: Verdict, sureness: Sureness
) -> None:
    found = hours(*blocks, heading=heading)
    assert (found.verdict, found.sureness) == (verdict, sureness)


def test_hours_that_are_to_come_are_right_as_well() -> None:
    new = Hours(read_hours("Tue, Thu 11:00-19:00"), date(2027, 1, 1))
    later = replace(line(), hours=(*line().hours, new))
    text = "0120-250-197 Tue, Thu 11:00-19:00"
    assert hours(text, of=later).verdict is Verdict.SAME
    assert hours(text, planned=later).verdict is Verdict.SAME
    assert hours(text).verdict is Verdict.OTHER


def test_a_mark_lasts_as_long_as_the_page_says_the_same() -> None:
    said = hours("0120-250-197 Tue, Thu 11:00-19:00")
    moved = hours("News! 0120-250-197: Thu 11:00-19:00, Tue 11:00-19:00", of=replace(line(), hours=line("fresc").hours))
    other = hours("0120-250-197 Tue, Fri 11:00-19:00")
    assert said.mark == moved.mark != other.mark


def test_a_line_with_several_languages_has_the_number_of_its_agency() -> None:
    found = facts([Section("FRESC Help Desk", ("Telephone: 0120-76-2030", "Fax: 03-5363-3025"))])
    _, number = compare(line("fresc"), found, TODAY)
    assert (number.about, number.verdict, number.said.en) == (About.NUMBER, Verdict.OTHER, "")
    _, number = compare(line("fresc"), facts([Section("", ("FRESC: 0120-76-2030",))]), TODAY)
    assert number.said.en == "0120-762-030"


def test_numbers_and_languages_in_any_script() -> None:
    assert numbers_in("電話：０１２０ー２５０ー１６８, +81 3-1234-5678, 2021-06-28") == ("+81120250168", "+81312345678")
    assert languages_in("ベトナム語・やさしい日本語, Bahasa Indonesia, ភាសាខ្មែរ; Thailand") == ("vi", "id", "km", "ja")


# --- when to look, and what is told of a page itself


@pytest.mark.parametrize(
    ("state", "failures", "stay_away", "hours_until"),
    [
        (State.READ, 0, 0, (21.6, 26.4)),
        (State.UNREADABLE, 0, 0, (21.6, 26.4)),
        (State.FORBIDDEN, 0, 0, (21.6, 26.4)),
        (State.FAILED, 0, 0, (1, 1.1)),
        (State.FAILED, 3, 0, (8, 8.8)),
        (State.GONE, 50, 0, (24, 26.4)),
        (State.FAILED, 0, 7200, (2, 2.2)),
        (State.FAILED, 0, 10**8, (168, 184.8)),
    ],
)
def test_when_a_page_is_looked_at_again(
    state: State, failures: int, stay_away: int, hours_until: tuple[float, float]
) -> None:
    answer = Answer(state, stay_away=timedelta(seconds=stay_away))
    found = [(next_look(answer, failures, NOW, chance) - NOW) / timedelta(hours=1) for chance in (0.0, 1.0)]
    assert found == pytest.approx(hours_until)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"state": State.READ}, None),
        ({"state": State.READ, "leads_to": "https://www.agency.example/new"}, None),
        (
            {"state": State.READ, "leads_to": "https://pizza.example/"},
            "The page https://agency.example/hours leads to another site, https://pizza.example/. "
            "Look whether it is still the agency's.",
        ),
        ({"state": State.GONE, "failing_since": NOW, "failures": 1}, None),
        (
            {"state": State.GONE, "failing_since": NOW, "failures": 2},
            "The page https://agency.example/hours is gone. Give its lines their new page.",
        ),
        ({"state": State.FAILED, "failing_since": NOW - 6 * EVERY, "failures": 9}, None),
        (
            {"state": State.FAILED, "failing_since": NOW - 7 * EVERY, "failures": 9},
            "The page https://agency.example/hours has given no answer since 2026-11-23. Look whether it has moved.",
        ),
    ],
)
def test_what_is_told_of_a_page(changes: dict[str, object], expected: str | None) -> None:
    page = replace(Page("https://agency.example/hours", said=Sentence("why")), **changes)  # type: ignore[arg-type]
    trouble = page.trouble(NOW)
    assert (str(trouble) if trouble else None) == expected
