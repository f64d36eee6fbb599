"""Why a text did not arrive: the carrier's codes in plain words."""

import pytest

from ivr.core.text.troubles import code_of, trouble
from sentences import Sentence

UNDELIVERED = Sentence("not delivered, code {code}", code="30003")


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (UNDELIVERED, "30003"),
        (Sentence("the carrier refused: {status}, code {code}, {text}", status=400, code="21614", text="no"), "21614"),
        (Sentence("second sender used: {cause}", cause=UNDELIVERED), "30003"),
        ("not delivered, code 30003", "30003"),
        ("no answer", None),
        (Sentence("the carrier could not deliver it"), None),
        (None, None),
    ],
)
def test_the_code_of_a_problem(problem: Sentence | str | None, code: str | None) -> None:
    assert code_of(problem) == code


@pytest.mark.parametrize(
    ("code", "reason", "again"),
    [
        ("30003", "The phone was switched off or out of reach.", True),
        ("30005", "The number is not in use.", False),
        ("30006", "The number is a landline, or its network takes no texts.", False),
        ("30007", "A network took the text for unwanted advertising and kept it back.", False),
        ("21408", "The account may not send texts to the number's country.", True),
        ("21610", "The person has asked for no more texts (STOP).", False),
        ("21614", "The number is a landline, or its network takes no texts.", False),
        ("99999", "It was not delivered, and nobody gave a reason we know.", True),
    ],
)
def test_reasons(code: str, reason: str, again: bool) -> None:
    found = trouble(Sentence("not delivered, code {code}", code=code), ended=True)
    assert (found.reason, found.again) == (reason, again)


def test_a_text_that_is_still_tried_needs_nobody() -> None:
    found = trouble(UNDELIVERED, ended=False)
    assert (found.reason, found.again) == ("The carrier has not taken it yet.", False)
