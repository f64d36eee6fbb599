"""`ivr prompts`, in real processes; some on a copy of the catalogues and recordings that may be broken at will."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from prompts.load import load_sentences
from tests.support.paths import ROOT
from tests.support.preloaded import preloaded
from tests.support.published import FOURTEEN
from tests.support.sound import SOUNDS, tone

Ivr = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def ivr(tmp_path: Path) -> Ivr:
    """The command, in a folder of its own."""
    return lambda *arguments: preloaded().run(arguments, tmp_path)


@pytest.fixture
def ivr_of_the_copy(tmp_path: Path) -> Ivr:
    """The command, in a folder whose own ``prompts`` it uses."""
    shutil.copytree(ROOT / "prompts", tmp_path / "prompts", ignore=shutil.ignore_patterns("__pycache__"))

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "ivr", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)

    return run


def edit(file: Path, was: str, becomes: str) -> None:
    text = file.read_text("utf-8")
    assert was in text
    file.write_text(text.replace(was, becomes, 1), "utf-8")


def test_what_ships_is_whole(ivr: Ivr) -> None:
    ran = ivr("prompts", "check")
    assert ran.returncode == 0, ran.stdout
    assert ran.stdout.startswith("no mistakes: 14 languages, ")


def test_every_kind_of_mistake_is_found_at_once(ivr_of_the_copy: Ivr, tmp_path: Path) -> None:
    locales, audio = tmp_path / "prompts" / "locales", tmp_path / "prompts" / "audio"
    said = {code: load_sentences(code).by_id for code in ("vi", "th", "ko")}
    edit(locales / "vi" / "prompts.po", f'msgstr "{said["vi"]["goodbye"]}"', 'msgstr ""')
    edit(locales / "th" / "prompts.po", said["th"]["open_now"], said["th"]["open_now"].replace("{time}", "{hour}"))
    edit(locales / "ko" / "prompts.po", said["ko"]["goodbye"], said["ko"]["goodbye"] + "\x07")
    edit(locales / "ne" / "prompts.po", load_sentences("ne").by_id["key_again"], "फेरि 2 थिच्नुहोस्।")
    edit(locales / "ja" / "console.po", 'msgstr "録音済み"', 'msgstr ""')
    (audio / "my" / "goodbye.mp3").unlink()
    (audio / "km" / "left-over.mp3").write_bytes(b"x")
    ran = ivr_of_the_copy("prompts", "check")
    assert ran.returncode == 1
    assert "vi: prompts: goodbye is missing" in ran.stdout
    assert "has other placeholders than" in ran.stdout
    assert "has a control character, U+0007" in ran.stdout
    assert "ja: console: 'recorded' is missing" in ran.stdout

    for code in ("vi", "th", "ko"):  # a catalogue that can't be read stands before everything else
        shutil.copy(ROOT / "prompts" / "locales" / code / "prompts.po", locales / code / "prompts.po")
    found = ivr_of_the_copy("prompts", "check").stdout
    assert "ne: key_again: the recording says" in found
    assert "the text is now 'फेरि 2 थिच्नुहोस्।'; record it again" in found
    assert "my: goodbye: the file of its recording is missing" in found
    assert "km: left-over.mp3 is in no manifest" in found


def test_a_broken_catalogue_is_noticed_at_start_in_one_line(ivr_of_the_copy: Ivr, tmp_path: Path) -> None:
    thai = load_sentences("th").by_id["open_now"]
    edit(tmp_path / "prompts" / "locales" / "th" / "prompts.po", thai, thai.replace("{time}", "{hour}"))
    ran = ivr_of_the_copy("call", "--keys", "1")
    assert ran.returncode == 1
    assert ran.stderr.startswith("Error: th: ")
    assert len(ran.stderr.splitlines()) == 1


def test_the_state_of_every_sentence_is_shown(ivr: Ivr) -> None:
    everything = ivr("prompts", "status").stdout
    head, *rows = everything.splitlines()
    assert sorted(head.split()) == sorted(FOURTEEN)
    assert any(row.startswith("goodbye ") for row in rows)
    assert "km   in use: draft 118, missing 52\n" in everything
    assert "vi   in use: " in everything
    burmese = ivr("prompts", "status", "my").stdout
    assert "goodbye            draft, synthetic draft" in burmese
    assert "sms_open           draft, written" in burmese
    assert "goodbye            draft, missing" in ivr("prompts", "status", "km").stdout
    assert "goodbye            source, carrier" in ivr("prompts", "status", "en").stdout
    assert "goodbye            下書き、合成音声（仮）" in ivr("prompts", "status", "my", "--in", "ja").stdout
    assert yaml.safe_load(ivr("prompts", "status", "mn", "--json").stdout)["mn"]["weekday"] == {
        "text": "data",
        "voice": "missing",
    }


def test_a_translator_takes_a_catalogue_out_and_brings_it_back(ivr: Ivr, tmp_path: Path) -> None:
    file = tmp_path / "vi.po"
    assert ivr("prompts", "export", "vi", "--output", str(file)).returncode == 0
    goodbye = load_sentences("vi").by_id["goodbye"]
    edit(file, f'#, fuzzy\nmsgctxt "goodbye"\nmsgid "Thank you for calling. Goodbye."\nmsgstr "{goodbye}"',
         'msgctxt "goodbye"\nmsgid "Thank you for calling. Goodbye."\nmsgstr "Tạm biệt."')  # fmt: skip
    ran = ivr("prompts", "import", "vi", str(file))
    assert ran.returncode == 0, ran.stderr
    assert "1 of them confirmed by a native speaker" in ran.stdout
    assert "goodbye            confirmed, carrier" in ivr("prompts", "status", "vi").stdout

    before = ivr("prompts", "export", "vi").stdout
    assert "Tạm biệt." in before
    connecting = load_sentences("vi").by_id["connecting"]
    edit(file, connecting, connecting.replace("{agency}", "{agentur}"))
    edit(file, 'msgstr "Tạm biệt."', 'msgstr ""')
    refused = ivr("prompts", "import", "vi", str(file))
    assert refused.returncode == 1
    assert "mistakes in the catalogue of vi (2): nothing is changed" in refused.stderr
    assert ivr("prompts", "export", "vi").stdout == before
    assert "goodbye is missing" in refused.stderr
    assert ivr("prompts", "import", "th", str(file)).returncode == 1


@pytest.mark.parametrize("form", ["wav", "webm", "mp3"])
def test_a_recording_is_made_fit_for_the_telephone(ivr: Ivr, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"goodbye.{form}"
    if form == "wav":
        tone(file)
    else:
        shutil.copy(SOUNDS / f"browser.{form}", file)
    ran = ivr("prompts", "import", "km", str(file))
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("goodbye: ")
    assert "goodbye            draft, recorded" in ivr("prompts", "status", "km").stdout


def test_what_is_no_recording_is_refused_and_nothing_changes(ivr: Ivr, tmp_path: Path) -> None:
    before = ivr("prompts", "status", "km").stdout
    folder = tmp_path / "recordings"
    folder.mkdir()
    tone(folder / "goodbye.wav")
    tone(folder / "godbye.wav")
    tone(folder / "nobody.wav", loudness=0.0)
    tone(folder / "not_possible.wav", seconds=61)
    (folder / "key_remind.wav").write_bytes(b"RIFF, but no more")
    (folder / "key_again.webm").write_bytes(b"\x1a\x45\xdf\xa3 and rubbish")
    ran = ivr("prompts", "import", "km", str(folder))
    assert ran.returncode == 1
    lists = "`ivr prompts export LANGUAGE --script` lists the clips"
    assert f"recordings that can't be used (5 of 6): nothing is changed; {lists}\n" in ran.stderr
    for complaint in (
        "km needs no clip godbye",
        "nobody: nothing is heard in the recording",
        "not_possible: the recording is longer than 60 s",
        "key_remind: not a sound file that can be read",
        "key_again: not a WebM file that can be read",
    ):
        assert complaint in ran.stderr
    assert ivr("prompts", "status", "km").stdout == before
    (folder / "goodbye.mp3").write_bytes(b"of the same clip")
    assert "are of the same clip" in ivr("prompts", "import", "km", str(folder)).stderr
    catalogue = ROOT / "prompts" / "locales" / "km" / "prompts.po"
    assert "comes by itself" in ivr("prompts", "import", "km", str(catalogue), str(folder / "goodbye.wav")).stderr
    assert ivr("prompts", "export", "km", "-o", "nowhere/km.po").stderr.startswith("Error: nowhere/km.po: No such file")
    assert "needs no recordings" in ivr("prompts", "import", "vi", str(folder / "goodbye.wav")).stderr


def test_what_is_recorded_is_heard_and_in_the_end_nothing_else(ivr: Ivr, tmp_path: Path) -> None:
    """What a person with a microphone will do for Khmer: read the script, from what is needed most to its end."""
    script = [line.split("\t") for line in ivr("prompts", "export", "km", "--script").stdout.splitlines()]
    assert len(script) > 100
    folder = tmp_path / "recordings"
    folder.mkdir()

    def after_the_choice() -> str:
        call = ivr("call", "--at", "2026-11-29 10:00", "--keys", "7").stdout
        return call[call.index("> 7") :]

    assert "[km]" not in after_the_choice()
    for clip_id, _ in script[:10]:
        tone(folder / f"{clip_id}.wav", silence=0.05)
    assert ivr("prompts", "import", "km", str(folder)).returncode == 0
    assert all(tag in after_the_choice() for tag in ("[km]", "[ja-JP]", "[en-US]"))
    for clip_id, _ in script[10:]:
        tone(folder / f"{clip_id}.wav", silence=0.05)
    assert ivr("prompts", "import", "km", str(folder)).returncode == 0
    assert ivr("prompts", "export", "km", "--script").stdout == ""
    assert ivr("prompts", "check").returncode == 0
    said = after_the_choice()
    assert "[km]" in said
    assert "[ja-JP]" not in said
    assert "[en-US]" not in said
    assert ivr("prompts", "speak", "km", "--off").returncode == 0
    assert "[km]" not in after_the_choice()
    assert ivr("prompts", "speak", "km").returncode == 0
    assert after_the_choice() == said


def test_a_carrier_that_speaks_a_language_plays_none_of_its_recordings(ivr: Ivr, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CARRIER=somleng\n", "utf-8")
    assert "goodbye            draft, carrier" in ivr("prompts", "status", "km").stdout
    told = "{} is spoken by the carrier's voice; its recordings are not heard\n"
    assert ivr("prompts", "export", "km", "--script").stderr == told.format("km")
    assert told.format("km") in ivr("prompts", "import", "km", str(tone(tmp_path / "goodbye.wav"))).stderr
    for options, heard in (((), "the recordings"), (("--off",), "no recordings")):
        spoken = ivr("prompts", "speak", "my", *options).stdout
        assert spoken == f"callers hear {heard} of Burmese with a carrier that has no voice for it\n"


def test_what_texts_cost_is_printed_for_every_language_and_state(ivr: Ivr) -> None:
    rows = ivr("prompts", "segments").stdout.splitlines()
    assert len(rows) == len(FOURTEEN) * 7 * 2
    assert any("en   numbers  closed          GSM-7  2 segments" in row for row in rows)


def test_the_page_of_texts_is_up_to_date(ivr: Ivr) -> None:
    """`ivr prompts texts > docs/generated/texts.md` makes it."""
    assert ivr("prompts", "texts").stdout == (ROOT / "docs" / "generated" / "texts.md").read_text("utf-8")


def test_the_page_of_calls_is_up_to_date(ivr: Ivr) -> None:
    """`ivr prompts calls > docs/generated/calls.md` makes it."""
    assert ivr("prompts", "calls").stdout == (ROOT / "docs" / "generated" / "calls.md").read_text("utf-8")
