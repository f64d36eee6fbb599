"""Call-backs, as whole calls: the promise, the call, and what becomes of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from ivr.clock import parse_moment
from ivr.core.callbacks.promises import State
from ivr.demo import Demo
from ivr.phone.events import FarEnd, Heard, Rang
from ivr.phone.handset import Handset
from ivr.phone.placed import Placed
from ivr.store.call_back_reports import listed
from ivr.store.call_backs import ringing
from ivr.store.db import read, write
from ivr.store.overrides import keep_override
from ivr.store.talks import reached_since
from schedules import EVERYTHING, Override
from tests.support.demo import MOBILE, end, start
from tests.support.people import Person
from tests.support.waiting import call_stored, eventually, texts_delivered, texts_taken

FRESC = "+81120762029"
KHMER_CLOSED = parse_moment("2026-11-30 20:00")
"""A Monday evening. OTIT opens for Khmer on Thursday at 11:00, FRESC on Tuesday at 9:00."""


@contextmanager
def calling_back(folder: Path, **more: object) -> Iterator[Demo]:
    demo = start(folder, KHMER_CLOSED, call_backs=True, **more)
    yield demo
    end(demo)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    with calling_back(tmp_path) as started:
        yield started


def telephone(demo: Demo, number: str = MOBILE) -> Handset:
    return Handset(demo.url, demo.carrier.token, number, "+815031234567")


def asked(demo: Demo, number: str = MOBILE, keys: tuple[str, ...] = ("7", "5")) -> list[str]:
    """Call in Khmer, press 5 at rest, and return what was heard."""
    events = telephone(demo, number).call(Person([*keys]))
    return [event.text for event in events if isinstance(event, Heard)]


def hashes(demo: Demo) -> tuple[str, ...]:
    assert demo.workers.calling
    return demo.workers.calling.privacy.hashes(MOBILE)


def states(demo: Demo) -> list[State]:
    return [row.state for row in read(demo.service.engine, listed, 100)]


def rings(demo: Demo, count: int = 1) -> Placed:
    """Wait until the service has made so many calls, and return the last one."""
    return call_stored(demo.carrier, demo.service.engine, count)


def later(demo: Demo, **ahead: int) -> None:
    demo.clock.set(demo.clock.now() + timedelta(**ahead))
    demo.workers.wake()


OPENING = parse_moment("2026-12-01 09:00")
ANSWERED, BUSY = FarEnd("completed", 300), FarEnd("busy", 0)


def opened(demo: Demo) -> Placed:
    """Go to the opening, and return the call that the carrier is asked for."""
    demo.clock.set(OPENING)
    demo.workers.wake()
    return rings(demo)


def test_who_finds_nobody_is_called_back_when_a_line_opens(demo: Demo) -> None:
    heard = asked(demo)
    assert "5, 6, 7, 8" in heard[-6] or any("5678" in words.replace(" ", "").replace(",", "") for words in heard)
    assert states(demo) == [State.WAITING]
    call = opened(demo)
    assert call.to == MOBILE
    events = demo.carrier.pick_up(call, Person(["1"], [ANSWERED]))
    assert [event.target for event in events if isinstance(event, Rang)] == [FRESC]
    later(demo, seconds=5)
    eventually(lambda: states(demo) == [State.REACHED])
    assert len(demo.carrier.placed) == 1


def test_a_machine_or_nobody_is_never_put_through_and_is_called_twice_at_most(demo: Demo) -> None:
    asked(demo)
    first = opened(demo)
    events = demo.carrier.pick_up(first, Person())
    assert not [event for event in events if isinstance(event, Rang)]
    later(demo, seconds=5)
    eventually(lambda: states(demo) == [State.WAITING])
    later(demo, minutes=31)
    second = rings(demo, 2)
    demo.carrier.end(second, "no-answer")
    later(demo, seconds=5)
    eventually(lambda: states(demo) == [State.MISSED])
    text = texts_taken(demo.carrier, 2)[1]
    assert "FRESC" in text.body
    later(demo, hours=2)
    assert len(demo.carrier.placed) == 2


def test_an_end_that_the_service_did_not_hear_of_is_asked_for(demo: Demo) -> None:
    """As when a call ends before it is stored; a busy machine takes that long."""
    asked(demo)
    later(demo, hours=13)
    rings(demo).status = "no-answer"
    eventually(lambda: any(each.status for each in read(demo.service.engine, ringing)))
    later(demo, seconds=10)
    eventually(lambda: states(demo) == [State.WAITING])


def test_a_busy_line_is_tried_again_after_a_pause_that_grows(demo: Demo) -> None:
    asked(demo)
    pauses = []
    call = opened(demo)
    for number in (2, 3):
        demo.carrier.pick_up(call, Person(["1"], [BUSY]))
        later(demo, seconds=5)
        eventually(lambda: states(demo) == [State.WAITING])
        [row] = read(demo.service.engine, listed, 100)
        pauses.append(round((row.due_at - demo.clock.now()).total_seconds() / 60))
        demo.clock.set(row.due_at + timedelta(seconds=1))
        demo.workers.wake()
        call = rings(demo, number)
    assert pauses == [5, 10]
    demo.carrier.pick_up(call, Person(["1"], [ANSWERED]))
    later(demo, seconds=5)
    eventually(lambda: states(demo) == [State.REACHED])


def test_key_2_of_the_person_who_is_called_ends_it(demo: Demo) -> None:
    asked(demo)
    events = demo.carrier.pick_up(opened(demo), Person(["2"]))
    assert not [event for event in events if isinstance(event, Rang)]
    assert states(demo) == [State.CANCELLED]


def test_key_5_after_a_busy_line_ends_it(demo: Demo) -> None:
    asked(demo)
    demo.carrier.pick_up(opened(demo), Person(["1", "", "5"], [BUSY]))
    assert states(demo) == [State.CANCELLED]


def test_stop_ends_it(demo: Demo) -> None:
    asked(demo)
    telephone(demo).text("STOP")
    assert states(demo) == [State.CANCELLED]


def test_who_has_reached_somebody_meanwhile_is_not_called(demo: Demo) -> None:
    asked(demo)
    demo.workers.stop()
    demo.clock.set(OPENING)
    telephone(demo).call(Person(["7"], [ANSWERED]))
    eventually(lambda: read(demo.service.engine, reached_since, hashes(demo), "km", KHMER_CLOSED))
    assert demo.workers.calling
    demo.workers.calling.call_one()
    assert states(demo) == [State.CANCELLED]
    assert not demo.carrier.placed


def test_a_person_has_one_call_back_for_each_language(demo: Demo) -> None:
    asked(demo)
    asked(demo)
    assert states(demo) == [State.WAITING]
    asked(demo, keys=("8", "5"))
    assert states(demo) == [State.WAITING, State.WAITING]


def test_by_text(demo: Demo) -> None:
    answer = telephone(demo).text("ទូរស័ព្ទមកវិញ")
    assert "FRESC" in (answer or "")
    assert states(demo) == [State.WAITING]
    demo.carrier.pick_up(opened(demo), Person(["1"], [ANSWERED]))
    later(demo, seconds=5)
    eventually(lambda: states(demo) == [State.REACHED])


@pytest.mark.parametrize("caller", ["anonymous", "+81312345678"])
def test_who_has_no_mobile_keys_one_in_and_confirms_it(demo: Demo, caller: str) -> None:
    asked(demo, caller, ("7", "5", "09087654321#", "2", "09012345678#", "1"))
    assert states(demo) == [State.WAITING]
    assert opened(demo).to == MOBILE


def test_lines_that_are_closed_after_all_move_it_with_a_text(demo: Demo) -> None:
    asked(demo)
    closed = Override(EVERYTHING, False, KHMER_CLOSED, OPENING + timedelta(hours=3), "flu", {})
    write(demo.service.engine, keep_override, closed, "test")
    demo.schedule.refresh()
    demo.clock.set(OPENING)
    demo.workers.wake()
    eventually(lambda: [row.moves for row in read(demo.service.engine, listed, 9)] == [1])
    assert texts_taken(demo.carrier, 2)
    assert not demo.carrier.placed
    demo.clock.set(OPENING + timedelta(hours=3))
    demo.workers.wake()
    assert rings(demo).to == MOBILE


def test_what_the_carrier_refuses_for_good_ends_in_a_text(demo: Demo) -> None:
    asked(demo)
    texts_delivered(demo.service.engine, 1)
    demo.carrier.fail_next.append(400)
    demo.clock.set(OPENING)
    demo.workers.wake()
    eventually(lambda: states(demo) == [State.FAILED])
    assert "FRESC" in texts_taken(demo.carrier, 2)[1].body


def test_what_the_carrier_refuses_for_now_is_tried_again(demo: Demo) -> None:
    asked(demo)
    texts_delivered(demo.service.engine, 1)
    demo.carrier.fail_next += [429, 429]
    demo.clock.set(OPENING)
    for _ in range(3):
        later(demo, minutes=1)
        if demo.carrier.placed:
            break
    assert rings(demo).to == MOBILE


def test_as_shipped_nobody_is_offered_a_call(tmp_path: Path) -> None:
    shipped = start(tmp_path, KHMER_CLOSED)
    asked(shipped)
    assert shipped.workers.calling is None
    assert not states(shipped)
    end(shipped)
