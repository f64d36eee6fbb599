"""Messages about what has just happened, on the next page, and the button that takes it back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal

from flask import flash

Kind = Literal["done", "wrong", "drafted", "note"]


@dataclass(frozen=True, slots=True)
class Button:
    """A button in a message, such as *Undo*: its words, the address to which it sends, and the fields that it sends."""

    words: str
    url: str
    fields: Mapping[str, str] = field(default_factory=dict)


def tell(words: str, kind: Kind = "done", button: Button | None = None) -> None:
    """Show a message on the next page. It travels in the session's cookie, so that ``words`` must be short."""
    flash({"words": words, "button": asdict(button) if button else None}, kind)  # type: ignore[arg-type] # it is not looked at
