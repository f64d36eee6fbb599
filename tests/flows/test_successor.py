"""An agency is replaced at a moment: one second before it everything names the old one, from it on the new one.

Every output of every language is looked at, of two processes that share a database, without a look at it in between.
What counts as old and new is written down here by hand, and found by patterns that share nothing with the rehearsal.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from icalendar import Calendar

from ivr.app import Service, compose
from ivr.core.rehearsal.rehearse import Wrong, rehearse
from ivr.demo import NUMBER, TOKEN
from ivr.phone.events import Heard
from ivr.phone.handset import Handset
from ivr.privacy import Privacy
from ivr.service.fallback import page as fallback_page
from ivr.service.prompts.editor import SentenceEditor
from ivr.service.prompts.live import LiveBook
from ivr.service.prompts.planning import PlannedWords, WordPlanner
from ivr.service.rehearsal import states
from ivr.service.schedule.editor import ScheduleEditor
from ivr.service.schedule.live import LiveSchedule
from ivr.service.text.delivery import Delivery
from ivr.service.upkeep import Upkeep
from ivr.settings import Settings
from ivr.store import recordings
from ivr.store.db import open_store, writing
from ivr.store.purge import Ages
from ivr.worker import dialling_of, live, since_of, writer_of
from prompts import LANGUAGES, Recording
from prompts.recordings import Kind
from prompts.voices import VOICES
from schedules import (
    Directory,
    EmailPage,
    Hours,
    Notice,
    Timetable,
    Wording,
    load_directory,
    parse_hours,
    write_directory,
)
from tests.support.book import load_book
from tests.support.clocks import StandingClock
from tests.support.databases import sqlite_database
from tests.support.desk import Carrier
from tests.support.inside import SITE, Inside
from tests.support.people import NOBODY_ANSWERS, Person, join_background_work, keys_for
from tests.support.timetables import japan
from tests.support.waiting import LONG
from tests.support.words import draft

BEFORE = japan("2027-03-29 12:00")
T = japan("2027-04-01 12:00")
"""A Thursday at noon: lines of Vietnamese, Indonesian, Thai and Khmer are open, those of the others are not."""
SECOND = timedelta(seconds=1)
OLD_NAMES = re.compile(
    r"(?<![A-Za-z])OTIT(?![A-Za-z])|外国人技能実習機構|がいこくじん ぎのうじっしゅう きこう|soudan/vi|old words"
)
NEW_NAMES = re.compile(r"ESDO|外国人育成就労機構|esdo\.example|new words")
OLD_NUMBER, NEW_NUMBER = "120250", "120999"
"""What each number of the agency begins with, without the 0 or the country code."""
EDITED = {"vi": "goodbye", "en": "page_about", "th": "sms_stopped", "ko": "nobody", "km": "goodbye"}
RECORDED = ("ne", "my", "km", "mn")


def successor() -> Directory:
    """Names, numbers, hours, notices, the agencies' words and an e-mail page are others."""
    shipped = load_directory()
    lines = [
        replace(
            line,
            agency="ESDO",
            number=line.number.replace("-250-", "-999-"),
            dial=line.dial.replace("250", "999", 1),
            hours=(Hours(parse_hours("Mon-Fri 10:00-20:00")),) if line.id == "otit-km" else line.hours,
        )
        if line.agency == "OTIT"
        else line
        for line in shipped.lines
    ]
    told = {code: f"ESDO (外国人育成就労機構): new words in {code}." for code in LANGUAGES}
    words = {code: Wording(f"ESDO {code}", ("new words",), "new words", draft=True) for code in LANGUAGES}
    notice = Notice("successor", T.date(), "a test", words)
    agencies = {"ESDO": told, "FRESC": shipped.agencies["FRESC"]}
    email = {**shipped.email, "vi": EmailPage("https://esdo.example/vi/")}
    return replace(shipped, lines=tuple(lines), agencies=agencies, email=email, notices=(notice,))


@dataclass
class Site:
    """Two processes of a service, whose clock stands still until it is set."""

    settings: Settings
    clock: StandingClock
    services: list[tuple[LiveSchedule, LiveBook, Service]]
    callers: int = 0

    def telephone(self, service: Service) -> Handset:
        """Return the telephone of somebody who has not called before."""
        self.callers += 1
        session = Inside(service.wsgi).session()
        return Handset(SITE, TOKEN, f"+819012{self.callers:06}", NUMBER, session=session)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    settings = Settings(
        public_url=SITE,
        secret_key="a secret of thirty-two characters",
        account_sid="AC1",
        auth_token=TOKEN,
        phone_number=NUMBER,
        sms_sender=NUMBER,
        carrier="simulated",
        database_url=sqlite_database(tmp_path / "site.db"),
        schedule_copy="",
        sms_per_range=100_000,
        sms_per_day=100_000,
        text_after_silence=True,
    )
    clock = StandingClock(BEFORE)
    made = Site(settings, clock, [])
    for _ in range(2):
        schedule, book = live(settings, clock, LONG)
        made.services.append((schedule, book, compose(settings, schedule, book, clock, patience=LONG)))
    plan(made)
    yield made
    for _, _, service in made.services:
        service.close()
    join_background_work()


def plan(site: Site) -> None:
    """Plan everything for the moment, and let each process read it once."""
    _, book, service = site.services[0]
    editor = SentenceEditor(service.engine, book, "Aiko")
    now = site.clock.now()
    for language, prompt in EDITED.items():
        sentence = book.collection.sentences[language].by_id[prompt]
        draft(editor, language, prompt, sentence + {"th": " new words"}.get(language, " ESDO"))
    planner, hours = WordPlanner(editor), ScheduleEditor(service.engine, "Aiko")
    hours.save_draft(write_directory(successor()), now)
    planned = PlannedWords(planner.drafted())
    planner.check(planned, "a successor", Timetable(successor()), T)
    hours.publish_draft("a successor", now, T, along=planner.along(planned, "a successor", now))
    clip = next(iter(load_book().recordings["ne"].values()))
    for code in RECORDED:
        made = Recording(code, "ESDO", clip.audio + code.encode(), clip.seconds, Kind.RECORDED)
        with writing(service.engine) as connection:
            recordings.append(
                connection,
                code,
                "agency.ESDO",
                "ESDO",
                "Aiko",
                now,
                name=made.name,
                kind=made.kind,
                seconds=made.seconds,
                audio=made.audio,
            )
    for other, its, _ in site.services:
        other.refresh()
        its.refresh()
        its.engine = other.engine = open_store("sqlite://")  # nothing can be read at the moment


def old_and_new(text: str) -> tuple[set[str], set[str]]:
    """Return the old and the new names and numbers in a text."""
    plain = unicodedata.normalize("NFKC", text)
    digits = "".join(str(unicodedata.digit(each)) for each in plain if each.isdigit())
    old, new = set(OLD_NAMES.findall(plain)), set(NEW_NAMES.findall(plain))
    old |= {OLD_NUMBER} if OLD_NUMBER in digits else set()
    new |= {NEW_NUMBER} if NEW_NUMBER in digits else set()
    return old, new


def outputs(site: Site, service: Service) -> Iterator[tuple[str, str]]:
    """Yield everything that a process tells at the moment of the clock, with what it is."""
    for code in LANGUAGES:
        yield from calls(site, service, code)
        telephone = site.telephone(service)
        for word in (LANGUAGES[code].english, "INFO", "HELP", "REMIND"):
            yield f"text {code} {word}", telephone.text(word) or ""
    silent = site.telephone(service).call(Person())
    yield "call without a language", "\n".join(map(str, silent))
    yield "text ???", site.telephone(service).text("???") or ""
    yield from pages(service)


def pages(service: Service) -> Iterator[tuple[str, str]]:
    """Yield every public page and document."""
    for code in LANGUAGES:
        for path in (f"/{code}", f"/{code}/privacy", f"/{code}.ics"):
            yield path, got(service, path)
    for path in ("/", "/poster", "/poster?size=card", "/hours.json", "/hsds.json", "/nowhere"):
        yield path, got(service, path)


def calls(site: Site, service: Service, code: str) -> Iterator[tuple[str, str]]:
    """Yield what is heard and dialled in calls of a language: nobody answers; the keys at rest."""
    chosen = keys_for(code)
    for keys in ([], ["1"], ["4", "1", "1"], ["3", "09055556666#", "1"]):
        person = Person([*chosen, *([""] * 2 if keys else []), *keys], otherwise=NOBODY_ANSWERS)
        events = site.telephone(service).call(person)
        assert any(isinstance(each, Heard) for each in events)
        yield f"call {code} {keys}", "\n".join(map(str, events))


def got(service: Service, path: str) -> str:
    answer = Inside(service.wsgi).session().get(f"{SITE}{path}")
    assert answer.status_code in (200, 404), path
    if path.endswith(".ics"):
        return begun(answer)
    return answer.text


def begun(answer: requests.Response) -> str:
    """Return a calendar without the events that begin at the moment or later: they name the new agency before it."""
    calendar = Calendar.from_ical(answer.text)
    calendar.subcomponents = [
        each for each in calendar.walk("VEVENT") if str(each.decoded("DTSTART"))[:10] < str(T.date())
    ]
    return str(calendar.to_ical().decode()).replace("\r\n ", "")


@pytest.mark.long
def test_everything_switches_in_the_same_second(site: Site) -> None:
    wrong: list[tuple[str, str, set[str]]] = []
    seen: dict[str, set[str]] = {"before": set(), "after": set()}
    for moment in (T - SECOND, T):
        site.clock.at = moment
        for schedule, book, service in site.services:
            told = [*(outputs(site, service) if service is site.services[0][2] else pages(service))]
            given = schedule.at(moment), book.at(moment), moment, dialling_of(site.settings)
            told.append(("fallback", fallback_page(*given)))
            for what, text in told:
                old, new = old_and_new(text)
                misplaced = old if moment == T else new
                wrong += [(str(moment), what, misplaced)] if misplaced else []
                seen["after" if moment == T else "before"] |= new if moment == T else old
    assert not wrong
    assert seen["before"] >= {"OTIT", "外国人技能実習機構", "soudan/vi", OLD_NUMBER}
    assert seen["after"] == {"ESDO", "外国人育成就労機構", "esdo.example", "new words", NEW_NUMBER}


def test_a_text_that_was_promised_before_and_leaves_afterwards_is_true(site: Site) -> None:
    schedule, book, service = site.services[0]
    carrier = Carrier()
    database = open_store(site.settings.database_url)
    privacy = Privacy(site.settings.secret_key)
    worker = Delivery(
        database,
        privacy,
        carrier,
        schedule.at,
        writer_of(site.settings, book),
        site.clock,
        Upkeep(database, schedule.at, Ages()),
        patience=LONG,
        since=since_of(schedule, book),
    )
    site.clock.at = T - SECOND
    site.telephone(service).call(Person(keys_for("vi"), otherwise=NOBODY_ANSWERS))
    site.telephone(service).call(Person([*keys_for("zh"), "", "1"], otherwise=NOBODY_ANSWERS))
    site.clock.at = T
    while worker.deliver_one():
        pass
    assert carrier.taken
    site.clock.at = japan("2027-04-02 11:00")  # when the Chinese line opens
    while worker.deliver_one():
        pass
    bodies = [body for _, body in carrier.taken]
    assert len(bodies) == 3, bodies
    assert all(old_and_new(body)[0] == set() for body in bodies)
    assert sum("ESDO" in body for body in bodies) == 3
    database.dispose()


def test_the_rehearsal_of_the_plan_finds_nothing_and_what_is_left_if_something_is(site: Site) -> None:
    database = open_store(site.settings.database_url)
    given = database, T, BEFORE, dialling_of(site.settings), VOICES["twilio"]
    found = rehearse(*states(*given), old=["外国人技能実習機構"])
    assert {(each.wrong, each.what.split(".")[0]) for each in found.findings} == {
        (Wrong.SILENT, "goodbye"),  # nobody has recorded its new words
        (Wrong.SILENT, "key_notice"),
        (Wrong.SILENT, "notice"),
    }
    assert found.old.names == {"OTIT", "外国人技能実習機構"}
    forgotten = write_directory(replace(successor(), agencies=load_directory().agencies))
    unsaid = [each for each in rehearse(*states(*given, document=forgotten)).findings if each.wrong is Wrong.UNSAID]
    assert [(each.what, each.languages[0]) for each in unsaid] == [("ESDO", "vi")]
    editor = SentenceEditor(database, LiveBook(database), "Ben")
    draft(editor, "en", "goodbye", "OTIT says goodbye.")
    with_draft = states(*given, document=write_directory(successor()), words_of="Ben")
    assert {str(each.where) for each in rehearse(*with_draft).findings if each.what == "OTIT"} >= {"sentence goodbye"}
    database.dispose()
