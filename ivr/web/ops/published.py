"""What was published, in a message that can undo it; plans in words."""

from flask import url_for

from ivr.store import revisions as store
from ivr.store.db import read
from ivr.store.revisions import Revision
from ivr.web.ops.console import console
from ivr.web.ops.i18n import _, said, when
from ivr.web.ops.messages import Button, tell

_MOST = 3
"""Plans that a message names. It travels in a cookie."""


def tell_published(text: str, made: Revision) -> None:
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
