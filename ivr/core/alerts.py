"""What ops staff are told without looking: what holds at a moment, each with the page that mends it.

*Today* shows the same (``ivr/web/ops/hands.py``), so that a page and a mail never disagree.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlencode

from ivr.core.chances import at_least
from ivr.core.names import names_of
from ivr.core.reports import RECENT_DAYS, Fallen
from ivr.core.requests import Refused
from ivr.core.silence import Silence
from schedules import Directory, Timetable, home_date, home_time, parse_scope
from schedules.advice import Advice, Concern
from sentences import Rendered, Sentence, Value, word

LAST_TEXTS, FAILING, FAILING_CHANCE = 20, 0.10, 1e-4
"""Texts are failing: of the last twenty of two days that have ended, more have failed than happens with a probability
of 1e-4 where one in ten fails (binomial test): nine of twenty, or five of five."""
_TEXTS_OF = timedelta(days=2)
_LATE = timedelta(hours=1)
LOOK_BACK = timedelta(days=7)
"""How far back refused webhooks are counted."""


class Kind(StrEnum):
    """The kinds of alerts, what callers feel first."""

    CARRIER = word("the carrier refuses our texts")
    WEBHOOKS = word("requests of the carrier are refused")
    SILENCE = word("nobody calls")
    TEXTS = word("texts fail")
    CALL_BACKS = word("call-backs wait long")
    FALLEN = word("a line answers less often")
    FORGOTTEN = word("a line is held by hand for long")
    UNCONFIRMED = word("hours are not confirmed")
    PAGE = word("the page of an agency says something else")
    DIGEST = word("the week")


_ENDS_AFTER = {Kind.SILENCE: timedelta(), Kind.TEXTS: timedelta(hours=6), Kind.FALLEN: timedelta(days=1)}
_ENDS_SOON = timedelta(minutes=10)


def ends_after(kind: Kind) -> timedelta:
    """Return how long an alert must not hold before it has ended.

    So a figure near its limit is not told of again and again.
    """
    return _ENDS_AFTER.get(kind, _ENDS_SOON)


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that ops staff should know.

    Attributes:
        kind: what it is.
        subject: which one, among those of its kind. Kind and subject together are told of once.
        said: what is the matter, and what to do.
        page: the path of the page of the console that mends it.
        about: the ids of lines, or the scope of the override.
        waits: whether it can wait, since it may be no mistake.
    """

    kind: Kind
    subject: str
    said: Sentence
    page: str
    about: tuple[str, ...] = ()
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What alerts are made of.

    Attributes:
        refuses_since: since when the carrier refuses our account or our sender; None if it does not.
        refused: refused requests since :data:`LOOK_BACK`, by reason.
        silence: an unusual one.
        texts: how many of the last texts have ended, and how many of these have failed.
        called_late: how many people have waited for a call since before :func:`late`.
        fallen: lines whose answer rate has fallen.
        advised: warnings about the hours.
    """

    refuses_since: datetime | None = None
    refused: Mapping[str, int] | None = None
    silence: Silence | None = None
    texts: tuple[int, int] = (0, 0)
    called_late: int = 0
    fallen: Sequence[Fallen] = ()
    advised: Sequence[Advice] = ()


def texts_since(now: datetime) -> datetime:
    """Return from when on texts count towards those that fail."""
    return now - _TEXTS_OF


def late(now: datetime) -> datetime:
    """Return the moment before which a call-back must have been due to count as late."""
    return now - _LATE


def alerts(facts: Facts, timetable: Timetable, now: datetime) -> list[Alert]:
    """Return what holds at a moment, what callers feel first."""
    names = names_of(timetable.directory.lines)
    return [
        *_carrier(facts.refuses_since),
        *_webhooks(facts.refused or {}),
        *_silence(facts.silence),
        *_texts(*facts.texts),
        *_call_backs(facts.called_late),
        *(_fell(each, names, now) for each in facts.fallen),
        *(_forgotten(each, timetable, names, now) for each in facts.advised if each.concern is Concern.FORGOTTEN),
        *(_unconfirmed(each, timetable, names) for each in facts.advised if each.concern is Concern.UNCONFIRMED),
    ]


def _carrier(since: datetime | None) -> Iterator[Alert]:
    if since:
        said = Sentence(
            "The carrier has refused our texts since {moment}. Ask the people who run the service to look at it "
            "(ivr doctor).",
            moment=home_time(since),
        )
        yield Alert(Kind.CARRIER, "", said, "/ops/texts?state=waiting")


def _webhooks(refused: Mapping[str, int]) -> Iterator[Alert]:
    """Only what may be the carrier: requests without a signature come from anybody who tries addresses."""
    if count := refused.get(Refused.WRONG_SIGNATURE):
        said = Sentence(
            "In the last seven days we have refused {number} requests with a wrong signature. If they came from the "
            "carrier, calls were lost. Ask the people who run the service to look at it (ivr doctor).",
            number=count,
        )
        yield Alert(Kind.WEBHOOKS, Refused.WRONG_SIGNATURE.value, said, "/ops/")
    if count := refused.get(Refused.BUSY):
        said = Sentence(
            "In the last seven days we have refused {number} requests because too many came at once. Ask the people "
            "who run the service to look at it (ivr doctor).",
            number=count,
        )
        yield Alert(Kind.WEBHOOKS, Refused.BUSY.value, said, "/ops/")


def _silence(found: Silence | None) -> Iterator[Alert]:
    if found:
        said = Sentence(
            "Nobody has called since {moment}. Usually {number} would have called since then. Call the hotline "
            "yourself; if it does not answer, tell the people who run the service.",
            moment=home_time(found.last),
            number=round(found.missed),
        )
        yield Alert(Kind.SILENCE, "", said, "/ops/calls")


def _texts(ended: int, failed: int) -> Iterator[Alert]:
    if failed and at_least(failed, ended, FAILING) < FAILING_CHANCE:
        said = Sentence(
            "{number} of the last {number2} texts have failed. The list says why.", number=failed, number2=ended
        )
        yield Alert(Kind.TEXTS, "", said, "/ops/texts?trouble=1")


def _call_backs(called_late: int) -> Iterator[Alert]:
    if called_late:
        said = Sentence(
            "{number} people wait for a call that has been due for an hour or longer. Either the line takes too few "
            "calls, or the carrier makes none.",
            number=called_late,
        )
        yield Alert(Kind.CALL_BACKS, "", said, "/ops/call-backs")


def _fell(each: Fallen, names: Mapping[str, Rendered], now: datetime) -> Alert:
    said = Sentence(
        "{line} answers {number} % of calls. In the four weeks before, it answered {number2} %. Check its number.",
        line=names.get(each.line, each.line),
        number=round((each.recent.share or 0) * 100),
        number2=round((each.before.share or 0) * 100),
    )
    since = home_date(now) - timedelta(days=RECENT_DAYS - 1)
    page = f"/ops/calls?{urlencode({'line': each.line, 'first': since})}"
    return Alert(Kind.FALLEN, each.line, said, page, (each.line,))


def _forgotten(each: Advice, timetable: Timetable, names: Mapping[str, Rendered], now: datetime) -> Alert:
    (scope,) = each.about
    since = min(override.since for override in timetable.in_force(now) if str(override.scope) == scope)
    said = Sentence(
        "Held by hand since {moment}: {scope}. If that is still right, change the hours.",
        moment=home_time(since),
        scope=_scope(scope, timetable.directory, names),
    )
    return Alert(Kind.FORGOTTEN, scope, said, "/ops/", each.about)


def _scope(scope: str, directory: Directory, names: Mapping[str, Rendered]) -> Value:
    parsed = parse_scope(scope)
    if parsed.line is not None:
        return names.get(parsed.line, parsed.line)
    if parsed.tier is None:
        return Sentence("all lines")
    agencies = tuple(dict.fromkeys(line.agency for line in directory.lines_in(parsed)))
    return Sentence("all lines of {agencies} in tier {number}", agencies=agencies, number=parsed.tier)


def _unconfirmed(each: Advice, timetable: Timetable, names: Mapping[str, Rendered]) -> Alert:
    lines = [line for about in each.about if (line := timetable.directory.line(about))]
    day = lines[0].confirmed
    said = Sentence(
        "The hours of {lines} were last confirmed on {day}. Ask the agency whether they hold.",
        lines=tuple(names[line.id] for line in lines),
        day=day,
    )
    return Alert(Kind.UNCONFIRMED, f"{day}", said, "/ops/", each.about)
