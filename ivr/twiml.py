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

from ivr.core.call.actions import Action, Dial, Gather, Go, Hangup, Redirect, Speak
from prompts import Piece, Played, Said
from prompts.voices import Voice

_UNSPEAKABLE = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 does not allow. The SDK keeps them, and the carrier refuses the document (error 12100)."""


def voice(
    actions: Iterable[Action],
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
            case Redirect(to):
                response.redirect(url(to), method="POST")
            case Hangup():
                response.hangup()
            case _:
                assert_never(action)
    return str(response)


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


def _dial(target: str, action: str, timeout: int, longest: int, caller_id: str) -> DialVerb:
    verb = DialVerb(action=action, method="POST", timeout=timeout, time_limit=longest, caller_id=caller_id)
    if target.startswith("sip:"):
        verb.sip(target)
    else:
        verb.number(target)
    return verb


def _clean(text: str) -> str:
    return _UNSPEAKABLE.sub("", text)
