"""What goes over the line between the service and the process that converts sound files: contents and their lengths."""

from io import BufferedRWPair
from typing import BinaryIO

Line = BinaryIO | BufferedRWPair

_SIZE = 8
"""Bytes of a length."""


def read_part(line: Line) -> bytes | None:
    """Return the next content. Return None if there is none, or only a piece of it."""
    size = line.read(_SIZE)
    if len(size) < _SIZE:
        return None
    content = line.read(int.from_bytes(size))
    return content if len(content) == int.from_bytes(size) else None


def write_part(line: Line, content: bytes) -> None:
    """Write a content after its length."""
    line.write(len(content).to_bytes(_SIZE) + content)
    line.flush()
