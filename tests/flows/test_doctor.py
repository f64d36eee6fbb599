"""`ivr doctor`: whether PUBLIC_URL leads to this service, and the command itself."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner, Result
from flask import Flask, redirect, request
from sqlalchemy import func, select

from ivr.cli import main
from ivr.core.findings import Fail, Ok, line
from ivr.demo import ACCOUNT, NUMBER, TOKEN, Demo
from ivr.phone.account import Number
from ivr.service.doctor.address import reached
from ivr.settings import Settings
from ivr.store.tables import calls
from tests.support.carriers import a_desk
from tests.support.demo import start
from tests.support.listening import Listening
from tests.support.waiting import PATIENCE, eventually

SENDER, SECRET = "+815039876543", "s" * 32


def reachable_at(public_url: str, auth_token: str = TOKEN) -> Settings:
    return Settings(
        public_url=public_url, secret_key=SECRET, account_sid=ACCOUNT, auth_token=auth_token, phone_number=NUMBER
    )


class TestReached:
    def test_this_service(self, demo: Demo) -> None:
        (found,) = reached(reachable_at(demo.url))
        assert found == Ok("reached", f"{demo.url} is this service, and takes webhooks signed with our key")

    def test_it_leaves_no_trace_of_a_call(self, demo: Demo) -> None:
        list(reached(reachable_at(demo.url)))
        demo.service.recorder.flush()
        with demo.service.engine.connect() as connection:
            assert connection.scalar(select(func.count()).select_from(calls)) == 0

    def test_another_key(self, demo: Demo) -> None:
        (found,) = reached(reachable_at(demo.url, "another"))
        assert line(found).startswith(
            f"FAIL  reached: {demo.url}/voice/status refuses a webhook that is signed with our"
        )
        assert "X-Twilio-Signature unchanged" in line(found)

    def test_nobody(self) -> None:
        (found,) = reached(reachable_at("http://127.0.0.1:1"))
        assert line(found).startswith("FAIL  reached: http://127.0.0.1:1 does not answer: no connection. Start `ivr")

    def test_no_such_host(self) -> None:
        (found,) = reached(reachable_at("https://hotline.invalid"))
        assert line(found).startswith("FAIL  reached: https://hotline.invalid does not answer: no connection. ")

    def test_no_tls_there(self, demo: Demo) -> None:
        (found,) = reached(reachable_at(demo.url.replace("http:", "https:")))
        assert line(found).startswith("FAIL  reached: https://127.0.0.1")
        assert "does not answer" in line(found)

    def test_another_service(self) -> None:
        listening = Listening(Flask("another"))
        (found,) = reached(reachable_at(listening.url))
        listening.close()
        assert line(found).startswith(
            f"FAIL  reached: {listening.url}/healthz answers 404, not as this service does. Set"
        )

    def test_one_that_leads_elsewhere(self) -> None:
        app = Flask("elsewhere")
        app.add_url_rule("/<path:any>", view_func=lambda any: redirect("https://www.example.org/"))  # noqa: A006
        listening = Listening(app)
        (found,) = reached(reachable_at(listening.url))
        listening.close()
        assert line(found).startswith(
            f"FAIL  reached: {listening.url} leads elsewhere, to https://www.example.org/. Set"
        )

    def test_one_that_drops_webhooks(self) -> None:
        app = Flask("dropping")
        app.add_url_rule("/healthz", view_func=lambda: "ok\n")

        @app.post("/voice/status")
        def drop() -> str:
            request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            return ""

        listening = Listening(app)
        (found,) = reached(reachable_at(listening.url))
        listening.close()
        assert isinstance(found, Fail)
        assert found.found.endswith("/voice/status does not answer: no connection")

    def test_one_that_answers_webhooks_otherwise(self) -> None:
        app = Flask("otherwise")
        app.add_url_rule("/healthz", view_func=lambda: "ok\n")
        listening = Listening(app)
        (found,) = reached(reachable_at(listening.url))
        listening.close()
        assert isinstance(found, Fail)
        assert found.found.endswith("/voice/status answers a signed webhook with 404")


@pytest.fixture
def now(tmp_path: Path) -> Iterator[Demo]:
    """A service whose clock is the machine's."""
    running = start(tmp_path, at=None)  # type: ignore[arg-type]
    eventually(lambda: requests.get(f"{running.url}/readyz", timeout=PATIENCE).status_code == 200)
    yield running
    running.close()


def doctor(folder: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str, **environment: str) -> Result:
    """Run the command in a folder, with settings in `.env`. It prints no secret and never fails by itself."""
    monkeypatch.chdir(folder)
    env = folder / ".env"
    env.write_text("".join(f"{name}={value}\n" for name, value in environment.items()))
    env.chmod(0o600)
    ran = CliRunner().invoke(main, ["doctor", *arguments])
    for name in ("SECRET_KEY", "TWILIO_AUTH_TOKEN", "SIGNING_KEY"):
        assert environment.get(name, "-" * 40) not in ran.output
    assert "itself failed" not in ran.output
    return ran


def environment(demo: Demo, **more: str) -> dict[str, str]:
    return {
        "PUBLIC_URL": demo.url,
        "SECRET_KEY": SECRET,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_PHONE_NUMBER": NUMBER,
        "DATABASE_URL": demo.database_url,
        **more,
    }


def test_a_staging_service_has_nothing_that_fails(now: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = doctor(tmp_path, monkeypatch, **environment(now, CARRIER="simulated"))
    lines = ran.stdout.splitlines()
    assert ran.exit_code == 0, ran.stdout
    assert [text for text in lines[:-1] if not text.startswith(("ok    ", "warn  "))] == []
    assert lines[-1].startswith("failed: 0, warnings: ")
    assert "ok    worker: alive: 1" in lines


def test_as_json(now: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    carrier = Listening(a_desk("twilio", Number(NUMBER), token=TOKEN).application())
    ran = doctor(tmp_path, monkeypatch, "--json", **environment(now, TWILIO_API_URL=carrier.url))
    carrier.close()
    found = json.loads(ran.stdout)
    assert ran.exit_code == 1
    assert {each["subject"] for each in found if each["state"] == "fail"} == {"address", "number"}
    assert all(each["found"] and (each["todo"] or each["state"] == "ok") for each in found)


def test_with_broken_settings_the_rest_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"PUBLIC_URL": "hotline", "DATABASE_URL": f"sqlite:///{tmp_path}/none.db", "SMS_SENDR": SENDER}
    ran = doctor(tmp_path, monkeypatch, **given, TRUSTED_PROXIES="many")
    assert ran.exit_code == 1
    for said in (
        "FAIL  settings: PUBLIC_URL is not usable: 'hotline'. Set it to the web address",
        "FAIL  settings: TWILIO_AUTH_TOKEN is not set. Set it to",
        "FAIL  settings: SMS_SENDR is not a setting. Is SMS_SENDER meant? Rename it",
        "ok    files: only this account and root can read them: .env",
        f"FAIL  database: there is no file {tmp_path}/none.db. ",
        "warn  proxies: not checked without PUBLIC_URL, TRUSTED_PROXIES. Correct the settings",
        "warn  carrier: not checked without TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN. ",
    ):
        assert [text.startswith(said) for text in ran.stdout.splitlines()].count(True) == 1, (said, ran.stdout)
    assert not (tmp_path / "none.db").exists()
