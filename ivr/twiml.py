"""Rendering of actions as TwiML. Only this module writes TwiML.

It uses only verbs that all TwiML carriers support. Somleng, for example, ends a call at ``<Pause>``.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import assert_never

from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import Dial as DialVerb
from twilio.twiml.voice_response import Gather as GatherVerb
from twilio.twiml.voice_response import VoiceResponse

from ivr.core.call.actions import Action, Dial, Gather, Go, Hangup, Place, Redirect, Speak, Trail
from ivr.core.call.menu import MENU_TIMEOUT
from ivr.core.fallback import Keyed, Ring, Static
from prompts import Piece, Played, Said
from prompts.languages import MORE_KEY, Menu
from prompts.voices import Voice

_UNSPEAKABLE = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 does not allow. The SDK keeps them, and the carrier refuses the document (error 12100)."""


def voice(
    actions: Iterable[Action | Ring],
    url: Callable[[Go], str],
    audio: Callable[[str], str],
    caller_id: str,
    voices: Mapping[str, Voice],
) -> str:
    """Return a voice document.

    ``url`` returns the absolute address of a step, ``audio`` that of a recording. ``caller_id`` is the number that a
    dialled line sees. ``voices`` are the carrier's voices by language.

    Raises:
        KeyError: a sentence is in a language that the carrier has no voice for.
    """
    response = VoiceResponse()
    for action in actions:
        match action:
            case Speak(said):
                _speak(response, said, audio, voices)
            case Gather(said, then, timeout, digits):
                verb = _gather(url(then), timeout, digits)
                _speak(verb, said, audio, voices)
                response.append(verb)
            case Dial(target, then, timeout, longest):
                response.append(_dial(target, url(then), timeout, longest, caller_id))
            case Ring(target, timeout, longest):
                response.append(_dial(target, None, timeout, longest, caller_id))
            case Redirect(to):
                response.redirect(url(to), method="POST")
            case Hangup():
                response.hangup()
            case _:
                assert_never(action)
    return str(response)


def static(actions: Static, caller_id: str, voices: Mapping[str, Voice]) -> str:
    """Return a voice document that asks for nothing more."""
    return voice(actions, _nowhere, _nowhere, caller_id, voices)


def template(keyed: Keyed, address: str, caller_id: str, voices: Mapping[str, Voice]) -> str:
    """Return a document with a menu for a carrier that fills in Mustache templates, to be kept at ``address``.

    A key leads to the same address with the parameter ``x``. There the key, which only the carrier knows, becomes the
    name of a parameter: ``k6``, or ``k91`` on the second page. Then the document has the section of that name. A
    placeholder never stands within a section that is shown for a parameter: Handlebars would look for its value there.
    """
    pages = {page: Go(Place.MENU, trail=Trail(menu=page)) for page in Menu}
    addresses = {
        pages[Menu.FIRST]: f"{address}?x=1",
        pages[Menu.MORE]: f"{address}?x=1&page={MORE_KEY}",
        _KEYED: f"{address}?x=1&y=1&k{{{{page}}}}{{{{Digits}}}}=1",
        _AGAIN: address,
    }

    def shown(*actions: Action | Ring) -> str:
        content = _content(voice(actions, addresses.__getitem__, _nowhere, caller_id, voices))
        return content.replace('finishOnKey=""', 'finishOnKey="#"')  # in an address it would begin the fragment

    def menu(page: Menu) -> Gather:
        return Gather(keyed.options[page], pages[page], MENU_TIMEOUT)

    sections = {f"k{keys}": shown(*actions) for keys, actions in keyed.chosen.items()}
    sections[f"k{MORE_KEY}"] = shown(menu(Menu.MORE), Redirect(_AGAIN))
    return "".join(
        (
            _HEAD,
            *(f"{{{{#{name}}}}}{content}{{{{/{name}}}}}" for name, content in sections.items()),
            f"{{{{^x}}}}{shown(menu(Menu.FIRST), *keyed.otherwise)}{{{{/x}}}}",
            f"{{{{^y}}}}{shown(Redirect(_KEYED))}{{{{/y}}}}",
            shown(Redirect(_AGAIN)),
            "</Response>",
        )
    )


_HEAD = '<?xml version="1.0" encoding="UTF-8"?><Response>'
_KEYED, _AGAIN = Go(Place.CONNECT), Go(Place.RING)
"""Where a template redirects to: to itself with the key, and to its beginning."""
_SECTION, _PLACEHOLDER = re.compile(r"\{\{#(\w+)\}\}.*?\{\{/\1\}\}", re.DOTALL), re.compile(r"\{\{.*?\}\}")


def filled(document: str) -> str:
    """Return a :func:`template` as the carrier gives it to a call that comes in, without parameters of ours."""
    return _PLACEHOLDER.sub("", _SECTION.sub("", document))


def _content(document: str) -> str:
    return document.removeprefix(_HEAD).removesuffix("</Response>")


def _nowhere(to: object) -> str:
    raise AssertionError(f"a document that is kept ready leads to {to}")


def message(body: str | None) -> str:
    """Return a messaging document that answers with ``body``; with None it sends nothing."""
    response = MessagingResponse()
    if body is not None:
        response.message(_clean(body))
    return str(response)


def message_redirect(url: str) -> str:
    """Return a messaging document that makes the carrier send the request again to ``url``, by POST."""
    response = MessagingResponse()
    response.redirect(url, method="POST")
    return str(response)


def _speak(
    verb: VoiceResponse | GatherVerb,
    pieces: Iterable[Piece],
    audio: Callable[[str], str],
    voices: Mapping[str, Voice],
) -> None:
    for piece in pieces:
        match piece:
            case Played():
                verb.play(audio(piece.audio))
            case Said(language, text):
                spoken_by = voices[language]
                verb.say(_clean(text), voice=spoken_by.name, language=spoken_by.tag)
            case _:
                assert_never(piece)


def _gather(action: str, timeout: int, digits: int | None) -> GatherVerb:
    if digits is None:
        return GatherVerb(input="dtmf", action=action, method="POST", timeout=timeout, finish_on_key="#")
    return GatherVerb(input="dtmf", action=action, method="POST", timeout=timeout, num_digits=digits, finish_on_key="")


def _dial(target: str, action: str | None, timeout: int, longest: int, caller_id: str) -> DialVerb:
    """Return the verb. Without ``action`` the carrier goes on with the next verb (Twilio, `<Dial action>`)."""
    method = "POST" if action else None
    verb = DialVerb(action=action, method=method, timeout=timeout, time_limit=longest, caller_id=caller_id)
    if target.startswith("sip:"):
        verb.sip(target)
    else:
        verb.number(target)
    return verb


def _clean(text: str) -> str:
    return _UNSPEAKABLE.sub("", text)
