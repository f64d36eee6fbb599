"""Ops staff are told by mail and webhook, through Apprise itself; a channel that hangs holds nothing else up."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr.cli import main
from ivr.core.findings import Fail, Ok
from ivr.demo import NUMBER, PERSON, TOKEN
from ivr.notify import NotifyError, check, send
from ivr.phone.handset import Handset
from ivr.service.doctor.alerts import channels
from ivr.settings import Settings
from tests.support.channels import MailServer, Webhook
from tests.support.console import Console
from tests.support.databases import sqlite_database
from tests.support.demo import MOBILE, end, start
from tests.support.people import Person
from tests.support.settings import GOOD
from tests.support.waiting import eventually, texts_delivered

HOURS = "Tsunagu: hours are not confirmed"


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    opened = Webhook()
    yield opened
    opened.close()


@pytest.fixture
def mail() -> Iterator[MailServer]:
    opened = MailServer()
    yield opened
    opened.close()


def test_mail_and_webhook_are_told_by_a_running_service(tmp_path: Path, webhook: Webhook, mail: MailServer) -> None:
    demo = start(tmp_path, alert_urls=(mail.channel, webhook.channel))
    try:
        (found,) = eventually(lambda: webhook.messages)
        (sent,) = eventually(lambda: mail.mails)
        assert found["title"] == sent["Subject"] == HOURS
        assert "Ask the agency whether they hold." in sent.get_payload(decode=True).decode()  # type: ignore[union-attr]
        assert found["message"].endswith(f"{demo.url}/ops/")
        console = Console(demo.url)
        console.sign_in(PERSON, demo.password)
        page = console.get("/ops/alerts").text
        assert "told to 2 channels" in page
        assert "The hours of OTIT Vietnamese" in page
        assert "holds Sun 2026-11-29 10:00 JST Sun 2026-11-29 10:00 JST –" in page
    finally:
        end(demo)


def test_a_channel_that_hangs_delays_no_call_and_no_text(tmp_path: Path, webhook: Webhook) -> None:
    webhook.answers.clear()
    demo = start(tmp_path, alert_urls=(webhook.channel,))
    try:
        eventually(lambda: webhook.asked)
        telephone = Handset(demo.url, TOKEN, MOBILE, NUMBER)
        telephone.call(Person(["7"]))
        demo.service.recorder.flush()
        texts_delivered(demo.service.engine, 1)
        assert webhook.asked == 1
        assert not webhook.messages
        webhook.answers.set()
        assert eventually(lambda: webhook.titles) == [HOURS]
    finally:
        end(demo)


def test_why_a_message_was_not_taken_names_no_secret(webhook: Webhook) -> None:
    webhook.takes = False
    with pytest.raises(NotifyError, match="503") as refused:
        send(webhook.channel.replace("://", "://user:secret@"), "a", "b")
    assert "secret" not in str(refused.value)
    with pytest.raises(NotifyError, match="no channel has an address of this form"):
        check("nonsense://user:secret@host")
    webhook.answers.clear()
    with pytest.raises(NotifyError, match=r"no answer in 1.5 s"):
        send(webhook.channel, "a", "b", patience=1.5)


def ivr(tmp_path: Path, *arguments: str, **more: str) -> Result:
    url = sqlite_database(tmp_path / "ivr.db")
    ran = CliRunner().invoke(main, ["alerts", *arguments], env={**GOOD, "DATABASE_URL": url, **more})
    assert "Traceback" not in ran.output
    return ran


def test_the_command_says_what_holds_and_tries_the_channels(tmp_path: Path, webhook: Webhook) -> None:
    said = ivr(tmp_path)
    assert "were last confirmed on 2021-06-28. Ask the agency" in said.output
    assert "https://hotline.example.org/ops/\nalerts: 1, told to nobody: see ALERT_URLS" in said.output
    assert ivr(tmp_path, "--test").exit_code == 1
    tried = ivr(tmp_path, "--test", ALERT_URLS=f"{webhook.channel} nonsense://secret", ALERT_LANGUAGE="ja")
    assert tried.output == (
        "channel 1 (json): taken\nchannel 2 (nonsense): not taken: no channel has an address of this form\n"
        "Error: 1 of 2 channels have not taken the message\n"
    )
    assert webhook.titles == ["つなぐ：テスト"]


def test_the_doctor_looks_at_each_address_and_sends_nothing(tmp_path: Path, webhook: Webhook) -> None:
    def looked(*urls: str) -> list[object]:
        values = {name.lower().removeprefix("twilio_"): value for name, value in GOOD.items()}
        settings = Settings.model_validate(
            {**values, "alert_urls": urls, "database_url": sqlite_database(tmp_path / "doctor.db")}
        )
        return list(channels(settings))

    assert looked() == [Ok("alerts", "nobody is told of what needs a hand, since ALERT_URLS is not set")]
    good, bad = looked(webhook.channel, "nonsense://secret")
    assert isinstance(good, Ok)
    assert isinstance(bad, Fail)
    assert bad.found == "channel 2 (nonsense): no channel has an address of this form"
    assert webhook.asked == 0
