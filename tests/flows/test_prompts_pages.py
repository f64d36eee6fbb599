"""*Prompts* in the console: what is edited and recorded there is heard in the next call."""

import re
from pathlib import Path

import pytest
import requests

from ivr.demo import PERSON, Demo
from tests.support.console import Console, Page
from tests.support.demo import Dials
from tests.support.people import Person
from tests.support.sound import minute_of_silence, tone
from tests.support.waiting import PATIENCE

GOODBYE = "/ops/prompts/vi/goodbye"


@pytest.fixture
def console(demo: Demo) -> Console:
    somebody = Console(demo.url)
    somebody.sign_in(PERSON, demo.password)
    return somebody


def seen(page: Page) -> str:
    found = re.search(r'name="seen" value="(\d+)"', page.html)
    assert found
    return found[1]


def words(demo: Demo, language: str, prompt: str) -> str:
    """What the process says: the one that serves the page has it at once, others within two seconds."""
    return demo.book().catalogues[language][prompt]


def test_the_matrix_shows_every_language_and_sentence(console: Console) -> None:
    page = console.get("/ops/prompts")
    assert page.status == 200
    assert page.html.count('class="cell') > 14 * 50
    assert console.get("/ops/prompts?show=confirmed").html.count('class="cell') < 14 * 50


def test_an_edited_sentence_is_heard_in_the_next_call(console: Console, demo: Demo, handset: Dials) -> None:
    path = "/ops/prompts/vi/connecting"
    page = console.get(path)
    assert "Connecting you to {agency}" in page.text
    done = console.post(path, sentence="Xin chờ {agency} nhé.", seen=seen(page))
    assert "within two seconds" in done.text
    assert words(demo, "vi", "connecting") == "Xin chờ {agency} nhé."
    assert "Xin chờ OTIT nhé." in str(handset().call(Person(["1"])))
    confirmed = console.post(f"{path}/confirm", seen=seen(console.get(path)))
    assert "confirmed as a native speaker" in confirmed.text
    back = console.post(f"{path}/revert", seen=seen(console.get(path)))
    assert "restored the default" in back.text
    assert words(demo, "vi", "connecting") != "Xin chờ {agency} nhé."
    log = console.get("/ops/audit").text
    assert "vi: connecting" in log


@pytest.mark.parametrize(
    "sentence", ["Xin chờ.", "{agentur}", "{agency", "", "x" * 2000 + "{agency}", "a\x07 {agency}"]
)
def test_what_can_not_be_said_is_refused_in_its_place(console: Console, sentence: str) -> None:
    page = console.post("/ops/prompts/vi/connecting", sentence=sentence, seen=0)
    assert page.status == 422
    assert "Nothing changed" in page.text
    assert "This is the default text." in console.get("/ops/prompts/vi/connecting").text


def test_a_text_that_would_cost_too_much_is_refused_with_the_figure(console: Console) -> None:
    page = console.post("/ops/prompts/vi/sms_free", sentence="miễn phí ạ " * 50, seen=0)
    assert page.status == 422
    assert re.search(r"would have \d+ segments instead of \d", page.text)
    preview = console.get("/ops/prompts/vi/sms_free/preview?sentence=" + "miễn phí ạ " * 50)
    assert "Limit: 5" in preview.text


def test_two_editors_of_one_sentence_see_each_other(console: Console) -> None:
    console.post(GOODBYE, sentence="Tạm biệt.", seen=0)
    second = console.post(GOODBYE, sentence="Xin chào.", seen=0)
    assert second.status == 422
    assert "Somebody else has changed this sentence" in second.text
    assert "Tạm biệt." in second.text
    assert "Xin chào." in second.text
    assert "Tạm biệt." in console.get(GOODBYE).html


def test_a_recording_is_served_and_old_ones_stay(console: Console, demo: Demo, tmp_path: Path) -> None:
    path = "/ops/prompts/km/clips/goodbye"
    token = re.search(r'csrf_token" value="([^"]+)"', console.get(path).html)
    assert token

    def upload(content: bytes) -> requests.Response:
        return console.browser.post(
            f"{demo.url}{path}", data={"csrf_token": token[1]}, files={"file": content}, timeout=PATIENCE
        )

    names = []
    for seconds in (0.4, 0.8):
        sent = upload(tone(tmp_path / "sound.wav", seconds=seconds).read_bytes())
        assert sent.status_code == 200, sent.text
        names.append(re.findall(r"/audio/([0-9a-f]{24})\.mp3", sent.text)[0])
    assert names[0] != names[1]
    for name in names:
        assert requests.get(f"{demo.url}/audio/{name}.mp3", timeout=PATIENCE).status_code == 200
    assert upload(b"no sound").status_code == 422
    assert "255 channels" in upload(minute_of_silence(channels=255)).text
    assert upload(b"x" * (6 * 1024 * 1024)).status_code == 413
    assert "Callers hear each recording" in console.get("/ops/prompts/km/clips").text
    assert "Callers hear Easy Japanese and English" in console.post("/ops/prompts/km/spoken", spoken="no").text
    assert "Callers hear each recording" in console.post("/ops/prompts/km/spoken", spoken="yes").text
    assert console.post(f"{path}/remove").status == 200
    assert console.post(f"{path}/remove").status == 422
    assert requests.get(f"{demo.url}/audio/{names[1]}.mp3", timeout=PATIENCE).status_code == 200


@pytest.mark.parametrize(
    "path", ["/ops/prompts/xx/goodbye", "/ops/prompts/vi/nothing", "/ops/prompts/vi/clips", "/ops/prompts/km/clips/no"]
)
def test_what_is_not_there_is_said(console: Console, path: str) -> None:
    assert console.get(path).status == 404


def test_a_catalogue_goes_out_and_comes_back(console: Console, demo: Demo) -> None:
    po = console.get("/ops/prompts/vi.po").html
    assert "X-Tsunagu-Version: 0" in po
    assert console.post("/ops/prompts/catalogue", language="vi").status == 422
