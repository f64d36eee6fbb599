"""Blanks: what somebody still has to fill in, such as ``NAME?``. A draft may have them; they must not reach a caller.

A change is often prepared before its names and numbers are known. A blank stands for such a fact, so that the change
can be saved, compared and rehearsed, but not published.
"""

import re
from collections.abc import Iterator

from schedules.model import Directory
from sentences import Sentence, word

_FIELDS = {"agency": word("agency of {ids}"), "source": word("source of {ids}"), "notes": word("notes of {ids}")}
_BLANK = re.compile(r"(?<![A-Za-z0-9])(?:NAME|NUMBER|HOURS|PAGE|SOURCE|WORDS)\?")


def blanks_in(text: str) -> list[str]:
    """Return the blanks in a text, each once.

    >>> blanks_in("NAME? is the successor of OTIT. NAME? What is its number?")
    ['NAME?']
    """
    return list(dict.fromkeys(_BLANK.findall(text)))


def blanks(directory: Directory) -> list[Sentence]:
    """Return the blanks of a directory with their places, each once; lines that have the same one are together."""
    found = [
        Sentence("{place}: {text}", place=place, text=each)
        for place, text in _texts(directory)
        for each in blanks_in(text)
    ]
    return list({str(each): each for each in found}.values())


def _texts(directory: Directory) -> Iterator[tuple[Sentence, str]]:
    """Yield what people write in a directory, with its place."""
    for field, place in _FIELDS.items():
        written = {line.id: str(getattr(line, field)) for line in directory.lines}
        for text in dict.fromkeys(written.values()):
            yield Sentence(place, ids=tuple(each for each, its in written.items() if its == text)), text
    for agency, words in directory.agencies.items():
        for text in (agency, *words.values()):
            yield Sentence("what {agency} is", agency=agency), text
    for notice in directory.notices:
        for words_ in notice.words.values():
            for text in (notice.source, words_.title, *words_.spoken, words_.text):
                yield Sentence("notice {id}", id=notice.id), text
    for language, page in directory.email.items():
        yield Sentence("e-mail page of {language}", language=language), page.address
    for special in directory.special_days:
        yield Sentence("special day"), special.name
