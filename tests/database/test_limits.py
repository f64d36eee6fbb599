"""How many texts a number, a range of numbers and all together get in a day, whoever asks at once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from ivr.clock import parse_moment
from ivr.core.text.limits import Limit
from ivr.core.text.promises import Purpose, Texted
from ivr.privacy import Privacy
from ivr.store.db import read
from ivr.store.metrics import delivery_metrics
from tests.support.desk import NOW, PROMISE, Desk


def numbers(count: int, prefix: str = "+81901234") -> list[str]:
    return [f"{prefix}{each:04}" for each in range(count)]


def test_one_number_in_a_day(desk: Desk) -> None:
    kept = [desk.keep(replace(PROMISE, key=f"CA{each}", body=f"text {each}")) for each in range(12)]
    assert kept == [Texted.COMING] * 10 + [Texted.IMPOSSIBLE] * 2
    assert read(desk.engine, delivery_metrics, NOW).refused == {Limit.NUMBER: 2}
    assert desk.keep(replace(PROMISE, key="CA99"), NOW + (parse_moment("2026-11-02") - parse_moment("2026-11-01"))) is (
        Texted.COMING
    )


def test_a_range_of_numbers_in_a_day(desk: Desk) -> None:
    """As when a swindler lets us text numbers that pay for each text they get."""
    pumped = [desk.keep(replace(PROMISE, key=f"CA{to}", to=to)) for to in numbers(25)]
    assert pumped == [Texted.COMING] * 20 + [Texted.IMPOSSIBLE] * 5
    assert desk.keep(replace(PROMISE, key="CA", to="+819099990000")) is Texted.COMING


def test_numbers_that_are_keyed_in(desk: Desk) -> None:
    caller, other = "+81312345678", "+81612345678"
    keyed = replace(PROMISE, purpose=Purpose.KEYED, asked_by=caller)
    first, *rest = numbers(5)
    assert desk.keep(replace(keyed, key="1", to=first)) is Texted.COMING
    assert desk.keep(replace(keyed, key="2", to=first, body="another", asked_by=other)) is Texted.IMPOSSIBLE
    kept = [desk.keep(replace(keyed, key=to, to=to)) for to in rest]
    assert kept == [Texted.COMING, Texted.COMING, Texted.IMPOSSIBLE, Texted.IMPOSSIBLE]
    assert desk.keep(replace(PROMISE, key="own", to=first, body="own")) is Texted.COMING


def test_limits_hold_when_all_ask_at_once(desk: Desk) -> None:
    keyed = replace(PROMISE, purpose=Purpose.KEYED, asked_by="+81312345678")
    with ThreadPoolExecutor(12) as pool:
        kept = Counter(pool.map(lambda to: desk.keep(replace(keyed, key=to, to=to)), numbers(12)))
    assert kept == {Texted.COMING: 3, Texted.IMPOSSIBLE: 9}


def test_limits_hold_over_a_change_of_the_key(desk: Desk) -> None:
    for each in range(10):
        desk.keep(replace(PROMISE, key=f"CA{each}", body=f"text {each}"))
    desk.privacy = Privacy("a new secret of thirty-two chars.", "a secret of thirty-two characters")
    assert desk.keep(replace(PROMISE, key="CA11", body="one more")) is Texted.IMPOSSIBLE


def test_callers_who_withhold_their_number_are_not_one_caller(desk: Desk) -> None:
    keyed = replace(PROMISE, purpose=Purpose.KEYED, asked_by=None)
    assert {desk.keep(replace(keyed, key=to, to=to)) for to in numbers(8)} == {Texted.COMING}
