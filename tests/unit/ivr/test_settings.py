"""Settings: what is taken, and how a wrong one is named."""

from pathlib import Path

import pytest

from ivr.demo import NUMBER
from ivr.settings import SettingsError, load_settings
from tests.support.settings import GOOD


def test_a_secret_can_come_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text("from a file\n")
    settings = load_settings(
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


def test_a_number_takes_the_form_that_carriers_want() -> None:
    settings = load_settings(GOOD)
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
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings({**GOOD, name: value})
    assert str(refused.value).startswith(name)
    assert len(str(refused.value).splitlines()) == 1
