"""What arrives at the door: only what the carrier has signed gets in, and nothing that gets in breaks it."""

from xml.etree import ElementTree

import pytest
import requests
from werkzeug.test import Client

from ivr.carrier.signature import Signature
from ivr.carrier.step_urls import StepUrls
from ivr.carrier.twilio import TwilioCarrier
from ivr.clock import SystemClock
from ivr.core.text.limits import Limits
from ivr.core.text.writer import TextWriter
from ivr.demo import TOKEN, Demo
from ivr.phone.signing import HEADER, sign
from ivr.privacy import Privacy
from ivr.service.calls import CallService
from ivr.service.text.direct_sender import DirectSender
from ivr.store.callers import OptOuts
from ivr.store.deadline import Deadline
from ivr.store.recorder import Recorder
from ivr.store.records import Record
from ivr.web.voice import VoiceHooks
from ivr.web.webhooks import Webhooks
from prompts.voices import VOICES
from schedules import Timetable, load_directory
from tests.support.answers import leads_on
from tests.support.book import load_book
from tests.support.waiting import PATIENCE

PATHS = (
    "/voice",
    "/voice/menu",
    "/voice/vi/connect",
    "/voice/vi/dialed",
    "/voice/vi/rest",
    "/voice/vi/number",
    "/voice/status",
    "/sms",
    "/sms/status",
)
CALL = {"CallSid": "CA1", "From": "+819012345678", "To": "+815031234567", "CallStatus": "in-progress"}


def post(demo: Demo, path: str, form: dict[str, str], token: str = TOKEN) -> requests.Response:
    signature = sign(token, demo.url + path, form)
    return requests.post(demo.url + path, data=form, headers={HEADER: signature}, timeout=PATIENCE)


@pytest.mark.parametrize("path", PATHS)
def test_the_unsigned_and_the_wrongly_signed_stay_outside(site: Demo, path: str) -> None:
    url = site.url + path
    wrong = {
        "none": {},
        "empty": {HEADER: ""},
        "garbage": {HEADER: "%%%"},
        "not ASCII": {HEADER: "é".encode().decode("latin-1")},
        "another token": {HEADER: sign("another", url, CALL)},
        "another address": {HEADER: sign(TOKEN, url + "x", CALL)},
        "another form": {HEADER: sign(TOKEN, url, {**CALL, "From": "+1"})},
        "another host": {HEADER: sign(TOKEN, "http://evil.example" + path, CALL), "X-Forwarded-Host": "evil.example"},
    }
    for what, headers in wrong.items():
        assert requests.post(url, data=CALL, headers=headers, timeout=PATIENCE).status_code == 403, what
        elsewhere = url + "?bodySHA256=0"
        assert requests.post(elsewhere, data=CALL, headers=headers, timeout=PATIENCE).status_code == 403, what
    json = requests.post(url, json=CALL, headers={HEADER: sign(TOKEN, url, CALL)}, timeout=PATIENCE)
    assert json.status_code == 403


def test_a_signature_covers_the_state_in_the_address(site: Demo) -> None:
    signature = sign(TOKEN, site.url + "/voice/vi/connect?step=1", CALL)
    changed = site.url + "/voice/vi/connect?step=1&tried=otit-vi"
    assert requests.post(changed, data=CALL, headers={HEADER: signature}, timeout=PATIENCE).status_code == 403


@pytest.mark.parametrize("path", [path for path in PATHS if path.startswith("/voice") and path != "/voice/status"])
def test_a_number_that_is_set_to_get_is_no_dead_end(site: Demo, path: str) -> None:
    url = f"{site.url}{path}?CallSid=CA1&From=anonymous"
    response = requests.get(url, headers={HEADER: sign(TOKEN, url, {})}, timeout=PATIENCE)
    assert response.status_code == 200
    assert ElementTree.fromstring(response.content)[0].text == f"{site.url}/voice/menu"


@pytest.mark.parametrize("language", ["xx", "VI", "vi%20", "%00", "..%2f", "<script>", "und;"])
def test_an_unknown_language_leads_to_the_menu(site: Demo, language: str) -> None:
    for place in ("connect", "dialed", "rest", "number"):
        response = post(site, f"/voice/{language}/{place}", CALL)
        assert response.status_code in (200, 403, 404)  # 403: the address reaches us spelt in another way
        if response.status_code == 200:
            assert "/voice/menu" in response.text


def test_too_large_a_request_is_refused(site: Demo) -> None:
    assert post(site, "/voice", {**CALL, "Digits": "1" * 70_000}).status_code == 413
    assert post(site, "/voice", {f"field{number}": "x" for number in range(2000)}).status_code == 413


def test_a_trail_that_makes_no_sense_ends_no_call(demo: Demo, caplog: pytest.LogCaptureFixture) -> None:
    """A line that the directory does not have, a page that does not exist, a word that no carrier says.

    The log has the ids of the step as fields.
    """
    for path in (
        "/voice/vi/dialed?tried=gone&step=-1&round=abc&menu=x&texted=x&number=x",
        "/voice/vi/rest?tried=.,.&texted=?",
    ):
        response = post(demo, path, {**CALL, "DialCallStatus": "on fire"})
        assert response.status_code == 200
        assert leads_on(response.content)
    post(demo, "/voice/vi/dialed?tried=otit-vi&step=4", {**CALL, "DialCallStatus": "on fire"})
    ids = [(vars(each).get("call"), vars(each).get("step")) for each in caplog.records if "on fire" in each.message]
    assert ids == [(CALL["CallSid"], ""), (CALL["CallSid"], "4")]


def test_status_is_taken_and_answered_with_nothing(site: Demo) -> None:
    assert post(site, "/voice/status", {**CALL, "CallStatus": "completed"}).status_code == 204
    assert post(site, "/sms/status", {"MessageSid": "SM1", "MessageStatus": "delivered"}).status_code == 204


@pytest.mark.parametrize("path", ["/voice/vi", "/voice/vi/else", "/voice/"])
def test_a_wrong_address_below_voice_is_no_dead_end(site: Demo, path: str) -> None:
    assert post(site, path, CALL).text.count("/voice/menu") == 1
    assert requests.post(site.url + path, data=CALL, timeout=PATIENCE).status_code == 403


def test_what_does_not_exist_is_not_found(site: Demo) -> None:
    assert requests.post(site.url + "/nowhere", timeout=PATIENCE).status_code == 404


class Broken(Recorder):
    """A part of ours that has a mistake nobody has found yet."""

    def note(self, record: Record) -> None:
        raise LookupError("a mistake")


@pytest.mark.parametrize(("path", "voices"), [("/voice/vi/rest", 1), ("/voice/km/connect", 2), ("/voice", 2)])
def test_a_mistake_of_ours_is_spoken_as_a_number_to_call(site: Demo, path: str, voices: int) -> None:
    engine, privacy = site.service.engine, Privacy("0" * 32)
    broken, nobody = Broken(engine), TwilioCarrier("AC1", TOKEN, "http://127.0.0.1:1", "+815031234567", "")
    calls = CallService(
        lambda _: Timetable(load_directory()),
        lambda now: TextWriter(load_book()),
        engine,
        privacy,
        Deadline(engine),
        broken,
        Limits(),
        DirectSender(nobody, OptOuts(), privacy, broken, SystemClock()),
        lambda: None,
    )
    steps, signature = StepUrls("http://localhost", privacy), Signature(TOKEN, "http://localhost")
    voice = VoiceHooks(calls, steps, SystemClock(), "+815031234567", ("JP",), VOICES["twilio"])
    app = Webhooks(signature, lambda _: None, https=False, parts={"voice": voice})
    headers = {HEADER: sign(TOKEN, "http://localhost" + path, CALL)}
    response = Client(app).post(path, data=CALL, headers=headers)
    assert response.status_code == 200
    verbs = list(ElementTree.fromstring(response.data))
    assert [verb.tag for verb in verbs] == ["Say"] * voices + ["Hangup"]
    number = "0 1 2 0, 7 6, 2 0 2 9" if path == "/voice" else "0 1 2 0, 2 5 0"
    assert all(number in str(verb.text) for verb in verbs[:-1])
    broken.close()
