"""The handset in a terminal: prints what is heard, asks for keys, for how lines answer and for how calls are taken."""

import sys
from collections.abc import Mapping, Sequence

from ivr.phone.events import Event, FarEnd, Heard, HungUp, PickUp, Pressed, Rang, Wait

_ANSWERS = {
    "": FarEnd(),
    "a": FarEnd(),
    "completed": FarEnd(),
    "busy": FarEnd("busy"),
    "no-answer": FarEnd("no-answer"),
    "failed": FarEnd("failed"),
    "canceled": FarEnd("canceled"),
    "b": FarEnd("busy"),
    "n": FarEnd("no-answer"),
    "f": FarEnd("failed"),
}


class Terminal:
    """The person at the terminal. Uses the given keys and answers first, then asks for them or stays silent.

    Args:
        keys: the keys for each time the service waits; empty is silence.
        far_ends: how each ringing line answers.
        names: names of the lines, by dialled number.
        interactive: ask once the given keys or answers are used up.
        silent: print nothing.
        pick_ups: how each call that comes is taken.
    """

    def __init__(
        self,
        keys: Sequence[str],
        far_ends: Sequence[FarEnd],
        names: Mapping[str, str],
        *,
        interactive: bool,
        silent: bool = False,
        pick_ups: Sequence[PickUp] = (),
    ) -> None:
        self._keys = list(keys)
        self._far_ends = list(far_ends)
        self._names = names
        self._interactive = interactive
        self._silent = silent
        self._pick_ups = list(pick_ups)

    def say(self, line: str) -> None:
        """Print a line, unless silent."""
        if not self._silent:
            print(line, flush=True)

    def watch(self, event: Event) -> None:
        """Print an event."""
        match event:
            case Heard(tag, text):
                self.say(f"[{tag}] {text}")
            case Pressed(keys):
                self.say(f"      > {keys or '(silence)'}")
            case Rang(target, far_end):
                lasted = f", {far_end.seconds} s" if far_end.status == "completed" else ""
                self.say(f"      ringing {self._names.get(target, '')} ({target}): {far_end.status}{lasted}")
            case HungUp(by):
                self.say(f"      the {by} hangs up")

    def press(self, wait: Wait) -> str | None:
        """Return the next keys."""
        if self._keys:
            return self._keys.pop(0)
        if not self._interactive:
            return ""
        asked = "key" if wait.digits == 1 else "number, then Enter"
        return self._ask(f"{asked} (Enter: silence, q: hang up): ", None)

    def answer(self, target: str) -> FarEnd:
        """Return how the next line answers."""
        if self._far_ends:
            return self._far_ends.pop(0)
        if not self._interactive:
            return FarEnd()
        question = f"{self._names.get(target, target)} rings: (a)nswers, (b)usy, (n)o answer, (f)ails, or seconds? "
        while True:
            answer = (self._ask(question, "") or "").lower()
            if answer.isdigit() and len(answer) < 6:
                return FarEnd("completed", int(answer))
            if answer in _ANSWERS:
                return _ANSWERS[answer]

    def pick_up(self, number: str) -> PickUp:
        """Return how the next call from a number is taken."""
        how = self._pick_ups.pop(0) if self._pick_ups else self._asked_pick_up(number)
        self.say(f"      {number} is calling: {how}")
        return how

    def _asked_pick_up(self, number: str) -> PickUp:
        question = f"{number} is calling: (a)nswer, (b)usy, (n)o answer, or a (m)achine answers? "
        while self._interactive:
            answer = (self._ask(question, "n") or "a").lower()
            if found := next((each for each in PickUp if answer in (each, each[0])), None):
                return found
        return PickUp.ANSWER

    def _ask(self, question: str, at_end: str | None) -> str | None:
        print(question, end="", flush=True, file=sys.stderr)
        line = sys.stdin.readline()
        if not line or line.strip() == "q":
            return at_end
        return line.strip()
