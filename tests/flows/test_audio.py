"""Recordings as the carrier fetches them."""

import re

import pytest
import requests

from ivr.demo import Demo
from ivr.phone.asking import CallError
from ivr.sound.recording import LEVEL, RATE, _loudness, _read
from tests.support.book import load_book
from tests.support.demo import Dials
from tests.support.waiting import PATIENCE

GOODBYE = load_book().recordings["ne"][load_book().catalogues["ne"]["goodbye"]]


@pytest.fixture
def address(demo: Demo) -> str:
    return f"{demo.url}/audio/{GOODBYE.name}.mp3"


def test_a_recording_is_named_by_its_content_and_kept_for_ever(address: str) -> None:
    answer = requests.get(address, timeout=PATIENCE)
    assert answer.status_code == 200
    assert answer.content == GOODBYE.audio
    assert answer.headers["Content-Type"] == "audio/mpeg"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Language"] == "ne"
    assert re.search(r"[0-9a-f]{24}\.mp3$", address)
    unchanged = requests.get(address, headers={"If-None-Match": answer.headers["ETag"]}, timeout=PATIENCE)
    assert (unchanged.status_code, unchanged.content) == (304, b"")


def test_a_part_of_it_may_be_asked_for(address: str) -> None:
    part = requests.get(address, headers={"Range": "bytes=10-19"}, timeout=PATIENCE)
    assert part.status_code == 206
    assert part.content == GOODBYE.audio[10:20]
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(GOODBYE.audio)}"
    assert requests.get(address, headers={"Range": "bytes=9999999-"}, timeout=PATIENCE).status_code == 416
    head = requests.head(address, timeout=PATIENCE)
    assert (head.status_code, head.headers["Content-Length"]) == (200, str(len(GOODBYE.audio)))


def test_the_handset_knows_its_words_from_its_name_alone(handset: Dials, address: str) -> None:
    played = handset().play(address)
    assert (played.tag, played.text) == ("ne", GOODBYE.text)


@pytest.mark.parametrize("name", ["0" * 24, "..%2f..%2fsetup", "goodbye"])
def test_anything_else_is_not_there(demo: Demo, handset: Dials, name: str) -> None:
    assert requests.get(f"{demo.url}/audio/{name}.mp3", timeout=PATIENCE).status_code == 404
    with pytest.raises(CallError, match="can't be played: 404"):
        handset().play(f"{demo.url}/audio/{name}.mp3")


def test_every_recording_is_an_mp3_for_the_telephone() -> None:
    """Of one rate and one channel, at one loudness, and as long as its manifest says."""
    for recordings in load_book().recordings.values():
        for each in recordings.values():
            samples = _read(each.audio)
            assert 0.1 < len(samples) / RATE < 30, each.text
            if each.language:
                assert abs(len(samples) / RATE - each.seconds) < 0.2, each.text
                loudness = _loudness(samples)
                assert LEVEL - 16 < loudness.max() < LEVEL + 16, each.text
