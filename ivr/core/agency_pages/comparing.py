"""Compares a line with what its agency's page says. What is uncertain is not said: a wrong alarm costs trust.

Hours are compared where they stand, with the line's number in one paragraph or row, below it, or with its language.
If several hours stand there, nobody can tell which are meant. If the page's are only some of ours and it has other
times that are not understood, these may be the rest.
"""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import phonenumbers

from ivr.core.agency_pages.facts import Block, Part
from schedules import Line, Week, dialled, said_hours
from sentences import Rendered, Sentence

_JAPAN = 81
_NOTHING = Rendered("", "")


class About(StrEnum):
    """What of a line a page is asked about."""

    HOURS = "hours"
    NUMBER = "number"


class Verdict(StrEnum):
    """What comes of a comparison."""

    SAME = "the same"
    OTHER = "other"
    UNCLEAR = "not found"


class Sureness(StrEnum):
    """How sure a comparison is."""

    SURE = "sure"
    LIKELY = "likely"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A line's hours or number beside those of its page.

    Attributes:
        said: what the page says; empty if it is not found.
        ours: what the schedule says.
        quote: where the page says it.
        heading: the heading above that.
    """

    line: Line
    about: About
    verdict: Verdict
    ours: Rendered
    said: Rendered = _NOTHING
    sureness: Sureness = Sureness.LIKELY
    quote: str = ""
    heading: str = ""

    @property
    def mark(self) -> str:
        """What changes when the page says something else of this, whatever we say."""
        told = "\n".join((self.line.id, self.line.page, self.about, self.said.en))
        return hashlib.sha256(told.encode()).hexdigest()[:32]

    def told(self, name: Rendered | str) -> Sentence:
        """Return the difference in words; ``name`` is that of the line, or its id."""
        if self.about is About.HOURS:
            return Sentence(
                "The page of {agency} says other hours for {line}: {hours}. Ours: {hours2}.",
                agency=self.line.agency,
                line=name,
                hours=self.said,
                hours2=self.ours,
            )
        if not self.said.en:
            return Sentence(
                "The page of {agency} does not have the number of {line}, {number}, but others.",
                agency=self.line.agency,
                line=name,
                number=self.ours,
            )
        return Sentence(
            "The page of {agency} says another number for {line}: {number}. Ours: {number2}.",
            agency=self.line.agency,
            line=name,
            number=self.said,
            number2=self.ours,
        )


def compare(
    line: Line, parts: Sequence[Part], today: date, planned: Line | None = None, others: Collection[str] = ()
) -> tuple[Comparison, Comparison]:
    """Compare the hours and the number of a line with its page.

    Hours that are to come, in the line or in the ``planned`` one, are right as well. ``others`` are the numbers of our
    other lines, E.164.
    """
    return _hours(line, parts, today, planned), _number(line, parts, planned, others)


def _hours(line: Line, parts: Sequence[Part], today: date, planned: Line | None) -> Comparison:
    ours = line.week_on(today)
    right = {ours, *_to_come(line, today), *(each.week for each in (planned.hours if planned else ()))}
    said = said_hours(ours)
    for sureness, found in ((Sureness.SURE, [*_beside(line, parts)]), (Sureness.LIKELY, [*_near(line, parts)])):
        if not found:
            continue
        weeks = {week for *_, each in found for week in each}
        part, block, _ = found[0]
        if weeks & right:
            return Comparison(line, About.HOURS, Verdict.SAME, said, said, sureness, block.text, part.heading)
        if len(weeks) > 1:
            break
        (week,) = weeks
        read = [block for _, block, _ in found] if sureness is Sureness.SURE else part.blocks
        unread = any(each.hours.rest for each in read) or (sureness is Sureness.LIKELY and part.hours.rest)
        if unread and _within(week, ours):
            break
        sure = Sureness.LIKELY if unread else sureness
        return Comparison(line, About.HOURS, Verdict.OTHER, said, said_hours(week), sure, block.text, part.heading)
    return Comparison(line, About.HOURS, Verdict.UNCLEAR, said)


_Said = tuple[Part, Block, Collection[Week]]


def _beside(line: Line, parts: Sequence[Part]) -> Iterator[_Said]:
    """Yield the hours that stand in one block with the line's number and no other."""
    for part in parts:
        for block in part.blocks:
            if block.numbers == (dialled(line.number),) and block.hours.weeks:
                yield part, block, block.hours.weeks


def _near(line: Line, parts: Sequence[Part]) -> Iterator[_Said]:
    """Yield the hours below the line's number, or with its language, where no other number stands."""
    number, own = dialled(line.number), tuple(line.languages)
    for part in parts:
        if part.numbers == (number,):
            if part.hours.weeks:
                yield part, replace(part.blocks[0], text=part.text), part.hours.weeks
            for block in part.blocks:
                if block.hours.weeks:
                    yield part, block, block.hours.weeks
            continue
        below = False
        for block in part.blocks:
            below = number in block.numbers or (below and not block.numbers)
            spoken = not part.numbers and (block.languages or part.languages) == own and len(own) == 1
            if (below or spoken) and block.hours.weeks and set(block.numbers) <= {number}:
                yield part, block, block.hours.weeks
    only = {each for part in parts for each in part.numbers}
    weeks = [(part, block) for part in parts for block in part.blocks if block.hours.weeks]
    if only == {number} and len({block.hours.weeks for _, block in weeks}) == 1:
        part, block = weeks[0]
        yield part, block, block.hours.weeks


def _number(line: Line, parts: Sequence[Part], planned: Line | None, others: Collection[str]) -> Comparison:
    numbers = {each for part in parts for each in part.numbers}
    right = {dialled(line.number), dialled(planned.number)} if planned else {dialled(line.number)}
    ours = _plain(line.number)
    for part in parts:
        for block in part.blocks:
            if right & set(block.numbers):
                return Comparison(line, About.NUMBER, Verdict.SAME, ours, ours, Sureness.SURE, block.text, part.heading)
    if not numbers:
        return Comparison(line, About.NUMBER, Verdict.UNCLEAR, ours)
    found = [
        (part, block)
        for part in parts
        for block in part.blocks
        if set(block.numbers) - set(others) and _is_of(line, part, block)
    ]
    if len({block.numbers for _, block in found}) == 1 and len(found[0][1].numbers) == 1:
        part, block = found[0]
        said = _plain(_printed(block.numbers[0]))
        return Comparison(line, About.NUMBER, Verdict.OTHER, ours, said, Sureness.LIKELY, block.text, part.heading)
    return Comparison(line, About.NUMBER, Verdict.OTHER, ours)


def _is_of(line: Line, part: Part, block: Block) -> bool:
    """Whether a block names the one language of a line, itself or in its heading; else its agency."""
    if len(line.languages) == 1:
        return (block.languages or part.languages) == tuple(line.languages)
    return line.agency.casefold() in f"{part.heading} {block.text}".casefold()


def _to_come(line: Line, today: date) -> Iterator[Week]:
    return (each.week for each in line.hours if each.since and each.since > today)


def _within(week: Week, ours: Week) -> bool:
    """Whether each day of a week that is open is as ours."""
    return all(not windows or windows == ours[day] for day, windows in enumerate(week))


def _plain(text: str) -> Rendered:
    return Rendered(text, text)


def _printed(number: str) -> str:
    """Return a number of Japan as it is written there; another one as it is."""
    parsed = phonenumbers.parse(number)
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(parsed, form.NATIONAL if parsed.country_code == _JAPAN else form.INTERNATIONAL)
