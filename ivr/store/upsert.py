"""INSERT … ON CONFLICT, which SQLite and PostgreSQL share and SQLAlchemy spells once for each."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_unless_there(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows; one with the same key stays as it is."""
    if rows:
        connection.execute(_insert(connection, table).on_conflict_do_nothing(), rows)


def insert_or_change(connection: Connection, table: Table, key: str, row: Mapping[str, Any]) -> None:
    """Insert a row, or give the one with the same ``key`` its values."""
    changes = {name: value for name, value in row.items() if name != key}
    statement = _insert(connection, table).values(**row)
    connection.execute(statement.on_conflict_do_update(index_elements=[key], set_=changes))


def _insert(connection: Connection, table: Table) -> Any:
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def count_up(connection: Connection, table: Table, key: Mapping[str, Any]) -> None:
    """Count one more in the column ``count`` of the row with this key."""
    statement = _insert(connection, table).values(**key, count=1)
    counted = statement.on_conflict_do_update(index_elements=list(key), set_={"count": table.c["count"] + 1})
    connection.execute(counted)


def insert_or_add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of counts; where one with the same key is there, its counts are added to."""
    if rows:
        keys = [column.name for column in table.primary_key]
        statement = _insert(connection, table)
        sums = {column.name: column + statement.excluded[column.name] for column in table.c if column.name not in keys}
        connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=sums), rows)
