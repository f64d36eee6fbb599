"""Recordings of languages without a carrier's voice: taken in, removed, and heard by callers or not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from ivr.core.phrases import clips_needed
from ivr.service.prompts.live import LiveBook
from ivr.service.prompts.problems import PromptsError, UnknownClipError
from ivr.store import audit
from ivr.store import recordings as store
from ivr.store.audit import Act
from ivr.store.db import writing
from prompts import Recording
from prompts.collection import RECORDED
from prompts.recordings import Kind
from schedules import Directory
from sentences import Sentence

_MOST_NAMED = 10
"""Clips that are missing, of the thousands that may be."""


@dataclass(frozen=True)
class Studio:
    """Keeps recordings as ``author``; what is kept is heard in every process within two seconds."""

    engine: Engine
    book: LiveBook
    author: str

    def take(
        self, language: str, files: Mapping[str, bytes], kind: Kind, directory: Directory, now: datetime
    ) -> dict[str, Recording]:
        """Make telephone recordings of sound files, by the ids of their clips, and keep them.

        Raises:
            PromptsError: one is of no clip that is needed, or is no sound file that can be used.
        """
        needed = self._needed(language, directory)
        made = made_for_telephone(language, files, kind, needed)
        with writing(self.engine) as connection:
            for clip, each in made.items():
                store.append(
                    connection,
                    language,
                    clip,
                    each.text,
                    self.author,
                    now,
                    name=each.name,
                    kind=each.kind,
                    seconds=each.seconds,
                    audio=each.audio,
                )
                audit.note(connection, now, self.author, Act.RECORDED, f"{language}: {clip}", each.text)
        return made

    def remove(self, language: str, clip: str, directory: Directory, now: datetime) -> None:
        """Take away what was recorded here for a clip; what ships is heard again, if it says these words.

        Raises:
            PromptsError: nothing was recorded here for it.
        """
        text = self._needed(language, directory).get(clip)
        with writing(self.engine) as connection:
            rows = [row for row in store.latest(connection) if row.language == language and row.text == text]
            if not rows or rows[0].name is None:
                raise PromptsError(
                    Sentence("{clip} in {language}", clip=clip, language=language),
                    [Sentence("there is no recording of it made here")],
                )
            store.append(connection, language, clip, rows[0].text, self.author, now)
            audit.note(connection, now, self.author, Act.RECORDING_REMOVED, f"{language}: {clip}", rows[0].text)

    def speak(self, language: str, spoken: bool, directory: Directory, now: datetime) -> None:
        """Let callers hear a language from its recordings, or in Easy Japanese and English again.

        Raises:
            PromptsError: it is not complete.
        """
        needed = self._needed(language, directory)
        if spoken and (wrong := self._missing(language, needed)):
            what = Sentence(
                "{language} can't be fully spoken yet (problems: {number})", language=language, number=len(wrong)
            )
            raise PromptsError(what, wrong[:_MOST_NAMED])
        with writing(self.engine) as connection:
            store.speak(connection, language, spoken, self.author, now)
            how = Sentence("from its recordings") if spoken else Sentence("in Easy Japanese and English")
            audit.note(connection, now, self.author, Act.LANGUAGE_SPOKEN, language, how)

    def _missing(self, language: str, needed: Mapping[str, str]) -> list[Sentence]:
        read = self.book.fresh().recordings[language]
        return [
            Sentence("{clip} has no recording that says {text}", clip=clip, text=repr(text))
            for clip, text in needed.items()
            if text not in read
        ]

    def _needed(self, language: str, directory: Directory) -> dict[str, str]:
        if language not in RECORDED:
            problem = Sentence("it is spoken by the carrier's voice and needs no recordings")
            raise PromptsError(Sentence("recordings of {language}", language=language), [problem])
        return clips_needed(self.book.fresh().book, language, directory)


def made_for_telephone(
    language: str, files: Mapping[str, bytes], kind: Kind, needed: Mapping[str, str]
) -> dict[str, Recording]:
    """Telephone recordings of sound files, by the ids of their clips.

    Raises:
        PromptsError: with every file that is of no clip that is needed, or is no sound file that can be used.
    """
    from ivr.sound.recording import AudioError, for_telephone  # noqa: PLC0415 - numpy is slow to load

    made, wrong = dict[str, Recording](), []
    for clip, content in files.items():
        if clip not in needed:
            wrong.append(Sentence("{language} needs no clip {clip}", clip=clip, language=language))
            continue
        try:
            sound = for_telephone(content)
        except AudioError as error:
            wrong.append(Sentence("{clip}: {problem}", clip=clip, problem=error.sentence))
        else:
            made[clip] = Recording(language, needed[clip], sound.audio, sound.seconds, kind)
    if wrong:
        what = Sentence("recordings that can't be used ({wrong} of {number})", wrong=len(wrong), number=len(files))
        raise (PromptsError if files.keys() <= needed.keys() else UnknownClipError)(what, wrong)
    return made
