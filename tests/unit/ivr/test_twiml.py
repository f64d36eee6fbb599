"""TwiML, letter by letter: every action and variant, what is escaped, what is left out, how long it may get."""

from collections.abc import Sequence
from xml.etree import ElementTree

import pytest

from ivr import twiml
from ivr.core.call.actions import Action, Answer, Dial, Gather, Go, Hangup, Redirect, Speak
from ivr.core.text.promises import Texted
from prompts import LANGUAGES, Book, Name, Played, Prompt, Recording, Said
from prompts.voices import VOICES, Voice
from tests.support.calls import BOOK, answer, call, ended, go

XML = '<?xml version="1.0" encoding="UTF-8"?>'


def url(to: Go) -> str:
    """An address with a query, as addresses of steps have."""
    return f"https://example.org/voice/{to.language}/{to.place}?step={to.trail.step}&tried={'.'.join(to.trail.tried)}"


def audio(name: str) -> str:
    return f"https://example.org/audio/{name}.mp3"


def voice(*actions: Action, caller_id: str = "+815031234567") -> str:
    return twiml.voice(actions, url, audio, caller_id, VOICES["twilio"])


HELLO, HELLO_VI = Said("en", "Hello."), Said("vi", "Xin chào.")
BURMESE = Played("my", "မင်္ဂလာပါ", "0a1b2c")
SAY = '<Say language="en-US" voice="Polly.Joanna-Neural">Hello.</Say>'
SAY_VI = '<Say language="vi-VN" voice="Google.vi-VN-Wavenet-A">Xin chào.</Say>'
PLAY = "<Play>https://example.org/audio/0a1b2c.mp3</Play>"
THERE = go("connect", "vi", step=3, tried=("otit-vi", "fresc"))
ADDRESS = "https://example.org/voice/vi/connect?step=3&amp;tried=otit-vi.fresc"


@pytest.mark.parametrize(
    ("actions", "body"),
    [
        pytest.param([], "", id="nothing"),
        pytest.param([Speak(())], "", id="no words"),
        pytest.param([Speak((HELLO,))], SAY, id="words, in the voice of their language"),
        pytest.param([Speak((HELLO, HELLO_VI))], SAY + SAY_VI, id="words of two languages, in order"),
        pytest.param([Speak((BURMESE,))], PLAY, id="a recording"),
        pytest.param([Speak((BURMESE, HELLO))], PLAY + SAY, id="a recording, then words"),
        pytest.param(
            [Gather((HELLO,), THERE, 5)],
            f'<Gather action="{ADDRESS}" finishOnKey="" input="dtmf" method="POST" numDigits="1" timeout="5">'
            f"{SAY}</Gather>",
            id="one key, any of them",
        ),
        pytest.param(
            [Gather((HELLO_VI, BURMESE), THERE, 1, digits=4)],
            f'<Gather action="{ADDRESS}" finishOnKey="" input="dtmf" method="POST" numDigits="4" timeout="1">'
            f"{SAY_VI}{PLAY}</Gather>",
            id="four keys",
        ),
        pytest.param(
            [Gather((HELLO,), THERE, 10, digits=None)],
            f'<Gather action="{ADDRESS}" finishOnKey="#" input="dtmf" method="POST" timeout="10">{SAY}</Gather>',
            id="as many keys as come before the hash key",
        ),
        pytest.param(
            [Gather((), THERE, 7)],
            f'<Gather action="{ADDRESS}" finishOnKey="" input="dtmf" method="POST" numDigits="1" timeout="7" />',
            id="keys without words",
        ),
        pytest.param(
            [Dial("+81120250168", THERE)],
            f'<Dial action="{ADDRESS}" callerId="+815031234567" method="POST" timeLimit="3600" timeout="25">'
            "<Number>+81120250168</Number></Dial>",
            id="a number is dialled",
        ),
        pytest.param(
            [Dial("sip:line@example.org;transport=tls?X-A=1&X-B=2", THERE, timeout=40, longest=60)],
            f'<Dial action="{ADDRESS}" callerId="+815031234567" method="POST" timeLimit="60" timeout="40">'
            "<Sip>sip:line@example.org;transport=tls?X-A=1&amp;X-B=2</Sip></Dial>",
            id="a SIP address is dialled",
        ),
        pytest.param([Redirect(THERE)], f'<Redirect method="POST">{ADDRESS}</Redirect>', id="on to another step"),
        pytest.param([Hangup()], "<Hangup />", id="the end"),
        pytest.param(
            [
                Gather((HELLO,), THERE, 1),
                Dial("+81120762029", go("dialed", "und")),
                Redirect(go("rest", "km")),
                Speak((HELLO,)),
                Hangup(),
            ],
            f'<Gather action="{ADDRESS}" finishOnKey="" input="dtmf" method="POST" numDigits="1" timeout="1">'
            f"{SAY}</Gather>"
            '<Dial action="https://example.org/voice/und/dialed?step=0&amp;tried=" callerId="+815031234567"'
            ' method="POST" timeLimit="3600" timeout="25"><Number>+81120762029</Number></Dial>'
            '<Redirect method="POST">https://example.org/voice/km/rest?step=0&amp;tried=</Redirect>'
            f"{SAY}<Hangup />",
            id="all of them, in order",
        ),
    ],
)
def test_voice(actions: Sequence[Action], body: str) -> None:
    expected = f"{XML}<Response>{body}</Response>" if body else f"{XML}<Response />"
    assert voice(*actions) == expected


@pytest.mark.parametrize(
    ("language", "tag", "name"),
    [
        ("vi", "vi-VN", "Google.vi-VN-Wavenet-A"),
        ("zh", "cmn-CN", "Polly.Zhiyu-Neural"),
        ("id", "id-ID", "Google.id-ID-Wavenet-A"),
        ("fil", "fil-PH", "Google.fil-PH-Wavenet-A"),
        ("en", "en-US", "Polly.Joanna-Neural"),
        ("th", "th-TH", "Google.th-TH-Neural2-C"),
        ("ja", "ja-JP", "Polly.Kazuha-Neural"),
        ("ko", "ko-KR", "Polly.Seoyeon-Neural"),
        ("es", "es-US", "Polly.Lupe-Neural"),
        ("pt", "pt-BR", "Polly.Camila-Neural"),
    ],
)
def test_each_language_has_its_voice(language: str, tag: str, name: str) -> None:
    assert voice(Speak((Said(language, "x"),))) == (
        f'{XML}<Response><Say language="{tag}" voice="{name}">x</Say></Response>'
    )


@pytest.mark.parametrize("language", ["km", "my", "ne", "mn"])
def test_no_text_is_read_in_a_language_without_a_voice(language: str) -> None:
    with pytest.raises(KeyError, match=language):
        voice(Speak((Said(language, "x"),)))


def test_the_voices_are_those_of_the_carrier() -> None:
    said = Gather((Said("km", "x"), Said("vi", "y")), THERE, 5)
    document = twiml.voice([said], url, audio, "+81", {"km": Voice("km-KH", "A"), "vi": Voice("vi-VN", "B")})
    assert '<Say language="km-KH" voice="A">x</Say><Say language="vi-VN" voice="B">y</Say>' in document


# --- escaping

ODD = [
    pytest.param("Fish & chips", "Fish &amp; chips", id="an ampersand"),
    pytest.param("&amp;", "&amp;amp;", id="what is escaped already is words"),
    pytest.param("<Hangup/>", "&lt;Hangup/&gt;", id="a verb in words stays words"),
    pytest.param("]]>", "]]&gt;", id="the end of a section that is none"),
    pytest.param("\"quoted\" and 'so'", "\"quoted\" and 'so'", id="quotes"),
    pytest.param("a\tb\nc", "a\tb\nc", id="a tab and a new line stay"),
    pytest.param("a\rb", "ab", id="a return goes"),
    pytest.param("a\0b\x08c\x0bd\x0ce\x1ff", "abcdef", id="so do control characters"),
    pytest.param("a\ud800b\udfffc", "abc", id="and halves of characters"),
    pytest.param("a\ufffeb\uffffc", "abc", id="and what is no character"),
    pytest.param("\x20\x7f\ud7ff\ue000\ufffd", "\x20\x7f\ud7ff\ue000\ufffd", id="the edges of what XML takes"),
    pytest.param("😀\U0010ffff", "😀\U0010ffff", id="characters beyond the first plane"),
    pytest.param("ベトナムご", "ベトナムご", id="Japanese"),
]


@pytest.mark.parametrize(("words", "written"), ODD)
def test_words_are_written_so_that_they_can_be_read(words: str, written: str) -> None:
    say = f'<Say language="en-US" voice="Polly.Joanna-Neural">{written}</Say>'
    document = voice(Speak((Said("en", words),)), Gather((Said("en", words),), THERE, 5))
    assert document.count(say) == 2
    assert twiml.message(words) == f"{XML}<Response><Message>{written}</Message></Response>"
    for each in (document, twiml.message(words)):
        ElementTree.fromstring(each.encode())


@pytest.mark.parametrize(
    ("caller_id", "written"),
    [("+815031234567", "+815031234567"), ("\"<&>'", "&quot;&lt;&amp;&gt;'"), ("", "")],
)
def test_the_number_that_the_far_end_sees(caller_id: str, written: str) -> None:
    document = voice(Dial("+81120250168", THERE), caller_id=caller_id)
    assert f' callerId="{written}" ' in document
    assert ElementTree.fromstring(document)[0].get("callerId") == caller_id


def test_an_address_can_be_read_back_whole() -> None:
    """Quotes and angles do not stand in our addresses; if they did, nothing would break."""
    odd = 'https://example.org/voice/vi/connect?a=1&b="<\'>"&c=%26'
    document = twiml.voice(
        [Gather((), THERE, 5), Dial("+81", THERE), Redirect(THERE), Speak((BURMESE,))],
        lambda _: odd,
        lambda _: odd,
        "+81",
        {},
    )
    gather, dial, redirect, play = ElementTree.fromstring(document)
    assert [gather.get("action"), dial.get("action"), redirect.text, play.text] == [odd] * 4


@pytest.mark.parametrize(
    ("target", "verb"),
    [
        ("+81120250168", "Number"),
        ("0120250168", "Number"),
        ("sip:line@example.org", "Sip"),
        ("sip:", "Sip"),
        ("tel:+81120250168;sip:", "Number"),
    ],
)
def test_what_is_dialled_how(target: str, verb: str) -> None:
    assert f"<{verb}>{target}</{verb}>" in voice(Dial(target, THERE))


# --- texts


@pytest.mark.parametrize(
    ("body", "document"),
    [
        pytest.param(None, "<Response />", id="no answer"),
        pytest.param("", "<Response><Message /></Response>", id="an empty one"),
        pytest.param("OTIT\nFRESC", "<Response><Message>OTIT\nFRESC</Message></Response>", id="two lines"),
    ],
)
def test_message(body: str | None, document: str) -> None:
    assert twiml.message(body) == XML + document


def test_a_text_that_is_asked_for_again_elsewhere() -> None:
    assert twiml.message_redirect("https://example.org/sms?a=1&b=2") == (
        f'{XML}<Response><Redirect method="POST">https://example.org/sms?a=1&amp;b=2</Redirect></Response>'
    )


# --- length

MOST = 64_000
"""Bytes; what the carrier takes."""
TRIED = ("otit-vi", "fresc")


def longest(given: Answer) -> str:
    """An answer as it is rendered, with addresses longer than any of ours."""
    return twiml.voice(given.actions, lambda _: "https://" + "x" * 2000, audio, "+815031234567", VOICES["twilio"])


def test_the_menu_is_far_below_what_carriers_take() -> None:
    menu = longest(answer("ring", call("Sun 10:00")))
    assert menu.count("<Say") + menu.count("<Play") == 16  # fourteen options, two of them in Japanese and English
    assert len(menu.encode()) < MOST / 4


def test_so_is_one_in_which_every_option_is_a_recording() -> None:
    options = [
        (code, Prompt.of("menu_option", language=Name(code), key=key)) for code in LANGUAGES for key in "123456789"
    ]
    recordings: dict[str, dict[str, Recording]] = {code: {} for code in LANGUAGES}
    for code, option in options:
        words = BOOK.sentence(code, option)
        recordings[code][words] = Recording(code, words, words.encode())
    menu = longest(answer("ring", call("Sun 10:00"), book=Book(BOOK.catalogues, recordings, voices={})))
    assert menu.count("<Play>") == 14
    assert len(menu.encode()) < MOST / 4


@pytest.mark.parametrize("language", [*LANGUAGES, "und"])
def test_so_is_every_other_answer_in_every_language(language: str) -> None:
    answers = [
        answer("connect", call("Mon 12:00", language)),
        answer("dialed", call("Mon 12:00", language, tried=("otit-vi",)), ended=ended("busy")),
        answer("rest", call("Sun 10:00", language)),
        answer("rest", call("Mon 12:00", language, tried=TRIED, texted=Texted.COMING)),
        answer("number", call("Sun 10:00", language, "09012345678")),
        *(answer("notice", call("Sun 10:00", language, part=part)) for part in range(9)),
    ]
    for each in answers:
        document = longest(each)
        assert len(document.encode()) < MOST / 2
        ElementTree.fromstring(document.encode())
