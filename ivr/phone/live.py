"""A call whose caller sits at a screen: a handset in a thread of its own, which waits for what that person does."""

import threading
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import requests

from ivr.phone.events import Event, FarEnd, Heard, Wait, as_json
from ivr.phone.handset import CallError, Handset, new_sid

_PATIENCE = 60
"""Seconds; a page that has not asked for news for so long has been left. It asks several times a minute."""
_LOOK = 5
"""Seconds between two looks whether it has."""

Entry = dict[str, Any]


@dataclass
class LiveCall:
    """A call as a growing list of entries that a page polls; it is the handset's :class:`Person`.

    Entries are the events of :mod:`ivr.phone.events` as data, and besides them ``{"document": address, "twiml"}``,
    ``{"failed": line}`` and two questions: ``{"waits": digits or None, "seconds"}``, which is answered by
    :meth:`give_keys`, and ``{"rings": number, "name"}``, by :meth:`give_far_end`.

    Attributes:
        began: the moment by the service's clock, as a scenario has it.
        names: names of the lines, by number.
        texts_before: how many texts the carrier had taken by then.
    """

    handset: Handset
    began: str
    names: dict[str, str]
    texts_before: int
    sid: str = field(default_factory=new_sid)
    events: list[Event] = field(default_factory=list)
    _entries: list[Entry] = field(default_factory=list)
    _over: bool = False
    _hung_up: bool = False
    _question: str = ""
    _given: str | FarEnd | None = None
    _asked_at: float = 0
    _thread: threading.Thread | None = None
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def start(self) -> None:
        """Dial, in a thread of its own."""
        self.handset.read = lambda url, document: self._tell({"document": url, "twiml": document})
        self._thread = threading.Thread(target=self._run, name=f"call {self.sid}", daemon=True)
        self._thread.start()

    def entries(self, after: int, seconds: float) -> tuple[list[Entry], bool]:
        """What is new since so many entries, and whether the call is over; waits for either, so long at most."""
        with self._changed:
            self._asked_at = monotonic()
            self._changed.wait_for(lambda: len(self._entries) > after or self._over, timeout=seconds)
            self._asked_at = monotonic()
            return self._entries[after:], self._over

    def give_keys(self, keys: str) -> bool:
        """Keys, or silence, for the question that is open; False if another is, or none."""
        return self._give("waits", keys)

    def give_far_end(self, far_end: FarEnd) -> bool:
        """How the line that rings answers; False if none rings."""
        return self._give("rings", far_end)

    def hang_up(self) -> None:
        """The caller hangs up, at any point of the call."""
        with self._changed:
            self._hung_up = True
            self._changed.notify_all()

    def close(self) -> None:
        """End the call, and wait until the service has been told."""
        self.hang_up()
        if self._thread:
            self._thread.join(_LOOK)

    def press(self, wait: Wait) -> str | None:
        """Keys for what was just heard, for the handset."""
        given = self._ask("waits", {"waits": wait.digits, "seconds": wait.seconds})
        return given if isinstance(given, str) else None

    def answer(self, target: str) -> FarEnd:
        """How a line answers, for the handset; a caller who hangs up first has cancelled it."""
        given = self._ask("rings", {"rings": target, "name": self.names.get(target, target)})
        return given if isinstance(given, FarEnd) else FarEnd("canceled", 0, caller_stays=False)

    def _run(self) -> None:
        try:
            self.handset.call(self, self._watch, self.sid)
        except (CallError, requests.RequestException) as error:
            self._tell({"failed": str(error)})
        finally:
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
        """What the person gives; None: they have hung up, or left."""
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
