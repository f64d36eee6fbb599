"""Messages about what has just happened, on the next page, and the button that takes it back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Literal

from flask import flash, url_for

from ivr.store import revisions as store
from ivr.store.db import read
from ivr.store.revisions import Revision
from ivr.web.ops.console import console
from ivr.web.ops.i18n import _, said, when

_MOST = 3
"""Plans that a message names."""

Kind = Literal["done", "wrong", "drafted", "note"]


@dataclass(frozen=True, slots=True)
class Button:
    """A button in a message, such as *Undo*: its words, the address to which it sends, and the fields that it sends.

    A field with several values is sent once for each.
    """

    words: str
    url: str
    fields: Mapping[str, str | Sequence[str]] = field(default_factory=dict)


def tell(words: str, kind: Kind = "done", button: Button | None = None) -> None:
    """Show a message on the next page. It travels in the session's cookie, so that ``words`` must be short."""
    flash({"words": words, "button": asdict(button) if button else None}, kind)  # type: ignore[arg-type] # it is not looked at


def published(text: str, made: Revision) -> None:
    """Say on the next page what was published, and what became of the plans behind it.

    The button reverts the revision, or withdraws it if it is planned.
    """
    carried = read(console().engine, store.carried_with, made)
    went_on = {each.carries for each in carried}
    lost = [each for each in read(console().engine, store.replaced_by, made) if each.number not in went_on]
    stays = [_("What is planned for %(moment)s stays planned.", moment=when(each.effective_at)) for each in carried]
    if len(stays) > _MOST:
        stays = [_("Everything else that is planned stays planned.")]
    ends = (_("Withdrawn: revision %(numbers)s.", numbers=each.number) for each in lost)
    undo = Button(_("Undo"), url_for("ops.undone", number=made.number), {"at_once": "yes"})
    tell(" ".join([text, *stays, *ends]), button=undo)


def planned(plan: Revision) -> str:
    """Return a planned revision in words: when it takes effect, whose it is, and why."""
    return _(
        "Planned for %(moment)s by %(name)s: %(reason)s",
        moment=when(plan.effective_at),
        name=plan.author,
        reason=said(plan.reason),
    )
