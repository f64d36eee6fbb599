"""The profile in force: chosen once, before anything else."""

from datetime import UTC, date, datetime, timedelta

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.clock import MomentError, parse_moment
from ivr.core.caller import Phone, identify, mobile_of_home, spoken_form
from ivr.core.reports import first_hour, hour_of, minute_of, moment_of
from ivr.core.text.delivery import after_quiet
from profiles import ChosenError, Profile
from profiles.current import Choice
from profiles.load import shipped
from schedules import dialled, home_midnight
from schedules.holidays import known_until, public_holidays
from tests.support.profiles import at_home_in, hafen

HAFEN = hafen()
IN_2027 = st.integers(0, 365 * 24 * 60 - 1).map(lambda each: datetime(2027, 1, 1, tzinfo=UTC) + timedelta(minutes=each))
ALL = pytest.mark.parametrize("profile", [shipped(), HAFEN], ids=["Japan", "Germany"])


def test_it_is_chosen_once() -> None:
    choice = Choice()
    choice.use(HAFEN)
    choice.use(hafen())  # the same
    assert choice.profile() is not shipped()
    with pytest.raises(ChosenError):
        choice.use(shipped())


def test_whoever_asks_first_gets_japans_and_nobody_another_afterwards() -> None:
    choice = Choice()
    assert choice.profile() == shipped()
    with pytest.raises(ChosenError):
        choice.use(HAFEN)


@ALL
@given(moment=IN_2027)
def test_hours_of_reports_are_those_of_the_clocks(profile: Profile, moment: datetime) -> None:
    with at_home_in(profile):
        local = moment.astimezone(profile.zone)
        assert hour_of(moment) % 24 == local.hour
        assert hour_of(moment) % 168 // 24 == local.weekday()
        assert minute_of(moment) // 60 == hour_of(moment)
        assert hour_of(moment_of(hour_of(moment))) == hour_of(moment)
        assert moment - moment_of(hour_of(moment)) < timedelta(hours=2)


@ALL
def test_a_day_begins_with_its_first_hour(profile: Profile) -> None:
    with at_home_in(profile):
        for day in (date(2027, 3, 28), date(2027, 3, 29), date(2027, 10, 31), date(2027, 11, 1)):
            assert hour_of(home_midnight(day)) == first_hour(day)
            assert moment_of(first_hour(day)) == home_midnight(day)


def test_moments_around_the_changes_of_the_clocks() -> None:
    with at_home_in(HAFEN):
        assert parse_moment("2027-10-31 02:30") == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)  # of summer time
        assert parse_moment("2027-10-31 02:30+01:00") == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
        with pytest.raises(MomentError, match="does not exist"):
            parse_moment("2027-03-28 02:30")


def test_quiet_hours_end_by_the_clocks() -> None:
    """In the night of the change, 7:00 comes an hour sooner."""
    with at_home_in(HAFEN):
        late = datetime(2027, 3, 27, 21, 30, tzinfo=UTC)  # 22:30
        assert after_quiet(late).astimezone(UTC) == datetime(2027, 3, 28, 5, tzinfo=UTC)
        day = datetime(2027, 3, 28, 5, tzinfo=UTC)
        assert after_quiet(day) == day


def test_numbers_are_of_the_country() -> None:
    with at_home_in(HAFEN):
        assert identify("+4915123456789").phone is Phone.MOBILE
        assert identify("+4915123456789").can_text
        assert identify("+4930123456").phone is Phone.FIXED
        assert identify("+819012345678").phone is Phone.FOREIGN
        assert mobile_of_home("015123456789") == "+4915123456789"
        assert spoken_form("+4930123456") == "030 123456"
        assert spoken_form("+819012345678") == "+81 90-1234-5678"
        assert dialled("0800 1234567") == "+498001234567"


@ALL
@given(digits=st.text("0123456789", min_size=1, max_size=14))
def test_most_numbers_are_identified_without_the_library(profile: Profile, digits: str) -> None:
    """The short way gives what the library gives."""
    code = phonenumbers.country_code_for_region(profile.country)
    with at_home_in(profile):
        short, long = identify(f"+{code}{digits}"), identify(f"+{code} {digits}")
    assert short == long


def test_holidays_are_those_of_the_profile() -> None:
    with at_home_in(HAFEN):
        assert public_holidays(2027)[date(2027, 3, 26)].name == "Karfreitag"
        assert len(public_holidays(2027)) == 9
        assert known_until() is None
    assert public_holidays(2027)[date(2027, 1, 11)].name == "成人の日"
