"""Manifests of the recordings that ship: brought up to date, and written."""

import json
from collections.abc import Mapping

from prompts.recordings import Clip, Manifest


def update(manifest: Manifest, needed: Mapping[str, str]) -> Manifest:
    """The manifest of what is needed now; recordings of other words are dropped."""
    have = manifest.by_id()
    clips = (Clip(clip_id, text) for clip_id, text in needed.items())
    kept = (have[each.id] if each.id in have and have[each.id].text == each.text else each for each in clips)
    return Manifest(manifest.language, manifest.spoken, tuple(kept))


def write_manifest(manifest: Manifest) -> str:
    """The manifest as YAML, a clip a line."""
    lines = [f"spoken: {str(manifest.spoken).lower()}", "clips:"]
    for clip in manifest.clips:
        read = f", kind: {clip.kind}, seconds: {clip.seconds:.2f}" if clip.kind else ""
        lines.append(f"- {{id: {clip.id}, text: {json.dumps(clip.text, ensure_ascii=False)}{read}}}")
    return "\n".join(lines) + "\n"
