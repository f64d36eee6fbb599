"""The sentences that name Japan, and those that stand in their place with the profile of another country."""

from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO

from babel.messages.pofile import read_po, write_po

from profiles import profile
from prompts.desk import JAPANESE
from prompts.recordings import Clip, Manifest

_NAMED = "JP"
"""The country that sentences of ``prompts.po`` name. Some name the language of its desks, :data:`JAPANESE`."""
_OF_THE_COUNTRY = frozenset({"number_wrong", "page_about", "page_as_of"})
_OF_THE_DESK = frozenset({"sms_say", "page_say"})


def fits() -> bool:
    """Whether all sentences of ``prompts.po`` fit the profile."""
    return profile().country == _NAMED and profile().desk.language == JAPANESE


def fitted(catalogue: bytes, elsewhere: bytes) -> bytes:
    """Return a PO file with the sentences of ``elsewhere`` in place of those with the same ids that do not fit."""
    wrong = (frozenset() if profile().country == _NAMED else _OF_THE_COUNTRY) | (
        frozenset() if profile().desk.language == JAPANESE else _OF_THE_DESK
    )
    others = {each.context: each for each in read_po(BytesIO(elsewhere)) if each.id}
    made = read_po(BytesIO(catalogue))
    for message in made:
        if message.id and message.context in wrong:
            other = others[message.context]
            message.id, message.string, message.flags = other.id, other.string, other.flags
    file = BytesIO()
    write_po(file, made, width=0)
    return file.getvalue()


def to_record(manifest: Manifest, sentences: Mapping[str, str]) -> Manifest:
    """Return the built-in manifest, in which sentences that do not fit are still to be recorded."""
    if profile().country == _NAMED:
        return manifest
    clips = tuple(Clip(each.id, sentences[each.id]) if each.id in _OF_THE_COUNTRY else each for each in manifest.clips)
    return replace(manifest, clips=clips)
