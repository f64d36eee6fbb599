"""The handset in a terminal: prints what is heard, asks for keys and for how the far end answers."""

import sys
from collections.abc import Mapping, Sequence

from ivr.phone.events import Event, FarEnd, Heard, HungUp, Pressed, Rang, Wait

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
    """The person at the terminal: keys and far ends given beforehand, then asked for, else silence.

    Args:
        keys: a key, or none, for each time the service waits for one.
        far_ends: how each line that rings answers.
        names: names of the lines, by what is dialled.
        interactive: ask once the given keys are used up.
        silent: print nothing.
    """

    def __init__(
        self,
        keys: Sequence[str],
        far_ends: Sequence[FarEnd],
        names: Mapping[str, str],
        *,
        interactive: bool,
        silent: bool = False,
    ) -> None:
        self._keys = list(keys)
        self._far_ends = list(far_ends)
        self._names = names
        self._interactive = interactive
        self._silent = silent

    def say(self, line: str) -> None:
        """Print a line."""
        if not self._silent:
            print(line, flush=True)

    def watch(self, event: Event) -> None:
        """Print what happens."""
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
        """The next key."""
        if self._keys:
            return self._keys.pop(0)
        if not self._interactive:
            return ""
        asked = "key" if wait.digits == 1 else "number, then Enter"
        return self._ask(f"{asked} (Enter: silence, q: hang up): ", None)

    def answer(self, target: str) -> FarEnd:
        """How the next line answers."""
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

    def _ask(self, question: str, at_end: str | None) -> str | None:
        print(question, end="", flush=True, file=sys.stderr)
        line = sys.stdin.readline()
        if not line or line.strip() == "q":
            return at_end
        return line.strip()
