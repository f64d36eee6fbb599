"""Delivery: when a text is tried again, when nobody is disturbed, which message is ours, when a carrier rests."""

from datetime import UTC, datetime, timedelta

import pytest

from ivr.core.text.delivery import FINAL, Breaker, Message, State, after_quiet, alike, next_attempt, ours
from tests.support.calls import TOKYO, at

NOW = at("Sun 10:00")


@pytest.mark.parametrize(
    ("attempts", "jitter", "maybe_sent", "seconds"),
    [
        pytest.param(1, 0.5, False, 5, id="the first time after five seconds"),
        pytest.param(1, 0.0, False, 3.75, id="a quarter sooner"),
        pytest.param(1, 1.0, False, 6.25, id="or a quarter later"),
        pytest.param(2, 0.5, False, 10, id="twice as long each time"),
        pytest.param(7, 0.5, False, 320, id="up to five minutes"),
        pytest.param(8, 0.5, False, 600, id="then ten minutes"),
        pytest.param(20, 0.5, False, 600, id="and no longer"),
        pytest.param(20, 1.0, False, 750, id="but for what spreads them"),
        pytest.param(149, 0.5, False, 600, id="for a day"),
        pytest.param(1, 0.5, True, 15, id="what may have been sent has time to show up"),
        pytest.param(2, 1.0, True, 15, id="also after the second attempt"),
        pytest.param(3, 0.5, True, 20, id="which is no shorter than it would be"),
    ],
)
def test_it_is_tried_again(attempts: int, jitter: float, maybe_sent: bool, seconds: float) -> None:
    assert next_attempt(attempts, NOW, jitter, maybe_sent=maybe_sent) == NOW + timedelta(seconds=seconds)


def test_what_was_refused_has_not_been_sent() -> None:
    assert next_attempt(1, NOW, 0.5) == NOW + timedelta(seconds=5)


@pytest.mark.parametrize("attempts", [150, 151, 10_000])
def test_after_a_day_it_is_given_up(attempts: int) -> None:
    assert next_attempt(attempts, NOW, 0.5) is None
    assert next_attempt(attempts, NOW, 0.5, maybe_sent=True) is None


# --- the quiet hours


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("Sun 00:00", "Sun 08:00"),
        ("Sun 07:59:59", "Sun 08:00"),
        ("Sun 08:00", "Sun 08:00"),
        ("Sun 12:00", "Sun 12:00"),
        ("Sun 20:59:59", "Sun 20:59:59"),
        ("Sun 21:00", "Mon+1 08:00"),
        ("Sun 23:59:59", "Mon+1 08:00"),
    ],
)
def test_the_quiet_hours_are_those_of_japan(moment: str, expected: str) -> None:
    assert after_quiet(at(moment)) == at(expected)
    assert after_quiet(at(moment).astimezone(TOKYO)) == at(expected)


def test_the_end_of_a_month_and_of_a_year() -> None:
    assert after_quiet(datetime(2026, 12, 31, 22, tzinfo=TOKYO)) == datetime(2027, 1, 1, 8, tzinfo=TOKYO)
    assert after_quiet(datetime(2026, 12, 31, 15, tzinfo=UTC)) == datetime(2026, 12, 31, 23, tzinfo=UTC)


# --- where a text stands


@pytest.mark.parametrize(
    ("state", "final"),
    [
        ("waiting", False),
        ("sending", False),
        ("sent", False),
        ("delivered", True),
        ("failed", True),
        ("refused", True),
        ("cancelled", True),
    ],
)
def test_states(state: str, final: bool) -> None:
    assert (State(state) in FINAL) is final
    assert len(State) == 7


# --- which message is ours


def message(sid: str = "SM1", body: str = "the text", ago: timedelta | None = timedelta()) -> Message:
    return Message(sid, body, State.SENT, None if ago is None else NOW - ago)


TWO_HOURS = timedelta(hours=2)


@pytest.mark.parametrize(
    ("messages", "found"),
    [
        pytest.param([], None, id="there is none"),
        pytest.param([message()], "SM1", id="its words"),
        pytest.param([message(body="Sent from a trial account - the text")], "SM1", id="after words of the carrier"),
        pytest.param([message(body="the text, and more")], None, id="not before other words"),
        pytest.param([message(body="another text")], None, id="other words"),
        pytest.param([message(body="")], None, id="no words"),
        pytest.param([message(sid="SM0")], None, id="one that is another text's"),
        pytest.param([message(sid="SM0"), message(sid="SM2")], "SM2", id="the one that is no other text's"),
        pytest.param([message(sid="SM2"), message(sid="SM3")], "SM2", id="the first of two"),
        pytest.param([message(ago=TWO_HOURS)], "SM1", id="two hours before, by clocks that differ"),
        pytest.param([message(ago=TWO_HOURS + timedelta(microseconds=1))], None, id="longer ago"),
        pytest.param([message(ago=-TWO_HOURS * 9)], "SM1", id="later"),
        pytest.param([message(ago=None)], "SM1", id="the carrier does not say when"),
        pytest.param([message(ago=TWO_HOURS * 2), message(sid="SM2")], "SM2", id="an older one of the same words"),
    ],
)
def test_which_message_is_ours(messages: list[Message], found: str | None) -> None:
    got = ours(messages, "the text", NOW, {"SM0", "SM9"})
    assert (got.sid if got else None) == found


def test_a_text_without_words_is_none_of_the_carriers() -> None:
    assert ours([message(body="")], "", NOW, ()) is None


# --- a carrier that fails text after text


def test_a_carrier_rests_from_the_fifth_failure_on() -> None:
    breaker = Breaker()
    assert breaker.rests(0) == 0
    assert [breaker.failed(100, 0.5) for _ in range(13)] == [0, 0, 0, 0, 5, 10, 20, 40, 80, 160, 300, 300, 300]
    assert [breaker.rests(now) for now in (100, 399, 400, 401)] == [300, 1, 0, 0]


@pytest.mark.parametrize(("jitter", "seconds"), [(0.0, 3.75), (0.5, 5.0), (1.0, 6.25)])
def test_rests_are_spread(jitter: float, seconds: float) -> None:
    breaker = Breaker()
    for _ in range(4):
        breaker.failed(7, jitter)
    assert breaker.failed(7, jitter) == seconds
    assert breaker.rests(8) == seconds - 1


def test_one_success_ends_the_counting() -> None:
    breaker = Breaker()
    for _ in range(4):
        breaker.failed(0, 0.5)
    breaker.succeeded()
    assert [breaker.failed(0, 0.5) for _ in range(5)] == [0, 0, 0, 0, 5]
    breaker.succeeded()
    assert breaker.rests(4) == 1  # a rest that has begun is kept
    assert breaker.failed(9, 0.5) == 0


def test_a_carrier_that_fails_for_days_rests_no_longer_than_five_minutes() -> None:
    breaker = Breaker()
    assert max(breaker.failed(0, 0.5) for _ in range(2000)) == 300


@pytest.mark.parametrize(
    ("body", "sid", "minutes", "found"),
    [
        pytest.param("Free advice:\nOTIT: open", "SM1", 0, True, id="the first line"),
        pytest.param("OTIT: open\nFree advice:", "SM1", 0, True, id="the last line"),
        pytest.param(
            "Sent from your trial account - Free advice:\nOTIT", "SM1", 0, True, id="after the carrier's words"
        ),
        pytest.param("Free advice: OTIT", "SM1", 0, False, id="only a part of a line"),
        pytest.param("", "SM1", 0, False, id="nothing"),
        pytest.param("Free advice:", "SM-of-another", 0, False, id="known to be another text"),
        pytest.param("Free advice:", "SM1", -119, True, id="a clock was ahead"),
        pytest.param("Free advice:", "SM1", -121, False, id="before it was promised"),
    ],
)
def test_a_text_whose_words_are_not_known(body: str, sid: str, minutes: int, found: bool) -> None:
    message = Message(sid, body, State.SENT, NOW + timedelta(minutes=minutes))
    assert (alike([message], "Free advice:", NOW, {"SM-of-another"}) is message) is found
