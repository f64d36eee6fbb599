"""Speech services: voices that read words aloud for synthetic recordings.

A command uses them to make recordings. Nothing that answers a call does; an import contract says so.
"""

from typing import Protocol


class SpeechError(Exception):
    """The service did not read the words, and would not read the next ones either. The message is one line."""


class Voice(Protocol):
    """A voice of a speech service, in one language."""

    def speak(self, text: str) -> bytes:
        """Read words aloud. Return a sound file, in a form that :func:`ivr.sound.apart.convert` reads.

        Raises:
            SpeechError: the service refuses, or does not answer.
        """
        ...
