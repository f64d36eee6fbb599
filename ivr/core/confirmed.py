"""What callers and readers are told of hours by when they were last confirmed. Who confirmed them is for ops staff."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from ivr.core.routing import Decision
from prompts import Book, Dated, Prompt
from schedules import EmailPage, Line, home_date
from schedules.confirmation import is_old


def is_unconfirmed(line: Line, now: datetime, holds: timedelta) -> bool:
    """Whether the hours of a line were not confirmed for as long as a confirmation ``holds``."""
    return is_old(line.confirmation, now.astimezone(line.zone).date(), holds)


def unconfirmed_since(decision: Decision, holds: timedelta | None) -> date | None:
    """Return when the oldest of the lines whose hours are unconfirmed was confirmed; None: there is none.

    If ``holds`` is None, hours are never unconfirmed.
    """
    if holds is None:
        return None
    lines = [each.line for each in decision.considered if not each.unanswered]
    return min((line.confirmed for line in lines if is_unconfirmed(line, decision.at, holds)), default=None)


def unconfirmed_words(line: Line, now: datetime, holds: timedelta, book: Book, language: str) -> str:
    """Return the sentence of a page that the hours of a line are unconfirmed; empty if they are not."""
    if not is_unconfirmed(line, now, holds):
        return ""
    return book.text(language, Prompt.of("page_unconfirmed", date=Dated(line.confirmed)))


def email_unconfirmed_words(page: EmailPage, now: datetime, holds: timedelta, book: Book, language: str) -> str:
    """Return the sentence of a page that an e-mail page is unconfirmed; empty if it is not."""
    if not is_old(page.confirmation, home_date(now), holds):
        return ""
    return book.text(language, Prompt("page_email_unconfirmed"))


def about_hours(now: datetime, holds: timedelta, book: Book, language: str) -> Callable[[Line], str]:
    """Return a function that writes when the hours of a line were last confirmed, and their source."""

    def words(line: Line) -> str:
        recent = Prompt.of("sms_confirmed", date=Dated(line.confirmed))
        said = unconfirmed_words(line, now, holds, book, language) or book.text(language, recent)
        return f"{said} ({line.source})"

    return words
