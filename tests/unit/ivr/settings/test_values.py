"""Settings: what is taken, and that a wrong one is named."""

from pathlib import Path

import pytest

from ivr.carrier.kinds import KINDS, make_carrier
from ivr.carrier.simulated import SimulatedCarrier
from ivr.carrier.twilio import TwilioCarrier
from ivr.demo import NUMBER
from ivr.settings import CARRIERS, TWILIO, SettingsError
from tests.support.settings import GOOD
from tests.unit.ivr.settings.conftest import Load


def test_a_secret_can_come_from_a_file(tmp_path: Path, load: Load) -> None:
    secret = tmp_path / "token"
    secret.write_text("from a file\n")
    settings = load(
        {
            "PUBLIC_URL": "https://hotline.example.org/",
            "SECRET_KEY": "0" * 32,
            "TWILIO_ACCOUNT_SID": "AC123",
            "TWILIO_AUTH_TOKEN_FILE": str(secret),
            "TWILIO_PHONE_NUMBER": NUMBER,
        }
    )
    assert settings.auth_token == "from a file"
    assert settings.public_url == "https://hotline.example.org"
    assert "from a file" not in repr(settings)


def test_a_number_takes_the_form_that_carriers_want(load: Load) -> None:
    settings = load(GOOD)
    assert (settings.phone_number, settings.sms_sender) == ("+815031234567", "+815031234567")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_URL", "hotline.example.org"),
        ("PUBLIC_URL", "https://hotline.example.org/?x=1"),
        ("SECRET_KEY", "short"),
        ("TWILIO_PHONE_NUMBER", "050-3123-4567"),
        ("TWILIO_PHONE_NUMBER", "+99912345678"),
        ("SMS_SENDER", "Tsunagu Hotline"),
        ("SMS_SENDER", "12345"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "mysql://host/name"),
        ("DATABASE_URL", "postgresql+psycopg://u:p@host:port/x"),
        ("DATABASE_URL", "hello"),
        ("TWILIO_API_URL", "api.example.org"),
        ("TWILIO_AUTH_TOKEN_FILE", "/nonexistent/token"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str, load: Load) -> None:
    with pytest.raises(SettingsError) as refused:
        load({**GOOD, name: value})
    assert str(refused.value).startswith(name)
    assert len(str(refused.value).splitlines()) == 1


SIGNING_KEY = "PSK_signing"
SPACE = {"TWILIO_API_URL": "https://space.signalwire.com/api/laml/", "SIGNING_KEY": SIGNING_KEY}


class TestCarriers:
    def test_every_carrier_that_can_be_set_is_known(self) -> None:
        assert tuple(KINDS) == CARRIERS

    def test_without_a_word_it_is_twilio(self, load: Load) -> None:
        settings = load(GOOD)
        assert settings.carrier == TWILIO
        carrier = make_carrier(settings, "")
        assert isinstance(carrier, TwilioCarrier)
        assert carrier.api_url == "https://api.twilio.com"

    @pytest.mark.parametrize(
        ("carrier", "more", "api_url"),
        [
            ("Somleng", {}, "https://api.somleng.org"),
            ("somleng", {"TWILIO_API_URL": "https://somleng.example.org"}, "https://somleng.example.org"),
            ("signalwire", SPACE, "https://space.signalwire.com/api/laml"),
            ("twilio", {"TWILIO_API_URL": "http://127.0.0.1:8000"}, "http://127.0.0.1:8000"),
        ],
    )
    def test_where_each_has_its_api(self, carrier: str, more: dict[str, str], api_url: str, load: Load) -> None:
        made = make_carrier(load({**GOOD, "CARRIER": carrier, **more}), "")
        assert isinstance(made, TwilioCarrier)
        assert made.api_url == api_url

    def test_the_simulated_one_has_none(self, load: Load) -> None:
        assert isinstance(make_carrier(load({**GOOD, "CARRIER": "simulated"}), ""), SimulatedCarrier)

    @pytest.mark.parametrize(
        ("values", "named"),
        [
            ({"CARRIER": "telnyx"}, "CARRIER"),
            ({"CARRIER": "signalwire", "SIGNING_KEY": SIGNING_KEY}, "TWILIO_API_URL"),
            ({"CARRIER": "signalwire", "TWILIO_API_URL": SPACE["TWILIO_API_URL"]}, "SIGNING_KEY"),
            ({"SIGNING_KEY_FILE": "/nonexistent/key"}, "SIGNING_KEY_FILE"),
        ],
    )
    def test_what_is_wrong_is_said_in_one_line(self, values: dict[str, str], named: str, load: Load) -> None:
        with pytest.raises(SettingsError) as refused:
            load({**GOOD, **values})
        assert str(refused.value).startswith(named)
        assert len(str(refused.value).splitlines()) == 1

    def test_the_signing_key_stays_secret(self, load: Load) -> None:
        assert SIGNING_KEY not in repr(load({**GOOD, "CARRIER": "signalwire", **SPACE}))

    def test_several_signing_keys(self, load: Load) -> None:
        assert load({**GOOD, "SIGNING_KEY": "new old"}).signing_keys == ("new", "old")
        assert load(GOOD).signing_keys == ()
