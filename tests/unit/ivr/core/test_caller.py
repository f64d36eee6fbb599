import pytest

from ivr.core.caller import spoken_form


@pytest.mark.parametrize(
    ("number", "printed"),
    [("+815031234567", "050-3123-4567"), ("+81120250168", "0120-250-168"), ("+14155552671", "+1 415-555-2671")],
)
def test_a_number_is_printed_as_people_in_japan_dial_it(number: str, printed: str) -> None:
    assert spoken_form(number) == printed
