"""Links by which an agency confirms its hours, without an account: made, opened, answered once, withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from ivr.core.confirmations.answers import Answer, Reading, Typed, changed, read
from ivr.core.confirmations.page import LineShown, lines_of, shown
from ivr.core.confirmations.readers import Reader
from ivr.core.confirmations.reminding import LINK_LASTS
from ivr.core.confirmations.states import State
from ivr.core.guesses import FREE_FOR_ADDRESS
from ivr.privacy import Privacy
from ivr.service.people.checks import checked, count
from ivr.service.people.credentials import LinkError
from ivr.service.schedule import conflicts
from ivr.service.schedule.live import read_document
from ivr.service.schedule.refusals import EditError
from ivr.store import accounts as attempts
from ivr.store import confirmations as store
from ivr.store import drafts
from ivr.store.audit import Act, note
from ivr.store.confirmations import Link
from ivr.store.db import snapshot, writing
from ivr.store.links import new_token
from ivr.store.overrides import lock_schedule
from ivr.store.revisions import Revision, standing
from schedules import Directory, home_date, home_time, write_directory
from sentences import Sentence, joined

_FREE_ANSWERS = 50
"""How often the form of a link may be sent without a wait."""
_LONGEST_OWNER = 80
"""Characters of an agency's name in the name of its draft."""


@dataclass(frozen=True)
class Asked:
    """What a link shows: lines as callers meet them.

    ``typed`` is the answer that was sent, ``reading`` how it was read. ``taken``: it was taken, and the link does not
    work again.
    """

    link: Link
    lines: Sequence[LineShown]
    typed: Typed = Typed()  # noqa: RUF009 - it never changes
    reading: Reading | None = None
    taken: bool = False


@dataclass(frozen=True)
class ConfirmationLinks:
    """The links of agencies.

    A link is of one agency and of those of its lines that are offered when it is made. It works for
    :data:`LINK_LASTS`, until an answer is taken, another is made for the agency, or it is withdrawn. Only a digest of
    it is stored. Opening it changes nothing, since programs that look through mails open links as well.
    """

    engine: Engine
    privacy: Privacy
    public_url: str

    def make(self, agency: str, who: str, now: datetime, *, mail: bool) -> str:
        """Make a link and return its web address. ``mail``: it is due to be sent to the agency's address as well.

        Its page is in the language that is stored with the address, by default in Japanese.

        Raises:
            EditError: the agency has no line that is offered, or no address.
        """
        with writing(self.engine) as connection:
            store.lock_links(connection)
            contact = store.contacts(connection).get(agency)
            if mail and contact is None:
                raise EditError(Sentence("{agency} has no address; enter one first", agency=agency))
            directory = read_document(self._head(connection, now).document)
            reader = contact.reader if contact else Reader.JAPANESE
            token = self.add(
                connection, directory, agency, reader, who, now, contact.address if contact and mail else ""
            )
        return self.address_of(token)

    def address_of(self, token: str) -> str:
        """Return the web address of the link with a token."""
        return f"{self.public_url}/confirm/{token}"

    def add(
        self,
        connection: Connection,
        directory: Directory,
        agency: str,
        reader: Reader,
        who: str,
        now: datetime,
        address: str,
    ) -> str:
        """Store a link and return its token, in a transaction that has locked the links. The one before ends.

        ``address`` is where it is due to be sent, or empty.

        Raises:
            EditError: the agency has no line that is offered.
        """
        lines = [line.id for line in lines_of(directory, agency, home_date(now))]
        if not lines:
            raise EditError(Sentence("{agency} has no line that callers are offered", agency=agency))
        for before in store.open_links(connection, agency):
            _end(connection, before, who, now)
        token, ends_at = new_token(), now + LINK_LASTS
        mail = (address, self.privacy.seal(token)) if address else None
        store.add_link(connection, agency, lines, reader, token, who, now, ends_at, mail)
        until = Sentence("valid until {moment}", moment=home_time(ends_at))
        note(connection, now, who, Act.CONFIRMATION_ASKED, agency, until)
        return token

    def withdraw(self, link_id: int, who: str, now: datetime) -> None:
        """Withdraw a link.

        Raises:
            EditError: it is not open.
        """
        with writing(self.engine) as connection:
            found = store.link(connection, link_id)
            if found is None or not _end(connection, found, who, now):
                raise EditError(Sentence("this link does not work any more"))

    def see(self, link_id: int, who: str, now: datetime) -> None:
        """Record that ops staff are done with an answer."""
        with writing(self.engine) as connection:
            found = store.link(connection, link_id)
            if found and store.see(connection, link_id, now):
                note(connection, now, who, Act.CONFIRMATION_SEEN, found.agency)

    def open(self, token: str, address: str, now: datetime) -> Asked:
        """Return what a link shows. Nothing changes but the count of attempts from an IP address.

        Raises:
            LinkError: it does not work, whatever the reason.
            TooManyError: too many links from this address did not work; this one is not checked.
        """
        link = self._valid(token, address, now)
        with snapshot(self.engine) as connection:
            return Asked(link, self._lines(connection, link, now)[0])

    def answer(self, token: str, typed: Typed, address: str, now: datetime) -> Asked:
        """Take an answer, if nothing in it is in doubt, and use the link up. It becomes a draft, which is shared.

        Raises:
            LinkError: the link does not work, or the answer is of a line that is not the link's.
            TooManyError: too many links from this address did not work, or the answer was sent too often.
        """
        link = self._valid(token, address, now)
        if not typed.lines.keys() <= set(link.lines):
            with writing(self.engine) as connection:
                note(connection, now, "", Act.LINK_REFUSED, link.agency, address)
            raise LinkError
        keys, today = {f"answers to confirmation link {link.id}": _FREE_ANSWERS}, home_date(now)
        with writing(self.engine) as connection:
            count(connection, keys, now)
        with writing(self.engine) as connection:
            lock_schedule(connection)
            if store.open_link(connection, token, now) is None:  # another answer was faster
                raise LinkError
            lines, head = self._lines(connection, link, now)
            reading = read(typed, lines, read_document(head.document), today)
            if reading.answer:
                self._take(connection, link, reading.answer, head, now)
                attempts.forget_attempts(connection, keys, now)
        return Asked(link, lines, typed, reading, taken=reading.answer is not None)

    def _take(self, connection: Connection, link: Link, answer: Answer, head: Revision, now: datetime) -> None:
        was = read_document(head.document)
        becomes = changed(was, answer, home_date(link.made_at), home_date(now))
        owner = f"{link.agency[:_LONGEST_OWNER]}/{link.id}"  # no account has a slash in its name
        changes = conflicts.changes_in(was, becomes)
        if changes:
            drafts.save_draft(
                connection,
                write_directory(becomes),
                owner,
                now,
                base=head.number,
                token=None,
                changes=changes,
                shared=True,
            )
        values = {"name": answer.name, "remark": answer.remark, "draft": owner if changes else ""}
        store.end_link(connection, link.id, State.ANSWERED, now, **values)
        note(connection, now, owner, Act.CONFIRMATION_ANSWERED, link.agency, _said(answer))

    def _valid(self, token: str, address: str, now: datetime) -> Link:
        def find(connection: Connection) -> Link | None:
            link = store.open_link(connection, token, now)
            return link if link and self._lines(connection, link, now)[0] else None

        return checked(self.engine, find, f"confirmation link from {address}", FREE_FOR_ADDRESS, address, now)

    def _lines(self, connection: Connection, link: Link, now: datetime) -> tuple[list[LineShown], Revision]:
        """Return what a link shows of the revision in force, and that revision."""
        head = self._head(connection, now)
        return shown(read_document(head.document), link.agency, link.lines, home_date(now)), head

    def _head(self, connection: Connection, now: datetime) -> Revision:
        return standing(connection, now)[0]


def _said(answer: Answer) -> Sentence:
    """Return an answer as a sentence for the audit log, without what a person has written."""
    right = [Sentence("confirmed: {lines}", lines=answer.right)] if answer.right else []
    hours = [Sentence("other hours: {ids}", ids=tuple(answer.hours))] if answer.hours else []
    return joined([*right, *hours] or [Sentence("a remark only")])


def _end(connection: Connection, link: Link, who: str, now: datetime) -> bool:
    """Withdraw an open link, or say that it has expired. Return False if it is not open."""
    state, act = (
        (State.WITHDRAWN, Act.CONFIRMATION_WITHDRAWN) if link.works(now) else (State.EXPIRED, Act.CONFIRMATION_EXPIRED)
    )
    if not store.end_link(connection, link.id, state, now):
        return False
    note(connection, now, who, act, link.agency)
    return True
