"""The voices of each carrier are ones that the carrier documents, with their language tag."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ivr.carrier.kinds import KINDS
from profiles import profile
from prompts.collection import RECORDED
from prompts.voices import VOICES, voices_of
from tests.support.published import FOURTEEN

HERE = Path(__file__).parent
ALL = [pytest.param(carrier, code, id=f"{carrier} {code}") for carrier, table in VOICES.items() for code in table]


def twilio(section: str) -> set[str]:
    def lines() -> Iterator[tuple[str, str]]:
        here = ""
        for line in (HERE / "twilio_say.txt").read_text("utf-8").splitlines():
            here = line if line.startswith("[") else here
            yield here, line

    return {line for here, line in lines() if here == f"[{section}]"}


def documented(carrier: str) -> dict[str, tuple[str, str]]:
    """The language tag and the gender of each voice, by its name."""
    lines = (HERE / f"{carrier}_say.txt").read_text("utf-8").splitlines()
    rows = [line.split() for line in lines if not line.startswith("#")]
    return {name: (tag, gender) for tag, name, gender in rows}


@pytest.mark.parametrize("code", FOURTEEN)
def test_twilio_knows_every_voice_and_tag(code: str) -> None:
    voice = VOICES["twilio"].get(code)
    if voice:
        assert voice.tag in twilio("languages")
        assert voice.name in twilio("voices")
        assert voice.tag in voice.name or voice.name.startswith("Polly.")
    else:
        assert not any(tag.startswith(f"{code}-") for tag in twilio("languages"))


@pytest.mark.parametrize(("carrier", "code"), [each for each in ALL if each.values[0] != "twilio"])
def test_the_carrier_documents_each_voice_with_its_tag_and_as_a_womans(carrier: str, code: str) -> None:
    voice = VOICES[carrier][code]
    assert documented(carrier)[voice.name] == (voice.tag, "Female")


@pytest.mark.parametrize(("carrier", "code"), ALL)
def test_the_tag_is_of_the_language(carrier: str, code: str) -> None:
    spoken = VOICES[carrier][code].tag.partition("-")[0]
    assert spoken == {"zh": "cmn"}.get(code, code)


@pytest.mark.parametrize("carrier", KINDS)
def test_every_carrier_speaks_what_others_fall_back_to_and_what_has_no_recordings(carrier: str) -> None:
    voices = voices_of(carrier)
    assert {*profile().languages, *FOURTEEN} - set(RECORDED) <= voices.keys() <= set(FOURTEEN)


def test_names_of_one_carrier_are_not_sent_to_another() -> None:
    names = {carrier: {voice.name for voice in table.values()} for carrier, table in VOICES.items()}
    assert not any(name.startswith("Google.") for carrier in ("signalwire", "somleng") for name in names[carrier])
    assert set(VOICES["somleng"]) == set(FOURTEEN)
    assert RECORDED == ("km", "my", "ne", "mn")
    assert voices_of("simulated") == VOICES["twilio"]
    with pytest.raises(KeyError):
        voices_of("another")
