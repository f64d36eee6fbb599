"""The standby that commits wait for is away: nothing is promised that only the primary has."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from ivr.clock import parse_moment
from ivr.core.findings import line
from ivr.demo import NUMBER, PERSON, TOKEN, Demo, start_demo
from ivr.phone.handset import Handset
from ivr.service.doctor.stored import database, replication
from tests.support.console import Console
from tests.support.demo import end
from tests.support.people import NOBODY_ANSWERS, Person, heard, promised, rang
from tests.support.replica import NAME, Replica
from tests.support.waiting import LONG, PATIENCE, eventually, texts_taken

MONDAY_NOON = parse_moment("2026-11-23 12:00")
PROMISE = "vi-VN Chúng tôi đang gửi đến điện thoại của bạn một tin nhắn"
"""The beginning of the promise of a text."""


pytestmark = pytest.mark.xdist_group("replica")


@pytest.fixture(scope="module")
def replica() -> Iterator[Replica]:
    with Replica() as servers:
        yield servers


@pytest.fixture
def demo(replica: Replica) -> Iterator[Demo]:
    running = start_demo(
        at=MONDAY_NOON,
        database=replica.url,
        patience=replace(LONG, step=2.0, delivery=2.0, record=2.0, lock=2, people=2.0),
    )
    eventually(lambda: running.service.opt_outs.read_at is not None)
    yield running
    replica.standby.resume()
    end(running)


def call(demo: Demo, number: str) -> bool:
    """Call while nobody answers. Return whether a text is promised after both lines have rung."""
    events = Handset(demo.url, TOKEN, number, NUMBER).call(Person(["1"], otherwise=NOBODY_ANSWERS))
    assert rang(events) == ["+81120250168", "+81120762029"]
    return any(sentence.startswith(PROMISE) for sentence in heard(events))


def test_the_standby_is_away_and_comes_back(replica: Replica, demo: Demo) -> None:
    """The first caller hears the numbers if the commit has begun, and gets the text later. Nobody gets two.

    Meanwhile whoever waits until something is stored is told why it is not.
    """
    first, second, third = (f"+81901234567{digit}" for digit in "123")
    replica.standby.pause()
    at_once = [number for number in (first, second) if call(demo, number)]
    assert second in at_once, "handed to the carrier, as without any database"
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
    assert replica.primary.ask(waiting) != [0]
    assert [each.to for each in demo.carrier.texts] == at_once
    console = Console(demo.url)
    page = console.sign_in(PERSON, demo.password)
    assert page.status == 503
    assert "The database does not confirm that this is stored, because its standby is away" in page.text
    eventually(lambda: "commits have waited for a standby" in said(replica.url))
    (found,) = database(replica.url)
    assert "answers, but does not confirm what is stored" in line(found)
    replica.standby.resume()
    eventually(lambda: not demo.service.deadline.down)
    assert call(demo, third)
    texts = texts_taken(demo.carrier, 3, seconds=PATIENCE)
    assert sorted(each.to for each in texts) == [first, second, third]
    demo.service.recorder.flush()
    assert promised(demo.service.engine) == 3
    assert console.sign_in(PERSON, demo.password).status == 200


def test_what_doctor_says_of_standbys(replica: Replica) -> None:
    role = "CREATE ROLE somebody LOGIN; GRANT ALL ON SCHEMA public TO somebody"
    replica.primary.ask(role)
    other = replica.url.replace("postgres@", "somebody@")
    names = "ok    replication: synchronous_standby_names is 'ANY 1 (standby)'"
    for url in (replica.url, other):
        assert said(url) == f"{names}, and 1 follow"
    replica.standby.stop()
    for url in (replica.url, other):
        eventually(lambda url=url: said(url).startswith("FAIL"))  # type: ignore[misc]
        assert "nothing can be promised. Start the standby" in said(url)
    replica.wait_for("")
    eventually(lambda: "there is no standby" in said(replica.url))
    replica.standby.start()
    eventually(lambda: said(replica.url).startswith("warn  replication: 1 follow, but no commit waits for them"))
    replica.wait_for(NAME)


def said(url: str) -> str:
    (found,) = replication(url)
    return line(found)
