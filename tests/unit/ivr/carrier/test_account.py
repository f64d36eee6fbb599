"""The carrier's clock, as its answers tell it."""

from datetime import UTC, datetime

import pytest

from ivr.carrier.account import date_of

MOMENT = datetime(2026, 11, 30, 1, 2, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "moment"),
    [
        ("Mon, 30 Nov 2026 01:02:03 GMT", MOMENT),
        ("Mon, 30 Nov 2026 10:02:03 +0900", MOMENT),
        ("Mon, 30 Nov 2026 01:02:03", MOMENT),
        ("", None),
        ("yesterday", None),
        ("Mon, 31 Nov 2026 01:02:03 GMT", None),
    ],
)
def test_the_carriers_clock(header: str, moment: datetime | None) -> None:
    assert date_of(header) == moment
