"""Fixtures of the tests that need a database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.databases import PostgreSQL


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with nothing in it, as at a first start."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
        return
    postgresql: PostgreSQL = request.getfixturevalue("postgresql")
    with postgresql.database(empty=True) as url:
        yield url
