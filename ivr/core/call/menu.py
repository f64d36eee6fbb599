"""The first ring and the language menu."""

from dataclasses import replace
from functools import lru_cache, partial

from ivr.core.call.actions import Action, Answer, Gather, Go, Place, Redirect, Speak, Trail, onward
from ivr.core.call.lines import CONNECT_TIMEOUT, connecting, put_through
from ivr.core.call.step import ROUNDS, Call, Step, after, decided, no_meaning, restarted, to_rest
from ivr.core.phrases import spoken_states, spoken_text_news
from ivr.core.text.promises import Promise, Purpose, Texted
from ivr.core.text.writer import TextWriter
from prompts import LANGUAGES, Book, Language, Name, Piece, Prompt
from prompts.languages import AGAIN_KEY, FORGET_KEY, MORE_KEY, UNKNOWN, Menu, on_menu
from schedules import Timetable
from sentences import Sentence

MENU_TIMEOUT = 5
"""Seconds of silence after a menu; the default of `<Gather>`, and of other voice systems."""


def ring(call: Call, timetable: Timetable, writer: TextWriter) -> Step:
    """Answer an incoming call: with the menu, or in the language that is remembered from the caller's last call.

    Telephones are shared: while a line is announced in the remembered language, the keys are those of the menu, and
    the first words are also said in English.
    """
    remembered, book = call.remembered, writer.book
    if remembered is None or remembered not in LANGUAGES:
        return _ask(call.trail, book)
    decision = decided(call, timetable, remembered)
    because = (Sentence("{language} is remembered from the last call", language=remembered), *decision.because)
    keys = Go(Place.MENU, "", onward(call.trail))
    said = dict.fromkeys(
        piece for code in (remembered, "en") for piece in book.speech(code, [Prompt("other_languages_now")])
    )
    actions: tuple[Action, ...]
    if decision.line is not None:
        announced = (*said, *book.speech(remembered, connecting(decision.line)))
        actions = put_through(call.trail, remembered, decision.line, announced, keys)
    else:
        actions = Gather(tuple(said), keys, CONNECT_TIMEOUT), Redirect(to_rest(call, remembered))
    return Answer(actions, because, language=remembered)


def menu(call: Call, timetable: Timetable, writer: TextWriter) -> Step:
    """Handle a key in the language menu; without a key, ask again.

    After the last round the caller is put through to a line of Easy Japanese, and hears its number. If texts are sent
    after silence, the caller gets one with all numbers instead.
    """
    trail, book = call.trail, writer.book
    if trail.round > ROUNDS and not call.key:
        return after(_all_numbers(call, timetable, writer), partial(_give_up, call, timetable, book))
    if not call.key or call.key == AGAIN_KEY:
        return _ask(trail, book)
    if call.key == FORGET_KEY:
        return replace(_ask(trail, book), because=(Sentence("asked to forget the language"),), forgets=True)
    if call.key == MORE_KEY:
        return _ask(replace(trail, menu=Menu.MORE if trail.menu is Menu.FIRST else Menu.FIRST), book)
    for language in on_menu(trail.menu):
        if language.key == call.key:
            to = Go(Place.CONNECT, language.code, onward(trail))
            because = Sentence("key {key} is {language}", key=call.key, language=language.english)
            return Answer((Redirect(to),), (because,), chose=language.code)
    to = Go(Place.MENU, "", onward(trail, round=trail.round + 1))
    return Answer((Redirect(to),), (no_meaning(call),))


def _all_numbers(call: Call, timetable: Timetable, writer: TextWriter) -> Promise | None:
    """Return the text with all numbers for a caller who has not chosen a language.

    None: they can't get texts, or no text is sent to callers who have not asked for one.
    """
    if (to := call.caller.receiver) is None or not writer.after_silence:
        return None
    body = writer.all_numbers(timetable, call.now)
    return Promise(f"{call.sid}:{to}:{UNKNOWN}", Purpose.INFORMATION, UNKNOWN, to, body, call.now)


def _give_up(call: Call, timetable: Timetable, book: Book, texted: Texted) -> Answer:
    """Answer after the last round: announce the text, or say the numbers, and dial the line of Easy Japanese.

    A key while the line is announced is one of the menu. If the line is closed, the call goes on in the rest menu.
    """
    decision = decided(call, timetable, UNKNOWN)
    because = (Sentence("no language was chosen in {rounds} rounds of the menu", rounds=ROUNDS), *decision.because)
    actions: tuple[Action, ...]
    if decision.line is None:
        said = book.speech(UNKNOWN, [Prompt("no_language")])
        actions = Speak(said), Redirect(to_rest(call, UNKNOWN, texted=texted))
    else:
        news = spoken_text_news(texted, UNKNOWN) or spoken_states(decision, numbers=True)
        said = book.speech(UNKNOWN, [Prompt("no_language"), *news, *connecting(decision.line)])
        trail = replace(call.trail, texted=texted)
        actions = put_through(trail, UNKNOWN, decision.line, said, Go(Place.MENU, "", restarted(call.trail)))
    return Answer(actions, because, language=UNKNOWN)


def _ask(trail: Trail, book: Book) -> Answer:
    """Ask for the language. A key leads to :func:`menu`, silence to its next round."""
    here = Go(Place.MENU, "", onward(trail, round=trail.round))
    silence = Go(Place.MENU, "", onward(trail, round=trail.round + 1))
    return Answer((Gather(options(book, trail.menu), here, MENU_TIMEOUT), Redirect(silence)))


@lru_cache(4)  # each call begins with them
def options(book: Book, page: Menu) -> tuple[Piece, ...]:
    """Return what is said of all languages of a page; the first one names those of the other one, too."""
    said = [piece for language in on_menu(page) for piece in _option(book, language, language.key)]
    if page is Menu.FIRST:
        said += [piece for language in on_menu(Menu.MORE) for piece in _option(book, language, MORE_KEY)]
    return tuple(said)


def _option(book: Book, language: Language, key: str) -> tuple[Piece, ...]:
    """Return the menu's option for a language, in its own voice; without one, in Easy Japanese and English."""
    return book.speech(language.code, [Prompt.of("menu_option", language=Name(language.code), key=key)])
