"""The confirmation of an entry of a document: its fields `confirmed`, `source` and `confirmed_by`."""

from collections.abc import Mapping
from typing import Any

from schedules.confirmation import Confirmation
from schedules.document.fields import Fields

CONFIRMATION_FIELDS = ("confirmed", "source", "confirmed_by")


def read_confirmation(fields: Fields) -> Confirmation | None:
    """Read the confirmation of an entry, with the document's defaults; None if neither has one.

    An entry with one of the fields needs a date and a source.
    """
    needed = any(name in fields.entry.content for name in CONFIRMATION_FIELDS)
    on, source = fields.day("confirmed", needed=needed), fields.read("source", str, needed=needed)
    by = fields.read("confirmed_by", str, needed=False) or ""
    return Confirmation(on, source, by) if on and source else None


def confirmation_entry(confirmation: Confirmation | None, common: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a confirmation, without those that the document's defaults say already."""
    if confirmation is None:
        return {}
    entry = {
        "confirmed": confirmation.on,
        "source": confirmation.source,
        "confirmed_by": confirmation.by or None,
    }
    return {key: value for key, value in entry.items() if value is not None and common.get(key) != value}
