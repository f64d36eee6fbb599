"""Carriers: what each kind takes and signs, and what the answers of their REST API mean to us, over HTTP."""

import json
import queue
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import requests
from flask import Flask, Response

from ivr.carrier import Carrier, SendError
from ivr.carrier.kinds import KINDS, make_carrier, make_signature
from ivr.carrier.twilio import REFERENCE, TwilioCarrier
from ivr.core.text.delivery import Message, State
from ivr.phone.asking import CallError
from ivr.phone.carrier import DeskCarrier
from ivr.phone.handset import Handset
from ivr.phone.signing import sign
from ivr.settings import CARRIERS, SIGNALWIRE, SIMULATED, SOMLENG, TWILIO, Settings
from ivr.web.webhooks import Hook, Reply, Webhooks, xml
from tests.support.carriers import SIGNING_KEY, a_desk
from tests.support.listening import Listening
from tests.support.waiting import PATIENCE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

TO, ANOTHER = "+819012345678", "+818012345678"
NUMBER, SERVICE = "+815031234567", "MG" + "0" * 32
TOKEN = "token"
OVER_HTTP = (TWILIO, SIGNALWIRE, SOMLENG)


class _Door:
    """Hands requests to an application that needs to know the port first."""

    application: "WSGIApplication"

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        return self.application(environ, start_response)


def settings_for(kind: str, public_url: str, api_url: str) -> Settings:
    return Settings(
        public_url=public_url,
        secret_key="0" * 32,
        account_sid="AC1",
        auth_token=TOKEN,
        phone_number=NUMBER,
        sms_sender=NUMBER,
        sms_spare_sender=SERVICE,
        carrier=kind,
        api_url=api_url,
        signing_keys=(SIGNING_KEY,) if kind == SIGNALWIRE else (),
    )


@dataclass
class Line:
    """A carrier of a kind and our door, which lets in what it has signed; ``receipts``: references that got in."""

    settings: Settings
    desk: DeskCarrier
    carrier: Carrier
    receipts: "queue.Queue[str | None]"

    @property
    def key(self) -> str:
        return (*self.settings.signing_keys, TOKEN)[0]

    @property
    def header(self) -> str:
        return KINDS[self.settings.carrier].header

    def post(self, headers: dict[str, str]) -> int:
        url = f"{self.settings.public_url}/sms/status?{REFERENCE}=7"
        return requests.post(url, data={"MessageSid": "SM1"}, headers=headers, timeout=PATIENCE).status_code

    def signed(self, key: str) -> str:
        return sign(key, f"{self.settings.public_url}/sms/status?{REFERENCE}=7", {"MessageSid": "SM1"})


@pytest.fixture(params=CARRIERS)
def line(request: pytest.FixtureRequest) -> Iterator[Line]:
    yield from a_line(request.param)


@pytest.fixture(params=OVER_HTTP)
def http_line(request: pytest.FixtureRequest) -> Iterator[Line]:
    yield from a_line(request.param)


def a_line(kind: str) -> Iterator[Line]:
    desk, receipts = a_desk(kind), queue.Queue[str | None]()

    def receipt(hook: Hook) -> Reply:
        if hook.path == "/sms":
            return xml("<Response><Message>hello</Message></Response>")
        receipts.put(hook.query.get(REFERENCE))
        return Reply()

    door = _Door()
    api, ours = Listening(desk.application()), Listening(door)
    settings = settings_for(kind, ours.url, api.url + desk.prefix)
    door.application = Webhooks(make_signature(settings), lambda _: None, https=False, parts={"sms": receipt})
    yield Line(settings, desk, make_carrier(settings, f"{ours.url}/sms/status"), receipts)
    api.close()
    ours.close()


class TestEachKind:
    def test_a_text_is_taken(self, line: Line) -> None:
        sent = line.carrier.send(TO, "xin chào", "1")
        assert isinstance(sent, Message)
        assert sent.sid
        assert (sent.body, sent.state) == ("xin chào", State.SENT)
        assert sent.at is not None
        assert sent.at.tzinfo is not None

    def test_it_is_found_again_newest_first_and_only_for_its_number(self, line: Line) -> None:
        first = line.carrier.send(TO, "one", "1")
        line.carrier.send(ANOTHER, "two", "2")
        last = line.carrier.send(TO, "three", "3")
        assert line.carrier.sent_to(TO) == [last, first]
        assert [each.body for each in line.carrier.sent_to(ANOTHER)] == ["two"]
        assert line.carrier.sent_to("+817012345678") == []

    def test_the_spare_sender_is_used_when_asked(self, line: Line) -> None:
        assert line.carrier.has_spare
        assert line.carrier.send(TO, "by the first", "1").sid
        assert line.carrier.send(TO, "by the second", "1", spare=True).sid
        assert len(line.carrier.sent_to(TO)) == 2
        if line.settings.carrier != SIMULATED:
            assert [text.sender for text in line.desk.texts] == [NUMBER, SERVICE]
        without = make_carrier(line.settings.model_copy(update={"sms_spare_sender": ""}), "")
        assert not without.has_spare

    def test_only_what_it_has_signed_gets_in(self, line: Line) -> None:
        good = line.signed(line.key)
        assert line.post({line.header: good}) == 204
        for header in {kind.header for kind in KINDS.values()} - {line.header}:
            assert line.post({header: good}) == 403
        for wrong in (line.signed("another"), "", "%%%", good[:-1], good.lower()):
            assert line.post({line.header: wrong}) == 403, wrong
        assert line.post({}) == 403

    def test_a_signing_key_takes_the_place_of_the_token(self, line: Line) -> None:
        signature = make_signature(line.settings.model_copy(update={"signing_keys": ("another",)}))
        form = ()
        url = f"{line.settings.public_url}/sms"
        assert signature.is_valid("/sms", form, sign("another", url, {}))
        assert not signature.is_valid("/sms", form, sign(TOKEN, url, {}))

    def test_of_several_signing_keys_each_is_accepted(self, line: Line) -> None:
        signature = make_signature(line.settings.model_copy(update={"signing_keys": ("new", "old")}))
        url = f"{line.settings.public_url}/sms"
        for key, valid in (("new", True), ("old", True), ("another", False)):
            assert signature.is_valid("/sms", (), sign(key, url, {})) is valid

    def test_a_handset_signs_as_it_does(self, line: Line) -> None:
        url = line.settings.public_url
        assert Handset(url, line.key, TO, NUMBER, header=line.header).text("hello") == "hello"
        with pytest.raises(CallError, match="403"):
            Handset(url, line.key, TO, NUMBER, header="X-Another").text("hello")


class TestOverHttp:
    def test_the_reference_comes_back_with_the_receipt(self, http_line: Line) -> None:
        http_line.carrier.send(TO, "text", "call 7&x=é")
        assert http_line.receipts.get(timeout=PATIENCE) == "call 7&x=é"

    def test_ids_are_taken_as_they_are(self, http_line: Line) -> None:
        sent = http_line.carrier.send(TO, "text", "1")
        assert sent.sid == http_line.desk.texts[0].sid
        assert sent.sid.startswith("SM") == (http_line.settings.carrier == TWILIO)

    def test_a_list_with_more_pages_is_read(self, http_line: Line) -> None:
        for number in range(102):
            http_line.carrier.send(TO, str(number), "1")
        found = http_line.carrier.sent_to(TO)
        assert [each.body for each in found[:2]] == ["101", "100"]


def answering(status: int, body: str, kind: str = "application/json") -> Listening:
    app = Flask("answering")

    @app.route("/<path:anywhere>", methods=["GET", "POST"])
    def answer(anywhere: str) -> Response:
        return Response(body, status, content_type=kind)

    return Listening(app)


def by(listening: Listening) -> TwilioCarrier:
    return TwilioCarrier("AC1", TOKEN, listening.url, NUMBER, "")


def refusal(status: int, body: str) -> SendError:
    listening = answering(status, body)
    with pytest.raises(SendError) as refused:
        by(listening).send(TO, "text", "1")
    listening.close()
    return refused.value


@pytest.mark.parametrize(
    ("status", "body", "permanent", "maybe_sent", "of_us"),
    [
        (400, '{"code": 21614, "message": "not a mobile", "status": 400}', True, False, False),
        (400, '{"code": 21610, "message": "has told us to stop", "status": 400}', True, False, False),
        (400, '{"code": 21611, "message": "queue full", "status": 400}', False, False, False),
        (400, '{"code": 21606, "message": "not a sender", "status": 400}', False, False, True),
        (400, '{"code": "21606", "message": "not a sender", "status": 400}', False, False, True),
        (400, '{"code": "odd", "message": null}', True, False, False),
        (400, "null", True, False, False),
        (422, "{}", True, False, False),
        (404, "{}", False, False, True),
        (401, "{}", False, False, True),
        (403, "{}", False, False, True),
        (408, "{}", False, False, True),
        (429, "{}", False, False, False),
        (500, "{}", False, True, False),
        (503, "<html>", False, True, False),
        (200, "<html>maintenance</html>", False, True, False),
        (200, "null", False, True, False),
        (201, "[]", False, True, False),
        (201, "", False, True, False),
        (201, '{"status": "queued"}', False, True, False),
        (302, "", False, True, False),
    ],
)
def test_what_an_answer_means(status: int, body: str, permanent: bool, maybe_sent: bool, of_us: bool) -> None:
    refused = refusal(status, body)
    assert (refused.permanent, refused.maybe_sent, refused.of_us) == (permanent, maybe_sent, of_us)


@pytest.mark.parametrize(("code", "opted_out"), [(21610, True), ("21610", True), (21614, False), (21611, False)])
def test_who_has_told_the_carrier_to_stop_has_opted_out(code: int | str, opted_out: bool) -> None:
    assert refusal(400, json.dumps({"code": code, "message": "stop"})).opted_out == opted_out


@pytest.mark.parametrize("state", ["failed", "undelivered", "canceled"])
def test_a_text_that_fails_at_once_was_taken_all_the_same(state: str) -> None:
    listening = answering(201, json.dumps({"sid": "SM1", "body": "text", "status": state}))
    assert by(listening).send(TO, "text", "1") == Message("SM1", "text", State.FAILED, None)
    listening.close()


@pytest.mark.parametrize(
    "number", [TO, "819012345678", "090-1234-5678", "090 1234 5678", "+81 (90) 1234-5678", "090.1234.5678"]
)
@pytest.mark.parametrize("status", [400, 401, 429, 500])
def test_a_number_never_stands_in_an_error(number: str, status: int) -> None:
    told = str(refusal(status, json.dumps({"code": number, "message": f"The 'To' number {number} is not valid"})))
    assert "5678" not in told
    assert "is not valid" in told


@pytest.mark.parametrize("status", [200, 401, 500])
@pytest.mark.parametrize("body", ["<html>", "null", "[]", '{"messages": null}', '{"messages": [1]}', "{}"])
def test_a_list_that_can_not_be_read_is_no_proof_that_nothing_was_sent(status: int, body: str) -> None:
    listening = answering(status, body)
    with pytest.raises(SendError) as refused:
        by(listening).sent_to(TO)
    listening.close()
    assert refused.value.maybe_sent
    assert not refused.value.permanent


def test_a_list_may_write_the_number_without_plus() -> None:
    listening = answering(200, json.dumps({"messages": [{"sid": "1", "to": TO[1:], "body": "x", "status": "sent"}]}))
    assert [each.sid for each in by(listening).sent_to(TO)] == ["1"]
    listening.close()


def test_nobody_there_is_an_unknown_end() -> None:
    with pytest.raises(SendError) as refused:
        TwilioCarrier("AC1", TOKEN, "http://127.0.0.1:1", NUMBER, "").send(TO, "text", "1")
    assert refused.value.maybe_sent
