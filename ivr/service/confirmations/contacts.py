"""Where agencies are asked by mail. It is in no export and on no public page."""

from datetime import datetime

from sqlalchemy import Engine

from ivr.core.confirmations.readers import Reader
from ivr.service.schedule.refusals import EditError
from ivr.settings.mail_forms import is_mailbox
from ivr.store import confirmations as store
from ivr.store.audit import Act, note
from ivr.store.db import writing
from sentences import Sentence


def set_contact(engine: Engine, agency: str, address: str, reader: Reader, who: str, now: datetime) -> None:
    """Store where an agency is asked, and in which language; an empty address deletes it.

    Raises:
        EditError: it is not an address.
    """
    address = address.strip()
    if address and not is_mailbox(address):
        raise EditError(Sentence("this is not an e-mail address, such as office@example.org"))
    with writing(engine) as connection:
        before = store.contacts(connection).get(agency)
        if before and (before.address, before.reader) == (address, reader):
            return
        if address:
            store.put_contact(connection, agency, address, reader)
        elif not store.drop_contact(connection, agency):
            return
        what = Sentence("set") if address else Sentence("deleted")
        note(connection, now, who, Act.CONTACT_CHANGED, agency, what)
