"""*Prompts*: the languages, and the state of each sentence in each of them."""

from collections import Counter
from collections.abc import Iterable

from flask import render_template
from flask.typing import ResponseReturnValue

from ivr.service.prompts.problems import states_of
from ivr.store.db import read
from ivr.store.words import places
from ivr.web.ops.console import console, ops
from ivr.web.ops.guard import person
from ivr.web.ops.words import names
from prompts import LANGUAGES
from prompts.collection import RECORDED
from prompts.order import in_order
from prompts.status import State


@ops.get("/prompts")
def prompts() -> ResponseReturnValue:
    """Show the languages with their counts, and every sentence with its state in each."""
    collection = console().book.fresh()
    directory = console().timetable(console().clock.now()).directory
    rows = {code: states_of(code, collection, directory) for code in LANGUAGES}
    drafts = [each for each in read(console().engine, places) if each[1] in collection.english]
    return render_template(
        "ops/prompts/matrix.html",
        prompts=in_order(collection.english),
        rows=rows,
        english=collection.sentences["en"].by_id,
        counts={code: _counts(states[each] for each in collection.english) for code, states in rows.items()},
        outdated=Counter(language for language, _ in collection.unused),
        own=Counter(language for language, _, author in drafts if author == person().name),
        others=Counter(language for language, _, author in drafts if author != person().name),
        recorded=[code for code in RECORDED if code not in collection.voices],
        unused=collection.unused,
        manifests=collection.manifests,
        **names(),
    )


def _counts(states: Iterable[State]) -> Counter[str]:
    """Count how the sentences of a language were confirmed, and how they are spoken."""
    return Counter(name for state in states for name in (state.text.name, state.voice.name))
