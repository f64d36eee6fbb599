"""Any key at any announcement, and again at what follows: something is heard or rings, and the call leads on."""

from collections.abc import Iterator

import pytest

from ivr.core.call.actions import Dial, Gather, Go, Hangup, Redirect, Speak
from ivr.core.call.step import Call, Dialed
from ivr.core.caller import Caller
from ivr.core.text.promises import Texted
from prompts.languages import Menu
from tests.support.calls import DIRECTORY, LANDLINE, MOBILE, Actions, Fields, answer, at, ended, go

OPEN = {"vi": "Mon 12:00", "zh": "Mon 12:00", "ko": "Mon 12:00", "my": "Fri 12:00", "km": "Thu 12:00"}
"""A moment at which all lines of a language are open. Chinese has the key that asks for a text, Korean the same key on
the second page of the menu, Burmese recordings, Khmer neither a voice nor recordings."""
CLOSED = "Sun 23:00"
KEYS = (*"0123456789*#", "", "09011112222")
PRESSES = 6
EVERY_LINE = tuple(line.id for line in DIRECTORY.lines)

ANNOUNCEMENTS: dict[str, tuple[str, bool, Fields]] = {  # the place, whether lines are open, the trail
    "to a remembered caller": ("ring", True, {}),
    "to a remembered caller while all is closed": ("ring", False, {}),
    "the menu": ("menu", True, {}),
    "the second page of the menu": ("menu", True, {"menu": Menu.MORE}),
    "a line after silence": ("menu", True, {"round": 4}),
    "the hours after silence": ("menu", False, {"round": 4}),
    "a line": ("connect", True, {}),
    "a line after a doubled key": ("connect", True, {"round": 2}),
    "the next line": ("dialed", True, {"tried": ("otit-vi",)}),
    "the hours after lines that did not answer": ("rest", True, {"tried": EVERY_LINE}),
    "the hours": ("rest", False, {}),
    "a line that the caller did not want": ("rest", True, {"texted": Texted.COMING}),
    "the request for a number": ("number", False, {"texted": Texted.COMING}),
    "the number read back": ("number", False, {"texted": Texted.COMING, "number": "+819087654321"}),
    "a part of the notices": ("notice", False, {"texted": Texted.COMING}),
    "the last part of the notices": ("notice", False, {"texted": Texted.COMING, "part": 7}),
}


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("announcement", ANNOUNCEMENTS)
def test_a_key_is_never_followed_by_silence(announcement: str, key: str) -> None:
    place, is_open, trail = ANNOUNCEMENTS[announcement]
    for language, moment in OPEN.items():
        begin = go(place, "" if place in ("ring", "menu") else language, **trail)
        for caller in (MOBILE, LANDLINE):
            said = [*pressed_on_and_on(key, begin, language, caller, moment if is_open else CLOSED)]
            assert len(said) > 1, "the announcement takes no key"
            assert all(map(leads_on, said)), (language, said)
            assert not isinstance(said[1][-1], Hangup) or isinstance(said[1][0], Gather), "one key ends the call"


def pressed_on_and_on(key: str, begin: Go, language: str, caller: Caller, moment: str) -> Iterator[Actions]:
    """Yield what is said first, and what after each press of the key, until a line rings or the call is over."""

    def arrive(to: Go, key: str = "", ended: Dialed | None = None) -> Actions:
        """Return what a step says, or the step to which it redirects."""
        kept = Texted.COMING if caller.can_text else Texted.IMPOSSIBLE
        for _ in range(4):
            given = Call("CA1", caller, to.trail, at(moment), language=to.language, key=key)
            got = answer(to.place, given, kept=kept, remembered=language, ended=ended).actions
            if not isinstance(got[0], Redirect):
                return got
            to, key = got[0].to, ""
        raise AssertionError(f"one redirection after the other, in the end to {to}")

    said = arrive(begin, ended=ended("busy") if begin.place == "dialed" else None)
    yield said
    for _ in range(PRESSES):
        match said:
            case (Gather(then=then), *_):
                said = arrive(then, key)
            case (Speak(), Redirect(then)):  # there is nothing to press
                said = arrive(then)
            case _:
                return
        yield said


def leads_on(said: Actions) -> bool:
    """Whether the caller hears words or a line rings, and at the end is a step, a line, or goodbye."""
    spoken = [each.said for each in said if isinstance(each, Speak | Gather)]
    if not all(pieces and all(piece.text for piece in pieces) for pieces in spoken):
        return False
    match said:
        case (*_, Dial()) | (*_, Speak() | Gather(), Redirect()) | (*_, Speak(), Hangup()):
            return True
        case _:
            return False
