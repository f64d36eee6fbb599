"""Many rows at once, in the form that costs each database the least: PostgreSQL gets them as one value."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    Column,
    ColumnElement,
    Connection,
    Row,
    Table,
    TableValuedAlias,
    TypeDecorator,
    bindparam,
    column,
    func,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

_ROWS = "rows"


def insert_many(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, which have the same columns."""
    if rows:
        connection.execute(_statement(connection.dialect.name, table, (*rows[0],)), _given(connection, table, rows))


def insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> list[Row[Any]]:
    """Insert rows, which have the same columns, except those whose key exists. Return the keys of the new ones."""
    if not rows:
        return []
    statement = _statement(connection.dialect.name, table, (*rows[0],), only_new=True)
    return list(connection.execute(statement, _given(connection, table, rows)))


def insert_or_add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of counts, which have the same columns; add to the counts of rows whose key exists."""
    if rows:
        statement = _adding(connection.dialect.name, table, (*rows[0],))
        connection.execute(statement, _given(connection, table, rows))


def count_up(connection: Connection, table: Table, key: Mapping[str, Any]) -> None:
    """Increment the column ``count`` of the row with this key; insert the row with 1 if it is missing."""
    insert_or_add(connection, table, [{**key, "count": 1}])


def change_many(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Change the rows with the same primary keys; a key that is not there changes nothing."""
    if not rows:
        return
    statement = _changing(connection.dialect.name, table, (*rows[0],))
    if connection.dialect.name != "postgresql":
        rows = [{f"of_{name}": value for name, value in row.items()} for row in rows]
    connection.execute(statement, _given(connection, table, rows))


def among(connection: Connection, column: Column[str], values: Collection[str]) -> ColumnElement[bool]:
    """Return the condition that a column has one of many values.

    With a parameter for each, PostgreSQL may compare every row of the table with every value.
    """
    if connection.dialect.name != "postgresql":
        return column.in_(values)
    return column.in_(select(func.unnest(literal([*values], ARRAY(column.type)))))


@cache
def _statement(dialect: str, table: Table, names: tuple[str, ...], *, only_new: bool = False) -> Any:
    statement = _inserting(dialect, table, names)
    return statement.on_conflict_do_nothing().returning(*table.primary_key) if only_new else statement


@cache
def _adding(dialect: str, table: Table, names: tuple[str, ...]) -> Any:
    statement, keys = _inserting(dialect, table, names), [column.name for column in table.primary_key]
    sums = {name: table.c[name] + statement.excluded[name] for name in names if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=sums)


def _inserting(dialect: str, table: Table, names: tuple[str, ...]) -> Any:
    """Return an INSERT. PostgreSQL gets all rows in one JSON document: one by one they take twice as long."""
    if dialect == "postgresql":
        return postgresql.insert(table).from_select(names, select(*_document(table, names).c))
    return sqlite.insert(table)


@cache
def _changing(dialect: str, table: Table, names: tuple[str, ...]) -> Any:
    """Return an UPDATE; its parameters must have other names than the columns."""
    given: Mapping[str, Any] = {name: bindparam(f"of_{name}") for name in names}
    if dialect == "postgresql":
        given = dict(_document(table, names).c.items())
    keys = {each.name for each in table.primary_key}
    same = (table.c[key] == given[key] for key in keys)
    return update(table).where(*same).values({name: given[name] for name in names if name not in keys})


def _document(table: Table, names: tuple[str, ...]) -> TableValuedAlias:
    rows = func.json_populate_recordset(text(f"NULL::{table.name}"), bindparam(_ROWS, type_=JSON()))
    return rows.table_valued(*(column(name, table.c[name].type) for name in names))


def _given(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> Any:
    """Return the rows as the statement takes them; in a JSON document with the values that are stored."""
    if connection.dialect.name != "postgresql":
        return rows
    kinds = {each.name: each.type for each in table.c if isinstance(each.type, TypeDecorator)}
    document = [dict(row) for row in rows]
    for row in document:
        for name in kinds.keys() & row.keys():
            row[name] = kinds[name].process_bind_param(row[name], connection.dialect)
    return {_ROWS: document}
