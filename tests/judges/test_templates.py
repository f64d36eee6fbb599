"""The menu that a carrier keeps for us, by `mustache` and `handlebars`: SignalWire names the one, Twilio both."""

from itertools import product

from ivr.core.dialling import Dialling
from ivr.service.fallback import menu
from ivr.twiml import filled
from prompts import LANGUAGES
from schedules import Timetable, load_directory
from tests.support.book import load_book
from tests.support.judges import ask_node
from tests.support.sites import rendered
from tests.support.timetables import japan

IN_FORCE = Timetable(load_directory()), load_book(), japan("2026-11-30 10:00"), Dialling(own="+815031234567")
TEMPLATE = menu(*IN_FORCE, "https://handler.twilio.com/twiml/EH0")
KEYS = "0123456789*#"


def test_both_fill_it_in_as_the_double_of_our_tests() -> None:
    """At each step of a call: as it comes in, after each key of each page, and at the address that each key makes."""
    call = {"CallSid": "CA1", "From": "+819012345678", "ErrorCode": "11205", "ErrorUrl": "https://x.example.org/voice"}
    pressed = [{"x": "1", "Digits": key, **page} for key, page in product(KEYS, ({}, {"page": "9"}))]
    chosen = [{"x": "1", "y": "1", f"k{page}{key}": "1"} for key, page in product(KEYS, ("", "9"))]
    repeated = [{**each, "Digits": "6"} for each in chosen]
    requests = [call | each for each in ({}, *pressed, *chosen, *repeated)]
    answers = ask_node("templates.cjs", {"template": TEMPLATE, "requests": requests})
    assert [tuple(each) for each in answers] == [(rendered(TEMPLATE, given),) * 2 for given in requests]
    assert answers[0][0] == filled(TEMPLATE)
    assert sum("<Dial" in answer for answer, _ in answers[1:]) == 2 * len(LANGUAGES)
