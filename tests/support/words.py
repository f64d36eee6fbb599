"""Sentences that tests draft and publish."""

from datetime import UTC, datetime

from ivr.service.prompts.editor import SentenceEditor
from ivr.store.prompts import Publish
from schedules import Timetable, load_directory

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
TIMETABLE = Timetable(load_directory())


def seen(editor: SentenceEditor, language: str, prompt: str) -> int:
    """Return the number of the version in use; 0 if there is none."""
    return max((each.id for each in editor.history(language, prompt)), default=0)


def draft(editor: SentenceEditor, language: str, prompt: str, sentence: str | None, *, confirmed: bool = False) -> bool:
    """Save a sentence in the draft of the editor's author."""
    mine = editor.own(language).get(prompt)
    return editor.save(
        language,
        prompt,
        sentence,
        TIMETABLE,
        NOW,
        seen=seen(editor, language, prompt),
        token=mine.token if mine else "",
        confirmed=confirmed,
    )


def publish(editor: SentenceEditor, language: str, *prompts: str, reason: str = "asked") -> Publish:
    """Publish sentences of the draft; without names all of them."""
    tokens = {prompt: each.token for prompt, each in editor.own(language).items() if not prompts or prompt in prompts}
    return editor.publish_draft(language, tokens, reason, TIMETABLE, NOW)


def put(
    editor: SentenceEditor, language: str, prompt: str, sentence: str | None, *, confirmed: bool = False
) -> Publish:
    """Save a sentence and publish it."""
    assert draft(editor, language, prompt, sentence, confirmed=confirmed)
    return publish(editor, language, prompt)
