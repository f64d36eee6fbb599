"""*Reports*, *Giving up* and *Texts*: where callers give up and how long they wait, and what texts cost and bring."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from flask import url_for
from flask.typing import ResponseReturnValue

from ivr.core.call.outcome import Ending
from ivr.core.figures import BOUNDS, TextCount, Times, below
from ivr.core.text.delivery import State
from ivr.core.text.promises import Purpose
from ivr.store.db import read
from ivr.store.figures import Found, TextKind, give_ups, reminders, texts, times_to_a_person, times_to_choose
from ivr.web.ops import reports
from ivr.web.ops.console import console, ops
from ivr.web.ops.i18n import _
from ivr.web.ops.reports import Asked, asked


@ops.get("/reports/give-ups")
def report_give_ups() -> ResponseReturnValue:
    """Show where callers gave up, and how long it took until they had a language and a person."""
    wanted = asked()
    return reports.page(
        "give_ups",
        wanted,
        endings=endings_of(wanted),
        before=endings_of(wanted.before),
        times=times_of(wanted),
        times_before=times_of(wanted.before),
        questions={kind: title for kind, (title, _question) in questions().items()},
        steps_of=steps_of,
    )


@ops.get("/reports/texts")
def report_texts() -> ResponseReturnValue:
    """Show how many texts were sent, of how many segments, and how many reminders led to a call."""
    wanted = asked()
    found, before = texts_of(wanted), texts_of(wanted.before)
    return reports.page(
        "texts",
        wanted,
        texts=found,
        all=sum(found.values(), TextCount()),
        all_before=sum(before.values(), TextCount()),
        reminded=_reminders(wanted),
        reminded_before=_reminders(wanted.before),
        texts_url=partial(
            url_for, "ops.texts", first=wanted.first, last=wanted.last, language=wanted.language, counted=1
        ),
    )


def endings_of(wanted: Asked) -> dict[Ending, int]:
    """Return the calls that were not put through by where they ended, in the order of a call."""
    counts: Counter[Ending] = Counter()
    for found in read(console().engine, give_ups, wanted.first, wanted.last, wanted.language).by_language.values():
        counts.update(found)
    return {ending: counts[ending] for ending in Ending if counts[ending]}


def questions() -> dict[str, tuple[str, Callable[..., Found[Times]]]]:
    """Return the times that are counted, each with its name, by the filter of the list of calls."""
    return {
        "choosing": (_("a language is chosen"), times_to_choose),
        "waited": (_("a person answers"), times_to_a_person),
    }


def times_of(wanted: Asked) -> dict[str, Times]:
    """Return how long callers took to choose a language, and until a person answered."""
    range_of = (wanted.first, wanted.last, wanted.language)
    return {
        kind: sum(read(console().engine, question, *range_of).by_language.values(), Times())
        for kind, (_title, question) in questions().items()
    }


def steps_of(times: Times) -> Iterator[tuple[tuple[int, int], int]]:
    """Yield the bounds in seconds of each step that has calls, the lower one excluded, and their number."""
    for end in BOUNDS:
        if count := times.counts.get(end, 0):
            yield (below(end), end), count


def texts_of(wanted: Asked) -> Mapping[TextKind, TextCount]:
    """Return the texts by purpose and state."""
    counts: dict[TextKind, TextCount] = {}
    for found in read(console().engine, texts, wanted.first, wanted.last, wanted.language).by_language.values():
        for kind, count in found.items():
            counts[kind] = counts.get(kind, TextCount()) + count
    kinds = [(purpose, state) for purpose in Purpose for state in State]
    return {kind: counts[kind] for kind in kinds if kind in counts}


def _reminders(wanted: Asked) -> TextCount:
    found = read(console().engine, reminders, wanted.first, wanted.last, wanted.language)
    return sum(found.by_language.values(), TextCount())
