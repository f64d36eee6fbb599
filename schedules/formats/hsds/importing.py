"""Import of HSDS, from Tsunagu or from other software, to a directory."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from bounds import ENTRIES, HSDS_SCHEDULES
from schedules.formats.hsds.common import CHARGED, ZONE_NOTE, digits
from schedules.formats.hsds.objects import HsdsError, JsonObject, LeftOutError, one_line, services
from schedules.formats.hsds.schedules import Row, read_row, versions_of
from schedules.model import Directory, EmailPage, Line
from schedules.rules import told, violations
from schedules.rules.violation import of_field
from schedules.values import TextError, dialled, printed
from sentences import Sentence


@dataclass(frozen=True)
class Imported:
    """An imported directory, and a sentence on each thing that was left out or can't be expressed."""

    directory: Directory
    unsaid: tuple[Sentence, ...]


def import_hsds(data: object, languages: Collection[str], zone: str, confirmed: date, source: str) -> Imported:
    """Import the telephone lines of HSDS data.

    The first and last date of a service's schedules become the first and last day of the line. Times are read as
    local times all year round, whichever of the zone's UTC offsets they have. A schedule with another UTC offset is
    left out.

    Args:
        data: parsed JSON: a service, a list of services, a page with ``contents``, or an organization.
        languages: the codes that lines may have.
        zone: the IANA zone of the services.
        confirmed: the date of confirmation of services without ``assured_date``.
        source: the value of ``source`` of the lines.

    Raises:
        HsdsError: a property has the wrong type, or there are too many services.
        ZoneInfoNotFoundError: there is no such zone.
    """
    reader = _Reader(languages, ZoneInfo(zone), confirmed, source)
    given = list(services(data))
    if len(given) > ENTRIES["lines"]:
        raise HsdsError(Sentence("there are more than {number} services", number=ENTRIES["lines"]))
    for service in given:
        reader.read(service)
    lines = sorted(reader.lines, key=lambda line: line.tier)
    return Imported(Directory(tuple(lines), reader.email), tuple(reader.unsaid))


class _Reader:
    """Converts services to lines, and collects sentences on what was left out."""

    def __init__(self, languages: Collection[str], zone: ZoneInfo, confirmed: date, source: str) -> None:
        self.lines: list[Line] = []
        self.email: dict[str, EmailPage] = {}
        self.unsaid: list[Sentence] = []
        self._languages = languages
        self._zone = zone
        self._confirmed = confirmed
        self._source = source
        self._who = ""
        self._texts: set[str] = set()

    def read(self, service: JsonObject) -> None:
        self._who, self._texts = service.text("name") or service.path, set()
        try:
            directory = self._directory(service)
        except LeftOutError as error:
            self._say(Sentence("left out: {cause}", cause=error.sentence))
        else:
            self.lines += directory.lines
            self.email |= directory.email

    def _say(self, what: Sentence) -> None:
        self.unsaid.append(Sentence("{who}: {problem}", who=one_line(self._who), problem=what))

    def _directory(self, service: JsonObject) -> Directory:
        """Return a directory with the line of a service and its e-mail page."""
        phone = self._phone(service)
        codes = self._codes(phone.objects("languages") or service.objects("languages"))
        hours, first_day, last_day = versions_of(self._rows(service))
        _check_status(service, first_day, last_day)
        self._say_what_is_not_read(service)
        ours, number = _ours(service), _printed(phone.text("number") or "")
        agency = service.object("organization").text("name") or service.text("name") or ""
        line_id = ours["id"] if ours else _new_id(agency, number)
        if any(line.id == line_id for line in self.lines):
            raise LeftOutError(Sentence("there is already a line {id}", id=line_id))
        line = Line(
            id=line_id,
            tier=int(ours["tier"]) if ours else 1,
            agency=agency,
            languages=frozenset(codes),
            number=number,
            dial=_dialled(line_id, number),
            hours=tuple(hours),
            zone=self._zone,
            confirmed=self._checked_on(service),
            source=self._source,
            first_day=first_day,
            last_day=last_day,
            charged=phone.text("description") == CHARGED,
        )
        return _kept_to_the_rules(Directory((line,), _email(service, line)))

    def _checked_on(self, service: JsonObject) -> date:
        if checked := service.day("assured_date"):
            return checked
        self._say(Sentence("it does not say when it was checked (assured_date), so it counts as never confirmed"))
        return self._confirmed

    def _phone(self, service: JsonObject) -> JsonObject:
        usable = []
        for phone in service.objects("phones"):
            self._say_the_rest(phone, _READ_OF_PHONE, {CHARGED})
            if reason := _unusable(phone):
                self._leave_out(phone, reason)
            else:
                usable.append(phone)
        if not usable:
            raise LeftOutError(Sentence("no telephone that takes calls"))
        for phone in usable[1:]:
            self._leave_out(phone, Sentence("a line has one number"))
        return usable[0]

    def _leave_out(self, phone: JsonObject, cause: Sentence) -> None:
        number = one_line(phone.text("number") or "")
        self._say(Sentence("telephone {text} is left out: {cause}", text=number, cause=cause))

    def _codes(self, languages: Iterable[JsonObject]) -> list[str]:
        codes = []
        for language in languages:
            self._say_the_rest(language, _READ_OF_LANGUAGE)
            given = language.text("code") or language.text("name") or ""
            code = _code(given)
            if code in self._languages:
                codes.append(code)
            else:
                self._say(_no_language(given))
        if not codes:
            raise LeftOutError(Sentence("no supported language"))
        return sorted(set(codes))

    def _rows(self, service: JsonObject) -> list[Row]:
        rows, schedules = [], service.objects("schedules")
        if len(schedules) > HSDS_SCHEDULES:
            raise LeftOutError(Sentence("it has more than {number} schedules", number=HSDS_SCHEDULES))
        for place, schedule in enumerate(schedules, start=1):
            try:
                rows.append(read_row(schedule, self._zone, self._confirmed))
            except LeftOutError as error:
                self._say(Sentence("schedule {number} is left out: {cause}", number=place, cause=error.sentence))
                said = {str(value) for _, value in error.sentence.values}
            else:
                said = {str(rows[-1]), *_BY_TELEPHONE}
            self._say_the_rest(schedule, _READ_OF_SCHEDULE, said)
        if not rows:
            raise LeftOutError(Sentence("no schedule that can be used"))
        return rows

    def _say_what_is_not_read(self, service: JsonObject) -> None:
        for name in service.properties:
            if name != "schedules":
                self._say_if_about_hours(service, name)
        for name in ("alert", "notes"):
            self._say_text(name, service.text(name) or "")

    def _say_the_rest(self, part: JsonObject, read: Collection[str], said: Collection[str] = ()) -> None:
        """Say every text of a schedule, a phone or a language that is neither read nor ``said`` otherwise."""
        for name, value in part.properties.items():
            if name in read or name.endswith("_id"):
                continue
            if not isinstance(value, str):
                self._say_if_about_hours(part, name)
            elif one_line(value) not in said:
                self._say_text(name, value)

    def _say_if_about_hours(self, source: JsonObject, name: str) -> None:
        if source.has(name) and _ABOUT_HOURS.search(name):
            self._say(Sentence("{name} is not read", name=one_line(name)))

    def _say_text(self, name: str, text: str) -> None:
        """Say a text for people once in a service, in however many places it is."""
        text = one_line(text)
        if text and text not in self._texts and not text.startswith(ZONE_NOTE):
            self._texts.add(text)
            self._say(Sentence("{name} is only for people to read: {text}", name=one_line(name), text=text))


def _no_language(given: str) -> Sentence:
    if not given:
        return Sentence("the language without code or name is left out: it is not supported")
    return Sentence("the language {language} is left out: it is not supported", language=one_line(given))


_READ_OF_SCHEDULE = (
    *("id", "freq", "interval", "wkst", "byday", "byweekno", "bymonthday", "byyearday", "count"),
    *("opens_at", "closes_at", "timezone", "valid_from", "valid_to", "dtstart", "until", "schedule_link"),
)
_READ_OF_PHONE = ("id", "number", "extension", "type", "languages")
_READ_OF_LANGUAGE = ("id", "code", "name")
_BY_TELEPHONE = ("phone", "telephone")
"""Values of ``attending_type`` that need no mention."""
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
    """Return Tsunagu's code of a language, given a code or a name. Subtags (``zh-Hans``, ``pt_BR``) are ignored."""
    primary = re.split("[-_]", given.lower())[0]
    return _CODES.get(primary, primary)


def _unusable(phone: JsonObject) -> Sentence | None:
    kind = (phone.text("type") or "voice").lower()
    if kind in _NOT_VOICE:
        return Sentence("it is for {code}, not for calls", code=kind)
    if phone.has("extension"):
        return Sentence("an extension can't be dialled")
    return None if phone.text("number") else Sentence("it has no number")


def _check_status(service: JsonObject, first_day: date | None, last_day: date | None) -> None:
    """Raise LeftOutError for a service that is not active, unless its dates express the status."""
    status = (service.text("status") or "active").lower()
    if status != "active" and not {"inactive": first_day, "defunct": last_day}.get(status):
        raise LeftOutError(Sentence("its status is {text}", text=one_line(status)))


def _ours(service: JsonObject) -> re.Match[str] | None:
    """Match the id and tier of a service that Tsunagu exported."""
    return re.fullmatch("(?P<id>[a-z0-9-]+), tier (?P<tier>[1-9][0-9]?)", service.text("alternate_name") or "")


def _email(service: JsonObject, line: Line) -> dict[str, EmailPage]:
    """Return the e-mail page by language. Only for services exported by Tsunagu is ``url`` known to be such a page."""
    address = service.text("url")
    if not (address and len(line.languages) == 1 and _ours(service)):
        return {}
    page = EmailPage(address, line.confirmation if service.has("assured_date") else None)
    return dict.fromkeys(line.languages, page)


def _new_id(agency: str, number: str) -> str:
    name = re.sub("[^a-z0-9]+", "-", agency.lower()).strip("-")
    return f"{name or 'line'}-{digits(number)}"


def _printed(number: str) -> str:
    try:
        return printed(number)
    except TextError as error:
        raise _no_line(of_field(one_line(number), "number", error.sentence)) from None


def _dialled(line_id: str, number: str) -> str:
    try:
        return dialled(number)
    except TextError as error:
        raise _no_line(of_field(line_id, "number", error.sentence)) from None


def _kept_to_the_rules(directory: Directory) -> Directory:
    if wrong := violations(directory):
        raise _no_line(*(told(directory, each) for each in wrong))
    return directory


def _no_line(*problems: Sentence) -> LeftOutError:
    return LeftOutError(Sentence("it can't be a line here: {problems}", problems=problems))
