"""A client of the demo's controls: the clock, the texts, the reasons of calls.

Another service has only the public names of its lines; the other methods then return None.
"""

from dataclasses import dataclass
from typing import Any

import requests

_TIMEOUT = 15
"""Seconds."""


@dataclass(frozen=True)
class Backstage:
    """The service at ``url``; ``account`` and ``token`` authenticate at the messages API of a demo's carrier."""

    url: str
    account: str
    token: str

    def clock(self) -> str | None:
        """Return the time of the demo's clock, ISO 8601 in Japan's time zone."""
        return self.clock_and_note()[0]

    def clock_and_note(self) -> tuple[str | None, str]:
        """Return the time of the demo's clock, and what is to be known about it, such as that it was set back."""
        answer = self._get("/demo/clock")
        return (None, "") if answer is None else (str(answer["now"]), str(answer["note"]))

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

    def _get(self, path: str, auth: tuple[str, str] | None = None) -> Any:
        """Return the JSON of a response; None if its status is not 200.

        Raises:
            requests.RequestException: the service does not answer.
        """
        answer = requests.get(self.url + path, auth=auth, timeout=_TIMEOUT)
        return answer.json() if answer.status_code == 200 else None
