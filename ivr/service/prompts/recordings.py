"""Recordings of the languages that Twilio has no voice for: import, removal, and whether callers hear them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

from sqlalchemy import Connection, Engine

from ivr.core.names import named_instead
from ivr.core.phrases import clips_needed
from ivr.service.prompts.cost import with_sentences
from ivr.service.prompts.live import LiveBook, shipped
from ivr.service.prompts.problems import PromptsError, UnknownClipError
from ivr.sound import AudioError
from ivr.sound.apart import Converter
from ivr.store import audit
from ivr.store import recordings as store
from ivr.store.audit import Act
from ivr.store.db import writing
from prompts import Collection, Recording
from prompts.collection import RECORDED
from prompts.recordings import Clip, Kind
from schedules import Directory, Timetable
from sentences import Sentence, word

_EARLIER = (word("in Easy Japanese and English"),)
"""Sentences in records of earlier versions, which are still shown."""


@dataclass(frozen=True)
class Studio:
    """Stores recordings as ``author``. They are in use in every process within two seconds."""

    engine: Engine
    book: LiveBook
    author: str

    def take(
        self,
        language: str,
        files: Mapping[str, bytes],
        kind: Kind,
        directory: Directory,
        now: datetime,
        coming: Mapping[str, str] = MappingProxyType({}),
    ) -> dict[str, Recording]:
        """Convert sound files, by the ids of their clips, to telephone recordings, and store them.

        ``coming`` are the words of clips that are needed from a later moment on, by id (:func:`clips_to_come`). Nobody
        hears such a recording before, since it is found by its words.

        Return what is stored. A synthetic recording of words that a person has recorded is not.

        Raises:
            PromptsError: a file is of a clip that is not needed, or is not a usable sound file.
        """
        needed = {**self._needed(language, directory), **coming}
        made = made_for_telephone(language, files, kind, needed)
        with writing(self.engine) as connection:
            return {clip: each for clip, each in made.items() if self._store(connection, clip, each, now)}

    def draft(self, language: str, clip: str, text: str, content: bytes, now: datetime) -> Recording | None:
        """Store a synthetic recording of words. Return None if a person has recorded them.

        The words are what was read, even if the sentence of the clip has changed since.

        Raises:
            PromptsError: it is not a usable sound file.
        """
        made = made_for_telephone(language, {clip: content}, Kind.SYNTHETIC, {clip: text})[clip]
        with writing(self.engine) as connection:
            return made if self._store(connection, clip, made, now) else None

    def remove(
        self,
        language: str,
        clip: str,
        directory: Directory,
        now: datetime,
        coming: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Remove the console's recording of a clip. The built-in recording of the same words, if any, is used again.

        Raises:
            PromptsError: the clip has no recording made in the console.
        """
        text = {**self._needed(language, directory), **coming}.get(clip)
        with writing(self.engine) as connection:
            rows = [row for row in store.latest(connection) if row.language == language and row.text == text]
            if not rows or rows[0].name is None:
                raise PromptsError(
                    Sentence("{clip} in {language}", clip=clip, language=language),
                    [Sentence("there is no recording of it made here")],
                )
            store.append(connection, language, clip, rows[0].text, self.author, now)
            audit.note(connection, now, self.author, Act.RECORDING_REMOVED, f"{language}: {clip}", rows[0].text)

    def speak(self, language: str, spoken: bool, now: datetime) -> None:
        """Let callers hear the recordings of a language; or, if not ``spoken``, only the languages of the profile.

        Raises:
            PromptsError: the language has no recordings.
        """
        _check_recorded(language)
        with writing(self.engine) as connection:
            store.speak(connection, language, spoken, self.author, now)
            how = Sentence("from its recordings") if spoken else Sentence("in {instead}", instead=named_instead())
            audit.note(connection, now, self.author, Act.LANGUAGE_SPOKEN, language, how)

    def _store(self, connection: Connection, clip: str, made: Recording, now: datetime) -> bool:
        """Store a recording. Return False if it is synthetic and a person has recorded the words."""
        if made.kind is Kind.SYNTHETIC and _is_read_by_a_person(connection, made.language, made.text):
            return False
        store.append(
            connection,
            made.language,
            clip,
            made.text,
            self.author,
            now,
            name=made.name,
            kind=made.kind,
            seconds=made.seconds,
            audio=made.audio,
        )
        audit.note(connection, now, self.author, Act.RECORDED, f"{made.language}: {clip}", made.text)
        return True

    def _needed(self, language: str, directory: Directory) -> dict[str, str]:
        _check_recorded(language)
        return clips_needed(self.book.fresh().book, language, directory)


def clips_to_come(
    live: LiveBook, timetable: Timetable, language: str, now: datetime
) -> dict[str, tuple[str, datetime]]:
    """Return the words of clips that are needed only by what is planned, by id, and from when on."""
    known = set(clips_needed(live.at(now), language, timetable.directory).values())
    found: dict[str, tuple[str, datetime]] = {}
    for moment, directory in _planned(live, timetable, now):
        for clip, text in clips_needed(live.at(moment), language, directory).items():
            if text not in known:
                known.add(text)
                found[f"{clip}.{moment:%Y%m%dT%H%MZ}"] = (text, moment)
    return found


def _planned(live: LiveBook, timetable: Timetable, now: datetime) -> Iterator[tuple[datetime, Directory]]:
    """Yield each moment at which the schedule or the words change, in order, with the directory from then on."""
    while True:
        planned = [each for each in (timetable.then and timetable.then[0], live.changes(now)) if each]
        if not planned:
            return
        now = min(planned).astimezone(UTC)
        if timetable.then and timetable.then[0] <= now:
            timetable = timetable.then[1]
        yield now, timetable.directory


def lost_recordings(
    language: str, sentences: Mapping[str, str], collection: Collection, directory: Directory
) -> list[Clip]:
    """Return the clips that callers hear now, and that are not played any more once sentences, by prompt, are replaced.

    A recording belongs to its words, so that it is played again once the words return. Empty in a language that a
    voice of the carrier speaks.
    """
    if language not in RECORDED or language in collection.voices:
        return []
    recorded = collection.recordings[language]
    before = clips_needed(collection.book, language, directory)
    after = set(clips_needed(with_sentences(collection.book, language, sentences), language, directory).values())
    return [
        Clip(clip, text, recorded[text].kind, recorded[text].seconds)
        for clip, text in before.items()
        if text in recorded and text not in after
    ]


def _check_recorded(language: str) -> None:
    if language not in RECORDED:
        problem = Sentence("it is spoken by the carrier's voice and needs no recordings")
        raise PromptsError(Sentence("recordings of {language}", language=language), [problem])


def _is_read_by_a_person(connection: Connection, language: str, text: str) -> bool:
    """Whether a person's recording of words is in use. Other writers wait until the transaction ends."""
    stored, built_in = store.current(connection, language, text), shipped().recordings[language].get(text)
    return any(each is not None and each.kind == Kind.RECORDED for each in (stored, built_in))


def made_for_telephone(
    language: str, files: Mapping[str, bytes], kind: Kind, needed: Mapping[str, str]
) -> dict[str, Recording]:
    """Convert sound files, by the ids of their clips, to telephone recordings.

    Raises:
        PromptsError: with every file that is of a clip not in ``needed``, or is not a usable sound file.
        UnknownClipError: a subclass, if a file is of a clip not in ``needed``.
    """
    made, wrong = dict[str, Recording](), []
    with Converter() as converter:
        for clip, content in files.items():
            if clip not in needed:
                wrong.append(Sentence("{language} needs no clip {clip}", clip=clip, language=language))
                continue
            try:
                sound = converter.convert(content)
            except AudioError as error:
                wrong.append(Sentence("{clip}: {problem}", clip=clip, problem=error.sentence))
            else:
                made[clip] = Recording(language, needed[clip], sound.audio, sound.seconds, kind)
    if wrong:
        what = Sentence("recordings that can't be used ({wrong} of {number})", wrong=len(wrong), number=len(files))
        raise (PromptsError if files.keys() <= needed.keys() else UnknownClipError)(what, wrong)
    return made
