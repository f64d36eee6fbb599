"""The state of a call in its URLs, which the carrier's signature covers."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from ivr.core.call.actions import Go, Place, Trail
from ivr.core.text.promises import Texted
from ivr.privacy import Privacy
from prompts.languages import Menu

CALLED = "/voice/called"
"""The path at which the carrier tells how a call to somebody who is called back has ended."""
_MOST_STEPS = 10_000
_MOST_ROUNDS = 100
_TEXTED = {each.value: each for each in Texted}


@dataclass(frozen=True)
class StepUrls:
    """Writes a step of a call as the absolute address that the carrier requests next, and parses it again."""

    public_url: str
    privacy: Privacy

    def url(self, go: Go) -> str:
        """Return the address of a step. A keyed-in number is encrypted in it."""
        path = "/voice/menu" if go.place is Place.MENU else f"/voice/{quote(go.language)}/{go.place}"
        trail = go.trail
        fields = {
            "step": trail.step,
            "round": trail.round if trail.round > 1 else "",
            "menu": trail.menu if trail.menu is not Menu.FIRST else "",
            "tried": ".".join(trail.tried),
            "texted": trail.texted,
            "reminded": "1" if trail.reminded else "",
            "others": trail.others or "",
            "part": trail.part or "",
            "held": "1" if trail.held else "",
            "to_call": "1" if trail.to_call else "",
            "called_back": "1" if trail.called_back else "",
            "back": trail.back or "",
            "number": self.privacy.seal(trail.number) if trail.number else "",
        }
        query = urlencode({name: str(value) for name, value in fields.items() if value})
        return f"{self.public_url}{path}{'?' if query else ''}{query}"

    @property
    def called(self) -> str:
        """The address at which the carrier tells how a call to somebody who is called back has ended."""
        return f"{self.public_url}{CALLED}"

    def audio(self, name: str) -> str:
        """Return the address of a recording. It has no data of the call, so that all calls share one cached copy."""
        return f"{self.public_url}/audio/{name}.mp3"

    def trail(self, query: Mapping[str, str]) -> Trail:
        """Return the trail in a query. An invalid field counts as missing."""
        return Trail(
            step=_count(query.get("step"), 0, _MOST_STEPS),
            round=_count(query.get("round"), 1, _MOST_ROUNDS),
            menu=Menu.MORE if query.get("menu") == Menu.MORE else Menu.FIRST,
            tried=tuple(filter(None, query.get("tried", "").split("."))),
            texted=_TEXTED.get(query.get("texted", ""), Texted.NOT_YET),
            reminded=query.get("reminded") == "1",
            others=_count(query.get("others"), 0, _MOST_ROUNDS),
            part=_count(query.get("part"), 0, _MOST_ROUNDS),
            held=query.get("held") == "1",
            to_call=query.get("to_call") == "1",
            called_back=query.get("called_back") == "1",
            back=_count(query.get("back"), 0, _MOST_ROUNDS),
            number=(self.privacy.unseal(query["number"]) or "") if "number" in query else "",
        )


def _count(text: str | None, default: int, most: int) -> int:
    return min(int(text), most) if text and text.isascii() and text.isdigit() and len(text) < 7 else default
