"""Documents that the carrier keeps for the time when nothing of ours answers, letter by letter."""

import re
from xml.etree import ElementTree

import pytest

from ivr.core.call.actions import Go, Hangup, Place, Redirect, Speak
from ivr.core.dialling import AS_SHIPPED, Dialling
from ivr.core.fallback import Keyed, Ring, announcement, by_key
from ivr.twiml import filled, static, template
from prompts import Said
from prompts.languages import Menu
from prompts.voices import VOICES
from schedules import Timetable, load_directory
from tests.support.book import load_book
from tests.support.timetables import japan

OURS, BIN = "+815031234567", "https://handler.example.org/twiml/EH0"
HEAD = '<?xml version="1.0" encoding="UTF-8"?><Response>'
HELLO = Speak((Said("en", "Hello."),))
SAY = '<Say language="en-US" voice="Polly.Joanna-Neural">Hello.</Say>'
DIAL = f'<Dial callerId="{OURS}" timeLimit="3600" timeout="25"><Number>+81120762029</Number></Dial>'
TWILIO = VOICES["twilio"]
DOCUMENTS = Timetable(load_directory()), load_book(), japan("2026-11-30 10:00"), Dialling(own=OURS)


def test_a_line_that_rings_leads_nowhere() -> None:
    """Without `action` the carrier goes on with the next verb."""
    written = static((HELLO, Ring("+81120762029"), Hangup()), OURS, TWILIO)
    assert written == f"{HEAD}{SAY}{DIAL}<Hangup /></Response>"


def test_a_document_that_would_lead_to_us_is_a_mistake_of_ours() -> None:
    with pytest.raises(AssertionError, match="kept ready leads to"):
        static((Redirect(Go(Place.MENU)),), OURS, TWILIO)


def test_a_template() -> None:
    options = {Menu.FIRST: (Said("en", "English 5."),), Menu.MORE: (Said("es", "Español 3."),)}
    keyed = Keyed(options, {"5": (HELLO, Hangup())}, (Ring("+81120762029"), Hangup()))
    asks = '<Gather action="{}" finishOnKey="#" input="dtmf" method="POST" numDigits="1" timeout="5">'
    english = '<Say language="en-US" voice="Polly.Joanna-Neural">English 5.</Say></Gather>'
    spanish = '<Say language="es-US" voice="Polly.Lupe-Neural">Español 3.</Say></Gather>'
    to = '<Redirect method="POST">{}</Redirect>'
    assert template(keyed, BIN, OURS, TWILIO) == "".join(
        (
            HEAD,
            f"{{{{#k5}}}}{SAY}<Hangup />{{{{/k5}}}}",
            f"{{{{#k9}}}}{asks.format(BIN + '?x=1&amp;page=9')}{spanish}{to.format(BIN)}{{{{/k9}}}}",
            f"{{{{^x}}}}{asks.format(BIN + '?x=1')}{english}{DIAL}<Hangup />{{{{/x}}}}",
            f"{{{{^y}}}}{to.format(BIN + '?x=1&amp;y=1&amp;k{{page}}{{Digits}}=1')}{{{{/y}}}}",
            f"{to.format(BIN)}</Response>",
        )
    )


def test_no_placeholder_stands_within_a_section_of_a_parameter() -> None:
    """Handlebars looks there for properties of the parameter, Mustache for the same as outside."""
    document = template(by_key(*DOCUMENTS), BIN, OURS, TWILIO)
    sections = re.findall(r"\{\{#(\w+)\}\}(.*?)\{\{/\1\}\}", document)
    assert [name for name, _ in sections] == [
        *(f"k{key}" for key in (*range(1, 9), *range(91, 97))),
        "k9",
    ]
    assert not [name for name, content in sections if "{{" in content]


def test_a_call_that_comes_in_gets_the_menu_and_what_follows_without_a_key() -> None:
    document = ElementTree.fromstring(filled(template(by_key(*DOCUMENTS), BIN, OURS, TWILIO)))
    page = ElementTree.fromstring(static(announcement(*DOCUMENTS), OURS, TWILIO))
    first, *rest = document
    assert first.tag == "Gather"
    assert [ElementTree.tostring(verb) for verb in rest[:-2]] == [ElementTree.tostring(verb) for verb in page]
    assert rest[-3].tag == "Hangup"


def test_a_document_without_sections_is_served_as_it_is() -> None:
    written = static(announcement(*DOCUMENTS), OURS, TWILIO)
    assert filled(written) == written


@pytest.mark.parametrize("carrier", ["twilio", "signalwire"])
def test_both_are_small_enough(carrier: str) -> None:
    timetable, book, now, _ = DOCUMENTS
    voices = VOICES[carrier]
    given = timetable, type(book)(book.catalogues, {}, voices), now, AS_SHIPPED
    sizes = [
        len(each.encode())
        for each in (static(announcement(*given), OURS, voices), template(by_key(*given), BIN, OURS, voices))
    ]
    assert sizes[0] < 8_000, "short enough for a caller"
    assert sizes[1] < 32_000, "half of what a carrier takes"
