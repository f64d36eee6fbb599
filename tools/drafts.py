"""Synthetic drafts of recordings, made with espeak-ng for languages without a carrier's voice.

    python -m tools.drafts        # Nepali and Burmese: missing clips, and clips whose words have changed

It first updates the built-in manifests, and deletes recordings of sentences that have changed. A draft is marked as
synthetic in the manifest and never replaces a person's recording. espeak-ng is used only by this tool; its licence, the
GPL, does not extend to its output.
"""

import ctypes
import sys
import wave
from io import BytesIO
from pathlib import Path

import espeakng_loader

from ivr.core.phrases import clips_needed
from ivr.service.prompts.recordings import made_for_telephone
from ivr.sound.recording import silence
from prompts import load_collection
from prompts.collection import RECORDED
from prompts.recordings import Clip, Kind, Manifest
from prompts.sound_files import load_manifest, recording_file, stray_recordings
from schedules import load_directory
from tools.burmese import phonemes
from tools.manifests import update, write_manifest

VOICES = {"ne": ("ne", 145), "my": ("my", 140)}
"""espeak-ng's voice and words per minute; slow, because the voices are hard to understand."""

_NEPALI = {"OTIT": "ओ टी आई टी", "FRESC": "फ्रेस्क"}
"""Latin names as Nepali speakers say them."""

_RETRIEVE = 1
_UTF8 = 0x001
_PHONEMES = 0x100
_RATE, _RANGE = 1, 4
PAUSE = 0.35
"""Seconds of silence between the groups of a telephone number."""


class Synthesizer:
    """Synthesizes speech with espeak-ng's library.

    Raises:
        SystemExit: the library can't be initialized.
    """

    def __init__(self) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        path = str(Path(espeakng_loader.get_data_path()).parent).encode()
        self._rate = self._library.espeak_Initialize(_RETRIEVE, 0, path, 0)
        if self._rate <= 0:
            raise SystemExit("espeak-ng can't be started")
        self._sound = bytearray()
        kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
        self._callback = kind(self._take)  # keep a reference, because the library uses the callback later
        self._library.espeak_SetSynthCallback(self._callback)

    def read(self, voice: str, words_per_minute: int, text: str) -> bytes:
        """Synthesize a text and return a WAV file."""
        self._library.espeak_SetVoiceByName(voice.encode())
        self._library.espeak_SetParameter(_RATE, words_per_minute, 0)
        self._sound.clear()
        spoken = text.encode() + b"\0"
        self._library.espeak_Synth(spoken, ctypes.c_size_t(len(spoken)), 0, 0, 0, _UTF8 | _PHONEMES, None, None)
        self._library.espeak_Synchronize()
        file = BytesIO()
        with wave.open(file, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(self._rate)
            out.writeframes(bytes(self._sound))
        return file.getvalue()

    def _take(self, samples: "ctypes._Pointer[ctypes.c_short]", count: int, _events: int | None) -> int:
        if count > 0:
            self._sound += ctypes.string_at(samples, count * ctypes.sizeof(ctypes.c_short))
        return 0


def words_to_read(language: str, text: str) -> str:
    """Return the input of the synthesizer for a clip. For Burmese these are phonemes."""
    if language == "my":
        return phonemes(text)
    for letters, spelled in _NEPALI.items():
        text = text.replace(letters, spelled)
    return text


def draft(language: str, synthesizer: Synthesizer) -> int:
    """Draft the missing clips of a language. Return how many."""
    needed = clips_needed(load_collection().book, language, load_directory())
    manifest = load_manifest(language)
    read = {clip.id for clip in manifest.clips if clip.kind and recording_file(language, clip.id).exists()}
    missing = {
        clip_id: synthesizer.read(*VOICES[language], words_to_read(language, text))
        for clip_id, text in needed.items()
        if clip_id not in read
    }
    made = made_for_telephone(language, missing, Kind.SYNTHETIC, needed)
    for clip_id, each in made.items():
        recording_file(language, clip_id).write_bytes(each.audio)
    drafted = {clip_id: Clip(clip_id, each.text, each.kind, each.seconds) for clip_id, each in made.items()}
    clips = tuple(drafted.get(clip.id, clip) for clip in manifest.clips)
    save_manifest(Manifest(language, manifest.spoken, clips))
    return len(missing)


def refresh(language: str) -> None:
    """Update the manifest of a language."""
    save_manifest(update(load_manifest(language), clips_needed(load_collection().book, language, load_directory())))


def save_manifest(manifest: Manifest) -> None:
    """Write a manifest, and delete the recordings that are not in it."""
    folder = recording_file(manifest.language, "manifest").parent
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.yaml").write_text(write_manifest(manifest), "utf-8")
    for name in stray_recordings(manifest):
        if name.endswith(".mp3"):
            (folder / name).unlink()


def main() -> None:
    """Draft the missing clips of the languages in the arguments, by default of all in :data:`VOICES`."""
    pause = recording_file("", "pause")
    if not pause.exists():
        pause.write_bytes(silence(PAUSE).audio)
    for language in RECORDED:
        refresh(language)
    synthesizer = Synthesizer()
    for language in sys.argv[1:] or VOICES:
        print(f"{language}: {draft(language, synthesizer)} clips drafted")


if __name__ == "__main__":
    main()
