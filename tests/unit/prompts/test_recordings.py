"""Manifests: what has to be read, what has been, and recordings that no longer say what they should."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from prompts.collection import Collection, Take, amended
from prompts.load import load_language
from prompts.recordings import Clip, Kind, Manifest, ManifestError, Recording, differences, read_manifest
from sentences import render

NEEDED = {"bye": "नमस्ते।", "opens.1": 'खुल्छ: "भोलि"'}
WHOLE = Manifest(
    "ne",
    True,
    (Clip("bye", NEEDED["bye"], Kind.RECORDED, 1.25), Clip("opens.1", NEEDED["opens.1"], Kind.SYNTHETIC, 0.5)),
)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "can't be read"),
        ("spoken: true\nclips:\n- {id: a}", "can't be read: 'text'"),
        ("spoken: true\nclips:\n- {id: a, text: b, kind: sung}", "'sung' is not a valid Kind"),
        ("spoken: true\nclips:\n- {id: ../a, text: b}", "'../a' is not the id of a clip"),
        ("spoken: true\nclips:\n- {id: a, text: b}\n- {id: a, text: c}", "in the manifest twice"),
        ("spoken: [", "can't be read"),
    ],
)
def test_a_broken_manifest_is_refused_in_one_line(text: str, complaint: str) -> None:
    with pytest.raises(ManifestError) as refused:
        read_manifest("ne", text.encode())
    assert complaint in str(refused.value)
    assert "\n" not in str(refused.value)


def said(manifest: Manifest, needed: Mapping[str, str]) -> list[str]:
    return [str(each) for each in differences(manifest, needed)]


def test_what_fits_has_no_differences() -> None:
    assert said(WHOLE, NEEDED) == []


def test_a_recording_whose_text_has_changed_is_noticed() -> None:
    needed = {**NEEDED, "bye": "फेरि भेटौँला।"}
    (difference,) = differences(WHOLE, needed)
    assert str(difference) == "bye: the recording says 'नमस्ते।', the text is now 'फेरि भेटौँला।'; record it again"
    assert render(difference, load_language("ja")) == (
        "bye：録音は'नमस्ते।'ですが、現在の文は'फेरि भेटौँला।'です。録音し直してください"
    )


def test_a_clip_may_be_recorded_later() -> None:
    part = replace(WHOLE, clips=(WHOLE.clips[0], Clip("opens.1", NEEDED["opens.1"])))
    assert said(part, NEEDED) == []


def test_clips_that_come_and_go() -> None:
    assert said(Manifest("ne"), {"bye": "x"}) == ["bye is not in the manifest; its text: x"]
    unread = replace(WHOLE, clips=(WHOLE.clips[0], Clip("opens.1", "x")))
    assert said(unread, {"bye": "y"}) == [
        "bye: the recording says 'नमस्ते।', the text is now 'y'; record it again",
        "opens.1 is in the manifest but no longer needed",
    ]
    assert said(unread, NEEDED) == [f"opens.1: the manifest has another text than {NEEDED['opens.1']!r}"]


def test_a_recording_of_a_notice_that_is_away_is_no_mistake() -> None:
    assert said(WHOLE, {"bye": NEEDED["bye"]}) == []


@pytest.mark.parametrize(
    ("built_in", "later", "is_used"),
    [
        (Kind.RECORDED, Kind.SYNTHETIC, False),
        (Kind.RECORDED, Kind.RECORDED, True),
        (Kind.SYNTHETIC, Kind.SYNTHETIC, True),
        (Kind.SYNTHETIC, Kind.RECORDED, True),
    ],
)
def test_a_synthetic_recording_does_not_replace_a_persons(built_in: Kind, later: Kind, is_used: bool) -> None:
    """Such as one that came with a later release."""
    ours, theirs = Recording("ne", "x", b"1", 1.0, built_in), Recording("ne", "x", b"2", 2.0, later)
    manifest = Manifest("ne", True, (Clip("bye", "x", built_in, 1.0),))
    shipped = Collection({}, {"ne": manifest}, {"ne": {"x": ours}}, Recording("", "", b""))
    found = amended(shipped, [], [Take("bye", theirs)], {})
    used = theirs if is_used else ours
    assert found.recordings["ne"] == {"x": used}
    assert found.manifests["ne"].clips == (Clip("bye", "x", used.kind, used.seconds),)


def test_a_recording_is_named_by_its_content() -> None:
    one, same, other = (Recording("ne", "x", audio) for audio in (b"1", b"1", b"2"))
    assert one.name == same.name != other.name
    assert len(one.name) == 24
