"""The voice of a speech service over HTTP, and `ivr prompts synthesize`."""

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from signal import SIGINT, default_int_handler, pthread_kill, signal

import pytest
import requests
from click.testing import CliRunner, Result

from ivr.cli import main
from ivr.service.prompts.editor import SentenceEditor
from ivr.service.prompts.live import LiveBook
from ivr.sound.recording import for_telephone
from ivr.speech import SpeechError
from ivr.speech.azure import LONGEST_WAIT, WAITS, AzureVoice, ssml
from ivr.store.db import open_store
from prompts.recordings import Kind
from tests.support.databases import sqlite_database
from tests.support.sound import tone
from tests.support.speech_service import CUT, CUT_WITHIN, HANGS, KEY, Fault, SpeechService, Spoken, wav
from tests.support.waiting import PATIENCE, eventually
from tests.support.words import put

Ivr = Callable[..., Result]
Edit = Callable[..., None]


@pytest.fixture
def service() -> Iterator[SpeechService]:
    with SpeechService() as running:
        yield running


class TestVoice:
    def test_a_text_becomes_a_sound_for_the_telephone(self, service: SpeechService) -> None:
        sound = AzureVoice(service.url, KEY, "km").speak("a < b & c")
        assert service.read == [Spoken("km-KH", "km-KH-SreymomNeural", "a < b & c")]
        assert sound == wav("a < b & c")
        assert for_telephone(sound).seconds > 0

    @pytest.mark.parametrize(
        ("faults", "waits"),
        [
            ([Fault(429)], [2]),
            ([Fault(429, retry_after="7"), Fault(429, retry_after="0")], [7, 0]),
            ([Fault(503, retry_after=str(LONGEST_WAIT))], [LONGEST_WAIT]),
            ([Fault(429, retry_after="Sun, 29 Nov 2026 10:00:00 GMT")], [2]),
            ([Fault(500), Fault(502), Fault(503)], [2, 4, 8]),
            ([CUT, CUT_WITHIN], [2, 4]),
        ],
    )
    def test_what_may_pass_is_tried_again(
        self, service: SpeechService, faults: list[Fault | None], waits: list[float]
    ) -> None:
        waited: list[float] = []
        service.faults = faults
        assert AzureVoice(service.url, KEY, "mn", wait=waited.append).speak("x") == wav("x")
        assert waited == waits

    @pytest.mark.parametrize(
        ("fault", "told"),
        [
            (Fault(503, body=b"busy"), "refuses: 503 SERVICE UNAVAILABLE busy"),
            (CUT, "does not answer (ConnectionError); is SPEECH_REGION right?"),
            (HANGS, "does not answer (ReadTimeout); is SPEECH_REGION right?"),
        ],
    )
    def test_what_does_not_pass_is_told_in_the_end(self, service: SpeechService, fault: Fault, told: str) -> None:
        waited: list[float] = []
        service.faults = [fault] * (len(WAITS) + 1)
        with pytest.raises(SpeechError) as refused:
            AzureVoice(service.url, KEY, "mn", wait=waited.append, timeout=(PATIENCE, 0.05)).speak("x")
        assert str(refused.value) == f"{service.url} {told}"
        assert waited == list(WAITS)

    @pytest.mark.parametrize(
        ("fault", "told"),
        [
            (Fault(400, body=b"a parameter\r\nis wrong"), "refuses: 400 BAD REQUEST a parameter is wrong"),
            (Fault(403, body=b"x" * 900), f"refuses: 403 FORBIDDEN {'x' * 200}"),
            (Fault(415), "refuses: 415 UNSUPPORTED MEDIA TYPE"),
            (Fault(302), "refuses: 302 FOUND"),
            (Fault(429, retry_after=str(LONGEST_WAIT + 1)), "refuses: 429 TOO MANY REQUESTS"),
            (Fault(200, body=b"<html>Sign in</html>"), "sends no sound; is SPEECH_URL right?"),
        ],
    )
    def test_what_does_not_pass_by_itself_is_told_at_once(
        self, service: SpeechService, fault: Fault, told: str
    ) -> None:
        service.faults = [fault]
        with pytest.raises(SpeechError) as refused:
            AzureVoice(service.url, KEY, "mn").speak("x")
        assert str(refused.value) == f"{service.url} {told}"
        assert service.requests == 1

    def test_a_wrong_key_is_told_and_not_shown(self, service: SpeechService) -> None:
        with pytest.raises(SpeechError) as refused:
            AzureVoice(service.url, "hush", "mn").speak("x")
        assert str(refused.value) == f"{service.url} refuses the key: SPEECH_KEY is wrong, or of another region"
        assert service.requests == 1

    def test_nothing_to_read_is_no_sound(self, service: SpeechService) -> None:
        service.faults = [Fault(200)]
        assert AzureVoice(service.url, KEY, "mn").speak("…") == b""


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({}, ssml("km-KH-PisethNeural", "x"), 200),
        ({"Ocp-Apim-Subscription-Key": None}, ssml("km-KH-PisethNeural", "x"), 401),
        ({"Content-Type": "text/xml"}, ssml("km-KH-PisethNeural", "x"), 415),
        ({"X-Microsoft-OutputFormat": "riff-16khz-16bit-mono-pcm"}, ssml("km-KH-PisethNeural", "x"), 400),
        ({"User-Agent": "x" * 255}, ssml("km-KH-PisethNeural", "x"), 400),
        ({}, ssml("km-KH-NobodyNeural", "x"), 400),
        ({}, ssml("km-KH-PisethNeural", "x").replace(b'km-KH"', b'ne-NP"'), 400),
        ({}, ssml("km-KH-PisethNeural", "x").replace(b"x</voice>", b"<b/></voice>"), 400),
        ({}, b"x & y", 400),
    ],
)
def test_the_double_notices_what_azure_would_refuse(
    service: SpeechService, headers: dict[str, str | None], body: bytes, status: int
) -> None:
    right: dict[str, str | None] = {
        "Ocp-Apim-Subscription-Key": KEY,
        "Content-Type": "application/ssml+xml",
        "X-Microsoft-OutputFormat": "riff-8khz-16bit-mono-pcm",
    }
    answer = requests.post(f"{service.url}/cognitiveservices/v1", body, headers=right | headers, timeout=PATIENCE)
    assert answer.status_code == status


@pytest.fixture
def url(tmp_path: Path) -> str:
    return sqlite_database(tmp_path / "speech.db")


@pytest.fixture
def ivr(url: str, service: SpeechService) -> Ivr:
    """`ivr prompts`, with a database and the key."""

    def run(*arguments: str, typed: str = "", **settings: str) -> Result:
        given = {"DATABASE_URL": url, "SPEECH_URL": service.url, "SPEECH_KEY": KEY} | settings
        return CliRunner().invoke(main, ["prompts", *arguments], input=typed, env=given)

    return run


@pytest.fixture
def edit(url: str) -> Iterator[Edit]:
    """Give callers of Nepali other words of a prompt."""
    engine = open_store(url)
    aiko = SentenceEditor(engine, LiveBook(engine), "Aiko")

    def change(words: str, prompt: str = "goodbye") -> None:
        put(aiko, "ne", prompt, words)

    yield change
    engine.dispose()


def kind_of(url: str, words: str) -> Kind:
    engine = open_store(url)
    found = LiveBook(engine).fresh().recordings["ne"][words].kind
    engine.dispose()
    return found


class TestCommand:
    def test_where_nothing_is_missing_nothing_is_asked(self, ivr: Ivr, service: SpeechService, tmp_path: Path) -> None:
        ran = ivr("synthesize", "ne", SPEECH_KEY="", DATABASE_URL=f"sqlite:///{tmp_path}/none.db")
        assert ran.exit_code == 0, ran.output
        counted, nothing = ran.output.splitlines()
        assert counted.startswith("ne: clips 0, characters 0; with --replace-shipped clips 1")
        assert nothing == "nothing is missing"
        assert service.requests == 0
        assert not (tmp_path / "none.db").exists()

    def test_it_tells_what_it_will_cost_and_asks(self, ivr: Ivr, service: SpeechService, edit: Edit) -> None:
        edit("फेरि भेटौँला।")
        ran = ivr("synthesize", "ne", "ne", typed="n\n")
        assert ran.exit_code == 1
        assert ran.output.startswith("ne: clips 1, characters 13; with --replace-shipped clips ")
        assert f"Send these words to {service.url}? It charges by the character. [y/N]: n\nAborted!" in ran.output
        assert ivr("synthesize", "ne").exit_code == 1  # nobody is there to answer
        assert service.requests == 0
        assert ivr("synthesize", "ne", typed="y\n").exit_code == 0
        assert [each.text for each in service.read] == ["फेरि भेटौँला।"]

    def test_only_what_is_missing_is_made_and_marked(
        self, ivr: Ivr, service: SpeechService, url: str, edit: Edit
    ) -> None:
        """A sentence that changes is read anew; one that comes back is not."""
        edit("फेरि भेटौँला।")
        assert "goodbye            draft, missing" in ivr("status", "ne").output
        ran = ivr("synthesize", "ne", "--yes")
        assert ran.exit_code == 0, ran.output
        assert "ne goodbye: 0." in ran.output
        assert "synthetic: see docs/prompts.md" in ran.output
        assert "goodbye            draft, synthetic draft" in ivr("status", "ne").output
        assert kind_of(url, "फेरि भेटौँला।") is Kind.SYNTHETIC
        edit("नमस्कार।")
        assert ivr("synthesize", "ne", "--yes").exit_code == 0
        edit("फेरि भेटौँला।")
        assert "nothing is missing" in ivr("synthesize", "ne", "--yes").output
        assert [each.text for each in service.read] == ["फेरि भेटौँला।", "नमस्कार।"]

    def test_a_persons_recording_replaces_it_and_is_not_replaced(
        self, ivr: Ivr, service: SpeechService, url: str, edit: Edit, tmp_path: Path
    ) -> None:
        edit("फेरि भेटौँला।")
        assert ivr("synthesize", "ne", "--yes").exit_code == 0
        file = str(tone(tmp_path / "goodbye.wav"))
        assert ivr("import", "ne", file).exit_code == 0
        assert kind_of(url, "फेरि भेटौँला।") is Kind.RECORDED
        ran = ivr("import", "ne", file, "--synthetic")
        assert "goodbye: not used, because a person has recorded it\n" in ran.output
        assert kind_of(url, "फेरि भेटौँला।") is Kind.RECORDED
        service.faults = [None, Fault(400)]
        ivr("synthesize", "ne", "--yes", "--replace-shipped")
        assert "फेरि भेटौँला।" not in [each.text for each in service.read[1:]]

    def test_it_goes_on_where_it_was_stopped(self, ivr: Ivr, service: SpeechService) -> None:
        service.faults = [None, Fault(429, retry_after="0"), None, Fault(403, body=b"quota")]
        ran = ivr("synthesize", "km", "mn", "--yes")
        assert ran.exit_code == 1
        assert "no sound yet; the next attempt is in 0 s" in ran.stderr
        assert ran.stderr.endswith(f"Error: {service.url} refuses: 403 FORBIDDEN quota; what was made is stored\n")
        service.faults = [None, Fault(401)]
        ran = ivr("synthesize", "km", "--yes")
        assert "refuses the key" in ran.stderr
        texts = [each.text for each in service.read]
        assert len(texts) == len(set(texts)) == 3
        assert ran.output.count("km menu_option") == 0

    def test_an_interruption_loses_nothing(self, ivr: Ivr, service: SpeechService) -> None:
        """Ctrl-C while the third clip is being read."""
        service.faults = [None, None, HANGS]
        us = threading.get_ident()

        def interrupt() -> None:
            eventually(lambda: service.requests == 3)
            pthread_kill(us, SIGINT)

        thread = threading.Thread(target=interrupt)
        thread.start()
        before = signal(SIGINT, default_int_handler)  # a shell that starts tests in the background has it ignored
        ran = ivr("synthesize", "km", "--yes")
        signal(SIGINT, before)
        thread.join()
        assert (ran.exit_code, ran.stderr) == (1, "\nAborted!\n")
        service.faults = [Fault(400)]
        sizes = [int(each) for each in re.findall("clips ([0-9]+)", ran.output + ivr("synthesize", "km").output)]
        assert sizes[1] == sizes[0] - 2

    def test_a_clip_without_sound_does_not_stop_the_others(self, ivr: Ivr, service: SpeechService, edit: Edit) -> None:
        edit("माफ गर्नुहोस्।", "not_possible")
        edit("नमस्कार।")
        service.faults = [Fault(200)]
        ran = ivr("synthesize", "ne", "--yes")
        assert ran.exit_code == 1
        assert "ne not_possible: not a sound file that can be read" in ran.output
        assert "ne goodbye: 0." in ran.output
        assert ran.stderr.endswith("Error: clips without a usable sound: 1; the others are stored\n")

    def test_shipped_drafts_are_replaced_on_request(self, ivr: Ivr, service: SpeechService) -> None:
        service.faults = [None, None, Fault(400)]
        (before,) = re.findall("--replace-shipped clips ([0-9]+)", ivr("synthesize", "my").output)
        ran = ivr("synthesize", "my", "--yes", "--replace-shipped")
        assert ran.output.startswith(f"my: clips {before}, ")
        (after,) = re.findall("--replace-shipped clips ([0-9]+)", ivr("synthesize", "my").output)
        assert int(after) == int(before) - 2 > 0

    def test_what_is_not_set_is_told_before_anything_is_asked(self, ivr: Ivr, service: SpeechService) -> None:
        ran = ivr("synthesize", "km", SPEECH_KEY="", SPEECH_URL="")
        assert ran.exit_code == 1
        told = [line.split(". ")[0].strip() for line in ran.stderr.splitlines()[1:]]
        assert told == ["SPEECH_KEY is not set", "SPEECH_REGION is not set"]
        assert service.requests == 0
