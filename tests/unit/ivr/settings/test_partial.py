"""Settings of which some are unusable: what is left of them."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from ivr.settings import Partial, load_partial
from tests.support.settings import GOOD
from tests.unit.ivr.settings.conftest import Given, Load

Usable = Callable[[Mapping[str, str]], Partial]


@pytest.fixture
def usable(given_only: Given) -> Usable:
    """Loads what can be used of an environment."""

    def load(environment: Mapping[str, str]) -> Partial:
        given_only(environment)
        return load_partial()

    return load


def test_good_settings_are_the_same(usable: Usable, load: Load) -> None:
    found = usable(GOOD)
    assert (found.settings, found.unusable, found.problems) == (load(GOOD), frozenset(), ())


@pytest.mark.parametrize("missing", GOOD)
def test_without_one_the_others_are_kept(usable: Usable, missing: str) -> None:
    found = usable({name: value for name, value in GOOD.items() if name != missing})
    assert missing in found.unusable
    assert found.unusable <= {missing, "SMS_SENDER"}, "the sender is the number by default"
    assert len(found.problems) == 1
    kept = usable(GOOD).settings
    for field in ("public_url", "account_sid", "auth_token", "database_url"):
        name = str(type(kept).model_fields[field].validation_alias)
        assert name == missing or getattr(found.settings, field) == getattr(kept, field)


@pytest.mark.parametrize(
    "wrong",
    [
        {"DIAL_COUNTRIES": "Japan"},
        {"DATABASE_URL": "mysql://x"},
        {"CARRIER": "telnix"},
        {"SMS_RATE": "fast"},
        {"KEEP_PEOPLE_DAYS": "1"},
        {"PUBLIC_URL": "hotline"},
        {"SECRET_KEY": "short"},
        {"OLD_SECRET_KEYS": "short"},
        {"SECRET_KEY_FILE": "/nowhere"},
        {"SMS_SENDER": "a name that is too long"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_wrong_value_is_one_that_can_not_be_used(usable: Usable, wrong: Mapping[str, str]) -> None:
    found = usable({**GOOD, **wrong})
    assert found.unusable == {name.removesuffix("_FILE") for name in wrong}
    assert len(found.problems) == 1


def test_signalwire_needs_more(usable: Usable) -> None:
    found = usable({**GOOD, "CARRIER": "signalwire"})
    assert found.unusable == {"TWILIO_API_URL", "SIGNING_KEY"}
    assert found.settings.carrier == "signalwire"


def test_a_misspelt_name_is_a_problem_and_leaves_all_settings_usable(usable: Usable) -> None:
    found = usable({**GOOD, "SMS_SENDR": "+815031234567"})
    assert found.unusable == frozenset()
    assert found.problems == ["SMS_SENDR is not a setting. Is SMS_SENDER meant? Rename it to SMS_SENDER, or remove it"]


def test_nothing_can_be_used_of_a_file_that_can_not_be_read(usable: Usable) -> None:
    Path(".env").write_bytes(b"PUBLIC_URL=\xff\xfe\xff")
    found = usable(GOOD)
    assert {"PUBLIC_URL", "DATABASE_URL", "SMS_RATE"} <= found.unusable
    assert found.problems == [".env cannot be read (UnicodeDecodeError). Save it as UTF-8 text."]


def test_the_files_that_values_come_from(usable: Usable, tmp_path: Path) -> None:
    assert usable(GOOD).files == []
    secret = tmp_path / "secret"
    secret.write_text("0" * 32)
    Path(".env").write_text(f"SECRET_KEY_FILE={secret}\nTWILIO_AUTH_TOKEN_FILE=/nowhere\n")
    assert usable(GOOD).files == [Path(".env"), secret]
