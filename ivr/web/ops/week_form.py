"""The fields of a week: a switch for each day, and its opening and closing times, as they are typed.

What is typed stays as it is. A mistake is kept at its field, with a suggestion that a person may take.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import count, takewhile

from schedules import HoursError, Week, Windows, parse_windows, read_hours, suggest_windows
from schedules.hours import DAYS, END_OF_DAY, Window, clock
from sentences import Sentence


@dataclass(frozen=True, slots=True)
class Span:
    """The fields of one window, its mistake, and what it probably means."""

    opens: str = ""
    closes: str = ""
    next_day: bool = False
    problem: Sentence | None = None
    meant: Window | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is typed."""
        return not (self.opens.strip() or self.closes.strip())

    @property
    def text(self) -> str:
        """The window as one types it."""
        return f"{self.opens.strip()}-{self.closes.strip()}{' next day' if self.next_day else ''}"


@dataclass(frozen=True, slots=True)
class DayForm:
    """The fields of one day. ``problem`` is a mistake that no single window has."""

    is_open: bool
    spans: tuple[Span, ...]
    problem: Sentence | None = None

    @property
    def windows(self) -> Windows:
        """The windows that can be read, for drawing."""
        return tuple(sorted(each for span in self.spans for each in _read(span))) if self.is_open else ()

    @property
    def typed(self) -> list[str]:
        """The windows as texts, to see whether a person has changed them."""
        return [span.text for span in self.spans if not span.is_empty] if self.is_open else []


Days = tuple[DayForm, ...]
"""Seven days, Monday first."""
_PLACES = tuple(map(str, range(len(DAYS))))


def of_week(week: Week) -> Days:
    """Return the fields that show a week."""
    return tuple(DayForm(bool(windows), tuple(map(_span, windows)) or (Span(),)) for windows in week)


def of_form(form: Mapping[str, str]) -> Days | None:
    """Return the fields that were sent; None: the form has none."""
    if "fields" not in form:
        return None
    return tuple(DayForm(f"open-{day}" in form, _spans(form, day) or (Span(),)) for day in range(len(DAYS)))


def _spans(form: Mapping[str, str], day: int) -> tuple[Span, ...]:
    names = takewhile(lambda name: f"opens-{name}" in form, (f"{day}-{place}" for place in count()))
    return tuple(Span(form[f"opens-{n}"], form.get(f"closes-{n}", ""), f"next-{n}" in form) for n in names)


def checked(days: Days) -> tuple[Days, Week | None]:
    """Return the fields with their mistakes, and the week; None if there is a mistake."""
    usual = _usual(days)
    found = tuple(_checked_day(day, usual) for day in days)
    if any(day.problem or span.problem for day in found for span in day.spans):
        return found, None
    return found, tuple(day.windows for day in found)


def _checked_day(day: DayForm, usual: Window | None) -> DayForm:
    if not day.is_open:
        return day
    spans = tuple(span if span.is_empty else _checked_span(span) for span in day.spans)
    if all(span.is_empty for span in spans):
        needed = Sentence("enter the times, or switch the day to closed")
        return replace(day, spans=(replace(spans[0], problem=needed, meant=usual), *spans[1:]))
    problem = None
    if not any(span.problem for span in spans):
        try:
            parse_windows(", ".join(day.typed))
        except HoursError as error:
            problem = error.reason
    return DayForm(True, spans, problem)


def _checked_span(span: Span) -> Span:
    try:
        windows = parse_windows(span.text)
    except HoursError as error:
        return replace(span, problem=error.reason, meant=_only(suggest_windows(span.text)))
    if len(windows) != 1:
        return replace(span, problem=Sentence("one opening and one closing time are expected, such as 11:00 and 19:00"))
    return replace(span, problem=None, meant=None)


def _usual(days: Days) -> Window | None:
    """Return the most frequent window of the week, as a suggestion for a day that is switched to open."""
    found = Counter(window for day in days for window in day.windows)
    return found.most_common(1)[0][0] if found else None


def _read(span: Span) -> Iterable[Window]:
    try:
        return parse_windows(span.text)
    except HoursError:
        return ()


def _only(windows: Windows | None) -> Window | None:
    return windows[0] if windows and len(windows) == 1 else None


def _span(window: Window) -> Span:
    closes = window.closes - END_OF_DAY if window.passes_midnight else window.closes
    return Span(clock(window.opens), clock(closes), window.passes_midnight)


def changed_by(days: Days, act: str, form: Mapping[str, str], targets: Collection[str]) -> Days:
    """Return the fields after a button.

    It is ``add-DAY``, ``remove-DAY-PLACE``, ``fix-DAY-PLACE``, ``copy-DAY`` or ``drawn-DAY``. ``targets`` are the days
    to which one is copied. Another button changes nothing.
    """
    name, _, where = act.partition("-")
    day_text, _, place_text = where.partition("-")
    if day_text not in _PLACES:
        return days
    day, place = int(day_text), int(place_text) if place_text.isdecimal() else 0
    match name:
        case "copy":
            return tuple(days[day] if str(number) in targets else each for number, each in enumerate(days))
        case "add":
            becomes = _with_room(days[day])
        case "remove":
            becomes = _without(days[day], place)
        case "fix":
            becomes = _fixed(days, day, place)
        case "drawn":
            becomes = _drawn(days[day], form.get("drawn", ""))
        case _:
            return days
    return tuple(becomes if number == day else each for number, each in enumerate(days))


def _with_room(day: DayForm) -> DayForm:
    return DayForm(True, (*(span for span in day.spans if not span.is_empty), Span()))


def _without(day: DayForm, place: int) -> DayForm:
    kept = tuple(span for number, span in enumerate(day.spans) if number != place)
    return DayForm(bool(kept), kept or (Span(),))


def _fixed(days: Days, day: int, place: int) -> DayForm:
    """Take the suggestion at a place, if there still is one."""
    spans = checked(days)[0][day].spans
    meant = (_span(span.meant) if number == place and span.meant else span for number, span in enumerate(spans))
    return DayForm(True, tuple(meant))


def _drawn(day: DayForm, text: str) -> DayForm:
    try:
        windows = parse_windows(text)
    except HoursError as error:
        return replace(day, problem=error.reason)
    return DayForm(bool(windows), tuple(map(_span, windows)) or (Span(),))


def was_typed_as_text(days: Days | None, text: str, shown: str) -> bool | None:
    """Whether the text counts, and not the fields: it was changed since both showed the hours ``shown``.

    None: both were changed and differ.
    """
    if days is None:
        return True
    if text.strip() == shown.strip():
        return False
    try:
        before: object = [each.typed for each in of_week(read_hours(shown))]
    except HoursError:
        before = None
    if before == [each.typed for each in days]:
        return True
    try:
        same = checked(days)[1] == read_hours(text)
    except HoursError:
        same = False
    return False if same else None
