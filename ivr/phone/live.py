"""A call that a person controls from a web page: a handset in a thread that waits for the person's input."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import requests

from ivr.phone.asking import CallError
from ivr.phone.events import Event, FarEnd, Heard, Wait, as_json
from ivr.phone.handset import Handset, new_sid
from ivr.phone.placed import Placed

_PATIENCE = 60
"""Seconds without a poll after which the page counts as closed. A page polls several times a minute."""
_LOOK = 5
"""Seconds between two checks of the time of the last poll."""

Entry = dict[str, Any]


@dataclass
class LiveCall:
    """A call as a growing list of entries that a page polls; implements :class:`Person` for the handset.

    Entries are the events of :mod:`ivr.phone.events` as JSON objects, ``{"document": address, "twiml"}``,
    ``{"failed": line}``, and two questions: ``{"waits": digits or None, "seconds"}``, answered with
    :meth:`give_keys`, and ``{"rings": number, "name"}``, answered with :meth:`give_far_end`.

    Attributes:
        began: when the call began by the service's clock, in the form of a scenario file.
        names: names of the lines by number.
        texts_before: how many texts the carrier had accepted when the call began.
        came: a call of the service that was answered; None: the person makes the call.
        machine: a machine has answered, which presses no key.
        ended: is called at the end of a call that came.
    """

    handset: Handset
    began: str
    names: dict[str, str]
    texts_before: int
    came: Placed | None = None
    machine: bool = False
    ended: Callable[[], object] = lambda: None
    sid: str = ""
    events: list[Event] = field(default_factory=list)
    _entries: list[Entry] = field(default_factory=list)
    _over: bool = False
    _hung_up: bool = False
    _question: str = ""
    _given: str | FarEnd | None = None
    _asked_at: float = 0
    _thread: threading.Thread | None = None
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        self.sid = self.came.sid if self.came else new_sid()

    def start(self) -> None:
        """Start the call in a thread of its own."""
        self.handset.read = lambda url, document: self._tell({"document": url, "twiml": document})
        self._thread = threading.Thread(target=self._run, name=f"call {self.sid}", daemon=True)
        self._thread.start()

    def entries(self, after: int, seconds: float) -> tuple[list[Entry], bool]:
        """Return the entries from index ``after`` and whether the call is over. Wait up to ``seconds`` for either."""
        with self._changed:
            self._asked_at = monotonic()
            self._changed.wait_for(lambda: len(self._entries) > after or self._over, timeout=seconds)
            self._asked_at = monotonic()
            return self._entries[after:], self._over

    def give_keys(self, keys: str) -> bool:
        """Answer the open question with keys, or with silence if empty. Return False if no such question is open."""
        return self._give("waits", keys)

    def give_far_end(self, far_end: FarEnd) -> bool:
        """Answer the open question how a line answers. Return False if no line rings."""
        return self._give("rings", far_end)

    def hang_up(self) -> None:
        """Hang up for the caller, at any point of the call."""
        with self._changed:
            self._hung_up = True
            self._changed.notify_all()

    def close(self) -> None:
        """Hang up, and wait up to 5 seconds until the handset has told the service."""
        self.hang_up()
        if self._thread:
            self._thread.join(_LOOK)

    def press(self, wait: Wait) -> str | None:
        """Wait for keys, for the handset; None hangs up."""
        if self.machine:
            return None if self._hung_up else ""
        given = self._ask("waits", {"waits": wait.digits, "seconds": wait.seconds})
        return given if isinstance(given, str) else None

    def answer(self, target: str) -> FarEnd:
        """Wait for how a line answers, for the handset; ``canceled`` if the caller hangs up first."""
        given = self._ask("rings", {"rings": target, "name": self.names.get(target, target)})
        return given if isinstance(given, FarEnd) else FarEnd("canceled", 0, caller_stays=False)

    def _run(self) -> None:
        try:
            if self.came:
                self.handset.receive(self.came, self, self._watch)
            else:
                self.handset.call(self, self._watch, self.sid)
        except (CallError, requests.RequestException) as error:
            self._tell({"failed": str(error)})
        finally:
            with suppress(requests.RequestException):
                self.ended()
            with self._changed:
                self._over = True
                self._changed.notify_all()

    def _watch(self, event: Event) -> None:
        self.events.append(event)
        (entry,) = as_json([event])
        self._tell(entry | {"audio": event.audio} if isinstance(event, Heard) else entry)

    def _tell(self, entry: Entry) -> None:
        with self._changed:
            self._entries.append(entry)
            self._changed.notify_all()

    def _ask(self, question: str, entry: Entry) -> str | FarEnd | None:
        """Ask the person and wait for the answer; None if the person hung up or closed the page."""
        with self._changed:
            self._question, self._given, self._asked_at = question, None, monotonic()
            self._tell(entry)
            while self._given is None and not self._hung_up and monotonic() - self._asked_at < _PATIENCE:
                self._changed.wait(_LOOK)
            self._question = ""
            return None if self._hung_up else self._given

    def _give(self, question: str, given: str | FarEnd) -> bool:
        with self._changed:
            if self._question != question or self._given is not None:
                return False
            self._given = given
            self._changed.notify_all()
            return True
