"""A client of the demo's controls: the clock, the texts, the reasons of calls.

Another service has only the public names of its lines; the other methods then return None.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import requests

from ivr.phone.placed import Placed
from profiles import profile

_WITHHELD = "anonymous"
"""The caller's number of one that is not shown."""
_TIMEOUT = 15
"""Seconds."""


@dataclass(frozen=True)
class Backstage:
    """The service at ``url``; ``account`` and ``token`` authenticate at the messages API of a demo's carrier."""

    url: str
    account: str
    token: str

    def clock(self) -> str | None:
        """Return the time of the demo's clock, ISO 8601 in the zone of home."""
        state = self.clock_state()
        return None if state is None else str(state["now"])

    def moment(self) -> str:
        """Return the time of the demo's clock, else of this machine's, as a scenario has it: ``2026-11-29 10:00``."""
        return (self.clock() or datetime.now(profile().zone).isoformat())[:16].replace("T", " ")

    def clock_state(self) -> Mapping[str, Any] | None:
        """Return what the demo tells of its clock.

        ``now`` and ``call_back``, when it calls the next person back or None, are ISO 8601 in the zone of home;
        ``note`` says what is to be known, such as that the clock was set back; ``calling_back``, whether somebody is
        being called, or it is not yet decided what follows.
        """
        answer: Mapping[str, Any] | None = self._get("/demo/clock")
        return answer

    def call_back(self) -> str | None:
        """Return when the demo calls the next person back, ISO 8601 in the zone of home; None if nobody waits."""
        due: str | None = (self.clock_state() or {}).get("call_back")
        return due

    def calling_back(self) -> bool:
        """Return whether the demo is calling somebody back, or has not yet decided what follows such a call."""
        return bool((self.clock_state() or {}).get("calling_back"))

    def ringing(self, to: str, known: str = "", seconds: float = 0) -> Placed | None:
        """Return the call of the demo that rings at a telephone; None if there is none.

        Wait up to ``seconds`` until that changes from ``known``: its id, or an empty text for none.
        """
        asked = urlencode({"to": "" if to == _WITHHELD else to, "known": known, "seconds": seconds})
        found = (self._get(f"/demo/ringing?{asked}", more=seconds) or {}).get("call")
        return found and Placed(found["to"], found["sender"], found["answered"], status="ringing", sid=found["sid"])

    def becomes(self, call: Placed, status: str) -> bool:
        """Set the ``CallStatus`` of a call that rings, or has been answered. Return False if that is too late.

        Raises:
            requests.RequestException: the service does not answer.
        """
        answer = requests.post(f"{self.url}/demo/ringing/{call.sid}", data={"status": status}, timeout=_TIMEOUT)
        return answer.ok

    def why_answered(self, sid: str) -> str:
        """Return why a text that was sent to the demo got its answer, or none; empty if that can't be known."""
        answer = self._get(f"/demo/texts/{sid}")
        return "" if answer is None else str(answer["because"])

    def set_clock(self, at: str) -> str:
        """Set the demo's clock to a time as people write it; empty sets it to now. Return an error message, or empty.

        Raises:
            requests.RequestException: the service does not answer.
        """
        answer = requests.post(f"{self.url}/demo/clock", data={"at": at}, timeout=_TIMEOUT)
        if answer.status_code == 400:
            return answer.text.strip()
        return "" if answer.ok else f"the clock of {self.url} can't be set; only a demo's can"

    def texts(self) -> list[dict[str, str]] | None:
        """Return the texts that the demo's carrier has accepted, oldest first: ``sid``, ``to`` and ``body``."""
        path = f"/2010-04-01/Accounts/{self.account}/Messages.json"
        answer = self._get(path, auth=(self.account, self.token))
        if answer is None:
            return None
        return [{name: str(each[name]) for name in ("sid", "to", "body")} for each in reversed(answer["messages"])]

    def due(self) -> int | None:
        """Return how many promised texts of the demo are due."""
        answer = self._get("/demo/texts")
        return None if answer is None else int(answer["due"])

    def decisions(self, sid: str) -> list[dict[str, Any]] | None:
        """Return the recorded steps of a call: ``step``, ``place``, ``because`` and more."""
        answer = self._get(f"/demo/calls/{sid}")
        return None if answer is None else list(answer["steps"])

    def lines(self) -> dict[str, str]:
        """Return the names of the lines by number (E.164)."""
        answer = self._get("/hours.json") or {"lines": []}
        return {str(line["tel"]): f"{line['agency']} {line['number']}" for line in answer["lines"]}

    def _get(self, path: str, auth: tuple[str, str] | None = None, more: float = 0) -> Any:
        """Return the JSON of a response; None if its status is not 200. ``more`` are seconds that it takes besides.

        Raises:
            requests.RequestException: the service does not answer.
        """
        answer = requests.get(self.url + path, auth=auth, timeout=_TIMEOUT + more)
        return answer.json() if answer.status_code == 200 else None
