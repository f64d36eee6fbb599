"""Call-backs in the database: promised once, claimed by one worker, called once, and what becomes of each call."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from ivr.carrier import SendError
from ivr.core.call.outcome import Leg
from ivr.core.callbacks.pace import TELL_AFTER, Bounds, at_once
from ivr.core.callbacks.promises import State
from ivr.core.text.promises import Purpose, Texted
from ivr.privacy import Privacy
from ivr.service.call_backs.calling import LEASE
from ivr.store import call_backs
from ivr.store.backup import doubt
from ivr.store.callers import stop
from ivr.store.db import read, write
from ivr.store.purge import forget
from ivr.store.tables import call_backs as table
from ivr.store.tables import calls, day_counts, line_counts, outbox
from ivr.store.talks import lately_answered
from sentences import Sentence
from tests.support.calling import ASKED, LINE, OPENS, Exchange

ONE, TWO = "+819012345678", "+819087654321"
UNKNOWN_END = SendError(Sentence("no answer"), maybe_sent=True)


@pytest.fixture
def exchange(engine: Engine, privacy: Privacy) -> Exchange:
    return Exchange(engine, privacy)


def number(place: int) -> str:
    return f"+8190{20_000_000 + place}"


def purposes(exchange: Exchange) -> Counter[Purpose]:
    with exchange.engine.connect() as connection:
        return Counter(connection.scalars(select(outbox.c.purpose)))


def test_a_promise_is_stored_once(exchange: Exchange) -> None:
    assert exchange.promise(ONE) is Texted.COMING
    assert exchange.promise(ONE) is Texted.COMING  # the same request again
    assert exchange.promise(ONE, "vi") is Texted.COMING
    assert len(exchange.rows()) == 2


def test_who_has_opted_out_is_promised_nothing(exchange: Exchange) -> None:
    write(exchange.engine, stop, exchange.privacy.hashes(ONE), ASKED)
    assert exchange.promise(ONE) is Texted.IMPOSSIBLE


def test_limits(exchange: Exchange) -> None:
    for language in ("ne", "vi", "km"):
        assert exchange.promise(ONE, language) is Texted.COMING
    assert exchange.promise(ONE, "my") is Texted.IMPOSSIBLE
    for place in range(3):
        assert exchange.promise(number(place), asked_by=TWO) is Texted.COMING
    assert exchange.promise(number(9), asked_by=TWO) is Texted.IMPOSSIBLE


def test_a_number_is_kept_only_as_long_as_it_is_needed(exchange: Exchange) -> None:
    exchange.promise(ONE)
    exchange.work()
    exchange.end("CA0", leg=Leg.ANSWERED)
    exchange.work()
    assert exchange.states() == [State.REACHED]
    with exchange.engine.connect() as connection:
        [row] = connection.execute(select(table)).all()
    assert row.sealed_number is None
    assert ONE not in str(row)


def test_an_attempt_whose_end_is_not_known_is_looked_up(exchange: Exchange) -> None:
    exchange.promise(ONE)
    exchange.caller.trouble, exchange.caller.takes = [UNKNOWN_END], True
    exchange.work()
    assert exchange.states() == [State.WAITING]
    exchange.clock.set(OPENS + timedelta(minutes=1))
    exchange.work()
    assert exchange.states() == [State.RINGING]
    assert exchange.caller.placed == [ONE]


def test_an_attempt_that_did_not_arrive_is_made_again(exchange: Exchange) -> None:
    exchange.promise(ONE)
    exchange.caller.trouble = [UNKNOWN_END]
    exchange.work()
    assert exchange.caller.placed == []
    exchange.clock.set(OPENS + timedelta(minutes=1))
    exchange.work()
    assert exchange.caller.placed == [ONE]


def test_another_worker_takes_over_from_one_that_died(exchange: Exchange) -> None:
    exchange.promise(ONE)
    dead = exchange.worker("dead")
    claimed = dead._claim(OPENS)
    assert claimed is not None
    assert write(exchange.engine, call_backs.hold, exchange.privacy, claimed, LINE, OPENS)
    exchange.caller.ring(ONE, "", "")
    assert exchange.work("alive") == 0
    exchange.seconds += LEASE
    assert exchange.work("alive") == 1
    assert exchange.states() == [State.RINGING]
    assert exchange.caller.placed == [ONE]


def test_the_call_that_a_dead_worker_stored_is_not_taken_for_an_earlier_one(exchange: Exchange) -> None:
    exchange.promise(ONE)
    exchange.work()
    exchange.end("CA0", "no-answer")
    exchange.work()
    exchange.clock.set(OPENS + timedelta(hours=1))
    exchange.caller.trouble, exchange.caller.takes = [UNKNOWN_END], False
    exchange.work()
    exchange.clock.set(OPENS + timedelta(hours=2))
    exchange.work()
    assert exchange.caller.placed == [ONE, ONE]


def test_after_a_restore_the_carrier_is_asked_first(exchange: Exchange) -> None:
    exchange.promise(ONE)
    exchange.promise(TWO)
    exchange.caller.placed = [ONE]  # since the backup
    write(exchange.engine, doubt)
    exchange.bounds = Bounds(5, 5, 1000, 1000)
    exchange.work()
    assert exchange.caller.placed == [ONE, TWO]
    assert exchange.states() == [State.RINGING, State.RINGING]


def test_a_person_is_not_called_twice_at_a_time(exchange: Exchange) -> None:
    exchange.bounds = Bounds(5, 5, 1000, 1000)
    exchange.promise(ONE)
    exchange.promise(ONE, "vi")
    exchange.clock.set(OPENS + timedelta(hours=3))  # both lines of Vietnamese are open
    exchange.work()
    assert exchange.caller.placed == [ONE]


def test_the_bounds_of_a_minute_and_a_day(exchange: Exchange) -> None:
    exchange.bounds = Bounds(9, 9, per_minute=2, per_day=3)
    for place in range(5):
        exchange.promise(number(place))
    assert exchange.work() == 2
    exchange.clock.set(OPENS + timedelta(minutes=2))
    assert exchange.work() == 1
    exchange.clock.set(OPENS + timedelta(minutes=4))
    assert exchange.work() == 0


def test_calls_that_the_service_makes_are_not_counted_as_calls_of_people(exchange: Exchange) -> None:
    exchange.promise(ONE)
    exchange.work()
    exchange.end("CA0", leg=Leg.ANSWERED)
    with exchange.engine.connect() as connection:
        assert connection.execute(select(calls.c.called_back)).scalars().all() == [True]
        assert connection.execute(select(day_counts)).all() == []
        assert connection.execute(select(line_counts.c.answered)).scalars().all() == [1]


def test_forgetting_a_person_ends_it(exchange: Exchange) -> None:
    exchange.promise(ONE)
    hashes = exchange.privacy.hashes(ONE)
    gone = write(exchange.engine, forget, hashes, "staff", ASKED, opt_out_too=False)
    assert (gone["call-backs waiting"], gone["call-backs"]) == (1, 1)
    assert exchange.states() == [State.CANCELLED]
    assert exchange.work() == 0


PEOPLE, COUNSELLORS = 300, 3


@pytest.mark.long
def test_an_opening_with_300_waiting_for_a_line_that_answers_three_at_a_time(exchange: Exchange) -> None:
    """Nobody is lost or called twice at a time; the line is hardly ever busy; those who wait are told so, once."""
    exchange.bounds = Bounds(1, 20, 1000, 10_000)
    for place in range(PEOPLE):
        exchange.promise(number(place), asked=ASKED + timedelta(seconds=place))
    going_on: list[str] = []
    order: list[str] = []
    ended: Counter[Leg] = Counter()
    while State.WAITING in exchange.states() and exchange.clock.now() < OPENS + timedelta(hours=8):
        before = len(exchange.caller.placed)
        exchange.work()
        new = [f"CA{place}" for place in range(before, len(exchange.caller.placed))]
        order += exchange.caller.placed[before:]
        for sid in new:  # the person confirms, and the line is rung: a fourth finds it busy
            going_on.append(sid)
            if len(going_on) > COUNSELLORS:
                exchange.end(going_on.pop(), leg=Leg.BUSY)
                ended[Leg.BUSY] += 1
        exchange.clock.set(exchange.clock.now() + timedelta(minutes=4))
        while going_on:
            exchange.end(going_on.pop(0), leg=Leg.ANSWERED)
            ended[Leg.ANSWERED] += 1
    exchange.work()
    first = list(dict.fromkeys(order))
    assert first == [number(place) for place in range(len(first))]  # in the order in which they asked
    assert ended[Leg.BUSY] <= ended[Leg.ANSWERED] // COUNSELLORS
    assert Counter(exchange.states())[State.REACHED] == ended[Leg.ANSWERED] == PEOPLE
    told = read(exchange.engine, lambda connection: connection.scalars(select(table.c.told_at)).all())
    assert sum(each is not None for each in told) >= PEOPLE - 20 * COUNSELLORS
    assert purposes(exchange)[Purpose.CALL_LATER] == sum(each is not None for each in told)
    assert timedelta(minutes=4) < TELL_AFTER
    learned = read(exchange.engine, lately_answered, LINE, exchange.clock.now() - timedelta(hours=1))
    assert COUNSELLORS - 1 <= at_once(learned, exchange.bounds) <= COUNSELLORS + 1
