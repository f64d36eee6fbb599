"""An agency answers by a link, without an account; ops staff make, send and withdraw links and take the answers."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from ivr.clock import parse_moment
from ivr.core.confirmations.readers import Reader
from ivr.core.roles import Role
from ivr.demo import PERSON, Demo, start_demo
from ivr.service.confirmations.contacts import set_contact
from ivr.store.db import open_store
from tests.support.channels import MailServer
from tests.support.console import Console, Page, publish, signed_in
from tests.support.databases import sqlite_database
from tests.support.demo import start
from tests.support.waiting import LONG, PATIENCE, eventually

GONE = "This link does not work"


@pytest.fixture
def mails() -> Iterator[MailServer]:
    server = MailServer()
    yield server
    server.close()


@pytest.fixture
def mailing(tmp_path: Path, mails: MailServer) -> Iterator[Demo]:
    """A service with a mail server; its clock is at Sunday, when no agency is asked by itself."""
    running = start(tmp_path, smtp_url=f"smtp://127.0.0.1:{mails.port}", mail_from="hotline@example.org")
    yield running
    running.close()


def link_of(console: Console, agency: str = "FRESC", mail: str = "no") -> str:
    """Make a link; return its path."""
    page = console.post("/ops/confirmations/ask", agency=agency, mail=mail)
    (shown,) = re.findall(r'<code id="link">([^<]+)</code>', page.html)
    assert shown.startswith(f"{console.url}/confirm/")
    return html.unescape(shown).removeprefix(console.url)


class Agency:
    """A browser of an agency, without cookies."""

    def __init__(self, url: str, path: str) -> None:
        self.address = url + path

    def get(self, query: str = "") -> Page:
        """Open the link."""
        return _page(requests.get(self.address + query, timeout=PATIENCE))

    def send(self, page: Page, **fields: str) -> Page:
        """Fill in the form of a page and send it; "says_otit_vi" is the field "says-otit-vi"."""
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page.html))
        typed = {name.replace("_", "-"): value for name, value in fields.items()}
        return _page(requests.post(self.address, {**hidden, **typed}, timeout=PATIENCE))


def _page(response: requests.Response) -> Page:
    assert "Set-Cookie" not in response.headers
    return Page(response.status_code, response.url, response.text, response.headers)


def test_from_the_link_to_the_hours_of_callers(demo: Demo, aiko: Console) -> None:
    agency = Agency(demo.url, link_of(aiko))
    page = agency.get("?in=en")
    assert "It puts foreign workers through to FRESC" in page.text
    assert "Mon-Fri 09:00-17:00" in page.text
    wrong = agency.send(page, says_fresc="hours", hours_fresc="Mon-Fri 10-16", remark="closed on 10 December")
    assert (wrong.status, "Nothing that you typed is lost." in wrong.text) == (422, True)
    assert "column 9" in wrong.text
    assert "Do you mean: Mon-Fri 10:00-16:00?" in wrong.text
    assert 'value="Mon-Fri 10-16"' in wrong.html
    assert "closed on 10 December</textarea>" in wrong.html
    fields = {"says_fresc": "hours", "hours_fresc": "Mon-Fri 10-16", "remark": "closed on 10 December"}
    taken = agency.send(wrong, **fields, take="fresc", name="Yamada")
    assert (taken.status, "We read: Mon-Fri 10:00-16:00" in taken.text) == (422, True)
    assert 'value="Mon-Fri 10:00-16:00"' in taken.html
    done = agency.send(taken, **{**fields, "hours_fresc": "Mon-Fri 10:00-16:00"}, name="Yamada")
    assert (done.status, "Thank you. Your answer has arrived." in done.text) == (200, True)
    assert agency.get().status == 404
    assert "09:00-17:00" in aiko.get("/ops/hours/lines/fresc").text, "nothing is published"
    assert "Yamada has answered for FRESC on" in aiko.get("/ops/").text
    answer = aiko.get("/ops/confirmations/1").text
    assert "closed on 10 December" in answer
    assert "FRESC loses Mon-Fri 09:00-10:00, 16:00-17:00, 10 h a week" in answer
    draft = aiko.get("/ops/hours/draft?of=FRESC/1")
    assert "Remark: closed on 10 December" in draft.text
    token = re.findall(r'name="token" value="(\w+)"', draft.html)[0]
    aiko.post("/ops/hours/draft/publish", of="FRESC/1", token=token, reason="FRESC says so", when="now")
    assert "Mon-Fri 10:00-16:00" in Console(demo.url).get("/en").text
    assert "Yamada" not in "".join(Console(demo.url).get(path).text for path in ("/en", "/hours.json", "/hsds.json"))
    aiko.post("/ops/confirmations/1/seen")
    assert "Yamada has answered" not in aiko.get("/ops/").text


def test_every_link_that_does_not_work_gets_the_same_page(demo: Demo, aiko: Console) -> None:
    old, link = link_of(aiko), link_of(aiko)
    agency = Agency(demo.url, link)
    page = agency.get()
    others = agency.send(page, says_fresc="right", name="Mallory", says_otit_vi="hours", hours_otit_vi="closed")
    found = [
        others,
        Agency(demo.url, old).get(),
        Agency(demo.url, old).send(page, says_fresc="right", name="Mallory"),
        Agency(demo.url, f"{link}x").get("?in=en"),
        Agency(demo.url, "/confirm/%00%ED%A0%80%FF").get(),
    ]
    assert {(each.status, each.html) for each in found} == {(404, found[0].html)}
    assert all(words in found[0].text for words in (GONE, "このリンクは使えません", "この リンクは つかえません"))
    assert "FRESC" not in found[0].html
    assert "no draft" in aiko.get("/ops/hours/draft?of=FRESC/2").text
    assert agency.get().status == 200, "the hostile answer has not used it up"


def test_what_is_sent_with_the_page(demo: Demo, aiko: Console) -> None:
    agency = Agency(demo.url, link_of(aiko, "OTIT"))
    for page in (agency.get(), Agency(demo.url, "/confirm/x").get()):
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "form-action 'self'" in page.headers["Content-Security-Policy"]
        assert "script" not in page.headers["Content-Security-Policy"]
        assert "<script" not in page.html
    assert "0120-76-2029" not in agency.get().html, "the line of another agency"
    assert len(agency.get().html.encode()) < 40_000
    assert requests.post(agency.address, {"remark": "a" * 70_000}, timeout=PATIENCE).status_code == 413
    assert requests.delete(agency.address, timeout=PATIENCE).status_code == 405


def test_it_is_read_in_three_languages(demo: Demo, aiko: Console) -> None:
    agency = Agency(demo.url, link_of(aiko, "OTIT"))
    for query, lang, words in (
        ("", "ja", "この受付時間は今も正しいですか"),
        ("?in=easy", "ja", "この じかんは いまも ただしいですか"),
        ("?in=en", "en", "Are these hours still right?"),
        ("?in=vi", "ja", "この受付時間は今も正しいですか"),
    ):
        page = agency.get(query)
        assert f'<html lang="{lang}"' in page.html
        assert words in page.text
    easy = agency.get("?in=easy")
    wrong = agency.send(easy, says_otit_vi="hours", hours_otit_vi="月～金 いつも")
    assert "この じかんは わかりません。" in wrong.text
    assert "ここが わかりません：" in wrong.text


def test_a_viewer_makes_no_link(demo: Demo, aiko: Console) -> None:
    link_of(aiko)
    mai = signed_in(demo, Role.VIEWER)
    page = mai.get("/ops/confirmations")
    assert (page.status, "Make a link" in page.text) == (200, False)
    for path in ("ask", "contact", "1/withdraw", "1/seen"):
        assert mai.post(f"/ops/confirmations/{path}", agency="FRESC", address="a@example.org").status == 403


def test_ops_staff_withdraw_a_link(demo: Demo, aiko: Console) -> None:
    agency = Agency(demo.url, link_of(aiko))
    assert "A link works until" in aiko.get("/ops/confirmations").text
    assert "The link to FRESC does not work any more." in aiko.post("/ops/confirmations/1/withdraw").text
    assert agency.get().status == 404
    assert "this link does not work any more" in aiko.post("/ops/confirmations/1/withdraw").text
    for path in ("/ops/confirmations/9", f"/ops/confirmations/{10**20}"):
        assert aiko.get(path).status == 404
    assert aiko.post("/ops/confirmations/ask", agency="nobody", mail="no").status == 404
    assert aiko.post("/ops/confirmations/ask", agency="FRESC", mail="yes").status == 400, "there is no mail server"


def test_a_link_goes_by_mail(mailing: Demo, mails: MailServer) -> None:
    console = Console(mailing.url)
    console.sign_in(PERSON, mailing.password)
    wrong = console.post("/ops/confirmations/contact", agency="FRESC", address="office", reader="en")
    assert (wrong.status, "this is not an e-mail address" in wrong.text) == (422, True)
    assert 'value="office"' in wrong.html
    console.post("/ops/confirmations/contact", agency="FRESC", address=" office@example.org ", reader="en")
    link = link_of(console, mail="yes")
    eventually(lambda: "Sent to office@example.org on" in console.get("/ops/confirmations").text)
    (mail,) = mails.mails
    text = mail.get_payload(decode=True)
    assert isinstance(text, bytes)
    (address, *_) = re.findall(r"http\S+in=en", text.decode())
    assert urlsplit(address).path == link
    assert "still right" in Console(mailing.url).get(f"{link}?in=en").text
    everywhere = "".join(Console(mailing.url).get(path).text for path in ("/en", "/hours.json", "/hsds.json", link))
    assert "office@example.org" not in everywhere


def test_a_mail_that_is_not_taken_is_told_with_the_reason(mailing: Demo, mails: MailServer) -> None:
    console = Console(mailing.url)
    console.sign_in(PERSON, mailing.password)
    mails.refuses["RCPT"] = "550 5.1.1 no such mailbox"
    console.post("/ops/confirmations/contact", agency="FRESC", address="office@example.org", reader="ja")
    link = link_of(console, mail="yes")
    failed = "Not sent to office@example.org: 550 5.1.1 no such mailbox"
    eventually(lambda: failed in console.get("/ops/confirmations").text)
    assert "The mail to FRESC could not be sent: 550 5.1.1 no such mailbox" in console.get("/ops/").text
    assert Console(mailing.url).get(link).status == 200, "the link can be copied"


def test_a_worker_asks_an_agency_by_itself(tmp_path: Path, mails: MailServer) -> None:
    url = sqlite_database(tmp_path / "demo.db")
    engine, monday = open_store(url), parse_moment("2026-11-30 10:00")
    set_contact(engine, "OTIT", "office@example.org", Reader.ENGLISH, "Aiko", monday)
    engine.dispose()
    server = f"smtp://127.0.0.1:{mails.port}"
    running = start_demo(at=monday, database=url, patience=LONG, smtp_url=server, mail_from="hotline@example.org")
    eventually(lambda: mails.mails)
    (mail,) = mails.mails
    running.close()
    assert (mail["To"], mail["Subject"]) == ("office@example.org", "OTIT: are these hours still right?")


def test_a_second_draft_of_the_person_stays(demo: Demo, aiko: Console) -> None:
    """The answer is no draft of the person who publishes it."""
    agency = Agency(demo.url, link_of(aiko))
    agency.send(agency.get(), says_fresc="right", name="Yamada")
    aiko.post("/ops/hours/lines/otit-km", text="Thu 10:00-12:00")
    publish(aiko)
    assert "FRESC: confirmed" in aiko.get("/ops/hours/draft?of=FRESC/1").text
