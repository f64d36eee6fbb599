"""How long callers listen: to the language menu, for a remembered caller until a line rings, and while nobody answers.

The duration of recordings is known. That of the carrier's voices is measured with espeak-ng. The benchmark prints
figures and has no thresholds.
"""

from datetime import datetime
from functools import cache
from io import BytesIO

import soundfile

from ivr.clock import parse_moment
from ivr.core.call.actions import Action, Answer, Gather, Place, Speak, Trail
from ivr.core.call.flow import take
from ivr.core.call.lines import CONNECT_TIMEOUT
from ivr.core.call.menu import MENU_TIMEOUT
from ivr.core.call.step import Call
from ivr.core.caller import Caller, Phone
from ivr.core.dialling import AS_SHIPPED
from ivr.core.fallback import Ring, Static, by_key
from ivr.core.text.writer import TextWriter
from prompts import LANGUAGES, Book, Piece, Played, load_collection
from prompts.languages import Menu
from schedules import Timetable, load_directory
from tools.drafts import Synthesizer

PACE = 165
"""Words a minute of espeak-ng, a usual speed of announcements. espeak-ng stands in for the carrier's voices, which
cannot be had here."""
_VOICES = {"zh": "cmn", "fil": "id", "es": "es-419", "pt": "pt-br"}
"""espeak-ng's voices where they differ from our codes; it has none for Filipino."""
BETWEEN = 0.25
"""Seconds between two sentences or recordings, while the carrier starts the next."""


def seconds(book: Book, pieces: tuple[Piece, ...]) -> float:
    """Return how many seconds it takes to say the pieces."""
    return sum(_length(book, piece) + BETWEEN for piece in pieces)


def _length(book: Book, piece: Piece) -> float:
    if isinstance(piece, Played):
        return book.recordings[piece.language][piece.text].seconds
    return _spoken(piece.language, piece.text)


@cache
def _spoken(language: str, text: str) -> float:
    samples, rate = soundfile.read(BytesIO(synthesizer().read(_VOICES.get(language, language), PACE, text)))
    return float(len(samples) / rate)


@cache
def synthesizer() -> Synthesizer:
    """Return the synthesizer of this process; the library can be started only once."""
    return Synthesizer()


def main() -> None:
    book, timetable = load_collection().book, Timetable(load_directory())
    now = parse_moment("2026-11-24 12:00")
    caller = Caller("+819012345678", Phone.MOBILE)

    def first(call: Call) -> Action:
        answer = take(call, timetable, TextWriter(book))
        assert isinstance(answer, Answer)
        return answer.actions[0]

    for page in Menu:
        gather = first(Call("CA1", caller, Trail(menu=page), now, Place.MENU))
        assert isinstance(gather, Gather)
        said = gather.said
        print(f"menu, {page} page: {seconds(book, said):.1f} s, then {MENU_TIMEOUT} s of silence (goal: 30 s)")
        passed = 0.0
        for piece in said:
            print(f"  {passed:5.1f} s  {piece.language:4} {piece.text}")
            passed += seconds(book, (piece,))
    print("\na remembered caller, from the answer until the line rings (goal: 7 s)")
    for code in LANGUAGES:
        gather = first(Call("CA1", caller, Trail(), now, remembered=code))
        if isinstance(gather, Gather):
            print(f"  {code:4} {seconds(book, gather.said) + CONNECT_TIMEOUT:.1f} s")
    _kept(book, timetable, now)


def _kept(book: Book, timetable: Timetable, now: datetime) -> None:
    """Print when a language begins in the page of `ivr fallback`, and how long the part of each lasts after its key."""
    keyed = by_key(timetable, book, now, AS_SHIPPED)
    names, passed = {language.name: code for code, language in LANGUAGES.items()}, 0.0
    print("\nthe page of `ivr fallback`: when a language begins")
    for action in keyed.otherwise:
        if isinstance(action, Ring):
            print(f"  ring {passed:5.1f} s, whose length is not counted")
        for piece in _said((action,)):
            if code := names.get(piece.text):
                print(f"  {code:4} {passed:5.1f} s")
            passed += seconds(book, (piece,))
    print(f"  end  {passed:5.1f} s\nits menu, after the key of a language: until a line rings")
    for code, language in LANGUAGES.items():
        *_, rings, _, _ = keyed.chosen["".join(language.keys)]
        assert isinstance(rings, Ring)
        print(f"  {code:4} {seconds(book, _said(keyed.chosen[''.join(language.keys)][:-3])):5.1f} s")


def _said(actions: Static) -> tuple[Piece, ...]:
    return tuple(piece for action in actions if isinstance(action, Speak) for piece in action.said)


if __name__ == "__main__":
    main()
