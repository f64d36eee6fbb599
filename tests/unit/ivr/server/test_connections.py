"""Which connection gives way to a new one, and what counts as one address."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.server.connections import Connections, origin_of


def test_the_one_that_has_waited_longest_gives_way() -> None:
    open_ones: Connections[str] = Connections(most=3, most_each=3)
    assert [open_ones.open(each, f"192.0.2.{number}", number) for number, each in enumerate("abc")] == [None] * 3
    open_ones.waits("a", 5)  # it has got an answer
    assert open_ones.open("d", "192.0.2.9", 6) == "b"
    assert open_ones.open("e", "192.0.2.9", 7) == "c"
    assert open_ones.since(inf) == ["a", "d", "e"]


def test_one_whose_request_is_answered_stays() -> None:
    open_ones: Connections[str] = Connections(most=2, most_each=2)
    for each in "ab":
        open_ones.open(each, "192.0.2.1", 0)
        open_ones.works(each)
    assert open_ones.open("c", "192.0.2.2", 1) == "c"
    assert len(open_ones) == 2
    open_ones.close("a")
    assert open_ones.open("c", "192.0.2.2", 2) is None


def test_an_address_has_its_share_and_no_more() -> None:
    open_ones: Connections[str] = Connections(most=10, most_each=2)
    assert [open_ones.open(each, "192.0.2.1", 0) for each in "abc"] == [None, None, "a"]
    assert open_ones.open("d", "192.0.2.2", 1) is None
    assert open_ones.since(inf) == ["b", "c", "d"]


def test_who_has_waited_too_long() -> None:
    open_ones: Connections[str] = Connections(most=10, most_each=10)
    for moment, each in enumerate("abc"):
        open_ones.open(each, "192.0.2.1", moment)
    open_ones.works("a")
    assert open_ones.since(1) == ["b"]
    open_ones.waits("a", 9)
    assert open_ones.since(8) == ["b", "c"]


def test_what_is_closed_twice_or_unknown_is_no_matter() -> None:
    open_ones: Connections[str] = Connections(most=10, most_each=1)
    open_ones.open("a", "192.0.2.1", 0)
    for _ in range(2):
        open_ones.close("a")
    open_ones.waits("a", 1)
    open_ones.works("b")
    assert (len(open_ones), open_ones.since(inf)) == (0, [])
    assert open_ones.open("b", "192.0.2.1", 2) is None


STEPS = st.lists(st.tuples(st.sampled_from(["open", "waits", "works", "close"]), st.integers(0, 9)), max_size=60)


@given(STEPS, st.integers(1, 6), st.integers(1, 6))
def test_the_bounds_hold_whatever_happens(steps: list[tuple[str, int]], most: int, most_each: int) -> None:
    """Of three addresses; a model keeps what must be open."""
    bounded: Connections[int] = Connections(most, most_each)
    model: dict[int, str] = {}
    for moment, (step, key) in enumerate(steps):
        address = f"192.0.2.{key % 3}"
        if step == "open" and key not in model:
            gone = bounded.open(key, address, moment)
            model[key] = address
            if gone is not None:
                del model[gone]
        elif step == "waits":
            bounded.waits(key, moment)
        elif step == "works":
            bounded.works(key)
        elif step == "close":
            bounded.close(key)
            model.pop(key, None)
        assert len(bounded) == len(model) <= most
        assert set(bounded.since(inf)) <= set(model)
        assert all(list(model.values()).count(each) <= most_each for each in model.values())


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("unknown", "", True),
    ],
)
def test_what_counts_as_one_address(one: str, other: str, are_one: bool) -> None:
    assert (origin_of(one) == origin_of(other)) is are_one
