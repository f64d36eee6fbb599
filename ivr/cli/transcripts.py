"""`ivr prompts calls`: what callers hear at each ending of a call, as a page."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import assert_never

import click

from ivr.cli.common import one_line_errors
from ivr.cli.published import published_collection, published_timetable
from ivr.clock import SystemClock
from ivr.core.call.preview import Event, Heard, Rung, Sent
from ivr.core.call.transcripts import Transcriber, Transcript
from ivr.core.text.writer import TextWriter
from ivr.service.prompts.problems import sample_week
from prompts import LANGUAGES, Piece, Played


@click.command("calls")
def calls() -> None:
    """What callers hear at each ending of a call, in each language, as a page (docs/generated/calls.md)."""
    with one_line_errors():
        timetable, book = published_timetable(SystemClock().now()), published_collection().book
    transcriber = Transcriber(timetable, TextWriter(book), sample_week())
    click.echo("# The calls\n\nMade by `ivr prompts calls`: what callers hear in each language, at each ending.")
    click.echo("Words in other languages than the caller's are marked with their language, recordings with ♪.")
    click.echo("Silence is a caller who presses no key. Texts are in [texts.md](texts.md).")
    _print("No language", "", transcriber.without_language())
    for code, language in LANGUAGES.items():
        _print(language.english, code, chain(transcriber.of(code), transcriber.called_back(code)))


def _print(heading: str, language: str, calls_: Iterable[Transcript]) -> None:
    click.echo(f"\n## {heading}")
    for each in calls_:
        click.echo(f"\n**{each.situation}**\n")
        for line in _lines(each.events, language):
            click.echo(f"- {line}")


def _lines(events: Iterable[Event], language: str) -> Iterator[str]:
    for event in events:
        match event:
            case Heard(pieces):
                yield from _spoken(pieces, language)
            case Rung(line, target):
                yield f"*{line.agency if line else target} rings*"
            case Sent():
                yield "*a text is sent*"
            case _:
                assert_never(event)


def _spoken(pieces: Iterable[Piece], language: str) -> Iterator[str]:
    """Yield the spoken sentences; recordings that follow each other are one line."""
    recorded: list[str] = []
    for piece in pieces:
        if isinstance(piece, Played):
            recorded.append(piece.text)
            continue
        if recorded:
            yield f"♪ {' '.join(recorded)}"
            recorded.clear()
        yield piece.text if piece.language == language else f"{piece.language}: {piece.text}"
    if recorded:
        yield f"♪ {' '.join(recorded)}"
