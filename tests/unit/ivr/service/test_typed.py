"""What people type is cut before it is normalized, which takes time by the square of its length."""

from ivr.service.people.second_factor import typed
from ivr.store.accounts import key_of


def test_a_name_is_compared_by_its_first_characters() -> None:
    assert key_of("Ａiko " + "a" * 195) == "aiko " + "a" * 195
    assert key_of("a" * 201) == key_of("a" * 200)
    assert key_of("a" * 200) != key_of("a" * 199)


def test_a_code_is_compared_by_its_first_characters() -> None:
    assert typed("１2-3 ABC") == "123abc"
    assert (len(typed("1" * 99)), len(typed("1" * 101))) == (99, 100)
