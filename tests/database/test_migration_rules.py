"""What a migration may do, so that the version before can use the tables while machines are upgraded one by one.

The rules and their reasons: docs/upgrade.md.
"""

import ast
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

BASELINE = "0013"
"""The newest migration that was made before the rules."""
ADDS = {"op.create_table", "op.create_index", "op.drop_index", "op.add_column", "op.execute", "op.get_bind"}
"""An index may go: no statement needs it, if it is not unique."""
REMOVES = {"op.drop_table", "op.drop_index", "op.drop_column", "op.drop_constraint", "op.execute", "op.get_bind"}
CHANGES = ("alter ", "drop ", "rename ", "truncate ", "delete ")
"""Statements of SQL that may change what the version before uses."""


def mistakes(source: str) -> Iterator[str]:
    """Yield what breaks the rules. A migration that removes something says in CONTRACT since when it is not used."""
    tree = ast.parse(source)
    contracts = any(isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "CONTRACT" for node in tree.body)
    operations = [*_operations(tree)]
    made = {ast.unparse(node.args[0]) for name, node in operations if name == "op.create_table"}
    for name, node in operations:
        if name.startswith("op.") and name not in (REMOVES if contracts else ADDS):
            yield name
        elif name == "op.add_column" and _must_be_given(node.args[1]):
            yield "a column that the version before does not fill in: nullable, or with a server_default"
        elif name == "op.create_index" and _is(node, "unique", "True") and ast.unparse(node.args[1]) not in made:
            yield "a unique index on a table that is in use"
        elif name.endswith(".execute") and not contracts and _changes(node):
            yield "SQL that changes or removes"


def _operations(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Yield the calls of methods, each with the name of its object: ``op.add_column``; others as ``.execute``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of = node.func.value
            yield f"{of.id if isinstance(of, ast.Name) else ''}.{node.func.attr}", node


def _must_be_given(column: ast.expr) -> bool:
    if not isinstance(column, ast.Call):
        return True
    return _is(column, "nullable", "False") and "server_default" not in {each.arg for each in column.keywords}


def _changes(node: ast.Call) -> bool:
    values = [each.value for each in ast.walk(node) if isinstance(each, ast.Constant)]
    return any(each.lower().lstrip().startswith(CHANGES) for each in values if isinstance(each, str))


def _is(node: ast.Call, name: str, value: str) -> bool:
    return any(each.arg == name and ast.unparse(each.value) == value for each in node.keywords)


def versions() -> list[Path]:
    folder = Path(str(files("ivr.store").joinpath("migrations", "versions")))
    return sorted(folder.glob("[0-9]*.py"))


def test_migrations_since_the_rules_keep_them() -> None:
    assert any(each.stem.startswith(BASELINE) for each in versions())
    since = [each for each in versions() if each.stem[:4] > BASELINE]
    assert {each.stem: [*mistakes(each.read_text("utf-8"))] for each in since} == {each.stem: [] for each in since}


def test_the_rules_would_not_have_allowed_an_older_one() -> None:
    (renamed,) = [each for each in versions() if each.stem.startswith("0008")]
    assert [*mistakes(renamed.read_text("utf-8"))] == ["op.drop_table"]


@pytest.mark.parametrize(
    ("statement", "mistake"),
    [
        ('op.add_column("calls", sa.Column("x", sa.String(9)))', ""),
        ('op.add_column("calls", sa.Column("x", sa.String(9), nullable=False, server_default=""))', ""),
        ('op.add_column("calls", sa.Column("x", sa.String(9), nullable=False))', "a column that the version before"),
        ('op.create_table("x", sa.Column("y", sa.String(9), nullable=False))', ""),
        ('op.create_index("x", "calls", ["sid"])', ""),
        ('op.create_index("x", "calls", ["sid"], unique=True)', "a unique index"),
        ('op.create_table("x", y), op.create_index("x", "x", ["y"], unique=True)', ""),
        ('op.drop_index("x", "calls")', ""),
        ('op.execute("UPDATE calls SET x = 1")', ""),
        ('op.execute("ALTER TABLE calls RENAME sid TO id")', "SQL that changes or removes"),
        ('op.execute(sa.text("\\n  drop table calls"))', "SQL that changes or removes"),
        ('op.get_bind().execute(sa.text("drop table calls"))', "SQL that changes or removes"),
        ('op.alter_column("calls", "sid", nullable=True)', "op.alter_column"),
        ('op.drop_column("calls", "x")', "op.drop_column"),
        ('op.rename_table("calls", "x")', "op.rename_table"),
        ('op.batch_alter_table("calls")', "op.batch_alter_table"),
    ],
)
def test_the_rules(statement: str, mistake: str) -> None:
    found = [*mistakes(f"def upgrade():\n    {statement}\n")]
    assert [each.startswith(mistake) for each in found] == ([True] if mistake else [])


@pytest.mark.parametrize(
    ("statement", "mistake"),
    [
        ('op.drop_column("calls", "x")', []),
        ('op.drop_table("x")', []),
        ('op.add_column("calls", sa.Column("x", sa.String(9)))', ["op.add_column"]),
    ],
)
def test_a_migration_that_removes_does_nothing_else(statement: str, mistake: list[str]) -> None:
    source = f'CONTRACT = "not used since 0.3.0"\n\n\ndef upgrade():\n    {statement}\n'
    assert [*mistakes(source)] == mistake
