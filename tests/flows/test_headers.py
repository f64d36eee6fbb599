"""Headers of every answer, whatever it is about; redirects; and what is counted when a request is refused."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from werkzeug.test import Client

from ivr.app import Service
from ivr.clock import SystemClock
from ivr.core.requests import Refused
from ivr.core.roles import Role
from ivr.demo import NUMBER, PERSON, TOKEN, Demo
from ivr.phone.signing import HEADER, sign
from ivr.store.db import read
from ivr.store.metrics import delivery_metrics
from ivr.web.refusals import Refusals
from tests.flows.conftest import running
from tests.support.console import PASSWORD, Console
from tests.support.waiting import PATIENCE, eventually

CALL = {"CallSid": "CA1", "From": "+819012345678", "To": NUMBER, "CallStatus": "in-progress"}
ANSWERS = [
    ("/", 200),
    ("/vi", 200),
    ("/vi/privacy", 200),
    ("/poster", 200),
    ("/vi.ics", 200),
    ("/hours.json", 200),
    ("/open-graph.png", 200),
    ("/nowhere", 404),
    ("/poster?size=x", 404),
    ("/audio/none.mp3", 404),
    ("/healthz", 200),
    ("/metrics", 404),
    ("/voice", 403),
    ("/sms", 403),
    ("/ops", 308),
    ("/ops/", 303),
    ("/ops/sign-in", 200),
    ("/ops/nowhere", 303),
    ("/ops/static/ops.css", 200),
    ("/ops/static/none.css", 404),
    ("/.well-known/security.txt", 404),
]


@pytest.mark.parametrize(("path", "status"), ANSWERS)
def test_every_answer_has_the_security_headers(site: Demo, path: str, status: int) -> None:
    answer = requests.get(site.url + path, allow_redirects=False, timeout=PATIENCE)
    assert answer.status_code == status
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] in ("no-referrer", "same-origin")
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert answer.headers["Cache-Control"]
    kind = answer.headers["Content-Type"]
    assert not kind.startswith("text/") or "charset=utf-8" in kind
    assert "Strict-Transport-Security" not in answer.headers


def test_so_has_the_answer_to_a_webhook(site: Demo) -> None:
    headers = {HEADER: sign(TOKEN, f"{site.url}/voice", CALL)}
    answer = requests.post(f"{site.url}/voice", data=CALL, headers=headers, timeout=PATIENCE)
    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/hours.json", "/open-graph.png"])
def test_other_sites_may_show_what_is_meant_for_them(site: Demo, path: str) -> None:
    answer = requests.get(site.url + path, timeout=PATIENCE)
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    page = requests.get(f"{site.url}/vi", timeout=PATIENCE)
    assert page.headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize(("path", "to"), [("/ops", "/ops/"), ("/ops//audit", "/ops/audit"), ("/tagalog", "/fil")])
def test_a_redirect_names_no_host(site: Demo, path: str, to: str) -> None:
    for host in ("evil.example", site.url.removeprefix("http://")):
        answer = requests.get(site.url + path, headers={"Host": host}, allow_redirects=False, timeout=PATIENCE)
        assert answer.headers["Location"] == to
        assert "evil.example" not in answer.text


def test_on_https_browsers_are_told_to_stay_there(behind_a_proxy: Service) -> None:
    client = Client(behind_a_proxy.wsgi)
    for path in ("/vi", "/nowhere", "/healthz", "/ops/sign-in", "/voice"):
        assert client.get(path).headers["Strict-Transport-Security"] == "max-age=31536000", path


def test_on_https_no_neighbour_can_plant_a_cookie(behind_a_proxy: Service) -> None:
    behind_a_proxy.accounts.add("Aiko", Role.VIEWER, PASSWORD, "Aiko", SystemClock().now())
    client, proxied = behind_a_proxy.flask.test_client(), {"X-Forwarded-Proto": "https"}
    page = client.get("/ops/sign-in", headers=proxied)
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    form = {"csrf_token": token, "name": "Aiko", "password": PASSWORD}
    entered = client.post("/ops/sign-in", data=form, headers=proxied | {"Referer": "https://localhost/ops/"})
    cookies = page.headers.getlist("Set-Cookie") + entered.headers.getlist("Set-Cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {
        "__Host-tsunagu_console",
        "__Host-tsunagu_console_known",
    }
    for cookie in cookies:
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
        assert "Domain" not in cookie


def figures(demo: Demo) -> dict[str, int]:
    demo.service.recorder.flush()
    return dict(read(demo.service.engine, delivery_metrics, SystemClock().now()).refused_requests)


def test_refused_requests_are_counted(demo: Demo) -> None:
    requests.post(f"{demo.url}/voice", data=CALL, timeout=PATIENCE)
    wrong = {HEADER: sign(TOKEN, "https://another.example/sms", CALL)}
    requests.post(f"{demo.url}/sms", data=CALL, headers=wrong, timeout=PATIENCE)
    Console(demo.url).post("/ops/sign-in", csrf="wrong", name=PERSON, password=demo.password)
    assert figures(demo) == {
        "webhook without signature": 1,
        "webhook with wrong signature": 1,
        "form without valid token": 1,
    }


def test_the_log_says_what_to_mend_and_not_for_each_request(demo: Demo, caplog: pytest.LogCaptureFixture) -> None:
    refusals = Refusals(demo.service.recorder, SystemClock(), every=0.05)
    with caplog.at_level(logging.WARNING, "ivr.web.refusals"):
        for _ in range(500):
            refusals.count(Refused.WRONG_SIGNATURE)
        eventually(lambda: figures(demo) == {"webhook with wrong signature": 500})
    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) < 100
    assert all("PUBLIC_URL is not the address that is set there" in line for line in lines)


@pytest.mark.parametrize("contact", ["mailto:security@example.org", "https://example.org/report"])
def test_whom_to_tell_of_a_weakness(tmp_path: Path, contact: str) -> None:
    with running(tmp_path / "contact.db", security_contact=contact) as service:
        answer = service.flask.test_client().get("/.well-known/security.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert fields["Contact"] == contact
    assert fields["Canonical"] == "https://hotline.example.org/.well-known/security.txt"
    valid = datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)
    assert timedelta() < valid < timedelta(days=365)
