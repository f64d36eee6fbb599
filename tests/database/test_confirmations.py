"""Links of agencies: an answer counts once and becomes a draft; a hostile one changes nothing; reminders go once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text

from ivr.clock import MovableClock
from ivr.core.confirmations.answers import OfLine, Says, Typed
from ivr.core.confirmations.readers import Reader
from ivr.core.confirmations.reminding import LINK_LASTS
from ivr.core.confirmations.states import State
from ivr.mail import MailServer
from ivr.privacy import Privacy
from ivr.service.backup.restoring import restore
from ivr.service.confirmations.contacts import set_contact
from ivr.service.confirmations.links import Asked, ConfirmationLinks
from ivr.service.confirmations.mailing import Mailing
from ivr.service.people.credentials import LinkError, TooManyError
from ivr.service.purge import purge
from ivr.service.schedule.editor import ScheduleEditor
from ivr.service.schedule.plans import UndecidedError
from ivr.service.schedule.refusals import EditError
from ivr.store import confirmations as store
from ivr.store import tables
from ivr.store.audit import latest
from ivr.store.backup import copy_in_use
from ivr.store.db import open_store, read, write, writing
from ivr.store.drafts import all_drafts
from ivr.store.purge import Ages
from ivr.store.rekey import seal_again
from schedules import print_hours, read_hours
from tests.support import channels
from tests.support.desk import TIMETABLE
from tests.support.revisions import hours

NOW = datetime(2026, 11, 30, 1, tzinfo=UTC)  # Monday, 10:00 in Japan
PLACE = "https://hotline.example.org/confirm/"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NINE_TO_FIVE = "Mon-Fri 09:00-17:00"
Spoil = Callable[[ConfirmationLinks, str], str]
on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def links(engine: Engine, privacy: Privacy, aiko: ScheduleEditor) -> ConfirmationLinks:
    aiko.head(NOW)  # publishes the hours that ship
    return ConfirmationLinks(engine, privacy, "https://hotline.example.org")


@pytest.fixture
def mails() -> Iterator[channels.MailServer]:
    server = channels.MailServer()
    yield server
    server.close()


def token_of(links: ConfirmationLinks, agency: str = "FRESC", now: datetime = NOW) -> str:
    return links.make(agency, "Aiko", now, mail=False).removeprefix(PLACE)


def all_right(asked: Asked, name: str = "Yamada", **lines: OfLine) -> Typed:
    """Return the answer that all lines of a page are right but some."""
    right = {each.line.id: OfLine(Says.RIGHT, "", each.mark) for each in asked.lines}
    return Typed(name, "", {**right, **{each.replace("_", "-"): line for each, line in lines.items()}})


def answer(links: ConfirmationLinks, token: str, now: datetime = NOW, name: str = "Yamada", typed: str = "") -> Asked:
    """Answer that all is right, or that the last line has other hours."""
    asked = links.open(token, "::1", now)
    last = asked.lines[-1]
    canonical = print_hours(read_hours(typed)) if typed else ""
    other = {last.line.id: OfLine(Says.HOURS, typed, last.mark, canonical)} if typed else {}
    return links.answer(token, all_right(asked, name, **other), "::1", now)


def acts(engine: Engine, most: int = 1) -> list[tuple[str, str, str, str]]:
    return [(each.who, f"{each.act}", f"{each.what}", f"{each.detail}") for each in read(engine, latest, most)][::-1]


def state(engine: Engine) -> object:
    """Return all that an answer could change."""
    with engine.connect() as connection:
        kept = (tables.confirmation_links, tables.drafts, tables.revisions, tables.agency_contacts)
        return [connection.execute(select(each)).all() for each in kept]


def test_an_answer_becomes_a_draft_that_editors_publish(links: ConfirmationLinks, ben: ScheduleEditor) -> None:
    engine, token = links.engine, token_of(links)
    assert links.open(token, "::1", NOW) == links.open(token, "::1", NOW)
    assert ben.drafts() == []
    assert answer(links, token, NOW + DAY, typed="月～金 9時～18時").taken
    assert acts(engine, 3) == [
        ("Aiko", "agency asked to confirm", "FRESC", "valid until Mon 2026-12-14 10:00 JST"),
        (
            "FRESC/1",
            "draft saved",
            "based on revision 1",
            "fresc gains Mon-Fri 17:00-18:00, 5 h a week; fresc: confirmed: 2021-06-28 becomes 2026-12-01; fresc: "
            'source: published page, "Consult in your native language" becomes confirmed by the agency, by link of '
            "2026-11-30; fresc: confirmed by: none becomes Yamada",
        ),
        ("FRESC/1", "confirmation answered", "FRESC", "other hours: fresc"),
    ]
    assert ben.work(NOW + DAY).head.number == 1, "nothing is published"
    (draft,) = ben.drafts()
    assert (draft.owner, draft.shared) == ("FRESC/1", True)
    made = ScheduleEditor(engine, "Ben", owner="FRESC/1").publish_draft("FRESC says so", NOW + DAY)
    line = ben.timetable(NOW + DAY).directory.line("fresc")
    assert line
    assert (made.author, line.confirmed_by, print_hours(line.hours[0].week)) == ("Ben", "Yamada", "Mon-Fri 09:00-18:00")
    assert ben.drafts() == []


def test_two_answers_at_once_are_one(links: ConfirmationLinks, aiko: ScheduleEditor) -> None:
    token = token_of(links)
    asked = links.open(token, "::1", NOW)

    def send(name: str) -> bool:
        try:
            return links.answer(token, all_right(asked, name), "::1", NOW).taken
        except LinkError:
            return False

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(send, ["Abe", "Ito", "Ono", "Yamada"])) == [False, False, False, True]
    (draft,) = aiko.drafts()
    (link,) = read(links.engine, store.latest_links, 9)
    assert f"confirmed_by: {link.name}" in draft.document


def test_an_agency_has_one_open_link(links: ConfirmationLinks) -> None:
    with ThreadPoolExecutor(4) as pool:
        tokens = list(pool.map(lambda _: token_of(links), range(4)))
    (link,) = read(links.engine, store.open_links)
    assert link.id == 4
    assert sum(read(links.engine, store.open_link, each, NOW) is not None for each in tokens) == 1


def used(links: ConfirmationLinks, token: str) -> str:
    assert answer(links, token).taken
    return token


def replaced(links: ConfirmationLinks, token: str) -> str:
    token_of(links)
    return token


def withdrawn(links: ConfirmationLinks, token: str) -> str:
    links.withdraw(1, "Aiko", NOW)
    return token


def expired(links: ConfirmationLinks, token: str) -> str:
    return token_of(links, now=NOW - LINK_LASTS)


def altered(links: ConfirmationLinks, token: str) -> str:
    return token[:-1] + ("A" if token[-1] != "A" else "B")


def hidden(links: ConfirmationLinks, token: str) -> str:
    """All its lines are gone since."""
    editor = ScheduleEditor(links.engine, "Ben")
    directory = editor.timetable(NOW).directory
    document = editor.head(NOW).document.replace("- id: fresc\n", "- id: fresc\n    hidden: true\n")
    assert directory.line("fresc")
    editor.save_draft(document, NOW)
    editor.publish_draft("closed", NOW)
    return token


def unknown(links: ConfirmationLinks, token: str) -> str:
    return "\ufffdx\x00"


@on_one_database
@pytest.mark.parametrize(
    "spoil", [used, replaced, withdrawn, expired, altered, hidden, unknown], ids=lambda it: it.__name__
)
def test_a_link_that_does_not_work_changes_nothing(links: ConfirmationLinks, spoil: Spoil) -> None:
    first = token_of(links)
    page = links.open(first, "::1", NOW)
    token = spoil(links, first)
    before = state(links.engine)
    with pytest.raises(LinkError):
        links.open(token, "::1", NOW)
    with pytest.raises(LinkError):
        links.answer(token, all_right(page, "Mallory"), "::1", NOW)
    assert state(links.engine) == before
    assert acts(links.engine) == [("", "link refused", "", "::1")]


@on_one_database
def test_an_answer_of_another_line_changes_nothing(links: ConfirmationLinks) -> None:
    token, others = token_of(links, "FRESC"), token_of(links, "OTIT")
    page = links.open(token, "::1", NOW)
    (theirs, *_) = links.open(others, "::1", NOW).lines
    before = state(links.engine)
    for line in (theirs.line.id, "no-such-line", "fresc "):
        more = OfLine(Says.HOURS, "closed", theirs.mark, "closed")
        with pytest.raises(LinkError):
            links.answer(token, all_right(page, "Mallory", **{line: more}), "192.0.2.1", NOW)
    assert state(links.engine) == before
    assert acts(links.engine) == [("", "link refused", "FRESC", "192.0.2.1")]
    assert links.open(token, "::1", NOW), "the link still works"


@on_one_database
def test_what_is_in_doubt_leaves_the_link(links: ConfirmationLinks) -> None:
    token = token_of(links)
    page, before = links.open(token, "::1", NOW), state(links.engine)
    for name in ("", "a\x00b", "a" * 81):
        assert not links.answer(token, all_right(page, name), "::1", NOW).taken
    assert state(links.engine) == before
    assert answer(links, token).taken


@on_one_database
def test_nobody_confirms_what_they_have_not_seen(links: ConfirmationLinks, aiko: ScheduleEditor) -> None:
    token = token_of(links)
    page = links.open(token, "::1", NOW)
    aiko.edit(hours("fresc", "Mon-Fri 09:00-12:00"), NOW)
    aiko.publish_draft("shorter", NOW)
    again = links.answer(token, all_right(page), "::1", NOW)
    assert again.reading
    assert (again.taken, list(again.reading.mistakes)) == (False, ["says-fresc"])
    assert again.lines[0].hours(Reader.ENGLISH) == "Mon-Fri 09:00-12:00"
    assert links.answer(token, all_right(again), "::1", NOW).taken


@on_one_database
def test_what_ops_publish_after_an_answer_is_asked_about(links: ConfirmationLinks, aiko: ScheduleEditor) -> None:
    answer(links, token_of(links), typed=NINE_TO_FIVE.replace("17", "18"))
    aiko.edit(hours("fresc", "Mon-Fri 09:00-12:00"), NOW)
    aiko.publish_draft("shorter", NOW)
    theirs = ScheduleEditor(links.engine, "Aiko", owner="FRESC/1")
    with pytest.raises(UndecidedError):
        theirs.publish_draft("FRESC says so", NOW)


@on_one_database
def test_guesses_and_endless_answers_have_to_wait(links: ConfirmationLinks) -> None:
    token = token_of(links)
    page = links.open(token, "::1", NOW)
    for guess in range(50):
        with pytest.raises(LinkError):
            links.open(f"{guess}", "192.0.2.1", NOW)
    with pytest.raises(TooManyError):
        links.open(token, "192.0.2.1", NOW)
    for _ in range(50):
        assert not links.answer(token, all_right(page, ""), "::1", NOW).taken
    with pytest.raises(TooManyError):
        links.answer(token, all_right(page), "::1", NOW)
    assert links.answer(token, all_right(page), "::1", NOW + MINUTE).taken


@on_one_database
def test_a_link_that_was_used_since_a_backup_does_not_come_back(links: ConfirmationLinks, tmp_path: Path) -> None:
    token = token_of(links)
    copy_in_use(tmp_path / "test.db", tmp_path / "backup.db")
    restore(tmp_path / "backup.db", tmp_path / "place.db", NOW, "Aiko", replace=False)
    engine = open_store(f"sqlite:///{tmp_path}/place.db")
    with pytest.raises(LinkError):
        ConfirmationLinks(engine, links.privacy, links.public_url).open(token, "::1", NOW)
    engine.dispose()


@on_one_database
def test_an_agency_without_lines_or_address_gets_no_link(links: ConfirmationLinks) -> None:
    with pytest.raises(EditError, match="JITCO has no line that callers are offered"):
        token_of(links, "JITCO")
    with pytest.raises(EditError, match="FRESC has no address; enter one first"):
        links.make("FRESC", "Aiko", NOW, mail=True)
    with pytest.raises(EditError, match="this is not an e-mail address"):
        set_contact(links.engine, "FRESC", "office@example.org, x@example.org", Reader.ENGLISH, "Aiko", NOW)


@on_one_database
def test_what_is_kept_of_who_answers_goes_with_the_records(links: ConfirmationLinks) -> None:
    answer(links, token_of(links))
    assert purge(links.engine, Ages(), NOW + timedelta(days=729))["links to agencies"] == 0
    assert purge(links.engine, Ages(), NOW + timedelta(days=730))["links to agencies"] == 1


def sender(links: ConfirmationLinks, mails: channels.MailServer | None, clock: MovableClock) -> Mailing:
    """Return what sends mail, as a process has it."""
    server = MailServer(f"smtp://127.0.0.1:{mails.port}", "hotline@example.org") if mails else None
    return Mailing(links, lambda _: TIMETABLE, clock.now, server, "050-3123-4567")


def test_one_of_several_processes_reminds_an_agency_once_a_month(
    links: ConfirmationLinks, mails: channels.MailServer
) -> None:
    set_contact(links.engine, "FRESC", "office@example.org", Reader.EASY, "Aiko", NOW)

    def look(at: datetime) -> None:
        processes = [sender(links, mails, MovableClock(at)) for _ in range(4)]
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(Mailing.run, processes))

    look(NOW)
    look(NOW + MINUTE)
    (mail,) = mails.mails
    assert (mail["To"], mail["Subject"]) == ("office@example.org", "FRESC：この じかんは いまも ただしいですか")
    (link,) = read(links.engine, store.latest_links, 9)
    assert (link.made_by, link.sealed, link.due_at, link.state) == ("tsunagu", None, None, State.OPEN)
    assert acts(links.engine, 2) == [
        ("tsunagu", "agency asked to confirm", "FRESC", "valid until Mon 2026-12-14 10:00 JST"),
        ("tsunagu", "confirmation link sent", "FRESC", ""),
    ]
    look(NOW + timedelta(days=29))
    assert len(mails.mails) == 1
    assert acts(links.engine) == [("tsunagu", "confirmation link expired", "FRESC", "")]
    look(NOW + timedelta(days=30) + MINUTE)  # the clocks go on while the first one waits
    assert len(mails.mails) == 2


@on_one_database
def test_nobody_is_reminded_without_an_address_or_a_mail_server(
    links: ConfirmationLinks, mails: channels.MailServer
) -> None:
    sender(links, mails, MovableClock(NOW)).run()
    set_contact(links.engine, "FRESC", "office@example.org", Reader.JAPANESE, "Aiko", NOW)
    sender(links, None, MovableClock(NOW)).run()
    assert read(links.engine, store.latest_links, 9) == []
    token_of(links)
    sender(links, mails, MovableClock(NOW)).run()
    assert mails.mails == [], "it was asked by hand"
    set_contact(links.engine, "FRESC", "", Reader.JAPANESE, "Aiko", NOW)
    assert read(links.engine, store.contacts) == {}


def test_a_process_that_was_killed_after_the_mail_leaves_the_same_link_a_second_time(
    links: ConfirmationLinks, mails: channels.MailServer
) -> None:
    set_contact(links.engine, "FRESC", "office@example.org", Reader.ENGLISH, "Aiko", NOW)
    token = links.make("FRESC", "Aiko", NOW, mail=True).removeprefix(PLACE)
    assert write(links.engine, store.claim_mail, NOW), "the process that is killed before or after it has sent"
    sender(links, mails, MovableClock(NOW + store.LEASE - MINUTE)).run()
    assert mails.mails == []
    sender(links, mails, MovableClock(NOW + store.LEASE)).run()
    sender(links, mails, MovableClock(NOW + 2 * store.LEASE)).run()
    (mail,) = mails.mails
    assert token in str(mail.get_payload(decode=True))


@on_one_database
def test_a_mail_server_that_is_down_is_tried_again_and_says_why(
    links: ConfirmationLinks, mails: channels.MailServer
) -> None:
    set_contact(links.engine, "FRESC", "office@example.org", Reader.ENGLISH, "Aiko", NOW)
    links.make("FRESC", "Aiko", NOW, mail=True)
    mails.refuses["RCPT"] = "451 4.7.1 come back later"
    sender(links, mails, MovableClock(NOW)).run()
    (link,) = read(links.engine, store.latest_links, 9)
    assert (link.problem, link.attempts, link.mail_failed) == ("451 4.7.1 come back later", 1, False)
    assert link.due_at
    mails.refuses["RCPT"] = "550 5.1.1 no such mailbox"
    sender(links, mails, MovableClock(link.due_at)).run()
    (link,) = read(links.engine, store.latest_links, 9)
    assert (link.problem, link.attempts, link.mail_failed) == ("550 5.1.1 no such mailbox", 2, True)
    assert (link.sealed, link.state) == (None, State.OPEN)
    assert acts(links.engine) == [("Aiko", "confirmation link not sent", "FRESC", "550 5.1.1 no such mailbox")]


@on_one_database
def test_a_mail_that_waits_is_encrypted_and_survives_another_key(
    links: ConfirmationLinks, mails: channels.MailServer
) -> None:
    set_contact(links.engine, "FRESC", "office@example.org", Reader.ENGLISH, "Aiko", NOW)
    token = links.make("FRESC", "Aiko", NOW, mail=True).removeprefix(PLACE)
    with links.engine.connect() as connection:
        assert token not in str(connection.execute(text("SELECT * FROM confirmation_links")).all())
    key = "another secret of thirty-two characters"
    with writing(links.engine) as connection:
        assert seal_again(connection, Privacy(key, "a secret of thirty-two characters").seal_again) == 1
    sender(ConfirmationLinks(links.engine, Privacy(key), links.public_url), mails, MovableClock(NOW)).run()
    assert token in str(mails.mails[0].get_payload(decode=True))


def test_drafts_of_answers_are_apart(links: ConfirmationLinks) -> None:
    answer(links, token_of(links))
    answer(links, token_of(links, "OTIT"))
    answer(links, token_of(links), NOW + DAY, name="Ito")
    assert [each.owner for each in read(links.engine, all_drafts)] == ["FRESC/1", "FRESC/3", "OTIT/2"]
