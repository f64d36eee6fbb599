"""Loading of the recordings that ship, and of the manifests that list them."""

from importlib.resources import files
from pathlib import Path

from prompts.recordings import Manifest, Recording, read_manifest
from prompts.spoken import PAUSE


def load_manifest(code: str) -> Manifest:
    """Load the manifest of a language; empty if there is no file.

    Raises:
        ManifestError: the file can't be parsed.
    """
    file = _audio_folder(code) / "manifest.yaml"
    return read_manifest(code, file.read_bytes()) if file.exists() else Manifest(code)


def load_recordings(manifest: Manifest) -> dict[str, Recording]:
    """Load the recordings of a manifest by their words, without those whose file is missing."""
    found = {}
    for clip in manifest.clips:
        file = recording_file(manifest.language, clip.id)
        if clip.kind and file.exists():
            found[clip.text] = Recording(manifest.language, clip.text, file.read_bytes(), clip.seconds, clip.kind)
    return found


def recording_file(code: str, clip_id: str) -> Path:
    """Return the path of the recording of a clip."""
    return _audio_folder(code) / f"{clip_id}.mp3"


def stray_recordings(manifest: Manifest) -> list[str]:
    """Return the names of files in a language's folder that are not in its manifest."""
    known = {f"{clip.id}.mp3" for clip in manifest.clips if clip.kind} | {"manifest.yaml"}
    folder = _audio_folder(manifest.language)
    return sorted(file.name for file in folder.iterdir() if file.name not in known) if folder.exists() else []


def load_pause() -> Recording:
    """Load the silence between the groups of a telephone number."""
    return Recording("", PAUSE, recording_file("", "pause").read_bytes())


def _audio_folder(code: str) -> Path:
    return Path(str(files("prompts"))) / "audio" / code
