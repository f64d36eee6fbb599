"""Manifests of the recordings that ship, as the tool that drafts these writes them."""

from prompts.recordings import Clip, Kind, Manifest, read_manifest
from tools.manifests import update, write_manifest

NEEDED = {"bye": "नमस्ते।", "opens.1": 'खुल्छ: "भोलि"'}
WHOLE = Manifest(
    "ne",
    True,
    (Clip("bye", NEEDED["bye"], Kind.RECORDED, 1.25), Clip("opens.1", NEEDED["opens.1"], Kind.SYNTHETIC, 0.5)),
)


def test_a_manifest_is_read_back_as_it_was_written() -> None:
    part = Manifest("km", False, (Clip("bye", "លា"), WHOLE.clips[1]))
    assert [read_manifest(each.language, write_manifest(each).encode()) for each in (WHOLE, part, Manifest("mn"))] == [
        WHOLE,
        part,
        Manifest("mn"),
    ]


def test_what_fits_stays() -> None:
    assert update(WHOLE, NEEDED) == WHOLE


def test_a_recording_of_other_words_is_dropped() -> None:
    assert update(WHOLE, {**NEEDED, "bye": "फेरि भेटौँला।"}).by_id()["bye"] == Clip("bye", "फेरि भेटौँला।")


def test_a_recording_that_nothing_needs_is_dropped() -> None:
    assert update(WHOLE, {"bye": NEEDED["bye"]}).clips == WHOLE.clips[:1]
