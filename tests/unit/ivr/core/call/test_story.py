"""What happened in a call, in one sentence, in English and Japanese."""

from dataclasses import replace
from datetime import timedelta

import pytest

from ivr.clock import parse_moment
from ivr.core.call.outcome import Leg
from ivr.core.call.story import Facts, Promised, Rung, opening_day, story
from ivr.core.text.delivery import State
from ivr.core.text.promises import Purpose, Texted
from prompts.load import load_language
from sentences import Rendered, render

BEGAN = parse_moment("2026-11-29 20:14")
KHMER, OTIT, FRESC = Rendered("Khmer", "クメール語"), Rendered("OTIT Khmer", "OTIT クメール語"), "FRESC"
THURSDAY = parse_moment("2026-12-03 11:00")
TEXT = Promised(
    Purpose.INFORMATION, State.DELIVERED, BEGAN + timedelta(seconds=20), BEGAN, BEGAN + timedelta(seconds=28)
)
CALL = Facts(BEGAN, KHMER)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (
            replace(CALL, told=True, opens=(OTIT, THURSDAY), texts=[TEXT]),
            "heard that OTIT Khmer opens on Thursday and was sent a text, delivered 8 s later.",
        ),
        (
            replace(CALL, rung=[Rung(OTIT, Leg.NO_ANSWER, 25), Rung(FRESC, Leg.ANSWERED, 65)]),
            "was not answered by OTIT Khmer and was put through to FRESC for 65 s.",
        ),
        (replace(CALL, rung=[Rung(FRESC, Leg.ANSWERED, 600)]), "was put through to FRESC for 10 min."),
        (replace(CALL, rung=[Rung(FRESC, Leg.ANSWERED)]), "was put through to FRESC."),
        (replace(CALL, rung=[Rung(FRESC, Leg.BUSY)]), "was not answered by FRESC, which was busy."),
        (replace(CALL, rung=[Rung(FRESC, Leg.SHORT, 4)]), "was answered by FRESC only by a recording, it seems."),
        (replace(CALL, rung=[Rung(FRESC, Leg.FAILED)]), "could not be put through to FRESC."),
        (replace(CALL, rung=[Rung(FRESC, Leg.HUNG_UP)]), "hung up while FRESC rang."),
        (CALL, "hung up while a line was announced."),
        (replace(CALL, going_on=True), "is still on the line."),
        (replace(CALL, told=True, noticed=True), "heard when the lines are open and heard the notices."),
        (
            replace(CALL, told=True, texted=Texted.IMPOSSIBLE),
            "heard when the lines are open and could not be sent a text.",
        ),
        (
            replace(CALL, told=True, texted=Texted.ALREADY),
            "heard when the lines are open and had been sent the same text shortly before.",
        ),
        (replace(CALL, told=True, texted=Texted.COMING), "heard when the lines are open and was promised a text."),
        (replace(CALL, texts=[replace(TEXT, state=State.SENT)]), "was sent a text."),
        (replace(CALL, texts=[replace(TEXT, state=State.WAITING)]), "was promised a text, which has not left yet."),
        (replace(CALL, texts=[replace(TEXT, state=State.FAILED)]), "was promised a text, which did not arrive."),
        (replace(CALL, texts=[replace(TEXT, state=State.CANCELLED)]), "was promised a text, which was cancelled."),
        (replace(CALL, texts=[replace(TEXT, purpose=Purpose.KEYED)]), "asked for a text to another number."),
        (
            replace(CALL, texts=[replace(TEXT, purpose=Purpose.REMINDER, state=State.WAITING, due_at=THURSDAY)]),
            "asked for a text when a line opens, due Thursday 3 December at 11:00.",
        ),
        (
            replace(CALL, texts=[replace(TEXT, purpose=Purpose.REMINDER)]),
            "asked for a text when a line opens, which was sent.",
        ),
        (
            replace(CALL, texts=[replace(TEXT, purpose=Purpose.REMINDER, state=State.REFUSED)]),
            "asked for a text when a line opens, which did not arrive.",
        ),
    ],
)
def test_what_happened(facts: Facts, said: str) -> None:
    assert str(story(facts, BEGAN)) == f"A Khmer caller on Sunday 29 November at 20:14 {said}"


def test_no_language() -> None:
    assert str(story(Facts(BEGAN), BEGAN)) == "A caller on Sunday 29 November at 20:14 hung up in the menu."


def test_an_english_caller() -> None:
    said = str(story(replace(CALL, language=Rendered("English", "英語")), BEGAN))
    assert said.startswith("An English caller on ")


def test_another_year_is_named() -> None:
    said = str(story(CALL, BEGAN + timedelta(days=365)))
    assert said.startswith("A Khmer caller on Sunday 29 November 2026 at 20:14 ")


def test_in_japanese() -> None:
    facts = replace(CALL, rung=[Rung(FRESC, Leg.NO_ANSWER)], told=True, opens=(OTIT, THURSDAY), texts=[TEXT])
    assert render(story(facts, BEGAN), load_language("ja")) == (
        "11月29日(日) 20:14のクメール語の通話：FRESCは応答しませんでした。"
        "OTIT クメール語が木曜日に開くという案内が流れました。SMSが送信され、8秒後に届きました。"
    )


@pytest.mark.parametrize(
    ("opens", "said"),
    [
        ("2026-11-29 21:00", "today at 21:00"),
        ("2026-11-30 09:00", "tomorrow at 09:00"),
        ("2026-12-01 11:00", "on Tuesday"),
        ("2026-12-05 11:00", "on Saturday"),
        ("2026-12-06 09:00", "on 6 December"),
    ],
)
def test_when_a_line_opens(opens: str, said: str) -> None:
    assert opening_day(parse_moment(opens), BEGAN).en == said
