"""What needs a hand, on *Today*: each thing in words, with the button that mends it or the list that is behind it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for
from sqlalchemy import Engine

from ivr.core.dialling import warnings
from ivr.core.reports import RECENT_DAYS, Fallen
from ivr.service.prompts.problems import Silent
from ivr.store.carrier import refusing
from ivr.store.db import read
from ivr.store.metrics import count_in_trouble, refused_since
from ivr.store.reports import fallen_lines
from ivr.web.ops.console import console
from ivr.web.ops.editing import working
from ivr.web.ops.i18n import _, day, language_name, line_name, ngettext, notice_title, said, scope_name, when
from ivr.web.refusals import Refused
from prompts import LANGUAGES
from schedules import Notice, Timetable, home_date, parse_scope
from schedules.advice import Advice, Concern, advice

TROUBLE = timedelta(days=7)
"""How far back texts in trouble and refused webhooks are counted."""
_OURS_TO_MEND = (Refused.WRONG_SIGNATURE, Refused.BUSY)
"""What may be the carrier that we refuse; requests without a signature come from anybody who tries addresses."""
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
    found = [*_texts(engine, now), *_webhooks(engine, now), *_fallen(engine, timetable, now)]
    advised = [*advice(timetable, now, LANGUAGES), *warnings(timetable, now, console().dialling)]
    found += [_advised(each, timetable, now) for each in advised]
    found += [*_planned(timetable), *_silent_prompts(timetable)]
    return sorted(found, key=lambda each: not each.urgent)


def _texts(engine: Engine, now: datetime) -> Iterator[Hand]:
    refused = read(engine, refusing)
    if refused:
        since = _("The carrier has refused our texts since %(moment)s.", moment=when(refused.since))
        waiting = Act(_("Texts that wait"), url_for("ops.texts", state="waiting"))
        yield Hand(f"{since} {_ask_operator()}", (waiting,), urgent=True)
    if trouble := read(engine, count_in_trouble, now - TROUBLE):
        words = ngettext(
            "%(count)s text of the last seven days is in trouble.",
            "%(count)s texts of the last seven days are in trouble.",
            trouble,
        )
        yield Hand(
            words, (Act(_("See why"), url_for("ops.texts", trouble=1, first=home_date(now - TROUBLE))),), urgent=True
        )


def _webhooks(engine: Engine, now: datetime) -> Iterator[Hand]:
    counted = read(engine, refused_since, home_date(now - TROUBLE))
    words = {
        Refused.WRONG_SIGNATURE: _(
            "In the last seven days we have refused %(count)s requests with a wrong signature. If they came from the "
            "carrier, calls were lost."
        ),
        Refused.BUSY: _("In the last seven days we have refused %(count)s requests because too many came at once."),
    }
    for why in _OURS_TO_MEND:
        if count := counted.get(why):
            yield Hand(f"{words[why] % {'count': count}} {_ask_operator()}", urgent=True)


def _ask_operator() -> str:
    return _("Ask the people who run the service to look at it (ivr doctor).")


def _fallen(engine: Engine, timetable: Timetable, now: datetime) -> Iterator[Hand]:
    since = home_date(now) - timedelta(days=RECENT_DAYS - 1)
    for each in read(engine, fallen_lines, now):
        behind = url_for("ops.calls", line=each.line, first=since.isoformat())
        yield Hand(_fell(each, timetable), (Act(_("The calls behind it"), behind),), urgent=True)


def _fell(each: Fallen, timetable: Timetable) -> str:
    line = timetable.directory.line(each.line)
    return _(
        "%(line)s answers %(now)s %% of calls. In the four weeks before, it answered %(before)s %%. Check its number.",
        line=line_name(line) if line else each.line,
        now=f"{(each.recent.share or 0) * 100:.0f}",
        before=f"{(each.before.share or 0) * 100:.0f}",
    )


def _advised(each: Advice, timetable: Timetable, now: datetime) -> Hand:
    lines = [line for about in each.about if (line := timetable.directory.line(about))]
    match each.concern:
        case Concern.UNCONFIRMED:
            words = _(
                "The hours of %(lines)s were last confirmed on %(day)s. Ask the agency whether they hold.",
                lines=", ".join(map(line_name, lines)),
                day=day(lines[0].confirmed),
            )
            confirm = Act(_("Confirm hours"), url_for("ops.confirm"), [("line", line.id) for line in lines])
            return Hand(words, (confirm,))
        case Concern.OLD_NOTICE:
            (notice,) = (each_one for each_one in timetable.directory.notices if each_one.id in each.about)
            return _old(notice, now)
        case Concern.FORGOTTEN:
            (scope,) = each.about
            name = scope_name(parse_scope(scope), timetable.directory)
            release = Act(_("Back to the schedule"), url_for("ops.release"), [("scope", scope)])
            return Hand(_("Held by hand for a week or longer: %(scope)s.", scope=name), (release,), urgent=True)
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
        yield Hand(words, (Act(_("See the plan"), url_for("ops.history")),))


def _silent_prompts(timetable: Timetable) -> Iterator[Hand]:
    for code, count in _silent(console().book.collection, timetable.directory).items():
        words = ngettext(
            "%(count)s sentence in %(language)s has no recording: callers hear Easy Japanese and English.",
            "%(count)s sentences in %(language)s have no recording: callers hear Easy Japanese and English.",
            count,
            language=language_name(code),
        )
        yield Hand(words, (Act(_("Record"), url_for("ops.clips", language=code)),))
