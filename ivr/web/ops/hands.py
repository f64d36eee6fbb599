"""What needs a hand, on *Today*: each thing in words, with the button that mends it or the list that is behind it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy import Engine

from ivr.core.alerts import LOOK_BACK, Alert, Kind
from ivr.core.dialling import warnings
from ivr.service.alerts.facts import holding
from ivr.service.prompts.problems import Silent
from ivr.store.confirmations import open_links, unseen_answers
from ivr.store.db import read
from ivr.store.drafts import all_drafts
from ivr.store.metrics import count_in_trouble
from ivr.web.ops.console import console
from ivr.web.ops.editing import working
from ivr.web.ops.i18n import _, day, instead, language_name, ngettext, notice_title, said, when
from prompts import LANGUAGES
from schedules import Notice, Timetable, home_date
from schedules.advice import Advice, Concern, advice

_ALERTED = (Concern.UNCONFIRMED, Concern.FORGOTTEN)
"""Warnings that are alerts as well."""
_silent = Silent()


@dataclass(frozen=True, slots=True)
class Act:
    """A button: a link, or with ``fields`` a form that only editors see."""

    words: str
    url: str
    fields: Sequence[tuple[str, str]] | None = None


@dataclass(frozen=True, slots=True)
class Hand:
    """Something that needs a hand. ``urgent``: callers feel it now."""

    words: str
    acts: tuple[Act, ...] = ()
    urgent: bool = False


def hands(timetable: Timetable, now: datetime) -> list[Hand]:
    """Return what needs a hand, what callers feel first."""
    engine = console().engine
    alerts = holding(engine, timetable, now, console().settings.confirmed_for)
    found = [*map(_alerted, alerts)]
    if not any(each.kind is Kind.TEXTS for each in alerts):
        found += _texts(engine, now)
    confirmed_for = console().settings.confirmed_for
    advised = [*advice(timetable, now, LANGUAGES, confirmed_for), *warnings(timetable, now, console().dialling)]
    found += [_advised(each, timetable, now) for each in advised if each.concern not in _ALERTED]
    found += [*_planned(timetable), *_silent_prompts(timetable), *_agencies(engine)]
    return sorted(found, key=lambda each: not each.urgent)


def _alerted(each: Alert) -> Hand:
    acts: tuple[Act, ...] = ()
    match each.kind:
        case Kind.CARRIER:
            acts = (Act(_("Texts that wait"), each.page),)
        case Kind.TEXTS:
            acts = (Act(_("See why"), each.page),)
        case Kind.CALL_BACKS:
            acts = (Act(_("Who waits"), each.page),)
        case Kind.FALLEN:
            acts = (Act(_("The calls behind it"), each.page),)
        case Kind.FORGOTTEN:
            acts = (Act(_("Back to the schedule"), url_for("ops.release"), [("scope", each.subject)]),)
        case Kind.UNCONFIRMED:
            acts = (Act(_("Confirm hours"), url_for("ops.confirm"), [("line", line) for line in each.about]),)
        case Kind.PAGE:
            acts = (Act(_("Side by side"), each.page),)
    return Hand(said(each.said), acts, urgent=each.kind is not Kind.UNCONFIRMED and not each.waits)


def _texts(engine: Engine, now: datetime) -> Iterator[Hand]:
    if trouble := read(engine, count_in_trouble, now - LOOK_BACK):
        words = ngettext(
            "%(count)s text of the last seven days is in trouble.",
            "%(count)s texts of the last seven days are in trouble.",
            trouble,
        )
        yield Hand(
            words, (Act(_("See why"), url_for("ops.texts", trouble=1, first=home_date(now - LOOK_BACK))),), urgent=True
        )


def _advised(each: Advice, timetable: Timetable, now: datetime) -> Hand:
    lines = [line for about in each.about if (line := timetable.directory.line(about))]
    match each.concern:
        case Concern.OLD_NOTICE:
            (notice,) = (each_one for each_one in timetable.directory.notices if each_one.id in each.about)
            return _old(notice, now)
        case Concern.OLD_PAGE:
            return Hand(said(each.said), (Act(_("Confirm…"), url_for("ops.last_confirmed", _anchor="pages")),))
        case Concern.OLD_RULES:
            return Hand(said(each.said), (Act(_("Confirm…"), url_for("ops.last_confirmed", _anchor="rules")),))
        case Concern.NO_LINE:
            (code,) = each.about
            words = _("No line speaks %(language)s: its callers get the other numbers.", language=language_name(code))
            return Hand(words, (Act(_("Lines"), url_for("ops.hours")),), urgent=True)
        case Concern.HOLIDAYS_RUN_OUT:
            return Hand(said(each.said), (Act(_("Special days"), url_for("ops.special_days")),))
        case _:
            return Hand(said(each.said), tuple(_to_line(line.id) for line in lines[:1]))


def _to_line(line_id: str) -> Act:
    return Act(_("Look at the line"), url_for("ops.line", line_id=line_id))


def _old(notice: Notice, now: datetime) -> Hand:
    told_of = _(
        "The notice “%(title)s” is as of %(day)s. Confirm it with its source, or retire it.",
        title=notice_title(notice),
        day=day(notice.confirmed or notice.as_of),
    )
    url, token = url_for("ops.change_notice", notice_id=notice.id), working(now).token
    retire = [("do", "retire"), ("last_day", home_date(now).isoformat()), ("draft", token)]
    return Hand(
        told_of, (Act(_("Confirm…"), url_for("ops.notice", notice_id=notice.id)), Act(_("Retire"), url, retire))
    )


def _planned(timetable: Timetable) -> Iterator[Hand]:
    if timetable.then:
        words = _("A planned change takes effect on %(moment)s.", moment=when(timetable.then[0]))
        yield Hand(words, (Act(_("See the plan"), url_for("ops.plans")),))


def _agencies(engine: Engine) -> Iterator[Hand]:
    """Yield what agencies have answered and nobody has looked at, and mails to them that could not be sent."""
    there = {each.owner for each in read(engine, all_drafts)}
    for each in read(engine, unseen_answers):
        if each.remark or each.draft in there:
            words = _(
                "%(name)s has answered for %(agency)s on %(moment)s.",
                name=each.name,
                agency=each.agency,
                moment=when(each.ended_at),
            )
            yield Hand(words, (Act(_("See the answer"), url_for("ops.one_confirmation", link_id=each.id)),))
    for each in read(engine, open_links):
        if each.mail_failed:
            words = _("The mail to %(agency)s could not be sent: %(reason)s", agency=each.agency, reason=each.problem)
            yield Hand(words, (Act(_("Agencies"), url_for("ops.confirmations")),))


def _silent_prompts(timetable: Timetable) -> Iterator[Hand]:
    for code, count in _silent(console().book.collection, timetable.directory).items():
        words = ngettext(
            "%(count)s sentence in %(language)s has no recording: callers hear %(instead)s.",
            "%(count)s sentences in %(language)s have no recording: callers hear %(instead)s.",
            count,
            language=language_name(code),
            instead=instead(),
        )
        yield Hand(words, (Act(_("Record"), url_for("ops.clips", language=code)),))
