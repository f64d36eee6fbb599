"""Tables of console accounts, what they sign in with, sessions, forms that are kept, attempts, and the audit log."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from ivr.store.columns import Moment, Said, metadata

accounts = Table(
    "accounts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(100), nullable=False, unique=True),
    Column("name", String(40), nullable=False),
    Column("role", String(10), nullable=False),
    Column("password", Text, nullable=False),
    Column("second_factor", Text),
    Column("used_step", Integer),
    Column("made_at", Moment, nullable=False),
    Column("disabled_at", Moment),
    Column("given_until", Moment),
)
"""Console accounts. ``key`` is the normalized name; ``password`` an argon2id hash, or empty for somebody who was
invited and has not chosen one; ``second_factor`` the encrypted TOTP secret; ``used_step`` the latest 30-second step
whose code was used; ``given_until`` when a password that somebody else has set ends, NULL for one that the person has
chosen."""

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("account", Integer, nullable=False),
    Index("recovery_codes_account", "account"),
)
"""SHA-256 of one-time recovery codes, which replace the second factor if its device is lost."""

password_links = Table(
    "password_links",
    metadata,
    Column("account", Integer, primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False, unique=True),
    Column("ends_at", Moment, nullable=False),
)
"""The unused link of an account by which its password is chosen; ``hash`` is the SHA-256 of the link's token."""

passkeys = Table(
    "passkeys",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("account", Integer, nullable=False),
    Column("handle", String(32), nullable=False),
    Column("name", String(40), nullable=False),
    Column("credential", Text, nullable=False),
    Column("counter", BigInteger, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("used_at", Moment),
    Index("passkeys_account", "account"),
)
"""Passkeys (WebAuthn). ``id`` is the SHA-256 of the credential's id; ``handle`` the random id by which the device knows
the account, the same for all of its passkeys; ``credential`` the id and the public key, in base64url; ``counter`` how
often the device says that it has signed, 0 if it does not count."""

answered_challenges = Table(
    "answered_challenges",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("until", Moment, nullable=False),
)
"""SHA-256 of challenges that a passkey has answered, until they would have ended. Each counts once."""

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("token", String(64), nullable=False, unique=True),
    Column("account", Integer, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("address", String(45), nullable=False),
    Column("agent", String(120), nullable=False),
    Index("sessions_account", "account"),
)
"""Sessions of browsers that are signed in; ``token`` is the SHA-256 of the browser's token."""

kept = Table(
    "kept",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("owner", String(64), nullable=False),
    Column("sealed", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index("kept_owner", "owner", "at"),
)
"""Forms that were sent when a session had ended, for a day. ``owner`` is a digest of the name of the person; ``sealed``
is what was typed, encrypted."""

attempts = Table(
    "attempts",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
)
"""Counts of failed attempts to sign in. ``key`` is the hash of a name, or of a name and an address."""

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("who", String(100), nullable=False),
    Column("act", String(40), nullable=False),
    Column("what", Said, nullable=False),
    Column("detail", Said, nullable=False),
    Column("hash", String(64), nullable=False),
)
"""The audit log. Rows are only added; ``hash`` covers the row and the hash of the row before it."""
