"""The notices on key 4: part by part, on and again, and back to rest."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from ivr.core.call.actions import Action, Gather, Redirect, Speak
from ivr.core.call.notices import told_in
from ivr.core.call.step import Call
from ivr.core.text.promises import Texted
from prompts import Dated, Passage, Prompt
from prompts.languages import Menu
from schedules import Notice, Timetable, Wording
from tests.support.calls import BOOK, DIRECTORY, TIMETABLE, WITHOUT_NOTICES, Fields, answer, call, go, said

AS_OF = Prompt.of("notice_as_of", date=Dated(date(2021, 6, 28)))
FIRST = Passage(
    {
        "en": "This is about support for technical intern trainees and specified skilled workers who lost their jobs"
        " because of COVID-19."
    }
)
LAST = Passage(
    {
        "en": "After you have found a new employer, change your status of residence if necessary. Designated Activities"
        " was possible for up to one year."
    }
)
PARTS = 8
"""As of when it is, and seven parts of words."""


def part(*sentences: str | Prompt | Passage, here: Fields, then: Fields, language: str = "en") -> tuple[Action, ...]:
    """A part of the notices; a key comes back to it, silence goes on."""
    wait = Gather(said(language, *sentences), go("notice", language, **here), timeout=2)
    return wait, Redirect(go("notice", language, **then))


@pytest.mark.parametrize(
    ("given", "actions"),
    [
        pytest.param(
            call("Sun 10:00", "en", step=4, texted=Texted.COMING),
            part(
                AS_OF,
                "notice_keys",
                here={"step": 5, "texted": Texted.COMING},
                then={"step": 5, "texted": Texted.COMING, "part": 1},
            ),
            id="first as of when it is, and the keys",
        ),
        pytest.param(
            call("Sun 10:00", "en", step=5, part=1),
            part(FIRST, here={"step": 6, "part": 1}, then={"step": 6, "part": 2}),
            id="then part by part",
        ),
        pytest.param(
            call("Sun 10:00", "en", "1", part=6, round=3, others=2),
            part(LAST, here={"step": 1, "part": 7, "others": 2}, then={"step": 1, "part": 8, "others": 2}),
            id="1: on to the next part, which is the last",
        ),
        pytest.param(
            call("Sun 10:00", "en", "2", part=1),
            part(FIRST, here={"step": 1, "part": 1}, then={"step": 1, "part": 2}),
            id="2: the same part again",
        ),
        pytest.param(
            call("Sun 10:00", "en", "7", part=1),
            part(FIRST, here={"step": 1, "part": 1}, then={"step": 1, "part": 2}),
            id="a key without meaning: the same part again",
        ),
        pytest.param(
            call("Sun 10:00", "en", part=8, step=9, reminded=True),
            (Speak(said("en", "notice_end")), Redirect(go("rest", "en", step=10, reminded=True))),
            id="after the last part back to rest",
        ),
        pytest.param(
            call("Sun 10:00", "en", "1", part=7),
            (Speak(said("en", "notice_end")), Redirect(go("rest", "en", step=1))),
            id="also by 1",
        ),
        pytest.param(
            call("Sun 10:00", "en", part=99),
            (Speak(said("en", "notice_end")), Redirect(go("rest", "en", step=1))),
            id="a part that is no more is past the last",
        ),
        pytest.param(
            call("Sun 10:00", "en", "0", part=3, tried=("fresc",), others=1, menu=Menu.MORE),
            (Redirect(go("menu", step=1, tried=("fresc",), others=1)),),
            id="0: the language menu",
        ),
        pytest.param(
            call("Sun 10:00", "und"),
            (Speak(said("und", "notice_end")), Redirect(go("rest", "und", step=1))),
            id="in no language there is none",
        ),
    ],
)
def test_notice(given: Call, actions: tuple[Action, ...]) -> None:
    assert answer("notice", given).actions == actions


def test_no_notice_is_over_at_once() -> None:
    got = answer("notice", call("Sun 10:00", "en"), WITHOUT_NOTICES)
    assert got.actions == (Speak(said("en", "notice_end")), Redirect(go("rest", "en", step=1)))


@pytest.mark.parametrize(
    ("given", "because"),
    [
        (call("Sun 10:00", "en"), ("part 1 of 8 of the notices",)),
        (call("Sun 10:00", "en", "1", part=6), ("part 8 of 8 of the notices",)),
        (call("Sun 10:00", "en", part=8), ("the notice is over",)),
        (call("Sun 10:00", "en", "0"), ("the caller asked for other languages",)),
    ],
)
def test_each_answer_says_why(given: Call, because: tuple[str, ...]) -> None:
    assert tuple(map(str, answer("notice", given).because)) == because


def test_the_words_of_a_notice() -> None:
    wait = answer("notice", call("Sun 10:00", "en")).actions[0]
    assert isinstance(wait, Gather)
    assert [piece.text for piece in wait.said] == [
        "The following information was published on June 28, 2021. It may have changed."
        " Please ask an advice line what applies now.",
        "After each part, press 2 to hear it again, or 1 to go on.",
    ]


# --- several notices, and those that can not be told


def a_notice(name: str, day: date, last_day: date | None = None, **words: tuple[str, ...]) -> Notice:
    worded: Mapping[str, Wording] = {code: Wording(name, parts, name) for code, parts in words.items()}
    return Notice(name, day, "a test", worded, last_day=last_day)


def telling(*notices: Notice) -> Timetable:
    return Timetable(replace(DIRECTORY, notices=notices))


def heard(timetable: Timetable, language: str) -> list[list[str]]:
    """What is said part by part until the end, by somebody who presses no key."""
    parts: list[list[str]] = []
    place = 0
    while True:
        first, then = answer("notice", call("Sun 10:00", language, part=place), timetable).actions
        if isinstance(first, Speak):
            return parts
        assert isinstance(first, Gather)
        assert isinstance(then, Redirect)
        assert then.to.trail.part == place + 1
        parts.append([piece.text for piece in first.said])
        place += 1


def test_the_newest_notice_comes_first_and_each_has_its_date() -> None:
    older = a_notice("older", date(2024, 1, 2), en=("Older.",))
    newer = a_notice("newer", date(2025, 1, 2), en=("Newer, one.", "Newer, two."))
    as_of = (
        "The following information was published on January 2, {}. It may have changed."
        " Please ask an advice line what applies now."
    )
    keys = "After each part, press 2 to hear it again, or 1 to go on."
    assert heard(telling(older, newer), "en") == [
        [as_of.format(2025), keys],
        ["Newer, one."],
        ["Newer, two."],
        [as_of.format(2024)],
        ["Older."],
    ]


@pytest.mark.parametrize(
    ("notice", "language", "told"),
    [
        pytest.param(a_notice("n", date(2025, 1, 2), en=("One.",)), "en", True, id="in the caller's language"),
        pytest.param(a_notice("n", date(2025, 1, 2), en=("One.",)), "vi", False, id="in another one"),
        pytest.param(
            a_notice("n", date(2025, 1, 2), km=("មួយ",)),
            "km",
            False,
            id="in one that no voice speaks, with no other words",
        ),
        pytest.param(
            a_notice("n", date(2025, 1, 2), km=("មួយ",), en=("One.",)),
            "km",
            True,
            id="with English words to fall back on",
        ),
        pytest.param(
            a_notice("n", date(2025, 1, 2), km=("មួយ", "ពីរ"), en=("One.",)), "km", False, id="with too few of them"
        ),
        pytest.param(
            a_notice("n", date(2025, 1, 2), date(2026, 11, 29), en=("One.",)), "en", True, id="on its last day"
        ),
        pytest.param(
            a_notice("n", date(2025, 1, 2), date(2026, 11, 28), en=("One.",)), "en", False, id="on the day after"
        ),
    ],
)
def test_a_notice_is_told_whole_or_not_at_all(notice: Notice, language: str, told: bool) -> None:
    timetable = telling(notice)
    assert [each.id for each in told_in(timetable, call("Sun 10:00", language), BOOK)] == (["n"] if told else [])
    assert bool(heard(timetable, language)) is told


def test_parts_that_only_the_english_has_are_told_to_those_who_hear_english() -> None:
    notice = a_notice("n", date(2025, 1, 2), km=("មួយ",), en=("One.", "Two."))
    assert heard(telling(notice), "km")[1:] == [["One."], ["Two."]]


def test_the_notice_that_ships_has_eight_parts() -> None:
    assert [len(heard(TIMETABLE, language)) for language in ("en", "vi", "km", "my", "ja")] == [PARTS] * 5
