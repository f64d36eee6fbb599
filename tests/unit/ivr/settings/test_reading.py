"""Where values come from, and how what is wrong is told."""

import re
from pathlib import Path

import pytest

from ivr.settings import Settings, SettingsError, load_carrier, load_database_url, load_speech_settings
from ivr.settings.model import setting
from tests.support.settings import GOOD
from tests.unit.ivr.settings.conftest import Load

NAMES = [setting(field) for field in Settings.model_fields.values()]
SECRETS = [setting(field) for field in Settings.model_fields.values() if not field.repr]


def problems(load: Load, environment: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        load(environment)
    assert list(refused.value.problems) == str(refused.value).splitlines()
    return list(refused.value.problems)


class TestWhereValuesComeFrom:
    def test_a_file_env_has_what_the_environment_has_not(self, tmp_path: Path, load: Load) -> None:
        (tmp_path / ".env").write_text("SMS_RATE=7\nSMS_PER_DAY=300  # a day\nOTHER=1\n")
        settings = load({**GOOD, "SMS_PER_DAY": "400"})
        assert (settings.sms_rate, settings.sms_per_day) == (7, 400)

    def test_files_may_begin_with_a_byte_order_mark(self, tmp_path: Path, load: Load) -> None:
        (tmp_path / "key").write_text("from a file\n", "utf-8-sig")
        (tmp_path / ".env").write_text("SMS_RATE=7\nMETRICS_TOKEN_FILE=key\n", "utf-8-sig")
        settings = load(GOOD)
        assert (settings.sms_rate, settings.metrics_token) == (7, "from a file")

    def test_an_empty_value_is_none_and_hides_that_of_the_file(self, tmp_path: Path, load: Load) -> None:
        (tmp_path / ".env").write_text("SMS_RATE=7\nCARRIER\nMETRICS_TOKEN=\n")
        settings = load({**GOOD, "SMS_RATE": " "})
        assert (settings.sms_rate, settings.carrier, settings.metrics_token) == (1, "twilio", "")

    def test_a_named_file_comes_first(self, tmp_path: Path, load: Load) -> None:
        (tmp_path / "key").write_text(" from a file\n")
        (tmp_path / ".env").write_text("METRICS_TOKEN_FILE=key\nMETRICS_TOKEN=from .env\n")
        assert load({**GOOD, "METRICS_TOKEN": "from the environment"}).metrics_token == "from a file"

    def test_names_are_in_capitals(self, load: Load) -> None:
        assert load({**GOOD, "account_sid": "AC9", "TRUSTED_PROXIES": "1"}).account_sid == "AC123"

    def test_an_env_file_that_is_not_text_is_told(self, tmp_path: Path, load: Load) -> None:
        (tmp_path / ".env").write_bytes(b"SMS_RATE=\xff")
        assert problems(load, GOOD) == [".env cannot be read (UnicodeDecodeError). Save it as UTF-8 text."]

    def test_one_setting_can_be_read_without_the_others(self, load: Load) -> None:
        given = {"DATABASE_URL": "sqlite:///here.db", "CARRIER": "Somleng", "SMS_RATE": "fast", "SMS_RAT": "1"}
        problems(load, given)
        assert (load_database_url(), load_carrier()) == ("sqlite:///here.db", "somleng")

    def test_one_setting_is_checked_alone(self, load: Load) -> None:
        problems(load, {"DATABASE_URL": "mysql://host/name", "DATABASE_URI": "sqlite:///here.db", "SMS_RATE": "fast"})
        with pytest.raises(SettingsError) as refused:
            load_database_url()
        assert [line.split()[0] for line in refused.value.problems] == ["DATABASE_URL", "DATABASE_URI"]

    def test_the_speech_service_needs_a_key_and_a_region_or_an_address(self, load: Load) -> None:
        problems(load, {"SPEECH_KEY": "key", "SPEECH_REGION": "Japan East", "SMS_RATE": "fast"})
        assert load_speech_settings().address == "https://japaneast.tts.speech.microsoft.com"
        problems(load, {"SPEECH_KEY": "key", "SPEECH_URL": "https://a.example/tts/"})
        assert load_speech_settings().address == "https://a.example/tts"
        problems(load, {"SPEECH_REGIONS": "japaneast"})
        with pytest.raises(SettingsError) as refused:
            load_speech_settings()
        assert [line.partition(". ")[0] for line in refused.value.problems] == [
            "SPEECH_KEY is not set",
            "SPEECH_REGION is not set",
            "SPEECH_REGIONS is not a setting",
        ]
        problems(load, {"SPEECH_URL": "https://a.example"})
        with pytest.raises(SettingsError, match=r"\ASPEECH_KEY is not set"):
            load_speech_settings()


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("SMS_RATE", ["0", "0.5", "1000"], ["-1", "1001", "fast", "nan", "inf"]),
        ("SMS_PER_NUMBER", ["1", "1000000"], ["0", "1000001", "1.5", "many"]),
        ("SMS_PER_RANGE", ["1", "1000000"], ["0", "1000001"]),
        ("SMS_PER_DAY", ["1", "1000000"], ["0", "1000001"]),
        ("KEEP_PEOPLE_DAYS", ["3", "36500"], ["2", "36501"]),
        ("KEEP_RECORDS_DAYS", ["3", "36500"], ["2", "36501"]),
        ("CONFIRMED_DAYS", ["1", "36500"], ["0", "36501", "never"]),
        ("TRUSTED_PROXIES", ["0", "5"], ["-1", "6"]),
        ("SMS_COUNTRIES", ["JP", "jp,vn", "JP VN"], ["Japan", "ZZ"]),
        ("SMS_CONTENT", ["numbers", "Link"], ["words"]),
        (
            "OLD_SECRET_KEYS",
            ["0" * 32, f"{'0' * 32}, {'1' * 32}", "hash:" + "0a" * 32],
            ["0" * 31, f"{'0' * 32} x", "hash:" + "0" * 63, "hash:" + "x" * 64],
        ),
        ("SMS_SENDER", ["Tsunagu", "MG" + "0a" * 16, "+81 50-3123-4567"], ["MG" + "0a" * 15, "too long a name"]),
        ("OPERATOR", ["つなぐ Association", "a" * 100], ["a" * 101, "a\u2028b"]),
        (
            "SECURITY_CONTACT",
            ["a@example.org", "mailto:a@example.org", "https://example.org/x"],
            ["example.org", "http://a.example"],
        ),
        ("LOG_FORMAT", ["text", "JSON"], ["xml"]),
        ("SECOND_FACTOR", ["viewer", "Editor", "admin"], ["everybody", "no"]),
        (
            "SENTRY_DSN",
            ["https://key@sentry.example.org/1"],
            ["key@sentry.example.org", "https://sentry.example.org/1?k"],
        ),
        (
            "ALERT_URLS",
            ["mailtos://u:p@smtp.example.org?to=a@example.org,b@example.org", "json://127.0.0.1:9/x  slack://a/b/c"],
            ["a@example.org", "mailto:a@example.org", "json://ok x"],
        ),
        ("ALERT_LANGUAGE", ["en", "JA"], ["vi", "English"]),
        (
            "MAIL_FROM",
            ["hotline@example.org", "つなぐ Hotline <hotline@example.org>"],
            [
                "hotline",
                "a@example.org, b@example.org",
                "a@example.org\nBcc: b@example.org",
                "<a@example>",
                "a b@c.org",
            ],
        ),
        ("ALERT_DIGEST", ["yes", "no"], ["weekly"]),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", ["http://127.0.0.1:4318/"], ["127.0.0.1:4318", "grpc://collector:4317"]),
        (
            "OTEL_EXPORTER_OTLP_HEADERS",
            ["Authorization=Basic%20dXNlcg==", "a=1, x-key=2"],
            ["Authorization", "a=1;b=2", "a=b c", "=1", "a=1,"],
        ),
        ("OPERATOR_URL", ["https://example.org/us"], ["example.org", "https://example.org/?us"]),
        ("TEXT_AFTER_SILENCE", ["yes", "No", "true", "0"], ["maybe", "2"]),
        ("TEXT_DISCREET", ["yes", "no"], ["maybe"]),
        ("SAY_UNCONFIRMED", ["yes", "no"], ["maybe"]),
        ("REMEMBER_LANGUAGE", ["yes", "no"], ["maybe"]),
        ("PUBLIC_STATISTICS", ["yes", "on", "no"], ["maybe"]),
        ("SMS_SPARE_SENDER", ["Tsunagu"], ["123"]),
        ("SPEECH_KEY", ["0a" * 16], ["two words", "clé", "a\nb"]),
        ("SPEECH_REGION", ["japaneast", "Japan East", "westus2"], ["japan.east", "evil.example/", "2", "東日本"]),
    ],
)
def test_what_a_value_may_be(name: str, good: list[str], bad: list[str], load: Load) -> None:
    for value in good:
        assert load({**GOOD, name: value})
    for value in bad:
        (line,) = problems(load, {**GOOD, name: value})
        assert line.startswith(f"{name} is not usable")


class TestWhatIsTold:
    def test_everything_that_is_wrong_is_told_at_once(self, load: Load) -> None:
        wrong = {"PUBLIC_URL": "hotline", "SMS_RATE": "fast", "SIGNING_KEY_FILE": "/nonexistent", "SMS_RAT": "2"}
        assert problems(load, {**GOOD, **wrong, "TWILIO_ACCOUNT_SID": ""}) == [
            "PUBLIC_URL is not usable: 'hotline'. Set it to the web address at which the carrier reaches this "
            "service, for example PUBLIC_URL=https://hotline.example.org",
            "TWILIO_ACCOUNT_SID is not set. Set it to the account's id; at SignalWire the project's id, "
            "for example TWILIO_ACCOUNT_SID=AC00000000000000000000000000000000",
            "SIGNING_KEY_FILE names a file that cannot be read (FileNotFoundError). Set it to a file in UTF-8 that "
            "this account may read, for example SIGNING_KEY_FILE=/run/secrets/signing_key",
            "SMS_RATE is not usable: 'fast'. Set it to a number from 0 to 1000, for example SMS_RATE=1",
            "SMS_RAT is not a setting. Is SMS_RATE meant? Rename it to SMS_RATE, or remove it",
        ]

    def test_what_signalwire_needs_is_told_besides_what_is_wrong(self, load: Load) -> None:
        told = problems(load, {**GOOD, "CARRIER": "signalwire", "SMS_RATE": "fast"})
        assert [line.split()[0] for line in told] == ["SIGNING_KEY", "SMS_RATE", "TWILIO_API_URL"]

    def test_a_sender_that_would_be_the_wrong_number_is_not_told_too(self, load: Load) -> None:
        (line,) = problems(load, {**GOOD, "TWILIO_PHONE_NUMBER": "050"})
        assert line.startswith("TWILIO_PHONE_NUMBER is not usable: '050'")

    def test_each_line_has_an_example_that_can_be_used(self, load: Load) -> None:
        """Of every setting; SECRET_KEY's is a command, the tokens' stand for what only the carrier knows."""
        examples = {}
        for name in NAMES:
            told = problems(load, {**GOOD, name: "", f"{name}_FILE": "/nonexistent"})
            assert re.fullmatch(rf"{name}_FILE names a file that cannot be read .*", told[0])
        for field in Settings.model_fields.values():
            assert field.description
            examples[setting(field)] = str(field.examples[0] if field.examples else field.default)
        assert all(examples.values())
        assert load({**examples, "SECRET_KEY": "0" * 32, "OLD_SECRET_KEYS": "0" * 32})

    @pytest.mark.parametrize("name", SECRETS)
    def test_no_secret_is_told(self, name: str, load: Load) -> None:
        """Neither a wrong one, nor one in place of the name of a file, nor one under a name that is misspelt."""
        for wrong in ({name: "hush"}, {f"{name}_FILE": "hush"}, {f"{name}S": "hush"}, {name.lower(): "hush"}):
            told = problems(load, {**GOOD, "PUBLIC_URL": "", **wrong})
            assert "hush" not in "".join(told)

    def test_no_secret_is_shown_with_the_settings(self, load: Load) -> None:
        secret = "hush" * 8
        environment = {**GOOD, **dict.fromkeys(SECRETS, secret), "DATABASE_URL": f"postgresql://u:{secret}@h/n"}
        environment["OTEL_EXPORTER_OTLP_HEADERS"] = f"key={secret}"
        environment["ALERT_URLS"] = f"mailtos://user:{secret}@example.org"
        environment |= {"SMTP_URL": f"smtps://user:{secret}@example.org", "MAIL_FROM": "hotline@example.org"}
        assert secret not in repr(load(environment))


SERVERS = {
    "smtps://user:p%40ss@smtp.example.org": True,
    "smtp+starttls://user:pass@smtp.example.org:2587/": True,
    "smtp://127.0.0.1:1025": True,
    "smtp://user:pass@localhost": True,
    "smtp://relay.example.org": True,
    "smtp://user:pass@relay.example.org": False,
    "https://smtp.example.org": False,
    "smtps://": False,
    "smtps://host:port": False,
    "smtps://host:0": False,
    "smtps://host/path": False,
    "smtps://host?to=a@example.org": False,
    "smtp.example.org": False,
}


@pytest.mark.parametrize(("url", "good"), SERVERS.items())
def test_a_mail_server(url: str, good: bool, load: Load) -> None:
    environment = {**GOOD, "SMTP_URL": url, "MAIL_FROM": "hotline@example.org"}
    if good:
        assert load(environment).smtp_url == url
    else:
        (line,) = problems(load, environment)
        assert line.startswith("SMTP_URL is not usable. Set it to a mail server")


def test_mail_is_from_somebody(load: Load) -> None:
    assert problems(load, {**GOOD, "SMTP_URL": "smtps://smtp.example.org"})[0].startswith("MAIL_FROM is not set")


class TestNames:
    @pytest.mark.parametrize(
        ("name", "meant"),
        [
            ("SMS_RAT", "SMS_RATE"),
            ("SMS_COUNTRY", "SMS_COUNTRIES"),
            ("SMS_PER_WEEK", "SMS_PER_DAY"),
            ("TWILIO_ACOUNT_SID", "TWILIO_ACCOUNT_SID"),
            ("TWILIO_AUTH_TOKENS_FILE", "TWILIO_AUTH_TOKEN_FILE"),
            ("PUBLIC_URLS", "PUBLIC_URL"),
            ("public_url", "PUBLIC_URL"),
            ("OLD_SECRET_KEY", "OLD_SECRET_KEYS"),
            ("TRUSTED_PROXY", "TRUSTED_PROXIES"),
            ("DATABASE_URI", "DATABASE_URL"),
        ],
    )
    def test_what_is_meant_by_a_name_is_told(self, name: str, meant: str, load: Load) -> None:
        (line,) = problems(load, {**GOOD, name: "hush"})
        assert line == f"{name} is not a setting. Is {meant} meant? Rename it to {meant}, or remove it"

    def test_a_misspelt_name_in_the_env_file_is_told(self, tmp_path: Path, load: Load) -> None:
        (tmp_path / ".env").write_text("SMS_RAT=7\n")
        assert len(problems(load, GOOD)) == 1

    def test_names_that_others_use_are_left_alone(self, load: Load) -> None:
        others = [
            *("TWILIO_API_KEY", "TWILIO_API_SECRET", "TWILIO_REGION", "TWILIO_EDGE", "DATABASE_USER", "DATABASE_HOST"),
            *(
                "SMS_PORT",
                "SMS_SERVICE_HOST",
                "SMS_SERVICE_PORT",
                "SMS_PORT_80_TCP_ADDR",
                "SECRET_KEY_BASE",
                "PUBLIC_IP",
            ),
            *("PATH", "HOME", "LANG", "PORT", "HOSTNAME", "CARRIER_NAME", "POSTGRES_PASSWORD", "COMPOSE_PROJECT_NAME"),
        ]
        assert load({**GOOD, **dict.fromkeys(others, "x")})
