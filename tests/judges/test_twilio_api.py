"""What we send to Twilio's messages API, and what the carriers of our tests answer, by an extract of its reference.

The extract, `twilio_messages.json`, is of our own making: Twilio's OpenAPI document is in no package. To judge by all
of it, with the proxy Prism, takes minutes, and is done by hand.
"""

import json
import threading
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import requests
from flask import Flask, Response, jsonify, request
from werkzeug.serving import make_server

from ivr.carrier import SendError
from ivr.carrier.twilio import TwilioCarrier
from ivr.core.text.delivery import State
from ivr.demo.front import Quiet
from ivr.phone.carrier import DeskCarrier
from tests.support.json_schema import WITH_JSON_SCHEMA, faults
from tests.support.rough_carrier import Manner, RoughCarrier
from tests.support.waiting import PATIENCE

pytestmark = WITH_JSON_SCHEMA

SCHEMA = json.loads(Path(__file__).with_name("twilio_messages.json").read_text("utf-8"))
ACCOUNT, TOKEN, SERVICE = "AC" + "0a" * 16, "token", "MG" + "1b" * 16
SENDERS = ("+815031234567", SERVICE, "TSUNAGU")
MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages"
TEXTS = (
    "a",
    "OTIT 0120-250-168: mở lúc 11:00 hôm nay\nT2-T6 11:00-19:00",
    "ကခ" * 300,
    "€" * 1600,
    "100 % & more + “x”",
)
MESSAGE = {
    "sid": "SM" + "2c" * 16,
    "account_sid": ACCOUNT,
    "messaging_service_sid": None,
    "to": "+819012345678",
    "from": SENDERS[0],
    "body": "a",
    "status": "delivered",
    "direction": "outbound-api",
    "date_created": "Tue, 24 Nov 2026 05:00:00 +0000",
    "date_updated": "Tue, 24 Nov 2026 05:00:02 +0000",
    "date_sent": "Tue, 24 Nov 2026 05:00:01 +0000",
    "num_segments": "1",
    "num_media": "0",
    "price": "-0.07550",
    "price_unit": "USD",
    "error_code": None,
    "error_message": None,
    "api_version": "2010-04-01",
    "uri": f"{MESSAGES}/SM{'2c' * 16}.json",
    "subresource_uris": {"media": f"{MESSAGES}/SM{'2c' * 16}/Media.json"},
}
PAGE = {
    "messages": [MESSAGE],
    "page": 0,
    "page_size": 100,
    "start": 0,
    "end": 0,
    "uri": f"{MESSAGES}.json?Page=0",
    "first_page_uri": f"{MESSAGES}.json?Page=0",
    "previous_page_uri": None,
    "next_page_uri": None,
}
REFUSED = {"code": 21610, "message": "Attempt to send to unsubscribed recipient", "status": 400}


def problems(name: str, value: Any) -> list[str]:
    """What the reference has against a value."""
    return faults({**SCHEMA, "$ref": f"#/$defs/{name}"}, value)


class Asked:
    """A server that answers as the reference has it, and notes what it was asked."""

    def __init__(self) -> None:
        self.forms: list[dict[str, str]] = []
        self.queries: list[dict[str, str]] = []
        self.logins: set[str | None] = set()
        app = Flask("reference", static_folder=None)

        @app.post(f"{MESSAGES}.json")
        def create() -> Response:
            self.logins.add(request.headers.get("Authorization"))
            self.forms.append(request.form.to_dict())
            refused = request.form["To"].endswith("0")
            more = {"more_info": "https://www.twilio.com/docs/errors/21610"}
            answer = jsonify(REFUSED | more if refused else MESSAGE | {"body": request.form["Body"]})
            answer.status_code = 400 if refused else 201
            return answer

        @app.get(f"{MESSAGES}.json")
        def listing() -> Response:
            self.logins.add(request.headers.get("Authorization"))
            self.queries.append(request.args.to_dict())
            return jsonify(PAGE)

        self.server = make_server("127.0.0.1", 0, app, request_handler=Quiet)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def asked() -> Iterator[Asked]:
    reference = Asked()
    thread = threading.Thread(target=reference.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield reference
    reference.server.shutdown()
    thread.join()
    reference.server.server_close()


def test_the_reference_takes_its_own_answers() -> None:
    assert problems("message", MESSAGE) == problems("page", PAGE) == []
    assert problems("message", MESSAGE | {"status": "lost"}) != []
    assert problems("create", {"To": "+819012345678", "Body": "a"}) != [], "no sender"


@pytest.mark.parametrize("sender", SENDERS)
def test_we_ask_as_the_reference_says_and_read_its_answers(asked: Asked, sender: str) -> None:
    receipts = "https://hotline.example.org/sms/status"
    carrier = TwilioCarrier(ACCOUNT, TOKEN, asked.url, sender, receipts, "+815039876543")
    for place, text in enumerate(TEXTS):
        made = carrier.send("+819012345678", text, f"reference {place}", spare=place % 2 == 1)
        assert (made.sid, made.body, made.state) == (MESSAGE["sid"], text, State.DELIVERED)
    with pytest.raises(SendError) as refused:
        carrier.send("+819012345670", "a", "1")
    assert refused.value.opted_out
    found = carrier.sent_to("+819012345678")
    assert [each.sid for each in found] == [MESSAGE["sid"]]
    assert [problem for form in asked.forms for problem in problems("create", form)] == []
    assert [problem for query in asked.queries for problem in problems("list", query)] == []
    assert (len(asked.forms), len(asked.queries)) == (len(TEXTS) + 1, 1)
    assert asked.logins == {"Basic " + b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()}


@pytest.mark.parametrize("sender", SENDERS)
def test_the_desk_carrier_answers_as_the_reference_says(sender: str) -> None:
    desk = DeskCarrier(TOKEN)
    client, login = desk.application().test_client(), (ACCOUNT, TOKEN)
    named = {"MessagingServiceSid" if sender == SERVICE else "From": sender}
    for text in TEXTS:
        made = client.post(f"{MESSAGES}.json", data={"To": "+819012345678", "Body": text, **named}, auth=login)
        assert (made.status_code, problems("message", made.json)) == (201, [])
    for query in ("", "?PageSize=2", "?PageSize=2&Page=2", "?To=%2B819099999999&PageSize=100"):
        shown = client.get(f"{MESSAGES}.json{query}", auth=login)
        assert (shown.status_code, problems("page", shown.json)) == (200, []), query
    desk.fail_next = [400, 404, 429, 500, 503]
    for status in list(desk.fail_next):
        failed = client.post(f"{MESSAGES}.json", data={"To": "+819012345678", "Body": "a"}, auth=login)
        assert (failed.status_code, problems("error", failed.json)) == (status, [])
    assert problems("error", client.get(f"{MESSAGES}.json", auth=(ACCOUNT, "another")).json) == []


@pytest.mark.parametrize(
    ("manner", "expected"), [(Manner(1), "message"), (Manner(1, status=429), "error"), (Manner(1, status=500), "error")]
)
def test_the_rough_carrier_answers_as_the_reference_says(manner: Manner, expected: str) -> None:
    with RoughCarrier(TOKEN, Random(1), _manners=(manner,)) as rough:
        form = {"To": "+819012345678", "From": SENDERS[0], "Body": "a", "StatusCallback": f"{rough.url}/nowhere"}
        made = requests.post(f"{rough.url}{MESSAGES}.json", data=form, auth=(ACCOUNT, TOKEN), timeout=PATIENCE)
        assert problems(expected, made.json()) == []
        shown = requests.get(f"{rough.url}{MESSAGES}.json?PageSize=100", auth=(ACCOUNT, TOKEN), timeout=PATIENCE)
        assert problems("page" if expected == "message" else "error", shown.json()) == []
        stranger = requests.get(f"{rough.url}{MESSAGES}.json", auth=(ACCOUNT, "another"), timeout=PATIENCE)
        assert problems("error", stranger.json()) == []
