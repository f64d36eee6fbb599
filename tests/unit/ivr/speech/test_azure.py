"""The request that is sent for a text, and for which languages there are voices."""

from xml.etree import ElementTree

import pytest

from ivr.speech.azure import VOICES, ssml
from prompts.collection import RECORDED


def test_every_language_without_a_carriers_voice_has_one() -> None:
    assert sorted(VOICES) == sorted(RECORDED)
    assert all(voice.split("-")[0] == language for language, voice in VOICES.items())


def test_a_text_stands_in_its_voice_and_language() -> None:
    assert ssml("km-KH-SreymomNeural", "លា").decode() == (
        '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="km-KH">'
        '<voice name="km-KH-SreymomNeural">លា</voice></speak>'
    )


@pytest.mark.parametrize("text", ["<break time='9s'/>", "Q & A", "]]>", "&lt;", "\"x\" 'y'", "a\u200bb"])
def test_a_text_is_read_as_it_is(text: str) -> None:
    (voice,) = ElementTree.fromstring(ssml("ne-NP-HemkalaNeural", text))
    assert (voice.text, len(voice)) == (text, 0)
