"""Databases of PostgreSQL are emptied for the next test, and dropped if that does not make them as good as new."""

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.engine import make_url

from ivr.service.schedule.live import publish_first
from ivr.store.db import open_store
from ivr.store.tables import revisions
from tests.support.accounts import NOW
from tests.support.databases import PostgreSQL
from tests.support.emptying import marks

_WHICH = text("SELECT oid FROM pg_database WHERE datname = current_database()")
_NEXT = text("SELECT nextval('outbox_id_seq')")


def _asked(url: str, *statements: str) -> int:
    """Run statements, and return which database it is."""
    engine = create_engine(url)
    with engine.begin() as connection:
        for each in statements:
            connection.execute(text(each))
        which: int = connection.scalar(_WHICH)
    engine.dispose()
    return which


def test_the_next_test_finds_neither_rows_nor_numbers_nor_connections(postgresql: PostgreSQL) -> None:
    with postgresql.database() as url:
        engine = open_store(url)
        publish_first(engine, NOW)
        with engine.begin() as connection:
            assert connection.scalar(_NEXT) == 1
        left = engine.connect()  # by a test that forgets it
        left.execute(text("LOCK TABLE outbox"))
        first = _asked(url)
    with postgresql.database() as another:
        assert (another != url, _asked(another)) == (True, first)
        assert left.closed is False
        empty = create_engine(another)
        with empty.begin() as connection:
            assert connection.scalar(select(func.count()).select_from(revisions)) == 0
            assert connection.scalar(_NEXT) == 1
        empty.dispose()
    left.invalidate()
    left.close()
    engine.dispose()


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE outbox ADD COLUMN more text",
        "ALTER TABLE audit DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_append_only ON audit",
        "CREATE TABLE more (id int)",
        "CREATE INDEX more ON outbox (id, state)",
        "GRANT SELECT ON outbox TO PUBLIC",
        "UPDATE alembic_version SET version_num = '0001'",
        "ALTER SEQUENCE outbox_id_seq INCREMENT BY 2",
        "ALTER DATABASE {name} SET default_transaction_read_only = on",
        "ALTER DATABASE {name} CONNECTION LIMIT 7",
    ],
)
def test_what_has_changed_otherwise_is_dropped(postgresql: PostgreSQL, change: str) -> None:
    with postgresql.database() as url:
        new, which = marks(url), _asked(url)
        _asked(url, change.format(name=make_url(url).database))
        assert marks(url) != new
    with postgresql.database() as another:
        assert _asked(another) != which
        assert marks(another) == new
