"""The languages of callers in memory: what a process knows, and what it must have forgotten."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from ivr.service.languages import Languages
from ivr.service.purge import forget, purge
from ivr.store.callers import forget_language, lock_caller, remember
from ivr.store.db import open_store, write
from ivr.store.inbound import Arrived
from ivr.store.purge import Ages
from ivr.store.recorder import Recorder
from ivr.store.records import Answered, Chosen, Forgotten, Record
from sentences import Sentence
from tests.support.clocks import StandingClock
from tests.support.recorded import ME, MINUTE, NOON, step
from tests.support.waiting import LONG

OTHER, THIRD, OLD_KEY = "b" * 64, "c" * 64, "d" * 64
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
UNSURE = (False, None)
Copies = Callable[..., Languages]


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(NOON)


@pytest.fixture
def copies(engine: Engine, clock: StandingClock) -> Copies:
    """Makes copies as processes have them, which have been read once."""

    def make(most: int = 10) -> Languages:
        made = Languages(engine, clock, LONG, most)
        assert made.find([ME]) == UNSURE
        assert made.refresh()
        return made

    return make


def chose(engine: Engine, caller: str, language: str, at: datetime = NOON) -> None:
    write(engine, remember, caller, language, at)


def known(copy: Languages, *callers: str) -> list[str | None]:
    """The languages that a copy knows of callers; it has to be sure of all."""
    found = [copy.find([each]) for each in callers]
    assert all(is_sure for is_sure, _ in found), found
    return [language for _, language in found]


def test_what_another_process_stores_is_known(engine: Engine, copies: Copies) -> None:
    chose(engine, ME, "vi")
    here, there = copies(), copies()
    assert known(here, ME, OTHER) == ["vi", None]
    chose(engine, OTHER, "km", NOON + SECOND)
    chose(engine, ME, "th", NOON + 2 * SECOND)
    for each in (here, there):
        assert each.refresh()
        assert known(each, ME, OTHER, THIRD) == ["th", "km", None]


def test_who_has_texted_without_a_language_has_none(engine: Engine, copies: Copies) -> None:
    write(engine, lock_caller, ME, NOON)
    assert known(copies(), ME) == [None]


def test_the_current_key_counts_before_an_earlier_one(engine: Engine, copies: Copies) -> None:
    chose(engine, OLD_KEY, "vi")
    copy = copies()
    assert copy.find([ME, OLD_KEY]) == (True, "vi")
    chose(engine, ME, "km", NOON + SECOND)
    assert copy.refresh()
    assert copy.find([ME, OLD_KEY]) == (True, "km")


def test_a_language_that_is_stored_late_is_found(engine: Engine, copies: Copies, clock: StandingClock) -> None:
    """A recorder gathers, and clocks differ: what was chosen before the last look may be stored after it."""
    chose(engine, OTHER, "km", NOON + 5 * SECOND)
    clock.at = NOON + 5 * SECOND
    copy = copies()
    chose(engine, ME, "vi", NOON)
    assert copy.refresh()
    assert known(copy, ME) == ["vi"]


# --- forgetting


def by_text(engine: Engine) -> None:
    write(engine, forget_language, [ME, OLD_KEY], NOON + MINUTE)


def by_the_operator(engine: Engine) -> None:
    forget(engine, [ME, OLD_KEY], "a test", NOON + MINUTE, opt_out_too=False)


def by_age(engine: Engine) -> None:
    assert purge(engine, Ages(people=DAY), NOON + DAY)["remembered languages"] == 1


def by_key(engine: Engine) -> None:
    recorder = Recorder(engine)
    recorder.note(Forgotten("CA9", [ME, OLD_KEY], NOON + MINUTE))
    recorder.close()


@pytest.mark.parametrize("way", [by_text, by_key, by_the_operator, by_age])
def test_what_was_forgotten_is_known_nowhere(
    engine: Engine, copies: Copies, clock: StandingClock, way: Callable[[Engine], None]
) -> None:
    chose(engine, ME, "vi")
    chose(engine, OTHER, "km", NOON + 2 * MINUTE)
    copy = copies()
    clock.at = NOON + MINUTE
    way(engine)
    assert copy.refresh()
    assert known(copy, ME, OTHER) == [None, "km"]


def test_a_process_knows_at_once_what_it_stores_and_forgets(engine: Engine, copies: Copies) -> None:
    copy = copies()
    recorder = Recorder(engine, learnt=copy.learn)
    recorder.note(Chosen("CA1", ME, NOON - DAY, "vi"))  # the database was away for a day
    recorder.note(Answered(Arrived("SM1", OTHER, NOON, "km", None), Sentence("closed"), sent=True, chose="km"))
    recorder.flush()
    assert known(copy, ME, OTHER) == ["vi", "km"]
    by_text(engine)
    copy.learn([ME])
    assert known(copy, ME, OTHER) == [None, "km"]
    recorder.close()


@pytest.mark.parametrize("way", [by_text, by_key, by_the_operator])
def test_a_repeated_request_does_not_bring_it_back(
    engine: Engine, copies: Copies, way: Callable[[Engine], None]
) -> None:
    copy = copies()
    recorder = Recorder(engine, learnt=copy.learn)

    def record(*records: Record) -> None:
        for each in records:
            recorder.note(each)
        recorder.flush()

    call = (step("CA1", 1, "menu", "vi"), Chosen("CA1", ME, NOON + 2 * DAY, "vi"))
    record(call[0], Chosen("CA1", ME, NOON, "vi"))
    assert known(copy, ME) == ["vi"]
    way(engine)
    assert copy.refresh()
    record(*call)
    assert known(copy, ME) == [None]
    assert copy.refresh()
    assert known(copy, ME) == [None]
    recorder.close()


# --- bounds


def test_who_has_no_place_is_asked_for(engine: Engine, copies: Copies) -> None:
    for number, caller in enumerate((ME, OTHER, THIRD)):
        chose(engine, caller, "vi", NOON + number * SECOND)
    copy = copies(most=2)
    assert known(copy, OTHER, THIRD) == ["vi", "vi"]
    assert copy.find([ME]) == UNSURE
    assert copy.find([OLD_KEY]) == UNSURE  # perhaps they were left out, too


def test_a_copy_that_fills_up_knows_that_it_is_not_whole(engine: Engine, copies: Copies) -> None:
    chose(engine, ME, "vi")
    copy = copies(most=1)
    assert known(copy, ME, OTHER) == ["vi", None]
    chose(engine, OTHER, "km", NOON + SECOND)
    chose(engine, ME, "th", NOON + 2 * SECOND)
    assert copy.refresh()
    assert known(copy, ME) == ["th"]
    assert copy.find([OTHER]) == copy.find([THIRD]) == UNSURE


def test_a_copy_that_can_not_be_read_is_not_used(clock: StandingClock) -> None:
    away = open_store("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    copy = Languages(away, clock, LONG)
    assert not copy.refresh()
    copy.learn([ME])
    assert copy.find([ME]) == UNSURE
