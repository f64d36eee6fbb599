"""Scenario files: a whole call in YAML, with the caller's actions and the expected sentences.

    at: 2026-11-29 10:00            # Japan time
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

`ivr call --record FILE` writes the scenario of a call.
"""

from collections.abc import Sequence
from typing import Any

import yaml

from ivr.phone.events import Event, Heard, HungUp, Pressed, Rang


def write_scenario(at: str, number: str, events: Sequence[Event], texts: Sequence[str]) -> str:
    """Return the scenario of a finished call. ``at`` is when it began, ``number`` the caller's."""
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
    document = {"at": at, "from": number, "call": call, "texts": [text.splitlines() for text in texts]}
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=120)
