"""What a caller hears is in the caller's language, all the way; or exactly the fallback that is documented."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from ivr.clock import parse_moment
from ivr.core.call.actions import Gather, Trail
from ivr.core.call.step import Call
from ivr.core.caller import Caller, Phone
from ivr.core.phrases import told_parts
from ivr.core.text.samples import notice_concerns
from ivr.core.text.writer import TextWriter
from ivr.demo import Demo
from ivr.phone.events import Event, FarEnd, Heard, Pressed
from prompts import LANGUAGES
from prompts.voices import VOICES
from schedules import Notice, Timetable, Wording, load_directory
from tests.support.book import load_book
from tests.support.calls import answer
from tests.support.demo import Dials
from tests.support.people import NOBODY_ANSWERS, Person, heard, heard_after, keys_for, pressed
from tests.support.published import FOURTEEN

SUNDAY_NIGHT = parse_moment("2026-11-29 23:00")
RECORDED = ("ne", "my")
FALLBACK = ("km", "mn")
ALOUD = {"km": "Cambodian", "mn": "Mongolian"}
"""The name that an English voice says."""
OPEN = {  # a moment at which each language has a line
    **dict.fromkeys(FOURTEEN, parse_moment("2026-11-24 12:00")),
    "th": parse_moment("2026-11-26 18:00"),
    "km": parse_moment("2026-11-26 18:00"),
    "my": parse_moment("2026-11-27 18:00"),
}


def tags(events: Sequence[Event]) -> list[str]:
    return [event.tag for event in events if isinstance(event, Heard)]


def after_the_choice(events: Sequence[Event], language: str) -> list[str]:
    keys = [place for place, event in enumerate(events) if isinstance(event, Pressed)]
    return tags(events[keys[len(keys_for(language)) - 1] :])


def tag_of(language: str) -> str:
    voice = VOICES["twilio"].get(language)
    return voice.tag if voice else language


def is_heard_in(language: str, found: list[str]) -> None:
    assert found
    if language not in FALLBACK:
        assert set(found) == {tag_of(language)}
        return
    # Easy Japanese, then English, step by step, and the same sentences in both.
    assert set(found) == {"ja-JP", "en-US"}
    assert found.count("ja-JP") == found.count("en-US")
    assert found[0] == "ja-JP"


@pytest.mark.parametrize("language", FOURTEEN)
@pytest.mark.parametrize("number", ["+819012345678", "anonymous"])
def test_a_call_at_rest_is_in_the_language_of_the_caller(
    demo: Demo, handset: Dials, language: str, number: str
) -> None:
    """Nobody is there: what there is to say, again, a reminder, the notices to their end, another number."""
    demo.clock.set(SUNDAY_NIGHT)
    keys = [*keys_for(language), "2", "4", "2", "1", *[""] * 7, "3", "08011112222", "1", "9", "1"]
    events = handset(number).call(Person(keys))
    is_heard_in(language, after_the_choice(events, language))
    assert len(tags(events)) > 30


@pytest.mark.parametrize("language", FOURTEEN)
def test_a_call_that_is_put_through_is_in_the_language_of_the_caller(demo: Demo, handset: Dials, language: str) -> None:
    demo.clock.set(OPEN[language])
    events = handset().call(Person(keys_for(language), [FarEnd("busy", 0), FarEnd()]))
    is_heard_in(language, after_the_choice(events, language))
    demo.service.recorder.flush()
    again = heard(handset().call(Person([], otherwise=NOBODY_ANSWERS)))  # the language is remembered
    if language != "en":
        again.remove("en-US Other languages 0.")  # the telephone may be another person's by now
    is_heard_in(language, [sentence.split()[0] for sentence in again])


def test_each_option_of_the_menu_is_in_its_own_voice(handset: Dials) -> None:
    first = heard_after(handset().call(Person(["9"])), lambda event: True)
    for language in LANGUAGES.values():
        own = [tag_of(language.code)] if language.code not in FALLBACK else ["ja-JP", "en-US"]
        names = [language.name] if language.code not in FALLBACK else [language.easy_japanese, ALOUD[language.code]]
        for tag, name in zip(own, names, strict=True):
            assert any(said.startswith(f"{tag} {name}") for said in first), (tag, name)
    assert first[0].startswith("vi-VN Tiếng Việt")


def test_notices_are_told_part_by_part(handset: Dials, demo: Demo) -> None:
    demo.clock.set(SUNDAY_NIGHT)
    words = load_directory().notices[0].words["en"]
    events = handset("anonymous").call(Person(["5", "4", "", "2", "1", "", "", "", "", "", "", "0"]))
    said = heard(events)
    place = said.index("en-US To hear about Support after losing a job, press 4.")
    told = [sentence.removeprefix("en-US ") for sentence in said[place + 1 :]]
    assert told[1] == (
        "The following information was published on June 28, 2021. It may have changed. "
        "Please ask an advice line what applies now."
    )
    assert told[2] == "After each part, press 2 to hear it again, or 1 to go on."
    end = "That is the end. Please ask an advice line what applies now."
    assert told[3:12] == [words.spoken[0], words.spoken[0], *words.spoken[1:], end]
    assert told[12] == "Nobody can take your call right now."  # back at rest, with its keys


def test_a_key_while_a_notice_is_told(handset: Dials, demo: Demo) -> None:
    demo.clock.set(SUNDAY_NIGHT)
    back = handset("anonymous").call(Person(["5", "4", "0"]))
    assert any("Tiếng Việt" in sentence for sentence in heard_after(back, pressed("0")))
    other_key = heard_after(handset("anonymous").call(Person(["5", "4", "7"])), pressed("7"))
    assert "published on" in other_key[0]


def test_without_a_notice_there_is_no_key_for_it() -> None:
    directory = load_directory()
    caller = Caller("+819012345678", Phone.MOBILE)
    call = Call("CA1", caller, Trail(), SUNDAY_NIGHT, language="en")
    for notices in (directory.notices, ()):
        timetable = Timetable(replace(directory, notices=notices))
        gather = answer("rest", call, timetable).actions[0]
        assert isinstance(gather, Gather)
        assert any("press 4" in piece.text for piece in gather.said) is bool(notices)
        pressed_4 = answer("rest", replace(call, key="4"), timetable)
        assert str(pressed_4.because[0]).startswith("the caller asked for the notices") is bool(notices)


FLOOD = Notice("flood", date(2026, 11, 1), "the town", {"ne": Wording("बाढी", ("एक।", "दुई।"), "बाढी।")})


@pytest.mark.parametrize(
    ("others", "told"),
    [
        ({}, False),  # neither recordings nor words that a voice could say
        ({"en": Wording("Flood", ("One.",), "Flood.")}, False),  # the second part would be silent
        ({"en": Wording("Flood", ("One.", "Two."), "Flood.")}, True),
    ],
)
def test_a_notice_is_told_when_every_part_of_it_can_be(others: dict[str, Wording], told: bool) -> None:
    book = load_book()
    notice = replace(FLOOD, words={**FLOOD.words, **others})
    assert bool(told_parts(notice, book, "ne")) is told
    timetable = Timetable(replace(load_directory(), notices=(notice,)))
    call = Call("CA1", Caller("+819012345678", Phone.MOBILE), Trail(), SUNDAY_NIGHT, language="ne")
    gather = answer("rest", call, timetable).actions[0]
    assert isinstance(gather, Gather)
    # The title has no recording: its key is not said, to make what is said in other languages short, but works.
    assert not any("press 4" in piece.text or "4を" in piece.text for piece in gather.said)
    pressed_4 = answer("rest", replace(call, key="4"), timetable)
    assert str(pressed_4.because[0]).startswith("the caller asked for the notices") is told
    concerns = [str(each) for each in notice_concerns(TextWriter(book), timetable, SUNDAY_NIGHT)]
    assert any("not recorded in ne" in each for each in concerns) is told
    assert any("can't be spoken in ne" in each for each in concerns) is not told


def test_a_notice_that_costs_too_much_is_noticed() -> None:
    long = replace(FLOOD, words={"en": Wording("Flood", ("One.",), "ё" * 400)})
    timetable = Timetable(replace(load_directory(), notices=(long,)))
    (concern,) = notice_concerns(TextWriter(load_book()), timetable, SUNDAY_NIGHT)
    assert str(concern) == "the notices in en cost 8 segments by text, more than 5"
