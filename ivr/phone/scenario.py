"""Scenario files: a whole call in YAML, with the caller's actions and the expected sentences.

    at: 2026-11-29 10:00            # local time
    from: "+819012345678"
    call:
      - hear: [vi-VN Tiếng Việt]    # fragments of what is heard, in this order
      - press: "1"
      - hear: [vi-VN OTIT]
      - press: ""                   # silence
      - ring: "+81120250168"
        ends: completed
        seconds: 60
    texts:                          # each text that arrives, by fragments of it
      - ["0120-250-168"]

After the call, or in place of it, more may happen:

      - at: 2026-12-01 09:00        # the clock is set
      - rings: answer               # the service calls; or busy, no-answer, machine
        to: "+818012345678"         # by default the telephone that has called
      - hear: [km-KH ...]           # the call, if somebody or a machine answers
      - text: STOP                  # the telephone sends a text
        answer: [...]               # fragments of the answer
      - calls: "+819012345678"      # a telephone calls once more

`ivr call --record FILE` writes the scenario of a call, with `--wait` also of the calls that came.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import yaml

from ivr.phone.events import Event, Heard, HungUp, PickUp, Pressed, Rang


@dataclass(frozen=True, slots=True)
class Received:
    """A call of the service that rang at a telephone: when, whose, how it was taken, and what happened in it."""

    at: str
    to: str
    how: PickUp
    events: Sequence[Event] = ()


def whole_minute(moment: str) -> str:
    """Return a moment (ISO 8601) as scenarios have it, at its full minute or the next one: not before a call is due."""
    up = datetime.fromisoformat(moment) + timedelta(seconds=59, microseconds=999_999)
    return f"{up:%Y-%m-%d %H:%M}"


def own_texts(
    texts: Sequence[tuple[str, str]], number: str, events: Sequence[Event], received: Sequence[Received]
) -> list[tuple[str, str]]:
    """Return, of receivers and bodies, those to the telephones of a scenario, and to numbers that were keyed in.

    A demo whose clock is set on also sends what was promised to others.
    """
    keyed = {f"+81{event.keys[1:]}" for event in events if isinstance(event, Pressed) and event.keys}
    own = {number, *(each.to for each in received), *keyed}
    return [(to, body) for to, body in texts if to in own]


def write_scenario(
    at: str, number: str, events: Sequence[Event], texts: Sequence[str], received: Sequence[Received] = ()
) -> str:
    """Return the scenario of a finished call. ``at`` is when it began, ``number`` the caller's.

    ``received`` are the calls that came after it.
    """
    call = _written(events)
    for each in received:
        to = {} if each.to == number else {"to": each.to}
        call += [{"at": each.at}, {"rings": each.how.value, **to}, *_written(each.events)]
    document = {"at": at, "from": number, "call": call, "texts": [text.splitlines() for text in texts]}
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=120)


def _written(events: Sequence[Event]) -> list[dict[str, Any]]:
    call: list[dict[str, Any]] = []
    for event in events:
        match event:
            case Heard(tag, text):
                if not call or "hear" not in call[-1]:
                    call.append({"hear": []})
                call[-1]["hear"].append(f"{tag} {text}")
            case Pressed(keys):
                call.append({"press": keys})
            case Rang(target, far_end):
                ended = {"ring": target, "ends": far_end.status, "seconds": far_end.seconds}
                call.append(ended if far_end.caller_stays else {**ended, "stays": False})
            case HungUp(by):
                call.append({"hangup": by})
    return call
