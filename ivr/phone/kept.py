"""The last calls of a telephone in the browser, and the scenario of each."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

from ivr.phone.live import LiveCall
from ivr.phone.scenario import Received, own_texts, write_scenario

_MOST = 50


@dataclass(frozen=True)
class _Story:
    """A call that was made from the page, and the calls of the service that have come after it."""

    made: LiveCall
    received: list[Received] = field(default_factory=list)


@dataclass
class KeptCalls:
    """The last calls, by id."""

    _calls: OrderedDict[str, LiveCall] = field(default_factory=OrderedDict)
    _stories: dict[str, _Story] = field(default_factory=dict)
    _story: _Story | None = None

    def begin(self, call: LiveCall) -> None:
        """Start a call that is made from the page."""
        self._story = _Story(call)
        self._start(call)

    def receive(self, received: Received, call: LiveCall | None) -> None:
        """Note a call that came, and start it if somebody or a machine has answered."""
        if self._story:
            self._story.received.append(received)
        if call:
            self._start(call)

    def get(self, sid: str) -> LiveCall | None:
        """Return a call, if it is kept."""
        return self._calls.get(sid)

    def scenario(self, sid: str, texts: Sequence[tuple[str, str]]) -> str | None:
        """Return the scenario of a call, from the call that was made from the page; None if none was made before it.

        ``texts`` are receiver and body of all that the carrier has accepted.
        """
        story = self._stories.get(sid)
        if story is None:
            return None
        made, number, received = story.made, story.made.handset.number, [*story.received]
        own = own_texts(texts[made.texts_before :], number, made.events, received)
        return write_scenario(made.began, number, made.events, [body for _, body in own], received)

    def has_story(self, call: LiveCall) -> bool:
        """Whether a call has a scenario."""
        return call.sid in self._stories

    def close(self) -> None:
        """Hang up all."""
        for call in self._calls.values():
            call.close()

    def _start(self, call: LiveCall) -> None:
        self._calls[call.sid] = call
        if self._story:
            self._stories[call.sid] = self._story
        while len(self._calls) > _MOST:
            sid, oldest = self._calls.popitem(last=False)
            self._stories.pop(sid, None)
            oldest.hang_up()
        call.start()
