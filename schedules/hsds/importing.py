"""From HSDS, ours or somebody else's, to a directory; what can't be expressed is said."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from schedules.document import DirectoryError, load_directory, write_yaml
from schedules.hours import CLOSED, DAYS, END_OF_DAY, Week, Window, find_clash, print_hours, said_day, said_window
from schedules.hsds.common import (
    BYDAY,
    LAST_MINUTE,
    NOTHING,
    ONE_DAY,
    ZONE_NOTE,
    digits,
    earliest,
    filled,
    latest,
    offsets,
)
from schedules.model import Directory, Hours, Line
from sentences import Sentence, SentenceError


class HsdsError(SentenceError, ValueError):
    """JSON that is not HSDS; the message is one line and says where."""


@dataclass(frozen=True)
class Imported:
    """What was read, and sentences on each thing that was left out or can't be expressed."""

    directory: Directory
    unsaid: tuple[Sentence, ...]


def import_hsds(data: object, languages: Collection[str], zone: str, confirmed: date, source: str) -> Imported:
    """The telephone lines in HSDS: a service, a list of them, a page of ``contents``, or an organization's.

    The first date from which and the last to which a service has schedules become the line's first and last
    day. A time is what the clock on the wall shows there, all year, also if the offset of summer or winter is
    written with it; one with an offset that the zone does not have is left out.

    Args:
        data: the JSON, already parsed.
        languages: the codes that lines may have.
        zone: the IANA zone in which the services are.
        confirmed: when services were checked that do not say it themselves, in ``assured_date``.
        source: where it comes from.

    Raises:
        HsdsError: a property that is read is of the wrong type.
        ZoneInfoNotFoundError: there is no such zone.
    """
    reader = _Reader(languages, ZoneInfo(zone), confirmed, source)
    for service in _services(data):
        reader.read(service)
    lines = sorted(reader.lines, key=lambda line: line.tier)
    return Imported(Directory(tuple(lines), reader.email), tuple(reader.unsaid))


class _LeftOutError(SentenceError):
    """Why a service or one of its schedules can't be used."""


_KINDS = {
    str: Sentence("a text"),
    bool: Sentence("true or false"),
    int: Sentence("a number"),
    float: Sentence("a number"),
    list: Sentence("a list"),
    dict: Sentence("an object"),
}


@dataclass(frozen=True, slots=True)
class _Object:
    """A JSON object and where it stands. A property that is null is not there."""

    properties: Mapping[str, Any]
    path: str

    @classmethod
    def of(cls, value: object, path: str) -> "_Object":
        return cls(_checked(value, path, dict), path)

    def text(self, name: str) -> str | None:
        text: str = self._take(name, str, "")
        return text.strip() or None

    def number(self, name: str) -> float | None:
        number: float | None = self._take(name, float, None)
        if number is not None and not abs(number) < 1000:
            raise _LeftOutError(Sentence("{name} is no number that can be meant", name=name))
        return number

    def object(self, name: str) -> "_Object":
        return _Object(self._take(name, dict, {}), f"{self.path}.{name}")

    def objects(self, name: str) -> list["_Object"]:
        return _objects(self._take(name, list, []), f"{self.path}.{name}")

    def day(self, name: str) -> date | None:
        text = self.text(name)
        if text is None:
            return None
        try:
            return datetime.fromisoformat(text).date()
        except ValueError:
            no_date = Sentence("{name} {text} is not a date such as 2026-01-05", name=name, text=_one_line(text))
            raise _LeftOutError(no_date) from None

    def has(self, name: str) -> bool:
        return self.properties.get(name) not in NOTHING

    def _take(self, name: str, kind: type, otherwise: Any) -> Any:
        value = self.properties.get(name)
        return otherwise if value is None else _checked(value, f"{self.path}.{name}", kind)


def _checked(value: object, path: str, kind: type) -> Any:
    if _KINDS.get(type(value)) != _KINDS[kind]:
        found = _KINDS.get(type(value), "null")
        raise HsdsError(Sentence("{id}: {what} is expected, not {text}", id=path, what=_KINDS[kind], text=found))
    return value


def _objects(values: list[Any], path: str) -> list[_Object]:
    return [_Object.of(value, f"{path}[{place}]") for place, value in enumerate(values)]


def _services(data: object) -> Iterator[_Object]:
    """Every service, those of an organization with it as theirs."""
    for each in _page(data):
        if not each.has("services"):
            yield each
            continue
        organization = {"name": each.text("name")}
        for service in each.objects("services"):
            own = {name: value for name, value in service.properties.items() if value is not None}
            yield _Object({"organization": organization, **own}, service.path)


def _page(data: object) -> list[_Object]:
    if isinstance(data, list):
        return _objects(data, "data")
    page = _Object.of(data, "data")
    return page.objects("contents") if "contents" in page.properties else [page]


@dataclass(frozen=True, slots=True)
class _Row:
    """One schedule: the same window on some days of every week between two dates."""

    days: tuple[int, ...]
    window: Window
    first: date | None
    last: date | None

    def holds_on(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


class _Reader:
    """Reads services into lines, and notes what it can't."""

    def __init__(self, languages: Collection[str], zone: ZoneInfo, confirmed: date, source: str) -> None:
        self.lines: list[Line] = []
        self.email: dict[str, str] = {}
        self.unsaid: list[Sentence] = []
        self._languages = languages
        self._zone = zone
        self._confirmed = confirmed
        self._source = source
        self._who = ""

    def read(self, service: _Object) -> None:
        self._who = service.text("name") or service.path
        try:
            directory = self._directory(service)
        except _LeftOutError as error:
            self._say(Sentence("left out: {cause}", cause=error.sentence))
        else:
            self.lines += directory.lines
            self.email |= directory.email

    def _say(self, what: Sentence) -> None:
        self.unsaid.append(Sentence("{who}: {problem}", who=_one_line(self._who), problem=what))

    def _directory(self, service: _Object) -> Directory:
        """A directory of the one line: its document is what our own rules are about."""
        phone = self._phone(service)
        codes = self._codes(phone.objects("languages") or service.objects("languages"))
        versions, first_day, last_day = _versions(self._rows(service))
        _check_status(service, first_day, last_day)
        self._say_what_is_not_read(service)
        entry = {
            **self._identity(service, phone),
            "languages": codes,
            "hours": [filled(since=each.since, hours=print_hours(each.week)) for each in versions],
            "first_day": first_day,
            "last_day": last_day,
            "zone": self._zone.key,
            "confirmed": self._checked_on(service),
            "source": self._source,
        }
        return _load({"lines": [entry], "email": _email(service, codes)})

    def _checked_on(self, service: _Object) -> date:
        if checked := service.day("assured_date"):
            return checked
        self._say(Sentence("it does not say when it was checked (assured_date), so it counts as never confirmed"))
        return self._confirmed

    def _identity(self, service: _Object, phone: _Object) -> dict[str, Any]:
        agency = service.object("organization").text("name") or service.text("name") or ""
        number = phone.text("number") or ""
        ours = _ours(service)
        line_id = ours["id"] if ours else _new_id(agency, number)
        if any(line.id == line_id for line in self.lines):
            raise _LeftOutError(Sentence("there is a line {id} already", id=line_id))
        return {"id": line_id, "tier": int(ours["tier"]) if ours else 1, "agency": agency, "number": number}

    def _phone(self, service: _Object) -> _Object:
        usable = []
        for phone in service.objects("phones"):
            if reason := _unusable(phone):
                self._leave_out(phone, reason)
            else:
                usable.append(phone)
        if not usable:
            raise _LeftOutError(Sentence("no telephone that takes calls"))
        for phone in usable[1:]:
            self._leave_out(phone, Sentence("a line has one number"))
        return usable[0]

    def _leave_out(self, phone: _Object, cause: Sentence) -> None:
        number = _one_line(phone.text("number") or "")
        self._say(Sentence("telephone {text} is left out: {cause}", text=number, cause=cause))

    def _codes(self, languages: Iterable[_Object]) -> list[str]:
        codes = []
        for language in languages:
            given = language.text("code") or language.text("name") or ""
            code = _code(given)
            if code in self._languages:
                codes.append(code)
            else:
                self._say(_no_language(given))
        if not codes:
            raise _LeftOutError(Sentence("no language that is one of ours"))
        return sorted(set(codes))

    def _rows(self, service: _Object) -> list[_Row]:
        rows = []
        for place, schedule in enumerate(service.objects("schedules"), start=1):
            try:
                rows.append(_row(schedule, self._zone, self._confirmed))
            except _LeftOutError as error:
                self._say(Sentence("schedule {number} is left out: {cause}", number=place, cause=error.sentence))
            else:
                self._say_what_is_not_read(schedule)
        if not rows:
            raise _LeftOutError(Sentence("no schedule that can be used"))
        return rows

    def _say_what_is_not_read(self, source: _Object) -> None:
        for name in source.properties:
            if source.has(name) and name not in _READ and _ABOUT_HOURS.search(name):
                self._say(Sentence("{name} is not read", name=_one_line(name)))
        for name in ("alert", "notes"):
            if (text := source.text(name)) and not text.startswith(ZONE_NOTE):
                self._say(Sentence("{name} is only for people to read: {text}", name=name, text=_one_line(text)))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _no_language(given: str) -> Sentence:
    if not given:
        return Sentence("the language without code or name is left out: it is not one of ours")
    return Sentence("the language {language} is left out: it is not one of ours", language=_one_line(given))


_READ = ("schedules", "opens_at", "closes_at", "schedule_link")
_ABOUT_HOURS = re.compile("schedul|hour|open|clos|holiday|weekday|at_location", re.IGNORECASE)
_NOT_VOICE = ("text", "sms", "fax", "video", "pager", "textphone", "tty", "tdd")
_CODES = {
    word: code
    for code, words in {
        "vi": "vie vietnamese",
        "zh": "zho chi cmn chinese mandarin",
        "id": "ind indonesian",
        "fil": "tl tgl filipino tagalog",
        "en": "eng english",
        "th": "tha thai",
        "km": "khm khmer cambodian",
        "my": "mya bur burmese myanmar",
        "ja": "jpn japanese",
        "ko": "kor korean",
        "es": "spa spanish",
        "pt": "por portuguese",
        "ne": "nep nepali",
        "mn": "mon mongolian",
    }.items()
    for word in words.split()
}


def _code(given: str) -> str:
    """The code by which we know a language; of ``zh-Hans`` or ``pt_BR`` only the language counts."""
    primary = re.split("[-_]", given.lower())[0]
    return _CODES.get(primary, primary)


def _unusable(phone: _Object) -> Sentence | None:
    kind = (phone.text("type") or "voice").lower()
    if kind in _NOT_VOICE:
        return Sentence("it is for {code}, not for calls", code=kind)
    if phone.has("extension"):
        return Sentence("an extension can't be dialled")
    return None if phone.text("number") else Sentence("it has no number")


def _check_status(service: _Object, first_day: date | None, last_day: date | None) -> None:
    """A service that isn't active is taken only if its dates say the same."""
    status = (service.text("status") or "active").lower()
    if status != "active" and not {"inactive": first_day, "defunct": last_day}.get(status):
        raise _LeftOutError(Sentence("its status is {text}", text=_one_line(status)))


def _ours(service: _Object) -> re.Match[str] | None:
    """The id and tier of a service that we have written."""
    return re.fullmatch("(?P<id>[a-z0-9-]+), tier (?P<tier>[1-9])", service.text("alternate_name") or "")


def _email(service: _Object, codes: list[str]) -> dict[str, str]:
    """Only of our own services is it known that the page is one for consultation by e-mail."""
    page = service.text("url")
    return {codes[0]: page} if page and len(codes) == 1 and _ours(service) else {}


def _new_id(agency: str, number: str) -> str:
    name = re.sub("[^a-z0-9]+", "-", agency.lower()).strip("-")
    return f"{name or 'line'}-{digits(number)}"


def _load(document: Mapping[str, Any]) -> Directory:
    try:
        return load_directory(write_yaml(document))
    except DirectoryError as error:
        raise _LeftOutError(
            Sentence("it can't be a line of ours: {problems}", problems=tuple(each.text for each in error.problems))
        ) from None


def _versions(rows: Collection[_Row]) -> tuple[list[Hours], date | None, date | None]:
    """The rows as weeks that follow each other, with the first and the last day that any row holds."""
    starts = {row.first for row in rows} | {row.last + ONE_DAY for row in rows if row.last}
    versions = [
        Hours(_week(row for row in rows if row.first is None)),
        *(Hours(_week(row for row in rows if row.holds_on(since)), since) for since in sorted(filter(None, starts))),
    ]
    first_day = last_day = None
    if versions[0].week == CLOSED:
        first_day = versions[1].since
        versions[:2] = [Hours(versions[1].week)]
    if versions[-1].week == CLOSED and (ended := versions.pop().since):
        last_day = ended - ONE_DAY
    return versions, first_day, last_day


def _week(rows: Iterable[_Row]) -> Week:
    days: list[list[Window]] = [[] for _ in DAYS]
    for day, window in sorted({(day, row.window) for row in rows for day in row.days}):
        if clash := find_clash(days, day, window):
            raise _LeftOutError(
                Sentence(
                    "its hours {window} on {weekday} overlap or touch {window2} on {weekday2}",
                    window=said_window(window),
                    weekday=said_day(day),
                    window2=said_window(clash[1]),
                    weekday2=said_day(clash[0]),
                )
            )
        days[day].append(window)
    return tuple(map(tuple, days))


def _row(schedule: _Object, zone: ZoneInfo, confirmed: date) -> _Row:
    _check_rule(schedule)
    first = latest(_start(schedule, "valid_from"), _start(schedule, "dtstart"))
    last = earliest(_end(schedule, "valid_to"), _end(schedule, "until"))
    if first and last and last < first:
        raise _LeftOutError(Sentence("it ends on {day}, before it begins on {day2}", day=last, day2=first))
    opens, opens_offset = _clock(schedule, "opens_at")
    closes, closes_offset = _clock(schedule, "closes_at")
    given = [each for each in (schedule.number("timezone"), opens_offset, closes_offset) if each is not None]
    _check_offsets(given, zone, first or confirmed)
    return _Row(_days(schedule), _window(opens, closes), first, last)


def _check_rule(schedule: _Object) -> None:
    freq, interval = schedule.text("freq"), schedule.number("interval")
    if freq is None:
        raise _LeftOutError(Sentence("freq is missing; only WEEKLY can be expressed"))
    if freq != "WEEKLY":
        raise _LeftOutError(Sentence("freq {text}; only WEEKLY can be expressed", text=_one_line(freq)))
    if interval not in (None, 1):
        raise _LeftOutError(Sentence("interval {text}; only every week can be expressed", text=str(interval)))
    for name in ("byweekno", "bymonthday", "byyearday", "count"):
        if schedule.has(name):
            raise _LeftOutError(Sentence("{name} can't be expressed", name=name))


def _days(schedule: _Object) -> tuple[int, ...]:
    byday = schedule.text("byday")
    if byday is None:
        raise _LeftOutError(Sentence("byday is missing; days such as {text} are expected", text=",".join(BYDAY)))
    names = [name.strip() for name in byday.split(",")]
    if not set(names) <= set(BYDAY):
        raise _LeftOutError(
            Sentence("byday {text}; days such as {text2} are expected", text=_one_line(byday), text2=",".join(BYDAY))
        )
    return tuple(map(BYDAY.index, names))


def _start(schedule: _Object, name: str) -> date | None:
    day = schedule.day(name)
    return day if day and day.year >= 2000 else None  # 1900-01-01 and the like are written for "always"


def _end(schedule: _Object, name: str) -> date | None:
    day = schedule.day(name)
    return day if day and day.year <= 2100 else None  # so is 9999-12-31


_CLOCK = re.compile("([0-9]{1,2}):([0-9]{2})(?::(00|59))?(?:(Z)|([+-][0-9]{2}):?([0-9]{2}))?")


def _clock(schedule: _Object, name: str) -> tuple[int, float | None]:
    """Minutes after midnight, 0 to 1440, and the UTC offset in hours that is written with them."""
    text = schedule.text(name)
    if text is None:
        raise _LeftOutError(Sentence("{name} is missing; a time such as 09:00+09:00 is expected", name=name))
    match = _CLOCK.fullmatch(text)
    hour, minute = (int(match[1]), int(match[2])) if match else (99, 99)
    if match is None or minute > 59 or hour * 60 + minute > END_OF_DAY or (match[3] == "59" and minute != 59):
        raise _LeftOutError(
            Sentence("{name} {text}; a time such as 09:00+09:00 is expected", name=name, text=_one_line(text))
        )
    if not match[5]:
        return hour * 60 + minute, 0 if match[4] else None
    return hour * 60 + minute, int(match[5]) + int(f"{match[5][0]}{match[6]}") / 60


def _check_offsets(given: Iterable[float], zone: ZoneInfo, day: date) -> None:
    ours = {offset / timedelta(hours=1) for offset in offsets(zone, day.year)}
    for hours in given:
        if hours not in ours:
            raise _LeftOutError(
                Sentence(
                    "its times are at UTC{text}, where {zone} is at UTC{text2}",
                    text=f"{hours:+g}",
                    zone=zone.key,
                    text2=f"{min(ours):+g}",
                )
            )


def _window(opens: int, closes: int) -> Window:
    if opens == closes:
        raise _LeftOutError(Sentence("it closes when it opens, which may mean all day or never"))
    if opens == END_OF_DAY:
        raise _LeftOutError(Sentence("nothing opens at 24:00"))
    if closes in (0, LAST_MINUTE):
        return Window(opens, END_OF_DAY)
    return Window(opens, closes if opens < closes else closes + END_OF_DAY)
