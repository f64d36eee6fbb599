"""A language without a voice of which ten sentences are recorded, the first ten that the console lists."""

import re
from pathlib import Path

import pytest

from ivr.clock import parse_moment
from ivr.demo import Demo
from ivr.phone.events import FarEnd, Heard
from ivr.service.prompts.recordings import Studio
from prompts.recordings import Kind
from tests.support.book import load_book
from tests.support.console import Console
from tests.support.demo import Dials
from tests.support.people import Person, heard, heard_after, pressed, rang
from tests.support.published import FRESC, OTIT_KM
from tests.support.sound import tone

KM = load_book().catalogues["km"]
THURSDAY_NOON = parse_moment("2026-11-26 12:00")
TEN = [
    "menu_option.7",
    "connecting",
    "agency.OTIT",
    "agency.FRESC",
    "nobody",
    "text_coming",
    "key_remind",
    "key_again",
    "other_languages_now",
    "opens_tomorrow",
]
OPTION = "km ភាសាខ្មែរ សូមចុចលេខ 7។"
CONNECTING = "km " + KM["connecting"].removesuffix("{agency}។").strip()
NOBODY, TEXT_COMING, KEY_REMIND, KEY_AGAIN, OTHER_LANGUAGES = (
    f"km {KM[each]}" for each in ("nobody", "text_coming", "key_remind", "key_again", "other_languages_now")
)
NO_ANSWER, HANGS_UP = FarEnd("no-answer", 0), FarEnd(caller_stays=False)


@pytest.fixture
def recorded(demo: Demo, aiko: Console, tmp_path: Path) -> Demo:
    page = aiko.get("/ops/prompts/km/clips").html
    first = re.findall(r'href="/ops/prompts/km/clips/([^"]+)"', page)[:10]
    assert first == TEN
    # Each has a length of its own, since equal sounds would share one address.
    files = {clip: tone(tmp_path / f"{clip}.wav", 0.4 + place / 20) for place, clip in enumerate(first)}
    now = demo.clock.now()
    content = {clip: file.read_bytes() for clip, file in files.items()}
    Studio(demo.service.engine, demo.book, "Aiko").take(
        "km", content, Kind.RECORDED, demo.schedule.at(now).directory, now
    )
    demo.book.refresh()
    return demo


def test_at_rest_what_is_not_recorded_is_one_breath_of_other_languages(recorded: Demo, handset: Dials) -> None:
    """Only the hours, since times are not recorded; of e-mail, other numbers and notices nothing is said."""
    said = handset().call(Person(["7"]))
    assert OPTION in heard(said)
    assert heard_after(said, pressed("7")) == [
        NOBODY,
        TEXT_COMING,
        "ja-JP OTITは 木曜日の ごぜん 11時に あきます。",
        "ja-JP FRESCは あした ごぜん 9時に あきます。",
        "en-US OTIT opens on Thursday at 11 AM.",
        "en-US FRESC opens tomorrow at 9 AM.",
        KEY_REMIND,
        KEY_AGAIN,
        "ja-JP おでんわ ありがとうございました。しつれいします。",
        "en-US Thank you for calling. Goodbye.",
    ]
    assert all(event.audio for event in said if isinstance(event, Heard) and event.tag == "km")


def test_a_caller_who_is_put_through_hears_only_recordings(recorded: Demo, handset: Dials) -> None:
    recorded.clock.set(THURSDAY_NOON)
    telephone = handset()
    said = telephone.call(Person(["7"], otherwise=HANGS_UP))
    assert heard_after(said, pressed("7")) == [CONNECTING, "km OTIT"]
    recorded.service.recorder.flush()
    again = telephone.call(Person([], [NO_ANSWER], otherwise=HANGS_UP))
    assert rang(again) == [OTIT_KM, FRESC]
    assert heard(again) == [
        OTHER_LANGUAGES,
        "en-US Other languages 0.",  # for another person at the same telephone
        CONNECTING,
        "km OTIT",
        "ja-JP OTITは でんわに でませんでした。",
        "en-US OTIT did not answer.",
        CONNECTING,
        "km FRESC",
    ]
