"""Links by which people choose a password: for somebody who is new, or has forgotten the old one."""

from dataclasses import dataclass
from datetime import datetime

from ivr.core.guesses import FREE_FOR_ADDRESS
from ivr.service.people.accounts import Accounts
from ivr.service.people.checks import checked
from ivr.service.people.credentials import GIVEN_FOR, AccountError, LinkError
from ivr.store import accounts as store
from ivr.store.audit import Act, note
from ivr.store.links import end_link, make_link, whose_link
from sentences import Sentence


@dataclass(frozen=True)
class Links:
    """The links of accounts. One is valid for :data:`GIVEN_FOR`, until it is used, another is made, the password is
    changed or the account is disabled.

    It lets nobody sign in: whoever has chosen the password signs in with it, and with the second factor.
    """

    accounts: Accounts
    public_url: str

    def make(self, name: str, who: str, now: datetime) -> str:
        """Make a link for an account, and return its web address, of which only a digest is stored.

        Raises:
            AccountError: there is no account of this name, or it is disabled.
        """
        with self.accounts.changing(name) as (connection, found):
            if found.disabled_at:
                raise AccountError(Sentence("{name}'s access is disabled; enable it first", name=found.name))
            token = make_link(connection, found.id, now + GIVEN_FOR)
            note(connection, now, who, Act.LINK_MADE, found.name)
        return f"{self.public_url}/ops/link/{token}"

    def whose(self, token: str, address: str, now: datetime) -> str:
        """Return the name of the account of a link that is valid.

        Raises:
            LinkError: it is not valid, whatever the reason.
            TooManyError: too many links from this address were not valid; this one is not checked.
        """
        engine, key = self.accounts.engine, f"link from {address}"
        return checked(
            engine, lambda connection: whose_link(connection, token, now), key, FREE_FOR_ADDRESS, address, now
        )

    def choose(self, token: str, password: str, address: str, now: datetime) -> str:
        """Change the password of the account of a link, use the link up, and return the name of the account.

        Raises:
            AccountError: the password is too short, too long or easy to guess. The link stays valid.
            LinkError: it is not valid, whatever the reason.
            TooManyError: too many links from this address were not valid; this one is not checked.
        """
        name = self.whose(token, address, now)
        self.accounts.check_password(password, name)
        hashed = self.accounts.hasher.hash(password)
        with self.accounts.changing(name) as (connection, found):
            if whose_link(connection, token, now) == found.name:
                end_link(connection, found.id)
                store.change(connection, found.id, password=hashed, given_until=None)
                store.end_sessions(connection, found.id)
                note(connection, now, found.name, Act.PASSWORD_CHANGED, found.name, Sentence("by a link"))
                return found.name
            note(connection, now, "", Act.LINK_REFUSED, "", address)
        raise LinkError
