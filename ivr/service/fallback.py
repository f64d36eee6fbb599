"""The documents that callers hear when nothing of ours answers, in their last form, and their file."""

import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from ivr.core.dialling import Dialling
from ivr.core.fallback import announcement, by_key
from ivr.twiml import static, template
from prompts import Book
from schedules import Timetable

_READABLE = 0o644
"""A web server reads the file by another account. It has nothing that callers do not hear."""


def page(timetable: Timetable, book: Book, now: datetime, dialling: Dialling) -> str:
    """Return the document that needs nothing but the carrier, or any web server."""
    return static(announcement(timetable, book, now, dialling), dialling.own, book.voices) + "\n"


def menu(timetable: Timetable, book: Book, now: datetime, dialling: Dialling, address: str) -> str:
    """Return the document with a menu, for a carrier that fills in templates at ``address``."""
    return template(by_key(timetable, book, now, dialling), address, dialling.own, book.voices) + "\n"


def keep(document: str, file: Path) -> bool:
    """Write a document into a file, unless it is there already. Return whether it was written.

    Whoever reads the file meanwhile reads the old document or the new one, whole.

    Raises:
        OSError: it can't be written. The file is as it was.
    """
    with suppress(OSError, UnicodeDecodeError):
        if file.read_bytes().decode() == document:
            return False
    with tempfile.NamedTemporaryFile("w", dir=file.parent, encoding="utf-8", newline="", delete=False) as written:
        made = Path(written.name)
        try:
            written.write(document)
            written.close()
            made.chmod(_READABLE)
            made.replace(file)
        except BaseException:
            made.unlink(missing_ok=True)
            raise
    return True
