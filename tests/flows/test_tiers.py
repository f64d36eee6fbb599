"""A third tier that opens in the evening and on holidays, and twelve tiers, through whole calls, texts and pages."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ivr.clock import parse_moment
from ivr.demo import Demo
from ivr.phone.events import FarEnd
from ivr.service.schedule.editor import ScheduleEditor
from prompts import LANGUAGES, Prompt
from schedules import Directory, Line, load_directory, write_directory
from schedules.document.reader import example
from schedules.edits import add_part
from tests.support.book import load_book
from tests.support.console import Console, publish, reasons
from tests.support.demo import Dials
from tests.support.people import NOBODY_ANSWERS, Person, heard, keys_for, rang
from tests.support.published import FRESC

LABOUR_VI = "+81120531406"
CHILDREN = "2027-05-05 10:00"
"""A public holiday on a Wednesday."""


def published(demo: Demo, change: Callable[[Directory], Directory]) -> None:
    editor, now = ScheduleEditor(demo.service.engine, "Aiko"), demo.clock.now()
    editor.save_draft(write_directory(change(load_directory(editor.head(now).document))), now)
    editor.publish_draft("a test", now)
    demo.schedule.refresh()


def with_the_example(**changes: Any) -> Callable[[Directory], Directory]:
    """Return what adds the example with changes of its lines."""
    part = load_directory(example("labour-standards"), LANGUAGES, whole=False)
    return lambda directory: add_part(
        directory, replace(part, lines=tuple(replace(line, **changes) for line in part.lines))
    )


def test_a_vietnamese_call_on_a_saturday_evening(demo: Demo, handset: Dials) -> None:
    demo.clock.set(parse_moment("2026-12-12 20:00"))
    published(demo, with_the_example(hidden=False))
    assert rang(handset().call(Person(["1"]))) == [LABOUR_VI]
    assert "Labour Standards Advice Hotline" in (handset().text("vn") or "")


def test_the_third_tier_is_tried_last(demo: Demo, handset: Dials) -> None:
    demo.clock.set(parse_moment(CHILDREN))  # the published page states no holidays, so FRESC is open
    published(demo, with_the_example(hidden=False))
    assert rang(handset().call(Person(["1"], otherwise=NOBODY_ANSWERS))) == [FRESC, LABOUR_VI]


def test_on_a_holiday_on_which_the_others_are_closed(demo: Demo, aiko: Console, handset: Dials) -> None:
    demo.clock.set(parse_moment(CHILDREN))
    published(demo, with_the_example(hidden=False))
    for tier in (1, 2):
        aiko.post("/ops/hours/holidays", tier=str(tier), public="closed", **{"new-year": "usual"})
    publish(aiko)
    assert rang(handset().call(Person(["1"]))) == [LABOUR_VI]
    assert "labour-vi: open until Wed 2027-05-05 21:00 JST, within its hours on public holidays" in reasons(demo)
    demo.clock.set(parse_moment("2027-05-04 10:00"))  # a holiday too, but a Tuesday: nobody there speaks Vietnamese
    assert rang(handset().call(Person(["1"]))) == []
    assert rang(handset().call(Person(["5"]))) == ["+81120531401"]
    assert "it does not speak the language on this day" in reasons(demo)


def test_the_example_as_it_ships_is_dialled_for_nobody(demo: Demo, handset: Dials) -> None:
    demo.clock.set(parse_moment("2026-12-12 20:00"))
    published(demo, with_the_example())
    for language in ("vi", "en", "zh", "fil", "ko", "ne"):
        assert rang(handset().call(Person(keys_for(language)))) == []


def test_a_charge_is_announced_before_the_third_tier_is_dialled(demo: Demo, handset: Dials) -> None:
    demo.clock.set(parse_moment("2026-12-12 20:00"))
    published(demo, with_the_example(hidden=False, charged=True, days=()))
    for language in ("vi", "zh", "fil", "en"):
        said = heard(handset().call(Person(keys_for(language))))
        charge = load_book().text(language, Prompt("charged"))
        free = load_book().text(language, Prompt("advice_free"))
        assert any(charge in each for each in said), said
        assert not any(free in each for each in said), said


def test_twelve_tiers_are_tried_in_their_order(demo: Demo, handset: Dials) -> None:
    demo.clock.set(parse_moment("2026-12-07 10:00"))

    def twelve(directory: Directory) -> Directory:
        fresc = directory.lines[-1]
        more = [numbered(fresc, tier) for tier in range(3, 13)]
        return replace(directory, lines=(*directory.lines, *more))

    published(demo, twelve)
    events = handset().call(Person(["7"], otherwise=FarEnd("busy", 0)))
    assert rang(events) == ["+81120762029", *(f"+81120762{tier:03}" for tier in range(3, 13))]


def numbered(line: Line, tier: int) -> Line:
    return replace(
        line,
        id=f"line-{tier}",
        tier=tier,
        agency=f"Centre {tier}",
        number=f"0120-76-2{tier:03}",
        dial=f"+81120762{tier:03}",
    )


def test_the_console_keeps_what_was_typed_of_a_holiday_rule(demo: Demo, aiko: Console) -> None:
    page = aiko.post("/ops/hours/holidays", tier="2", public="hours", **{"public-hours": "9-21", "new-year": "usual"})
    assert page.status == 422
    assert 'value="9-21"' in page.html
    assert "write the minutes too: 9:00" in page.text
    page = aiko.post(
        "/ops/hours/holidays", tier="2", public="closed", **{"public-hours": "9:00-21:00", "new-year": "usual"}
    )
    assert "You have entered hours, but not chosen “Other hours”." in page.text
    page = aiko.post(
        "/ops/hours/holidays", tier="2", public="hours", **{"public-hours": "9時～21時", "new-year": "closed"}
    )
    assert "tier 2 (FRESC) on public holidays: the weekly hours becomes 09:00-21:00" in page.text
    assert "tier 2 (FRESC) over New Year: the weekly hours becomes closed" in page.text
    page = aiko.get("/ops/hours/holidays")
    assert "09:00-21:00" in page.text


def test_the_console_takes_days_of_a_language(demo: Demo, aiko: Console) -> None:
    form: dict[str, Any] = {
        "agency": "FRESC",
        "tier": "2",
        "number": "0120-76-2029",
        "zone": "Asia/Tokyo",
        "source": "x",
        "confirmed": "2026-11-29",
        "languages": list(LANGUAGES),
    }
    page = aiko.post("/ops/hours/lines/fresc/details", **form, **{"days-mn": "Tuu"})
    assert page.status == 422
    assert "not a day" in page.text
    page = aiko.post("/ops/hours/lines/fresc/details", **form, **{"days-mn": "火、祝日"})
    assert "days of Mongolian: all its days becomes Tue, PH" in page.text
    assert "Mongolian only: Tue, PH" in publish(aiko).text or "Tue, PH" in aiko.get("/ops/hours").text
