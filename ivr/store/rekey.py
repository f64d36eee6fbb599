"""Encryption of stored secrets with another key."""

from collections.abc import Callable

from sqlalchemy import Connection, select, update

from ivr.store.tables import accounts, call_backs, confirmation_links, outbox

_SEALED = (
    (accounts, "second_factor"),
    (outbox, "sealed_number"),
    (call_backs, "sealed_number"),
    (confirmation_links, "sealed"),
)


def seal_again(connection: Connection, again: Callable[[str], str | None]) -> int:
    """Replace each encrypted value by what ``again`` returns for it, and return how many. None: it can't be read."""
    done = 0
    for table, name in _SEALED:
        column = table.c[name]
        for row in connection.execute(select(table.c.id, column).where(column.is_not(None)).with_for_update()).all():
            if (sealed := again(row[1])) is not None:
                done += connection.execute(update(table).where(table.c.id == row.id).values({name: sealed})).rowcount
    return done
