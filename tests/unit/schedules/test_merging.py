"""Two people's changes to one directory: both made, or what keeps them apart."""

from datetime import date

import pytest

from schedules import Scope, SpecialDay, Window, load_directory
from schedules.difference import difference
from schedules.edits import ChangeError, add_special_day, set_hours
from schedules.merging import merge

BASE = load_directory()
EVENING = SpecialDay(
    "Evening", date(2026, 12, 10), date(2026, 12, 10), (Window(1170, 1230),), Scope(line="otit-km"), extra=True
)
WITH_EVENING = add_special_day(BASE, EVENING)


def test_both_changes_are_made() -> None:
    merged = merge(BASE, WITH_EVENING, set_hours(BASE, "otit-vi", "closed"))
    assert merged == set_hours(WITH_EVENING, "otit-vi", "closed")


def test_what_both_have_changed_is_named() -> None:
    ours, theirs = (set_hours(BASE, "otit-km", text) for text in ("closed", "Thu 11:00-18:00"))
    assert merge(BASE, ours, theirs) == difference(BASE, theirs)


def test_changes_that_break_a_rule_together_are_refused() -> None:
    longer = set_hours(BASE, "otit-km", "Thu 11:00-20:00")
    with pytest.raises(ChangeError) as refused:
        merge(BASE, WITH_EVENING, longer)
    assert str(refused.value) == (
        "special day Evening: 11:00-20:00 on 2026-12-10 overlaps or touches 19:30-20:30 on 2026-12-10 at otit-km"
    )
