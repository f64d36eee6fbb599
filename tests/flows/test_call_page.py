"""The page of a call: one sentence, what was heard as the telephone heard it, and what would happen now."""

import html
import re
from datetime import timedelta

from sqlalchemy import insert

from ivr.clock import parse_moment
from ivr.demo import Demo
from ivr.phone.events import FarEnd, Heard
from ivr.store.tables import sentences
from tests.support.console import Console, Page
from tests.support.demo import Dials
from tests.support.people import NOBODY_ANSWERS, Person
from tests.support.waiting import texts_delivered

NOON, EVENING = "2026-11-30 12:00", "2026-11-29 20:14"
BUSY, SHORT, GONE = FarEnd("busy", 0), FarEnd("completed", 4), FarEnd("canceled", 0, caller_stays=False)
PEOPLE = {
    "put through": (NOON, Person(["1"])),
    "nobody answers": (NOON, Person(["2"], [BUSY], NOBODY_ANSWERS)),
    "an announcement answers, and the caller hangs up": (NOON, Person(["1"], [SHORT], GONE)),
    "a reminder and the notices": (EVENING, Person(["1", "1", "4", "1", "1", "2"])),
    "another language": (NOON, Person(["7", "", "0", "9", "4"], otherwise=NOBODY_ANSWERS)),
    "wrong keys and silence": (EVENING, Person(["", "9", "8", "", "9", "9"])),
    "silence": (NOON, Person(otherwise=NOBODY_ANSWERS)),
    "the hours by text": (NOON, Person(["1", "2"])),
    "a key pressed twice": (NOON, Person(["2", "2"])),
}
_QUOTED = re.compile(r'<p lang="[\w-]+">([^<]*)</p>')


def page_of(demo: Demo, console: Console, day: str = "") -> Page:
    """Return the page of the latest call, of a day if one is given."""
    demo.service.recorder.flush()
    found = console.get(f"/ops/calls?first={day}&last={day}")
    (latest, *_) = re.findall(r'href="(/ops/calls/CA[^"]+)"', found.html)
    return console.get(latest)


def quoted(page: Page) -> list[str]:
    return [html.unescape(each) for each in _QUOTED.findall(page.html)]


def test_what_was_heard_is_what_the_telephone_heard(demo: Demo, handset: Dials, aiko: Console) -> None:
    for number, (what, (at, person)) in enumerate(PEOPLE.items()):
        demo.clock.set(parse_moment(at) + timedelta(seconds=number))
        events = handset(f"+8190123456{number:02}").call(person)
        page = page_of(demo, aiko, at[:10])
        assert quoted(page) == [event.text for event in events if isinstance(event, Heard)], what


def test_a_keyed_number_is_not_made_up(demo: Demo, handset: Dials, aiko: Console) -> None:
    demo.clock.set(parse_moment(EVENING))
    events = handset().call(Person(["7", "3", "08011112222", "1"]))
    page = page_of(demo, aiko)
    heard = [event.text for event in events if isinstance(event, Heard)]
    assert set(quoted(page)) < set(heard)
    assert quoted(page)[-1] == heard[-1]
    assert "11 keys" in page.text
    assert "1 2 3 4 5 6 7 8" not in page.text


def test_a_call_in_one_sentence_and_what_would_happen_now(demo: Demo, handset: Dials, aiko: Console) -> None:
    demo.clock.set(parse_moment(EVENING))
    handset().call(Person(["7"]))
    texts_delivered(demo.service.engine, 1)
    demo.clock.set(parse_moment(NOON))
    page = page_of(demo, aiko)
    told = "A Khmer caller on Sunday 29 November at 20:14 heard that FRESC opens tomorrow at 09:00 and was sent a text"
    assert told in page.text
    assert "Now a caller would be put through to FRESC." in page.text
    assert re.search(r"· chosen · after \d+ s", page.text)
    assert "· while the hours were told" in page.text
    assert "Revision 1" in page.text
    assert "Words of this language have been changed" not in page.text
    assert not re.search(r"otit-|fresc\b", page.text), "lines have their names"
    demo.clock.set(parse_moment("2026-12-01 18:00"))
    assert "Now a caller would hear that FRESC opens tomorrow at 09:00, and get a text." in page_of(demo, aiko).text


def test_the_hours_are_those_of_that_day(demo: Demo, handset: Dials, aiko: Console) -> None:
    """What was held by hand, and has been ended since, still counts for that call."""
    demo.clock.set(parse_moment(NOON))
    aiko.post("/ops/hold", scope="all", state="closed", life="reset", reason="flood", next="/ops/")
    events = handset().call(Person(["1"]))
    aiko.post("/ops/release", scope="all", next="/ops/")
    page = page_of(demo, aiko)
    assert quoted(page) == [event.text for event in events if isinstance(event, Heard)]
    assert "Now a caller would be put through to OTIT Vietnamese." in page.text


def test_words_that_have_changed_since(demo: Demo, handset: Dials, aiko: Console) -> None:
    demo.clock.set(parse_moment(NOON))
    handset().call(Person(["1"]))
    row = {"language": "vi", "prompt": "goodbye", "sentence": "Tạm biệt.", "source": "Goodbye.", "draft": True}
    with demo.service.engine.begin() as connection:
        connection.execute(insert(sentences).values(**row, author="Ben", at=parse_moment("2026-11-30 12:30")))
    assert "Words of this language have been changed since the call." in page_of(demo, aiko).text
