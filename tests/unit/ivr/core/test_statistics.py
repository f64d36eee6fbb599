"""What is told of a month: which months, which figures, and that nobody finds out a small count from all of it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.clock import parse_moment
from ivr.core.call.outcome import Outcome
from ivr.core.statistics import CODES, Days, Instead, Month, Part, last_of, month, statistics_document, whole_months
from ivr.core.suppression import FEWEST

FIRST = date(2026, 10, 1)
LANGUAGES, OUTCOMES = ("vi", "mn", "und"), (Outcome.PUT_THROUGH, Outcome.TEXTED, Outcome.TOLD)
HOURS = [day * 24 + hour for day in (0, 6) for hour in (3, 10, 13, 20)]
"""Hours of the week, one in each part of a workday and of the weekend."""
Kind = tuple[str, Outcome, int]
KINDS: list[Kind] = list(product(LANGUAGES, OUTCOMES, HOURS))
Calls = Mapping[Kind, int]
EACH = len(OUTCOMES) * len(HOURS)
CALLS = st.lists(st.sampled_from([0, 1, 3, 12]), min_size=len(LANGUAGES), max_size=len(LANGUAGES)).flatmap(
    lambda most: st.tuples(*(st.integers(0, each) for each in most for _ in range(EACH)))
)
"""Counts of all kinds of calls; in some languages there are few."""


def told(calls: Calls) -> Month:
    outcomes: dict[str, Counter[Outcome]] = {code: Counter() for code in LANGUAGES}
    hours: dict[str, dict[int, tuple[int, int]]] = {code: {} for code in LANGUAGES}
    for (code, outcome, hour), count in calls.items():
        outcomes[code][outcome] += count
        had, through = hours[code].get(hour, (0, 0))
        hours[code][hour] = had + count, through + count * (outcome is Outcome.PUT_THROUGH)
    return month(FIRST, outcomes, hours, {})


@pytest.mark.parametrize(
    ("now", "newest"),
    [
        ("2026-11-30 12:00", "2026-10"),
        ("2026-12-01 23:59", "2026-10"),
        ("2026-12-02 00:00", "2026-11"),
        ("2027-01-02 00:00", "2026-12"),
    ],
)
def test_a_month_is_told_a_day_after_it_has_ended(now: str, newest: str) -> None:
    months = whole_months(parse_moment(now))
    assert f"{months[0]:%Y-%m}" == newest
    assert len(set(months)) == 12
    assert last_of(months[0]) < parse_moment(now).date()
    assert all(last_of(earlier) < later for later, earlier in pairwise(months))


def test_what_is_told() -> None:
    calls = Counter({("vi", Outcome.PUT_THROUGH, 13): 20, ("vi", Outcome.TEXTED, 20): 30, ("vi", Outcome.LEFT, 3): 7})
    calls += Counter({("mn", Outcome.PUT_THROUGH, 13): 4, ("mn", Outcome.TEXTED, 20): 40, ("und", Outcome.MENU, 3): 9})
    (row,) = statistics_document([told(calls)], "https://h.example.org", "")["months"]
    assert row == {
        "month": "2026-10",
        "calls": 57 + 44 + 9,
        "person": 20,
        "nobody": 37,
        "text": 30,
        "neither": 7,
        "languages": [
            {"code": "vi", "calls": 57, "person": 20, "nobody": 37},
            {"code": "mn", "calls": 44, "person": None, "nobody": None},
            {"code": "und", "calls": 9, "person": None, "nobody": None},
        ],
        "unmet": [],
    }


def test_unmet_demand_is_told_in_parts_of_the_day() -> None:
    calls = Counter({("vi", Outcome.PUT_THROUGH, 13): 20})
    calls += Counter({("vi", Outcome.TOLD, day * 24 + hour): 5 for day in (0, 6) for hour in (0, 11, 12, 23)})
    assert set(told(calls).unmet.values()) == {5}
    assert len(told(calls).unmet) == 8
    del calls["vi", Outcome.TOLD, 6 * 24 + 12]
    assert told(calls).unmet == {
        Part(Days.ALL, 0, 9): 10,
        Part(Days.ALL, 9, 12): 10,
        Part(Days.ALL, 12, 17): 5,
        Part(Days.ALL, 17, 24): 10,
    }
    del calls["vi", Outcome.TOLD, 12]
    assert told(calls).unmet == {}


def test_a_line_is_told_of_in_tens_of_percent_if_it_was_dialled_often() -> None:
    dials = {"often": (23, 17), "seldom": (6, 4), "always": (90, 90), "four": (9, 5)}
    assert month(FIRST, {}, {}, dials).answered == {"often": 70}


def test_few_calls_tell_nothing() -> None:
    few = dict.fromkeys(KINDS[::EACH], 4)
    assert sum(few.values()) == 12
    assert told(few) == told({})
    assert statistics_document([told(few)], "", "")["months"][0]["calls"] == 0


def figures(shown: Month) -> Iterator[tuple[set[Kind], int]]:
    """Everything that is told, as the kinds of calls that it counts, and how many."""
    full = {code for code, cells in zip(CODES, shown.reached.cells, strict=True) if None not in cells}
    for code, calls, cells in zip(CODES, shown.reached.rows, shown.reached.cells, strict=True):
        for count, wanted in zip((calls, *cells), (OUTCOMES, OUTCOMES[:1], OUTCOMES[1:]), strict=True):
            if count is not None:
                yield {kind for kind in KINDS if kind[0] == code and kind[1] in wanted}, count
    for count, wanted in zip(shown.reached.columns, (OUTCOMES[:1], OUTCOMES[1:]), strict=True):
        if count is not None:
            yield {kind for kind in KINDS if kind[0] in full and kind[1] in wanted}, count
    nobody = {kind for kind in KINDS if kind[0] in full - {"und"} and kind[1] is not Outcome.PUT_THROUGH}
    for what, count in shown.instead.items():
        yield {kind for kind in nobody if (kind[1] is Outcome.TEXTED) is (what is Instead.TEXT)}, count
    for part, count in shown.unmet.items():
        yield {kind for kind in nobody if lies_in(part, kind[2])}, count


def lies_in(part: Part, hour: int) -> bool:
    days = {Days.ALL: range(7), Days.WORKDAYS: range(5), Days.WEEKEND: range(5, 7)}[part.days]
    return hour // 24 in days and part.begins <= hour % 24 < part.ends


PARTS = [Part(days, *hours) for days in Days for hours in ((0, 9), (9, 12), (12, 17), (17, 24))]


def secrets() -> Iterator[set[Kind]]:
    """What somebody would like to know: calls in a language, by outcome, by part of the day, and by any two of them."""
    languages: list[set[str]] = [{code} for code in LANGUAGES] + [set(LANGUAGES)]
    outcomes: list[set[Outcome]] = [{each} for each in OUTCOMES] + [set(OUTCOMES[1:]), set(OUTCOMES)]
    for code, outcome in product(languages, outcomes):
        yield {kind for kind in KINDS if kind[0] in code and kind[1] in outcome}
    for code, part in product(languages, PARTS):
        yield {kind for kind in KINDS if kind[0] in code and kind[1] is not OUTCOMES[0] and lies_in(part, kind[2])}


PRIME = 2**61 - 1
"""Equations are solved modulo this number, which is faster than with fractions, and as good for small counts."""


class Attacker:
    """Knows all figures, and adds and subtracts them: solves the system of linear equations that they are."""

    def __init__(self, known: list[tuple[set[Kind], int]]) -> None:
        self._rows: dict[int, list[int]] = {}
        for kinds, count in known:
            row = self._reduced([*(int(kind in kinds) for kind in KINDS), count])
            if (pivot := next((place for place, each in enumerate(row[:-1]) if each), None)) is not None:
                inverse = pow(row[pivot], -1, PRIME)
                self._rows[pivot] = [each * inverse % PRIME for each in row]

    def _reduced(self, row: list[int]) -> list[int]:
        for place in range(len(KINDS)):
            if (factor := row[place]) and (known := self._rows.get(place)):
                row = [(mine - factor * its) % PRIME for mine, its in zip(row, known, strict=True)]
        return row

    def finds(self, kinds: set[Kind]) -> int | None:
        """The number of calls of some kinds; None: it does not follow."""
        *rest, count = self._reduced([*(int(kind in kinds) for kind in KINDS), 0])
        return None if any(rest) else -count % PRIME


@given(CALLS)
def test_no_sum_and_no_difference_is_a_small_count(counts: tuple[int, ...]) -> None:
    calls = dict(zip(KINDS, counts, strict=True))
    known = list(figures(told(calls)))
    assert all(sum(calls[kind] for kind in kinds) == count >= FEWEST for kinds, count in known)
    attacker = Attacker(known)
    for kinds in secrets():
        found = attacker.finds(kinds)
        assert found is None or found == sum(calls[kind] for kind in kinds)
        assert found not in range(FEWEST) or not kinds


def test_the_attacker_can_subtract() -> None:
    """Were the calls of all languages told, those in Mongolian would be, too."""
    calls = dict.fromkeys(KINDS, 2) | dict.fromkeys([kind for kind in KINDS if kind[0] == "mn"], 0)
    calls["mn", Outcome.TOLD, 3] = 3
    known = list(figures(told(calls)))
    mongolian = {kind for kind in KINDS if kind[0] == "mn"}
    assert Attacker(known).finds(mongolian) is None
    assert Attacker([*known, (set(KINDS), sum(calls.values()))]).finds(mongolian) == 3


@given(CALLS, st.sampled_from(LANGUAGES), st.integers(0, 4), st.booleans())
def test_each_number_from_0_to_4_tells_the_same(counts: tuple[int, ...], code: str, number: int, person: bool) -> None:
    """Whoever knows the rule, and tries all numbers for a count that is withheld, sees the same each time."""
    calls = dict(zip(KINDS, counts, strict=True))
    reached = {kind: count for kind, count in calls.items() if kind[0] == code}
    wanted = {kind for kind in reached if (kind[1] is Outcome.PUT_THROUGH) is person}
    if sum(reached[kind] for kind in wanted) >= FEWEST:
        return
    total = sum(reached.values())
    others = max(total - number, 0) if total >= FEWEST else 0
    moved = dict.fromkeys(reached, 0)
    moved[min(wanted)], moved[min(reached.keys() - wanted)] = number, others
    assert told(calls | moved) == told(calls)


@given(CALLS)
def test_two_classifications_leave_five_numbers_open(counts: tuple[int, ...]) -> None:
    """Calls in a language and a part of the day that reached nobody: bounds of Fréchet, which are all that follows."""
    shown = told(dict(zip(KINDS, counts, strict=True)))
    rows = [
        cells[1]
        for code, cells in zip(CODES, shown.reached.cells, strict=True)
        if code != "und" and cells[1] is not None
    ]
    total = sum(rows)
    for row, part in product(rows, (*shown.unmet.values(), *shown.instead.values())):
        low, high = max(0, row + part - total), min(row, part)
        assert high - low >= FEWEST or low >= FEWEST
