"""Conversion of the Opus sound of a WebM file, as browsers record it, to an Ogg file, which libsndfile can read.

WebM is EBML (RFC 8794, parsed by ebmlite). Ogg is RFC 3533, and Opus in Ogg RFC 7845. The Opus packets are copied
without decoding.
"""

import struct
import warnings
from collections.abc import Iterator

from ebmlite import loadSchema
from ebmlite.core import MasterElement

from sentences import Sentence, SentenceError

# ebmlite warns about a damaged name and continues; whether the file can be used is decided by its sound.
warnings.filterwarnings("ignore", category=UnicodeWarning, module="ebmlite")

MAGIC = b"\x1a\x45\xdf\xa3"
_LACING = 0x06
_SERIAL = 1
_MOST_SEGMENTS = 255
_FRAME_SAMPLES = (480, 960, 1920, 2880)
"""Samples at 48 kHz of SILK frames of 10 to 60 ms. Hybrid and CELT frames have other lengths (RFC 6716, 3.1)."""


class WebmError(SentenceError):
    """A WebM file whose Opus sound can't be extracted."""


def ogg_of(webm: bytes) -> bytes:
    """Return the sound of a WebM file as an Ogg file.

    Raises:
        WebmError: the file has no Opus sound, or is damaged.
    """
    try:
        head, packets = _sound(webm)
        tags = b"OpusTags" + struct.pack("<I", 0) + struct.pack("<I", 0)
        ogg = b"".join(_pages(head, tags, packets))
    except (
        OSError,
        ValueError,
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
        RecursionError,
        struct.error,
    ) as error:
        raise WebmError(Sentence("it is cut off or damaged")) from error
    if not packets:
        raise WebmError(Sentence("there is no sound in it"))
    return ogg


def _sound(webm: bytes) -> tuple[bytes, list[bytes]]:
    """Return the Opus header and the packets of the first Opus track."""
    track, head, packets = None, b"", []
    for element in _elements(loadSchema("matroska.xml").loads(webm)):
        if element.name == "TrackEntry" and track is None:
            entry = {child.name: child.value for child in element}
            if entry.get("CodecID") == "A_OPUS":
                track, head = entry["TrackNumber"], bytes(entry["CodecPrivate"])
        elif element.name in ("SimpleBlock", "Block"):
            block = bytes(element.value)
            if block[0] & 0x7F == track:
                if block[3] & _LACING:
                    raise WebmError(Sentence("its packets are laced"))
                packets.append(block[4:])
    return head, packets


def _elements(parent: MasterElement) -> Iterator[MasterElement]:
    for child in parent:
        if child.name in ("Segment", "Cluster", "Tracks", "BlockGroup"):
            yield from _elements(child)
        else:
            yield child


def _pages(head: bytes, tags: bytes, packets: list[bytes]) -> Iterator[bytes]:
    yield _page(0, 0, 2, [head])
    yield _page(1, 0, 0, [tags])
    position = 0
    for number, packet in enumerate(packets, start=2):
        position += _samples(packet)
        yield _page(number, position, 4 if packet is packets[-1] else 0, [packet])


def _page(number: int, position: int, flags: int, packets: list[bytes]) -> bytes:
    lacing = b"".join(b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255]) for packet in packets)
    if len(lacing) > _MOST_SEGMENTS:
        raise WebmError(Sentence("a packet is longer than a page"))
    header = struct.pack("<4sBBqIII", b"OggS", 0, flags, position, _SERIAL, number, 0)
    page = header + bytes([len(lacing)]) + lacing + b"".join(packets)
    return page[:22] + struct.pack("<I", _checksum(page)) + page[26:]


def _samples(packet: bytes) -> int:
    """Return the duration of a packet in samples at 48 kHz, from its first bytes (RFC 6716, 3.1 and 3.2)."""
    config, code = packet[0] >> 3, packet[0] & 3
    if config < 12:
        frame = _FRAME_SAMPLES[config & 3]
    elif config < 16:
        frame = (480, 960)[config & 1]
    else:
        frame = (120, 240, 480, 960)[config & 3]
    return frame * (1 if code == 0 else 2 if code in (1, 2) else packet[1] & 0x3F)


def _checksum(page: bytes) -> int:
    """Return Ogg's CRC-32: polynomial 04c11db7, initial value 0, neither reflected nor inverted (RFC 3533)."""
    checksum = 0
    for byte in page:
        checksum = (checksum << 8) & 0xFFFFFFFF ^ _TABLE[checksum >> 24 ^ byte]
    return checksum


def _table() -> Iterator[int]:
    for byte in range(256):
        remainder = byte << 24
        for _ in range(8):
            remainder = (remainder << 1) ^ (0x04C11DB7 if remainder & 0x80000000 else 0)
        yield remainder & 0xFFFFFFFF


_TABLE = tuple(_table())
