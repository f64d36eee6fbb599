"""Links that dial the numbers of lines."""

import pytest

from ivr.core.pages import dialling_link


@pytest.mark.parametrize(
    ("number", "link"),
    [
        ("0120-250-168", "tel:0120-250-168"),
        ("03 1234 5678", "tel:03-1234-5678"),
        ("(03) 1234-5678", "tel:03-1234-5678"),
        ("+81 3-1234-5678", "tel:+81312345678"),
        ("010 81 3 1234 5678", "tel:+81312345678"),
        ("+1 212 555 1234", "tel:+12125551234"),
        ("010 1 212-555-1234", "tel:+12125551234"),
        ("+84 (24) 3825 0000", "tel:+842438250000"),
        ("sip:vi@example.org", "sip:vi@example.org"),
    ],
)
def test_a_link_dials_the_number_however_it_is_typed(number: str, link: str) -> None:
    assert dialling_link(number) == link
