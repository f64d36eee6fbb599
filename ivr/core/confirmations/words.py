"""What an agency reads: the words of the page and of the mail. Ordinary Japanese is in the catalogue `sentences`, Easy
Japanese in the catalogue `easy`.
"""

from collections.abc import Mapping
from datetime import datetime

from ivr.core.confirmations.readers import Reader
from schedules import home_date
from sentences import Language, Sentence, render

PAGE: Mapping[str, Sentence] = {
    "title": Sentence("Are these hours still right?"),
    "no_account": Sentence(
        "Please look at each line, say whether it is right, and send the answer. You need no account."
    ),
    "not_at_once": Sentence(
        "Your answer changes nothing at once: the people of the hotline look at it, then they publish it."
    ),
    "telephone": Sentence("Telephone"),
    "languages": Sentence("Languages"),
    "hours": Sentence("Hours"),
    "holidays": Sentence("Holidays"),
    "other_days": Sentence("Other days"),
    "email": Sentence("E-mail advice"),
    "free": Sentence("the call is free"),
    "charged": Sentence("the call costs money"),
    "checked": Sentence("Last checked"),
    "right": Sentence("All of this is right"),
    "differ": Sentence("The hours are others"),
    "other": Sentence("Something else is wrong, or I do not know"),
    "question": Sentence("Is this still right?"),
    "new_hours": Sentence("The right hours"),
    "new_hours_hint": Sentence("Write them as you like, for example: Mon-Fri 9:00-17:00, Sat 10:00-12:00"),
    "take": Sentence("Yes, take these hours"),
    "you": Sentence("Your name"),
    "you_hint": Sentence("It is kept with the hours for the people of the hotline. Callers do not see it."),
    "remark": Sentence("Remark"),
    "remark_hint": Sentence("Another number, holidays, languages, or whatever else we should know. It may stay empty."),
    "send": Sentence("Send the answer"),
    "marked": Sentence("Your answer is not sent yet. Please look at what is marked. Nothing that you typed is lost."),
    "read_back": Sentence("Your answer is not sent yet. Please check how we read the hours, then send it."),
    "thanks": Sentence("Thank you. Your answer has arrived."),
    "thanks_next": Sentence(
        "The people of the hotline look at it and publish it. You can close this page; the link does not work again."
    ),
    "not_readable": Sentence("We can't read these hours."),
}
"""The words of the page that have no values."""
GONE = (
    Sentence("This link does not work"),
    Sentence("It is not complete, it is too old, or it was used already. If you have sent an answer, it has arrived."),
    Sentence("For a new link, ask the people who sent you this one."),
)
LATER = (
    Sentence("Please try again later"),
    Sentence("At the moment this page can't be shown. Go back to see what you typed, and send it again later."),
)
"""The words of the pages that say nothing of any link."""


def about(agency: str, hotline: str, operator: str, ends_at: datetime) -> tuple[Sentence, ...]:
    """Return what the page is for. ``hotline`` is the number as it is printed; ``operator`` may be empty."""
    known = (
        Sentence("{operator} runs the hotline {number}.", operator=operator, number=hotline)
        if operator
        else Sentence("This is the hotline {number}.", number=hotline)
    )
    tells = Sentence(
        "It puts foreign workers through to {agency}, and tells them what stands here: by telephone, by text message "
        "and on its web page.",
        agency=agency,
    )
    return known, tells, Sentence("This link works once, until {day}.", day=home_date(ends_at))


def read_as(hours: str) -> Sentence:
    """Return how typed hours were read."""
    return Sentence("We read: {hours}", hours=hours)


def meant(hours: str) -> Sentence:
    """Return the question whether typed hours mean others."""
    return Sentence("Do you mean: {hours}?", hours=hours)


def not_understood(part: str) -> Sentence:
    """Return which part of typed hours was not understood."""
    return Sentence("We do not understand this part: {text}", text=part)


def mail(
    agency: str,
    hotline: str,
    operator: str,
    link: str,
    ends_at: datetime,
    reader: Reader,
    language: Language,
) -> tuple[str, str]:
    """Return the subject and the text of the mail with a link. ``language`` has the words of its reader."""
    known, tells, until = about(agency, hotline, operator, ends_at)
    subject = Sentence("{agency}: are these hours still right?", agency=agency)
    asks = Sentence("Please say whether it is still right. You need no account:")
    ignore = Sentence("Who has this link can answer for {agency}. Please pass it on to colleagues only.", agency=agency)
    others = [f"{each.own_name}: {link}?in={each}" for each in Reader if each is not reader]
    first, last = (
        "\n".join(render(each, language) for each in told) for told in ((known, tells, asks), (until, ignore))
    )
    return render(subject, language), "\n\n".join([first, f"{link}?in={reader}", last, "\n".join(others)]) + "\n"
