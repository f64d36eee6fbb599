"""*Reports*, *Call-backs*: how many people asked to be called back, what became of it, and how long they waited."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial

from flask import url_for
from flask.typing import ResponseReturnValue

from ivr.core.callbacks.results import Reached, Result
from ivr.core.reports import spans
from ivr.store.call_back_reports import reached_in, results
from ivr.store.db import read
from ivr.web.ops import reports
from ivr.web.ops.console import console, ops
from ivr.web.ops.i18n import _, language_label
from ivr.web.ops.reports import Asked, asked

_MINUTE = timedelta(minutes=1)


@ops.get("/reports/call-backs")
def report_call_backs() -> ResponseReturnValue:
    """Show what became of the call-backs, by day, week or month, and by language."""
    wanted = asked()
    days = spans(wanted.first, wanted.last)
    found = read(console().engine, results, days, wanted.language)
    before = read(console().engine, results, [(wanted.before.first, wanted.before.last)], wanted.language)
    by_span: dict[int, Counter[Result]] = {}
    for (place, _code), counts in found.items():
        by_span.setdefault(place, Counter()).update(counts)
    return reports.page(
        "call_backs",
        wanted,
        results=list(Result),
        all=sum(by_span.values(), Counter()),
        all_before=sum(before.values(), Counter()),
        bars=[(*days[place], by_span[place]) for place in sorted(by_span)],
        by_language=_by_language(found),
        before={code: counts.total() for (_place, code), counts in before.items()},
        reached=_reached(wanted),
        reached_before=_reached(wanted.before),
        took=took,
        span_name=reports.span_name,
        label=language_label,
        counts_of=lambda counts: [counts[each] for each in Result],
        backs_url=_list(wanted.first, wanted.last, wanted.language),
        list_of=lambda first, last: _list(first, last, wanted.language),
        list_in=lambda code: _list(wanted.first, wanted.last, code),
    )


def _list(first: date, last: date, language: str) -> Callable[..., str]:
    """Return what gives the address of the call-backs of some days, by further filters."""
    return partial(url_for, "ops.call_backs", first=first, last=last, language=language or None)


def _by_language(found: dict[tuple[int, str], Counter[Result]]) -> Sequence[tuple[str, Counter[Result]]]:
    """Return the results in each language, that with most call-backs first."""
    counts: dict[str, Counter[Result]] = {}
    for (_place, code), each in found.items():
        counts.setdefault(code, Counter()).update(each)
    return sorted(counts.items(), key=lambda item: (-item[1].total(), item[0]))


def _reached(wanted: Asked) -> Reached:
    return read(console().engine, reached_in, wanted.first, wanted.last, wanted.language)


def took(time: timedelta | None) -> str:
    """Return a time in words, in whole minutes; a dash for none."""
    if time is None:
        return "–"
    minutes = max(time // _MINUTE, 0)
    if minutes < 60:
        return _("%(minutes)s min", minutes=minutes)
    return _("%(hours)s h %(minutes)s min", hours=minutes // 60, minutes=minutes % 60)
