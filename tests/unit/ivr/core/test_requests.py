"""How long a signed request has an effect."""

from datetime import timedelta

import pytest

from ivr.core.requests import is_over
from tests.support.calls import at

BEGAN = at("Mon 12:00")
SECOND = timedelta(seconds=1)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.mark.parametrize(
    ("after", "ended_after", "over"),
    [
        (timedelta(), None, False),
        (-DAY, None, False),
        (DAY - SECOND, None, False),
        (DAY, None, True),
        (2 * MINUTE, 2 * MINUTE, False),
        (3 * MINUTE - SECOND, 2 * MINUTE, False),
        (3 * MINUTE, 2 * MINUTE, True),
        (MINUTE, 2 * MINUTE, False),
        (DAY, DAY, True),
    ],
)
def test_is_over(after: timedelta, ended_after: timedelta | None, over: bool) -> None:
    ended = None if ended_after is None else BEGAN + ended_after
    assert is_over(BEGAN + after, BEGAN, ended) is over
