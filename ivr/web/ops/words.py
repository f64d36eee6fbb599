"""The sentences of a language beside the English, in the order of a call: search, filter, edit in place."""

import re
from collections.abc import Iterable
from itertools import groupby

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from ivr.service.prompts.cost import costs_of
from ivr.service.prompts.editor import SentenceEditor
from ivr.service.prompts.words import Entry, Show, drafted_words, entries
from ivr.web.ops.console import console, ops
from ivr.web.ops.guard import person
from ivr.web.ops.i18n import _, said
from prompts import LANGUAGES, Collection
from prompts.collection import RECORDED
from prompts.order import Group, group_of
from prompts.status import Text, Voice
from sentences import Sentence

_LONGEST_SEARCH = 200
_PLACEHOLDER = re.compile(r"(\{[^{}]*\})")


@ops.get("/prompts/<language>")
def words(language: str) -> ResponseReturnValue:
    """List the sentences of a language."""
    check_language(language)
    collection, now = console().book.editable(), console().clock.now()
    everything = entries_of(language, collection)
    query, show = chosen()
    found = [each for each in everything if each.matches(query, show)]
    return render_template(
        "ops/prompts/words.html",
        code=language,
        groups=[(group, list(each)) for group, each in groupby(found, key=lambda entry: entry.group)],
        number=len(found),
        total=len(everything),
        query=query,
        show=show,
        shows=shows(language, collection),
        costs=costs_of(collection.book, console().timetable(now), language),
        own=sum(each.own is not None for each in everything),
        recorded_languages=RECORDED,
        others=sorted({each.change.author for entry in everything for each in entry.others}),
        **names(),
    )


@ops.app_template_filter("marked")
def marked(sentence: str) -> Markup:
    """Return a sentence with its placeholders marked as such."""
    parts = _PLACEHOLDER.split(sentence)
    return Markup("").join(
        Markup('<span class="placeholder">{}</span>').format(part) if place % 2 else escape(part)
        for place, part in enumerate(parts)
    )


@ops.app_template_filter("groupby_group")
def grouped(prompts: Iterable[str]) -> list[tuple[Group, list[str]]]:
    """Return prompts, which are in the order of a call, by the part of it."""
    return [(group, list(each)) for group, each in groupby(prompts, key=group_of)]


def told(problem: object) -> str:
    """Return a problem of a sentence in the reader's language; it names the sentence by its English, not by its id."""
    if isinstance(problem, Sentence):
        english, values = console().book.collection.english, dict(problem.values)
        if isinstance(prompt := values.get("prompt"), str) and prompt in english:
            problem = Sentence(problem.template, **{**values, "prompt": repr(english[prompt])})
    return said(problem)


def check_language(language: str) -> None:
    """Answer 404 unless there is such a language."""
    if language not in LANGUAGES:
        abort(404)


def words_editor() -> SentenceEditor:
    """Return the editor of sentences, acting for the signed-in person."""
    return SentenceEditor(console().engine, console().book, person().name)


def entries_of(language: str, collection: Collection) -> list[Entry]:
    """Return the sentences of a language as the signed-in person sees them."""
    directory = console().timetable(console().clock.now()).directory
    return entries(language, collection, directory, words_editor().drafted(language), person().name)


def chosen() -> tuple[str, Show]:
    """Return what the reader searches, and to what the list is limited."""
    query, show = request.args.get("q", "")[:_LONGEST_SEARCH], request.args.get("show", "")
    return query, Show(show) if show in list(Show) else Show.ALL


def address(view: str, language: str, prompt: str | None = None) -> str:
    """Return an address that keeps what the reader has chosen."""
    query, show = chosen()
    return url_for(f"ops.{view}", language=language, prompt=prompt, q=query or None, show=show.value or None)


def names() -> dict[str, object]:
    """Return what the pages of sentences need to name groups and states, and to link to each other."""
    return {
        "group_names": _group_names(),
        "texts": text_names(),
        "voices": voice_names(),
        "address": address,
        "drafted_words": drafted_words,
        "told": told,
        "said_word": lambda situation: said(Sentence(situation)),
    }


def shows(language: str, collection: Collection) -> dict[Show, str]:
    """Return the names of the filters that make sense in a language."""
    spoken = {
        Show.MISSING: _("not recorded"),
        Show.SYNTHETIC: _("synthetic draft"),
        Show.RECORDED: _("recorded"),
    }
    by_recordings = language in RECORDED and language not in collection.voices
    return {
        Show.ALL: _("all sentences"),
        Show.CHANGED: _("not published"),
        Show.DRAFT: _("not confirmed"),
        Show.CONFIRMED: _("confirmed"),
        Show.OUTDATED: _("outdated"),
        **(spoken if by_recordings else {}),
    }


def text_names() -> dict[Text, str]:
    """Return the name of each state of a sentence."""
    return {
        Text.DATA: "",
        Text.SOURCE: _("source"),
        Text.DRAFT: _("not confirmed"),
        Text.CONFIRMED: _("confirmed"),
    }


def voice_names() -> dict[Voice, str]:
    """Return the name of each kind of voice."""
    return {
        Voice.CARRIER: _("carrier's voice"),
        Voice.RECORDED: _("recorded"),
        Voice.SYNTHETIC: _("synthetic draft"),
        Voice.MISSING: _("not recorded"),
        Voice.WRITTEN: _("written"),
    }


def _group_names() -> dict[Group, str]:
    return {
        Group.MENU: _("The call begins"),
        Group.CONNECTING: _("A line is dialled"),
        Group.REST: _("Nobody can take the call"),
        Group.REQUESTS: _("A reminder, another number"),
        Group.NOTICES: _("Notices"),
        Group.END: _("The call ends"),
        Group.TEXTS: _("Text messages"),
        Group.PAGES: _("Public pages and poster"),
    }
