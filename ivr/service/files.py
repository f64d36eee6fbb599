"""Reading of files that people made, as their programs save them.

Windows programs begin a text with a byte order mark, end lines with CRLF, may save "Unicode" as UTF-16, and do not
distinguish `.JSON` from `.json`.
"""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from contextlib import suppress
from pathlib import Path, PurePath

from sentences import Sentence, SentenceError


class FileError(SentenceError):
    """A file that is too large for what it is read as."""


def content_of(file: Path, most: int) -> bytes:
    """Return the content of a file that has at most ``most`` bytes. No more than that is read into memory.

    Raises:
        FileError: it has more.
        OSError: it can't be read.
    """
    with file.open("rb") as opened:
        content = opened.read(most + 1)
    if len(content) > most:
        raise FileError(
            Sentence("{file} is larger than {number} bytes; nothing was changed", file=str(file), number=most)
        )
    return content


def utf8(content: bytes) -> bytes:
    """Return a text file's content without its byte order mark; with a mark of UTF-16, converted to UTF-8."""
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        with suppress(UnicodeDecodeError):
            return content.decode("utf-16").encode()
    return content.removeprefix(BOM_UTF8)


def text_of(content: bytes) -> str:
    r"""Return the text of a file's content, with lines that end with ``\n``.

    Raises:
        UnicodeDecodeError: it is neither UTF-8 nor marked UTF-16.
    """
    return utf8(content).decode().replace("\r\n", "\n").replace("\r", "\n")


def has_suffix(file: PurePath, suffix: str) -> bool:
    """Whether a file's name ends with a suffix (``.json``), in capital or small letters."""
    return file.suffix.lower() == suffix
