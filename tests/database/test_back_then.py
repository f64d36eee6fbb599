"""The schedule as it was known at an earlier moment."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, insert

from ivr.service.schedule.live import FROM_EVER
from ivr.store.back_then import known_at, words_changed
from ivr.store.db import read, write
from ivr.store.overrides import keep_override, reset_overrides
from ivr.store.tables import revisions, sentences
from schedules import Override, load_directory, parse_scope, shipped
from schedules.document.writer import write_directory
from schedules.edits import confirm
from tests.support.desk import NOW

HOUR = timedelta(hours=1)
OTHER = write_directory(confirm(load_directory(), ["fresc"], date(2026, 11, 29), "Aiko"))


@pytest.fixture
def published(engine: Engine) -> Engine:
    """Revision 2 was planned at NOW for two hours later and withdrawn after one; 3 took effect three hours later."""
    common = {"author": "Aiko", "reason": "x"}
    rows = [
        {"number": 1, "document": shipped(), "made_at": NOW - HOUR, "effective_at": FROM_EVER, "withdrawn_at": None},
        {"number": 2, "document": OTHER, "made_at": NOW, "effective_at": NOW + 2 * HOUR, "withdrawn_at": NOW + HOUR},
        {"number": 3, "document": OTHER, "made_at": NOW + 3 * HOUR, "effective_at": NOW + 3 * HOUR},
    ]
    with engine.begin() as connection:
        connection.execute(insert(revisions), [{"withdrawn_at": None, **row, **common} for row in rows])
    return engine


@pytest.mark.parametrize(
    ("hours", "numbers"), [(-2, [1]), (-0.5, [1]), (0.5, [1, 2]), (1.5, [1]), (2.5, [1]), (3.5, [3])]
)
def test_what_was_published_and_planned(published: Engine, hours: float, numbers: list[int]) -> None:
    found, held = read(published, known_at, NOW + hours * HOUR)
    assert ([each.number for each in found], held) == (numbers, [])


def test_without_any_revision(engine: Engine) -> None:
    assert read(engine, known_at, NOW) == ([], [])


def test_an_override_counts_as_it_was_before_somebody_ended_it(engine: Engine) -> None:
    kept = Override(parse_scope("fresc"), False, NOW, NOW + 4 * HOUR, "flood", {})
    write(engine, keep_override, kept, "Aiko")
    write(engine, reset_overrides, "fresc", "Aiko", NOW + 2 * HOUR)
    assert read(engine, known_at, NOW - HOUR)[1] == []
    assert read(engine, known_at, NOW + HOUR)[1] == [kept]
    assert read(engine, known_at, NOW + 3 * HOUR)[1] == []


def test_words_that_have_changed(engine: Engine) -> None:
    row = {"prompt": "goodbye", "sentence": "x", "source": "y", "draft": True, "author": "Ben"}
    with engine.begin() as connection:
        connection.execute(insert(sentences).values(**row, language="vi", at=NOW))
    assert read(engine, words_changed, {"vi", "en"}, NOW - HOUR)
    assert not read(engine, words_changed, {"vi", "en"}, NOW)
    assert not read(engine, words_changed, {"km", "en"}, NOW - HOUR)
