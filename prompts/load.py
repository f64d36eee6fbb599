"""Reading the catalogues: one gettext PO file per language, read with Babel.

A catalogue that misses a prompt, or whose placeholders differ from the English, is refused at start: a
caller must never be the one to find out.
"""

from collections.abc import Mapping
from importlib.resources import files
from string import Formatter

import yaml
from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po

from prompts.book import Book
from prompts.languages import LANGUAGES
from prompts.recognise import Recogniser


class CatalogueError(ValueError):
    """A catalogue that can't be used; the message names the language, the prompt and the reason."""


def load_book() -> Book:
    """The catalogues that ship, checked against the English ones.

    Raises:
        CatalogueError: a prompt is missing, unknown, or has other placeholders than its English text.
    """
    english = _sentences("prompts.pot")
    others = [code for code in LANGUAGES if code != "en"]
    return Book({"en": english, **{code: checked(code, _sentences(f"{code}/prompts.po"), english) for code in others}})


def load_recogniser() -> Recogniser:
    """The words that people send by text, from ``words.yaml``."""
    words = yaml.safe_load(files("prompts").joinpath("words.yaml").read_text("utf-8"))
    return Recogniser(words["languages"], words["others"], words["commands"])


def checked(code: str, sentences: Mapping[str, str], english: Mapping[str, str]) -> Mapping[str, str]:
    """The sentences of a language, if they say all that the English ones say.

    Raises:
        CatalogueError: naming the first prompt, by id, that is wrong.
    """
    for prompt in sorted(english.keys() | sentences.keys()):
        if prompt not in english:
            raise CatalogueError(f"{code}: {prompt} is not a prompt")
        if not sentences.get(prompt):
            raise CatalogueError(f"{code}: {prompt} is missing")
        try:
            same = placeholders(sentences[prompt]) == placeholders(english[prompt])
        except ValueError as error:
            raise CatalogueError(f"{code}: {prompt}: {error}") from None
        if not same:
            raise CatalogueError(f"{code}: {prompt} has other placeholders than {english[prompt]!r}")
    return sentences


def placeholders(sentence: str) -> list[str]:
    """The names in braces, sorted, each as often as it stands there."""
    return sorted(name for _, name, _, _ in Formatter().parse(sentence) if name is not None)


def _sentences(path: str) -> dict[str, str]:
    with files("prompts").joinpath("locales", *path.split("/")).open("rb") as file:
        try:
            catalogue: Catalog = read_po(file, abort_invalid=True)
        except PoFileError as error:
            raise CatalogueError(f"{path}: {error}") from None
    template = path.endswith(".pot")
    return {str(m.context): str(m.id if template else m.string) for m in catalogue if m.id}
