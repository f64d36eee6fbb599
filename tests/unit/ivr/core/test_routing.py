"""The decision: which line, why, and when one opens next, by the published table written down once more."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from ivr.core.routing import decide
from schedules import Hours, Override, SpecialDay, Timetable, parse_hours, parse_scope
from sentences import Sentence
from tests.support.calls import DIRECTORY, TIMETABLE, at, held

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
BOTH = (("00:00", ()), ("09:00", ("fresc",)), ("11:00", ("otit", "fresc")), ("17:00", ("otit",)), ("19:00", ()))
"""A weekday on which both tiers serve."""
ONE = (("00:00", ()), ("09:00", ("fresc",)), ("17:00", ()))
"""A weekday on which only FRESC does."""
SAT = (("00:00", ()), ("11:00", ("otit",)), ("19:00", ()))
SUN = (("00:00", ()), ("09:00", ("otit",)), ("17:00", ()))
OFF = (("00:00", ()),)
WEEKS = {
    #      Mon   Tue   Wed   Thu   Fri   Sat  Sun
    "vi": (BOTH, BOTH, BOTH, BOTH, BOTH, OFF, SUN),
    "zh": (BOTH, ONE, BOTH, ONE, BOTH, OFF, SUN),
    "id": (ONE, BOTH, ONE, BOTH, ONE, OFF, OFF),
    "fil": (ONE, BOTH, ONE, ONE, ONE, SAT, OFF),
    "en": (ONE, BOTH, ONE, ONE, ONE, SAT, OFF),
    "th": (ONE, ONE, ONE, BOTH, ONE, SAT, OFF),
    "km": (ONE, ONE, ONE, BOTH, ONE, OFF, OFF),
    "my": (ONE, ONE, ONE, ONE, BOTH, OFF, OFF),
    "ja": (ONE, ONE, ONE, ONE, ONE, OFF, OFF),
    "ko": (ONE, ONE, ONE, ONE, ONE, OFF, OFF),
    "es": (ONE, ONE, ONE, ONE, ONE, OFF, OFF),
    "pt": (ONE, ONE, ONE, ONE, ONE, OFF, OFF),
    "ne": (ONE, ONE, ONE, ONE, ONE, OFF, OFF),
    "mn": (ONE, ONE, ONE, ONE, ONE, OFF, OFF),
    "und": (ONE, ONE, ONE, ONE, ONE, OFF, OFF),
}


def moments(language: str) -> Iterator[tuple[datetime, list[str]]]:
    """Each edge of a week and the second before the next, with the ids of the lines that are open."""
    for day, stretches in zip(DAYS, WEEKS[language], strict=True):
        ends = [at(f"{day} {begin}") for begin, _ in stretches[1:]] + [at(f"{day} 00:00") + timedelta(days=1)]
        for (begin, lines), end in zip(stretches, ends, strict=True):
            ids = [f"otit-{language}" if line == "otit" else line for line in lines]
            yield at(f"{day} {begin}"), ids
            yield end - timedelta(seconds=1), ids


@pytest.mark.parametrize("language", WEEKS)
def test_the_lines_of_a_language_at_each_edge_of_the_week(language: str) -> None:
    for moment, ids in moments(language):
        decision = decide(TIMETABLE, language, moment)
        assert [each.line.id for each in decision.considered if each.available] == ids, moment
        assert (decision.line.id if decision.line else None) == (ids[0] if ids else None), moment
        second = decide(TIMETABLE, language, moment, tried=ids[:1])
        assert (second.line.id if second.line else None) == (ids[1] if len(ids) > 1 else None), moment


def test_the_moment_counts_and_not_the_zone_it_is_told_in() -> None:
    assert at("Sun 10:00").tzinfo is UTC
    elsewhere = datetime.fromisoformat("2026-11-28T20:00:00-05:00")
    decision = decide(TIMETABLE, "vi", elsewhere)
    assert decision.line is not None
    assert (decision.line.id, decision.at) == ("otit-vi", at("Sun 10:00"))


@pytest.mark.parametrize(
    ("language", "tried", "line"),
    [
        pytest.param("vi", (), "otit-vi", id="the first tier"),
        pytest.param("vi", ("otit-vi",), "fresc", id="the second, once the first was dialled"),
        pytest.param("vi", ("fresc",), "otit-vi", id="in whichever order"),
        pytest.param("vi", ("otit-vi", "fresc"), None, id="none is dialled twice"),
        pytest.param("vi", ("otit-zh",), "otit-vi", id="the line of another language is another line"),
        pytest.param("vi", ("gone",), "otit-vi", id="a line that is no more"),
        pytest.param("und", (), "fresc", id="of no language: that of Easy Japanese"),
        pytest.param("und", ("fresc",), None, id="which is not dialled twice either"),
        pytest.param("xx", (), None, id="a language that no line speaks"),
    ],
)
def test_what_was_tried(language: str, tried: tuple[str, ...], line: str | None) -> None:
    decision = decide(TIMETABLE, language, at("Mon 12:00"), tried)
    assert (decision.line.id if decision.line else None) == line
    assert (decision.language, decision.timetable) == (language, TIMETABLE)


REFUSED = Sentence("its number may not be dialled")


@pytest.mark.parametrize(
    ("tried", "refused", "undialled"),
    [
        pytest.param((), ("otit-vi", "fresc"), True, id="none may be dialled"),
        pytest.param(("fresc",), ("otit-vi",), True, id="one may not, the other was"),
        pytest.param(("otit-vi", "fresc"), ("otit-vi",), False, id="what was dialled before may not be now"),
        pytest.param(("otit-vi",), (), False, id="all may be dialled"),
    ],
)
def test_a_line_is_open_but_must_not_be_dialled(
    tried: tuple[str, ...], refused: tuple[str, ...], undialled: bool
) -> None:
    decision = decide(TIMETABLE, "vi", at("Mon 12:00"), tried, lambda line: REFUSED if line.id in refused else None)
    assert decision.undialled == undialled


# --- what is held by hand

FLOOD = Override(parse_scope("tier 2"), False, at("Mon 10:00"), at("Mon 16:00"), "flood")
VIETNAMESE = Override(parse_scope("otit-vi"), False, at("Mon 10:00"), at("Mon 13:00"), "training")


@pytest.mark.parametrize(
    ("timetable", "moment", "line"),
    [
        pytest.param(held("otit-vi", "closed"), "Mon 12:00", "fresc", id="the first tier is held closed"),
        pytest.param(held("tier 2", "closed"), "Mon 12:00", "otit-vi", id="the second is"),
        pytest.param(held("tier 2", "closed"), "Mon 10:00", None, id="the second is, and the first has not opened"),
        pytest.param(held("all", "closed"), "Mon 12:00", None, id="everything is"),
        pytest.param(held("otit-vi", "open"), "Sat 03:00", "otit-vi", id="the first tier is held open"),
        pytest.param(held("fresc", "open"), "Sun 20:00", "fresc", id="the last one is"),
        pytest.param(Timetable(DIRECTORY, [FLOOD, VIETNAMESE]), "Mon 12:59:59", None, id="two overrides, for a while"),
        pytest.param(Timetable(DIRECTORY, [FLOOD, VIETNAMESE]), "Mon 13:00", "otit-vi", id="until the first ends"),
        pytest.param(Timetable(DIRECTORY, [FLOOD, VIETNAMESE]), "Mon 09:59:59", "fresc", id="before they begin"),
    ],
)
def test_overrides(timetable: Timetable, moment: str, line: str | None) -> None:
    decision = decide(timetable, "vi", at(moment))
    assert (decision.line.id if decision.line else None) == line


# --- when one opens next


@pytest.mark.parametrize(
    ("timetable", "language", "moment", "opens"),
    [
        pytest.param(TIMETABLE, "vi", "Sun 17:00", "Mon+1 09:00", id="FRESC opens before OTIT"),
        pytest.param(TIMETABLE, "vi", "Sat 12:00", "Sun 09:00", id="OTIT before FRESC"),
        pytest.param(TIMETABLE, "vi", "Mon 08:59:59", "Mon 09:00", id="in a second"),
        pytest.param(TIMETABLE, "km", "Thu 08:00", "Thu 09:00", id="today"),
        pytest.param(TIMETABLE, "vi", "Mon 10:00", "Mon 11:00", id="one is open, the other opens soon"),
        pytest.param(TIMETABLE, "vi", "Mon 12:00", "Tue 09:00", id="both are open: when one opens again"),
        pytest.param(TIMETABLE, "ko", "Fri 12:00", "Mon+1 09:00", id="open now, again after the week-end"),
        pytest.param(TIMETABLE, "xx", "Mon 12:00", None, id="no line speaks it"),
        pytest.param(held("all", "closed"), "vi", "Mon 12:00", None, id="held closed for good"),
        pytest.param(held("fresc", "open"), "ko", "Mon 12:00", None, id="held open for good"),
        pytest.param(
            held("fresc", "open", until="Mon 13:00"), "ko", "Sun 20:00", "Mon+1 09:00", id="later than what is over"
        ),
        pytest.param(held("fresc", "closed", until="Mon 13:00"), "ko", "Mon 12:00", "Mon 13:00", id="when it is over"),
    ],
)
def test_next_opening(timetable: Timetable, language: str, moment: str, opens: str | None) -> None:
    assert decide(timetable, language, at(moment)).next_opening == (at(opens) if opens else None)


def test_what_was_tried_does_not_change_when_a_line_opens() -> None:
    assert decide(TIMETABLE, "vi", at("Mon 12:00"), ("otit-vi", "fresc")).next_opening == at("Tue 09:00")


# --- why

HOURS = "Mon-Fri 11:00-19:00, Sun 09:00-17:00"
OTIT_OPEN = f"otit-vi: open until Mon 2026-11-23 19:00 JST, within its weekly hours ({HOURS})"
OTIT_CLOSED = f"otit-vi: closed until Mon 2026-11-23 11:00 JST, outside its weekly hours ({HOURS})"
OTIT_TRIED = (
    f"otit-vi: already tried in this call; open until Mon 2026-11-23 19:00 JST, within its weekly hours ({HOURS})"
)
FRESC_OPEN = "fresc: open until Mon 2026-11-23 17:00 JST, within its weekly hours (Mon-Fri 09:00-17:00)"


@pytest.mark.parametrize(
    ("timetable", "language", "moment", "tried", "because"),
    [
        pytest.param(TIMETABLE, "vi", "Mon 12:00", (), (OTIT_OPEN,), id="up to the line that is dialled"),
        pytest.param(TIMETABLE, "vi", "Mon 10:00", (), (OTIT_CLOSED, FRESC_OPEN), id="past a closed one"),
        pytest.param(TIMETABLE, "vi", "Mon 12:00", ("otit-vi",), (OTIT_TRIED, FRESC_OPEN), id="past a tried one"),
        pytest.param(TIMETABLE, "xx", "Mon 12:00", (), ("no line speaks xx",), id="no line"),
        pytest.param(
            held("otit-vi", "closed"),
            "vi",
            "Mon 12:00",
            (),
            (f"otit-vi: closed without end, closed manually: by a test ({HOURS})", FRESC_OPEN),
            id="held closed",
        ),
        pytest.param(
            held("fresc", "open"),
            "ko",
            "Sun 12:00",
            (),
            ("fresc: open without end, opened manually: by a test (Mon-Fri 09:00-17:00)",),
            id="held open",
        ),
        pytest.param(
            Timetable(DIRECTORY, revision=7),
            "vi",
            "Mon 12:00",
            (),
            (OTIT_OPEN, "revision 7 of the schedule"),
            id="the revision it comes from",
        ),
        pytest.param(
            Timetable(DIRECTORY, revision=0),
            "xx",
            "Mon 12:00",
            (),
            ("no line speaks xx", "revision 0 of the schedule"),
            id="the revision where no line speaks it",
        ),
    ],
)
def test_because(
    timetable: Timetable, language: str, moment: str, tried: tuple[str, ...], because: tuple[str, ...]
) -> None:
    assert tuple(map(str, decide(timetable, language, at(moment), tried).because)) == because


def test_the_weekly_hours_of_that_day_are_named_by_the_lines_own_calendar() -> None:
    """New hours hold from Monday; at one in the morning in Japan it is still Sunday in universal time."""
    fresc = DIRECTORY.lines[-1]
    new = Hours(parse_hours("Mon-Sun 00:00-24:00"), since=date(2026, 11, 23))
    changed = replace(fresc, hours=(*fresc.hours, new))
    timetable = Timetable(replace(DIRECTORY, lines=(changed,)))
    (monday,) = decide(timetable, "ko", at("Mon 01:00")).because
    (sunday,) = decide(timetable, "ko", at("Mon 00:00") - timedelta(seconds=1)).because
    assert str(monday).endswith("(Mon-Sun 00:00-24:00)")
    assert str(sunday).endswith("(Mon-Fri 09:00-17:00)")


def test_a_special_day_is_named() -> None:
    monday = SpecialDay("Staff training", date(2026, 11, 23), date(2026, 11, 23), ())
    timetable = Timetable(replace(DIRECTORY, special_days=(monday,)))
    decision = decide(timetable, "ko", at("Mon 12:00"))
    assert decision.line is None
    assert tuple(map(str, decision.because)) == (
        "fresc: closed until Tue 2026-11-24 09:00 JST, closed on a special day: Staff training (Mon-Fri 09:00-17:00)",
    )


def test_a_line_whose_last_day_is_over_is_not_considered() -> None:
    otit = replace(DIRECTORY.lines[0], last_day=date(2026, 11, 22))
    timetable = Timetable(replace(DIRECTORY, lines=(otit, *DIRECTORY.lines[1:])))
    decision = decide(timetable, "vi", at("Mon 12:00"))
    assert [each.line.id for each in decision.considered] == ["fresc"]
