"""*Prompts* in the console: what is edited and recorded there is heard in the next call."""

import re
from pathlib import Path

import pytest
import requests

from ivr.core.roles import Role
from ivr.demo import PERSON, Demo
from tests.support.console import Console, Page, signed_in
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


def hidden(page: Page, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.html)
    assert found
    return found[1]


def draft(console: Console, path: str, sentence: str, **more: str) -> Page:
    """Save a sentence with the form of its page."""
    page = console.get(path)
    return console.post(path, sentence=sentence, seen=hidden(page, "seen"), token=hidden(page, "token"), **more)


def publish(console: Console, language: str = "vi", reason: str = "asked") -> Page:
    """Publish what is chosen on the page of the draft."""
    page = console.get(f"/ops/prompts/{language}/draft")
    tokens = re.findall(r'name="chosen" value="([^"]+)" checked', page.html)
    return console.post(f"/ops/prompts/{language}/draft/publish", chosen=tokens, reason=reason)


def words(demo: Demo, language: str, prompt: str) -> str:
    """What the process says: the one that serves the page has it at once, others within two seconds."""
    return demo.book.collection.book.catalogues[language][prompt]


def test_the_overview_leads_into_the_languages(console: Console) -> None:
    page = console.get("/ops/prompts")
    assert page.status == 200
    assert page.html.count('class="cell') > 14 * 50
    assert "Confirmed: 0 of 117." in page.text
    draft(console, GOODBYE, "Tạm biệt.")
    assert "your draft: 1" in console.get("/ops/prompts").text


def test_a_language_is_searched_and_filtered_in_the_order_of_a_call(console: Console) -> None:
    def listed(query: str) -> list[str]:
        return re.findall(r'<li id="(\w+)" class="pair"', console.get(f"/ops/prompts/vi{query}").html)

    everything = listed("")
    assert (len(everything), everything[:3]) == (117, ["menu_option", "other_languages_now", "no_language"])
    assert "{agency}</span>" in console.get("/ops/prompts/vi").html
    assert "advice_free" in listed("?q=tu+van+mien+phi")
    assert listed("?q=advice+is+free") == ["advice_free", "page_about"]
    assert listed("?show=confirmed") == []
    draft(console, GOODBYE, "Tạm biệt.")
    assert listed("?show=changed&q=tam+biet") == ["goodbye"]
    assert listed("?show=nonsense") == everything
    assert "3 segments" in console.get("/ops/prompts/vi?q=free+advice").text


def test_an_edited_sentence_is_heard_once_it_is_published(console: Console, demo: Demo, handset: Dials) -> None:
    path = "/ops/prompts/vi/connecting"
    page = console.get(path)
    assert "Connecting you to {agency}" in page.text
    assert "The call begins with it." in page.text
    saved = draft(console, path, "Xin chờ {agency} nhé.", then="publish")
    assert saved.url.endswith("/ops/prompts/vi/draft?only=connecting")
    assert "Published: Đang nối máy đến {agency} . Draft: Xin chờ {agency} nhé." in saved.text
    assert words(demo, "vi", "connecting") != "Xin chờ {agency} nhé."
    done = publish(console)
    assert "within two seconds" in done.text
    assert words(demo, "vi", "connecting") == "Xin chờ {agency} nhé."
    assert "Xin chờ OTIT nhé." in str(handset().call(Person(["1"])))
    undone = console.post("/ops/prompts/vi/undo", number=hidden(done, "number"))
    assert "Callers hear the sentences of before." in undone.text
    assert words(demo, "vi", "connecting") != "Xin chờ {agency} nhé."
    log = console.get("/ops/audit").text
    assert "Vietnamese: “Connecting you to {agency}.”" in log
    assert "words of Vietnamese, publish 1 asked" in log


def test_many_sentences_are_published_with_one_reason(console: Console, demo: Demo) -> None:
    following = draft(console, GOODBYE, "Tạm biệt.", then="next", next="trouble")
    assert following.url.endswith("/ops/prompts/vi/trouble")
    draft(console, "/ops/prompts/vi/nobody", "", act="default")  # what is published already
    confirmed = draft(console, "/ops/prompts/vi/nobody", words(demo, "vi", "nobody"), act="confirm")
    assert "2 sentences in your draft" in confirmed.text
    publish(console, reason="read by a native speaker")
    page = console.get("/ops/prompts/vi/history")
    assert "read by a native speaker" in page.text
    assert "Tạm biệt." in page.text
    assert "confirmed as a native speaker" in console.get("/ops/prompts/vi/nobody").text
    default = console.get(GOODBYE)
    console.post(GOODBYE, act="default", seen=hidden(default, "seen"))
    assert "the default" in console.get("/ops/prompts/vi/draft").text


def test_nobody_publishes_the_draft_of_a_colleague(console: Console, demo: Demo) -> None:
    ben = signed_in(demo, Role.EDITOR)
    draft(ben, GOODBYE, "Chào.")
    token = re.findall(r'name="chosen" value="([^"]+)"', ben.get("/ops/prompts/vi/draft").html)
    page = console.get("/ops/prompts/vi/draft")
    assert "Your draft is empty" in page.text
    assert "Ben" in page.text
    refused = console.post("/ops/prompts/vi/draft/publish", chosen=token, reason="mine")
    assert refused.status == 422
    assert "your draft was changed in another window" in refused.text
    draft(console, GOODBYE, "Tạm biệt.")
    publish(ben)
    late = console.get("/ops/prompts/vi/draft")
    assert "Ben has published another sentence since you wrote yours" in late.text
    assert " checked" not in late.html
    assert words(demo, "vi", "goodbye") == "Chào."


def test_a_draft_is_removed(console: Console) -> None:
    draft(console, GOODBYE, "Tạm biệt.")
    page = console.get("/ops/prompts/vi/draft")
    chosen = re.findall(r'name="chosen" value="([^"]+)"', page.html)
    gone = console.post("/ops/prompts/vi/draft/discard", chosen=chosen)
    assert "1 sentence was removed from your draft." in gone.text
    assert "Your draft is empty" in gone.text


def test_what_a_change_makes_of_recordings_is_said_before(console: Console) -> None:
    path, said = "/ops/prompts/ne/goodbye", "1 recording will no longer be played"
    assert "<audio" in console.get(path).html
    assert said in console.get(f"{path}/preview?sentence=नमस्ते।").text
    saved = draft(console, path, "नमस्ते।", then="publish")
    assert said in saved.text
    assert said not in console.get("/ops/prompts/vi/goodbye/preview?sentence=Chào.").text


def test_what_can_not_be_said_is_refused_in_its_place(console: Console) -> None:
    for sentence in ("Xin chờ.", "{agentur}", "{agency", "", "x" * 2000 + "{agency}", "a\x07 {agency}"):
        page = console.post("/ops/prompts/vi/connecting", sentence=sentence, seen=0)
        assert page.status == 422, sentence
        assert "It is not saved." in page.text
    assert "Your draft is empty" in console.get("/ops/prompts/vi/draft").text


def test_a_text_that_would_cost_too_much_is_refused_with_the_figure(console: Console) -> None:
    page = console.post("/ops/prompts/vi/sms_free", sentence="miễn phí ạ " * 50, seen=0)
    assert page.status == 422
    assert re.search(r"would have \d+ segments instead of \d", page.text)
    preview = console.get("/ops/prompts/vi/sms_free/preview?sentence=" + "miễn phí ạ " * 50)
    assert "the limit is 5" in preview.text
    assert "Limit: 5." in console.get("/ops/prompts/vi/sms_free/preview?sentence=mi%E1%BB%85n+ph%C3%AD").text


def test_two_editors_of_one_sentence_see_each_other(console: Console, demo: Demo) -> None:
    ben = signed_in(demo, Role.EDITOR)
    draft(ben, GOODBYE, "Tạm biệt.")
    assert "in the draft of Ben" in console.get(GOODBYE).text
    publish(ben)
    second = console.post(GOODBYE, sentence="Xin chào.", seen=0)
    assert second.status == 422
    assert "Ben has changed" in second.text
    assert "Published: Tạm biệt." in second.text
    assert "Xin chào." in second.text


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


def test_what_is_not_there_is_said(console: Console) -> None:
    for path in ("xx", "xx/draft", "xx/history", "xx.po", "xx/goodbye", "vi/nothing", "vi/clips", "km/clips/no"):
        assert console.get(f"/ops/prompts/{path}").status == 404, path


def test_a_catalogue_goes_out_and_comes_back_as_a_draft(console: Console, demo: Demo) -> None:
    po = console.get("/ops/prompts/vi.po").html
    assert "X-Tsunagu-Version: 0" in po
    assert console.post("/ops/prompts/vi/file").status == 422

    def upload(content: str) -> requests.Response:
        fields = {"csrf_token": hidden(console.get("/ops/prompts/vi"), "csrf_token")}
        files = {"file": ("vi.po", content.encode())}
        return console.browser.post(f"{demo.url}/ops/prompts/vi/file", data=fields, files=files, timeout=PATIENCE)

    taken = upload(po.replace(words(demo, "vi", "goodbye"), "Tạm biệt."))
    assert taken.url.endswith("/ops/prompts/vi/draft")
    assert "Sentences that differ: 1." in taken.text
    assert "Tạm biệt." in taken.text
    assert words(demo, "vi", "goodbye") != "Tạm biệt."
    assert upload("no PO file {").status_code == 422
