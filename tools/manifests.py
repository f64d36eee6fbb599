"""Updating and writing of the manifests of built-in recordings."""

import json
from collections.abc import Mapping

from prompts.recordings import Clip, Manifest


def update(manifest: Manifest, needed: Mapping[str, str]) -> Manifest:
    """Return a manifest of the needed clips, without recordings of other words."""
    have = manifest.by_id()
    clips = (Clip(clip_id, text) for clip_id, text in needed.items())
    kept = (have[each.id] if each.id in have and have[each.id].text == each.text else each for each in clips)
    return Manifest(manifest.language, manifest.spoken, tuple(kept))


def write_manifest(manifest: Manifest) -> str:
    """Return a manifest as YAML with one clip per line."""
    lines = [f"spoken: {str(manifest.spoken).lower()}", "clips:"]
    for clip in manifest.clips:
        read = f", kind: {clip.kind}, seconds: {clip.seconds:.2f}" if clip.kind else ""
        lines.append(f"- {{id: {clip.id}, text: {json.dumps(clip.text, ensure_ascii=False)}{read}}}")
    return "\n".join(lines) + "\n"
