"""Japan's public holidays, by the npm package `@holiday-jp/holiday_jp` and by `holidays` from PyPI."""

from typing import Any

import pytest

from schedules.holidays import public_holidays
from tests.support.judges import ask_node, ask_python

YEARS = {"first": 2019, "last": 2030}


@pytest.fixture(scope="module")
def ours() -> dict[str, str]:
    years = range(YEARS["first"], YEARS["last"] + 1)
    return {str(day): found.name for year in years for day, found in public_holidays(year).items()}


@pytest.fixture(scope="module", params=["holiday_jp", "holidays"])
def theirs(request: pytest.FixtureRequest) -> Any:
    if request.param == "holiday_jp":
        return ask_node("holidays.cjs", YEARS, TZ="UTC")
    return ask_python("public_holidays.py", YEARS)


def test_the_same_days_are_holidays(ours: dict[str, str], theirs: dict[str, str]) -> None:
    assert sorted(ours) == sorted(theirs)
    assert len(ours) > 200
