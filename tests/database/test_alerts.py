"""Alerts are told once by several workers, also after a restart, and a word says that they are over."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from ivr.clock import MovableClock
from ivr.core.alerts import Alert, Kind
from ivr.privacy import Privacy
from ivr.service.alerts.telling import Telling
from ivr.store import tables
from ivr.store.alerts import LEASE, all_told, claim, note_holding, note_taken, note_tried, untaken
from ivr.store.carrier import note_refused
from ivr.store.carrier import note_taken as note_text_taken
from ivr.store.db import read, write
from sentences import Sentence
from tests.support.channels import Webhook
from tests.support.desk import NOW, TIMETABLE
from tests.support.recorded import put_through, texted
from tests.support.recorded import write as record

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
CARRIER = Alert(Kind.CARRIER, "", Sentence("no funds"), "/ops/texts")
FELL = Alert(Kind.FALLEN, "otit-vi", Sentence("it fell"), "/ops/calls")


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    opened = Webhook()
    yield opened
    opened.close()


def hold(engine: Engine, *alerts: Alert, after: timedelta = timedelta()) -> None:
    write(engine, note_holding, alerts, NOW + after)


def tell(engine: Engine, after: timedelta = timedelta()) -> list[str]:
    """Tell a channel whatever is due; return what was told."""
    told = []
    while found := write(engine, claim, NOW + after):
        told.append(f"{'over: ' if found.ended_at else ''}{found.said}")
        write(engine, note_taken, found, "channel", NOW + after)
        write(engine, note_tried, found, NOW + after, done=True)
    return told


def test_an_alert_is_told_once_and_so_is_its_end(engine: Engine) -> None:
    hold(engine, CARRIER, FELL)
    assert sorted(tell(engine)) == ["it fell", "no funds"]
    for minute in range(1, 4):
        hold(engine, CARRIER, FELL, after=minute * MINUTE)
        assert tell(engine, minute * MINUTE) == []
    hold(engine, after=4 * MINUTE)
    hold(engine, CARRIER, after=10 * MINUTE)  # it was away for less than ten minutes
    assert tell(engine, 10 * MINUTE) == []
    hold(engine, after=20 * MINUTE)
    assert tell(engine, 20 * MINUTE) == ["over: no funds"]
    hold(engine, after=DAY)
    assert tell(engine, DAY) == []
    hold(engine, after=DAY + 3 * MINUTE)
    assert tell(engine, DAY + 3 * MINUTE) == ["over: it fell"]
    hold(engine, CARRIER, after=2 * DAY)
    assert tell(engine, 2 * DAY) == ["no funds"]
    (now, before) = read(engine, all_told, NOW)
    assert (now.kind, now.since, now.ended_at) == (Kind.CARRIER, NOW + 2 * DAY, None)
    assert (before.kind, before.since, before.ended_at) == (Kind.FALLEN, NOW, NOW + DAY + 3 * MINUTE)


def test_an_end_is_not_told_to_whom_the_beginning_was_not(engine: Engine) -> None:
    hold(engine, CARRIER)
    hold(engine, after=10 * MINUTE)
    assert tell(engine, 10 * MINUTE) == []
    hold(engine, CARRIER, after=11 * MINUTE)
    assert tell(engine, 11 * MINUTE) == ["no funds"]


def test_one_of_many_workers_claims_a_message(engine: Engine) -> None:
    hold(engine, CARRIER)
    with ThreadPoolExecutor(6) as pool:
        claims = [each for each in pool.map(lambda _: write(engine, claim, NOW), range(12)) if each]
    assert len(claims) == 1


def test_the_message_of_a_worker_that_was_killed_goes_to_the_other_channels(engine: Engine) -> None:
    hold(engine, CARRIER)
    first = write(engine, claim, NOW)
    assert first
    write(engine, note_taken, first, "mail", NOW)
    assert write(engine, claim, NOW + LEASE - MINUTE) is None
    second = write(engine, claim, NOW + LEASE)
    assert second
    assert list(second.taken) == ["mail"]
    write(engine, note_tried, first, NOW + LEASE, done=True)  # it was only slow: its claim is over
    write(engine, note_taken, second, "webhook", NOW + LEASE)
    (found,) = read(engine, all_told, NOW)
    assert (list(found.taken), found.told_at) == (["mail", "webhook"], NOW)
    assert found.due_at is not None


def test_a_channel_that_is_down_is_tried_less_and_less_often_for_a_day(engine: Engine) -> None:
    hold(engine, CARRIER)
    now, waits = NOW, list[timedelta]()
    while found := write(engine, claim, now):
        again = write(engine, note_tried, found, now, done=False)
        due = read(engine, lambda connection: connection.scalar(select(tables.alerts.c.due_at)))
        if not again or due is None:
            break
        waits.append(due - now)
        now = due
    assert [wait // MINUTE for wait in waits[:8]] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert 22 <= sum(waits, timedelta()) / timedelta(hours=1) <= 26
    assert read(engine, untaken) == []


def test_two_workers_tell_a_channel_once_and_a_restart_tells_nothing(
    engine: Engine, privacy: Privacy, webhook: Webhook
) -> None:
    clock = MovableClock(NOW)
    write(engine, note_refused, Sentence("no funds"), NOW)

    def worker() -> Telling:
        channels = [webhook.channel]
        return Telling(engine, lambda _: TIMETABLE, clock.now, privacy, channels, "en", "https://hotline.example.org")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda each: each.tell(), [worker(), worker()]))
    assert sorted(webhook.titles) == ["Tsunagu: hours are not confirmed", "Tsunagu: the carrier refuses our texts"]
    worker().tell()
    assert len(webhook.messages) == 2
    write(engine, note_text_taken)
    clock.set(NOW + 15 * MINUTE)
    worker().tell()
    assert webhook.titles[2:] == ["Tsunagu: over: the carrier refuses our texts"]
    (said,) = [each["message"] for each in webhook.messages if "over" in each["title"]]
    assert said.startswith("This is over since ")
    assert "The carrier has refused our texts since" in said
    assert said.endswith("https://hotline.example.org/ops/texts?state=waiting")


def test_a_channel_that_refuses_gets_it_later_and_the_other_one_once(
    engine: Engine, privacy: Privacy, webhook: Webhook
) -> None:
    clock, other = MovableClock(NOW), Webhook()
    telling = Telling(
        engine, lambda _: TIMETABLE, clock.now, privacy, [webhook.channel, other.channel], "ja", "https://x.example.org"
    )
    other.takes = False
    telling.tell()
    other.takes = True
    clock.set(NOW + 2 * MINUTE)
    telling.tell()
    other.close()
    assert webhook.titles == other.titles == ["つなぐ：受付時間が確認されていない"]
    assert other.asked == 2


def test_the_week_is_summed_up_once(engine: Engine, privacy: Privacy, webhook: Webhook) -> None:
    put = [replace(each, sid=f"CA{n}") for n in range(3) for each in put_through("CA", NOW - 2 * DAY)]
    record(engine, put, texted("CA9", NOW - 2 * DAY))
    monday = NOW + DAY  # 10:00 in Japan
    clock = MovableClock(monday - 2 * 60 * MINUTE)
    telling = Telling(
        engine, lambda _: TIMETABLE, clock.now, privacy, [webhook.channel], "en", "https://x.example.org", digests=True
    )
    telling.tell()
    assert "Tsunagu: the week" not in webhook.titles
    for _ in range(2):
        clock.set(clock.now() + 2 * 60 * MINUTE)
        telling.tell()
    (said,) = [each["message"] for each in webhook.messages if each["title"] == "Tsunagu: the week"]
    assert said.startswith("The week from 2026-11-23 to 2026-11-29:\nCalls: 4, of which 75 % were put through.\n")
    assert said.endswith("\n\nhttps://x.example.org/ops/reports")
