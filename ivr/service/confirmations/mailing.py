"""Mails to agencies: the links that ops staff send, and once a month a link that is sent by itself.

A mail is a row before it is sent. Whoever sends claims it first, so of several processes one sends it. A process that
is killed between the mail server's answer and the note of it leaves a mail that is sent once more, with the same link.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from ivr.core.confirmations.page import agencies_of
from ivr.core.confirmations.readers import Reader
from ivr.core.confirmations.reminding import is_due
from ivr.core.confirmations.states import State
from ivr.core.confirmations.words import mail
from ivr.mail import MailError, MailServer
from ivr.service.confirmations.links import ConfirmationLinks
from ivr.store import confirmations as store
from ivr.store.audit import SERVICE, Act, note
from ivr.store.confirmations import Contact, Link
from ivr.store.db import first_line, writing
from ivr.store.waiting import started
from prompts.load import load_easy_japanese, load_language
from schedules import Directory, Timetable, home_date
from sentences import Language

log = logging.getLogger(__name__)


def words_of(reader: Reader) -> Language:
    """Return the words of a reader."""
    return load_easy_japanese() if reader is Reader.EASY else load_language(reader.code)


@dataclass(frozen=True)
class Mailing:
    """Sends what is due.

    Attributes:
        server: the mail server; None: no mail is sent, and no agency is asked by itself.
        hotline: the one number as it is printed.
        operator: the name of the organization that runs the service; may be empty.
    """

    links: ConfirmationLinks
    timetable_at: Callable[[datetime], Timetable]
    now: Callable[[], datetime]
    server: MailServer | None
    hotline: str
    operator: str = ""
    _busy: threading.Lock = field(default_factory=threading.Lock)

    def look(self) -> None:
        """Do what is due, in a thread of its own. Errors are logged."""
        if self._busy.acquire(blocking=False):  # else the last one still waits for the mail server
            started(self._look)

    def _look(self) -> None:
        try:
            self.run()
        except Exception as error:  # noqa: BLE001 - nothing reads the thread's result
            log.error("mails to agencies were not sent; next try in a minute: %s", first_line(error))
        finally:
            self._busy.release()

    def run(self) -> None:
        """Note which links have expired, ask the agencies that are due, and send the mails that are due."""
        now = self.now()
        with writing(self.links.engine) as connection:
            store.lock_links(connection)  # before the audit log is locked, in the order of an answer
            expire(connection, now)
            if self.server:
                self._remind(connection, self.timetable_at(now).directory, now)
        while self.server:
            with writing(self.links.engine) as connection:
                claimed = store.claim_mail(connection, self.now())
            if claimed is None:
                break
            self._send(self.server, claimed)

    def _remind(self, connection: Connection, directory: Directory, now: datetime) -> None:
        asked, today = store.last_made(connection), home_date(now)
        contacts = store.contacts(connection)
        for agency, lines in agencies_of(directory, today).items():
            contact = contacts.get(agency)
            if contact is None or not is_due([line.confirmed for line in lines], asked.get(agency), now):
                continue
            self._ask(connection, directory, contact, now)

    def _ask(self, connection: Connection, directory: Directory, contact: Contact, now: datetime) -> None:
        if store.claim_reminder(connection, contact.agency, now):
            self.links.add(connection, directory, contact.agency, contact.reader, SERVICE, now, contact.address)

    def _send(self, server: MailServer, link: Link) -> None:
        token = self.links.privacy.unseal(link.sealed or "")
        try:
            if token is None:
                raise MailError("SECRET_KEY was changed since the link was made; make another link", final=True)
            address = self.links.address_of(token)
            subject, text = mail(
                link.agency, self.hotline, self.operator, address, link.ends_at, link.reader, words_of(link.reader)
            )
            server.send(link.address, subject, text, self.now())
        except MailError as error:
            log.warning("the mail to %s was not taken: %s", link.agency, error)
            self._note_failed(link, error)
            return
        with writing(self.links.engine) as connection:
            now = self.now()
            store.note_sent(connection, link, now)
            note(connection, now, link.made_by, Act.CONFIRMATION_SENT, link.agency)

    def _note_failed(self, link: Link, error: MailError) -> None:
        now = self.now()
        with writing(self.links.engine) as connection:
            if not store.note_not_sent(connection, link, str(error), now, final=error.final):
                note(connection, now, link.made_by, Act.CONFIRMATION_NOT_SENT, link.agency, str(error))


def expire(connection: Connection, now: datetime) -> None:
    """Note which links have expired."""
    for link in store.open_links(connection):
        if not link.works(now) and store.end_link(connection, link.id, State.EXPIRED, now):
            note(connection, now, SERVICE, Act.CONFIRMATION_EXPIRED, link.agency)
