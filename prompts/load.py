"""Loading of the catalogues of this package, a gettext PO file per language, and of the recogniser's words.

A catalogue that lacks a prompt, or has other placeholders than the English one, is refused at start, so that the error
does not occur in a call.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO, StringIO
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po

from bounds import PO_BYTES
from bounds.yaml_text import load_yaml
from profiles import profile
from prompts.elsewhere import fits, fitted
from prompts.languages import LANGUAGES
from prompts.names import names, names_of_others
from prompts.recognise import Recogniser
from prompts.stopping import StopRequests
from sentences import Language, Sentence, SentenceError

PROMPTS = "prompts"
"""The domain of the prompts for callers, in every language."""
ELSEWHERE = "elsewhere"
"""The domain of prompts for callers in other countries than Japan (:mod:`prompts.elsewhere`)."""
CONSOLE = "console"
"""The domain of the console's pages, in English and Japanese, with the English text as the message id."""
SAID = "sentences"
"""The domain of sentences for operators, with the English template (:class:`sentences.Sentence`) as the message id."""
EASY = "easy"
"""The domain of sentences for agencies in Easy Japanese, with the English template as the message id."""
DEMO = "demo"
"""The domain of the pages of the demo: the telephone and the tour."""
CONSOLE_LANGUAGES = ("en", "ja")


class CatalogueError(SentenceError, ValueError):
    """A catalogue that can't be used. The message has the language, the prompt and the reason."""


@dataclass(frozen=True)
class Sentences:
    """The content of a catalogue.

    Attributes:
        by_id: sentences by prompt id.
        sources: the English sentences that they translate, by prompt id.
        drafts: the ids of sentences that are not confirmed.
    """

    by_id: Mapping[str, str]
    sources: Mapping[str, str]
    drafts: frozenset[str] = frozenset()


@cache
def load_recogniser() -> Recogniser:
    """Load the recogniser of texts, with the words of ``words.yaml`` and CLDR's names of languages."""
    words = load_yaml(files("prompts").joinpath("words.yaml").read_text("utf-8"))
    languages = {code: [*names(code), *words["languages"][code]] for code in LANGUAGES}
    stops, emergency = words["stop_requests"], words["commands"]["emergency"]
    emergency["any"] = [*emergency["any"], profile().police, profile().ambulance]
    return Recogniser(
        languages,
        [*names_of_others(), *words["others"]],
        words["commands"],
        StopRequests(stops["phrases"], stops["ignored"], stops["other"]),
        words["distress"],
        words["polite"],
        words["fillers"],
        words["negations"],
    )


def load_sentences(code: str) -> Sentences:
    """Load the catalogue of a language.

    Raises:
        CatalogueError: the file is missing or can't be parsed.
    """
    try:
        return read_sentences(code, catalogue_bytes(code))
    except OSError:
        raise CatalogueError(Sentence("{code}: there is no catalogue", code=code)) from None


def read_sentences(code: str, content: bytes) -> Sentences:
    """Parse the content of a PO file. In the English template the sources are also the sentences.

    Raises:
        CatalogueError: the content can't be parsed, is of another language, has plural forms, or has a missing or
            duplicate id.
    """
    catalogue = _parsed(code, content)
    theirs = str(catalogue.locale_identifier)
    if code not in ("en", theirs.partition("_")[0]):  # editors write vi_VN
        raise CatalogueError(Sentence("{code}: the PO file is of the language {theirs}", code=code, theirs=theirs))
    messages = [message for message in catalogue if message.id]
    by_id = {str(message.context): str(message.id if code == "en" else message.string) for message in messages}
    if len(by_id) < len(messages):
        raise CatalogueError(Sentence("{code}: an id (msgctxt) is missing or used twice", code=code))
    sources = {str(message.context): str(message.id) for message in messages}
    return Sentences(by_id, sources, frozenset(str(message.context) for message in messages if message.fuzzy))


def _parsed(code: str, content: bytes) -> Catalog:
    """Return a catalogue of others. It has no plural forms: their number, which it could choose, is a size in memory.

    Raises:
        CatalogueError: it is too large, has plural forms, or is not a PO file in UTF-8.
    """
    if len(content) > PO_BYTES:
        raise CatalogueError(Sentence("{code}: the file is larger than {number} bytes", code=code, number=PO_BYTES))
    try:
        text = content.removeprefix(BOM_UTF8).decode()
        if plural := _PLURAL.search(text):
            row = text.count("\n", 0, plural.start()) + 1
            said = Sentence("{code}: line {number}: prompts can't have plural forms", code=code, number=row)
            raise CatalogueError(said)
        catalogue: Catalog = read_po(StringIO(text), abort_invalid=True)
    except UnicodeDecodeError:
        raise CatalogueError(Sentence("{code}: not a PO file in UTF-8; save it as UTF-8", code=code)) from None
    except (PoFileError, LookupError, ValueError) as error:
        if isinstance(error, CatalogueError):
            raise
        raise CatalogueError(Sentence("{code}: not a PO file: {cause}", code=code, cause=_one_line(error))) from None
    if catalogue.charset not in _UTF8:
        said = Sentence(
            "{code}: the PO file says that it is {text}; save it as UTF-8", code=code, text=catalogue.charset
        )
        raise CatalogueError(said)
    return catalogue


_PLURAL = re.compile(r"^(?:#~|[^\S\n])*msgid_plural", re.MULTILINE)
_UTF8 = ("utf-8", "utf8", "us-ascii", "ascii")


@cache
def load_notes() -> Mapping[str, str]:
    """Load what the catalogue says to translators, in English, by prompt id: where a prompt is heard or read."""
    template = _parsed("en", catalogue_bytes("en"))
    return {str(message.context): " ".join(message.auto_comments) for message in template if message.id}


def load_words(code: str, domain: str = CONSOLE) -> Mapping[str, str]:
    """Load the translations for operators, by their English text. English has none, because its text is in the code.

    Raises:
        CatalogueError: the file is missing or can't be parsed.
    """
    if code == "en":
        return {}
    try:
        catalogue: Catalog = read_po(BytesIO(_catalogue_file(code, domain).read_bytes()), abort_invalid=True)
    except OSError:
        raise CatalogueError(Sentence("{code}: there is no catalogue of {domain}", code=code, domain=domain)) from None
    except (PoFileError, LookupError, ValueError) as error:
        said = Sentence("{code}: {domain}: not a PO file: {cause}", code=code, domain=domain, cause=_one_line(error))
        raise CatalogueError(said) from None
    return {str(message.id): str(message.string) for message in catalogue if message.id and message.string}


@cache
def load_language(code: str) -> Language:
    """Load a language of the console, with the translations of sentences for operators.

    Raises:
        CatalogueError: the file is missing or can't be parsed.
    """
    return Language(code, load_words(code, SAID))


@cache
def load_easy_japanese() -> Language:
    """Load Easy Japanese for agencies. What has no translation there is in ordinary Japanese.

    Raises:
        CatalogueError: a file is missing or can't be parsed.
    """
    return Language("ja", {**load_words("ja", SAID), **load_words("ja", EASY)})


def missing_words(code: str, domain: str) -> Iterator[Sentence]:
    """Yield the messages without a translation, which operators would read in English."""
    template: Catalog = read_po(BytesIO(_catalogue_file("en", domain).read_bytes()), abort_invalid=True)
    words = load_words(code, domain)
    for message in template:
        if message.id and message.id not in words:
            yield Sentence("{id} is missing", id=repr(message.id))


def check_sentences(code: str, sentences: Mapping[str, str], english: Mapping[str, str]) -> None:
    """Check the sentences of a language against the English ones.

    Raises:
        CatalogueError: a prompt is invalid; the message has the first problem by prompt id.
    """
    for problem in problems_in(sentences, english):
        raise CatalogueError(Sentence("{code}: {problem}", code=code, problem=problem))


def problems_in(sentences: Mapping[str, str], english: Mapping[str, str]) -> Iterator[Sentence]:
    """Yield the first problem of each sentence, sorted by prompt id."""
    for prompt in sorted(english.keys() | sentences.keys()):
        if prompt not in english:
            yield Sentence("{prompt} is not a prompt", prompt=prompt)
        elif not sentences.get(prompt):
            yield Sentence("{id} is missing", id=prompt)
        elif control := next(filter(_is_control, sentences[prompt]), None):
            code = f"{ord(control):04X}"
            yield Sentence("{prompt} has a control character, U+{code}", prompt=prompt, code=code)
        elif sentences[prompt] != " ".join(sentences[prompt].split(" ")).strip():
            yield Sentence("{prompt} begins or ends with a space", prompt=prompt)
        elif problem := _placeholder_problem(prompt, sentences[prompt], english[prompt]):
            yield problem


def outdated(sentences: Sentences, english: Mapping[str, str]) -> Iterator[Sentence]:
    """Yield the sentences that translate an outdated English sentence."""
    for prompt, source in sentences.sources.items():
        if (now := english.get(prompt, source)) != source:
            yield translation_of_another(prompt, source, now)


def translation_of_another(prompt: str, source: str, now: str) -> Sentence:
    """Return the problem of a sentence that translates an outdated English sentence."""
    return Sentence(
        "{prompt} is a translation of {source}, but the English is now {english}",
        prompt=prompt,
        source=repr(source),
        english=repr(now),
    )


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _is_control(character: str) -> bool:
    """Whether a character is unprintable, except U+200B, U+200C and U+200D, which some scripts need."""
    return not character.isprintable() and character not in "\u200b\u200c\u200d"


def _placeholder_problem(prompt: str, sentence: str, english: str) -> Sentence | None:
    try:
        if placeholders(sentence) == placeholders(english):
            return None
    except CatalogueError as error:
        return Sentence("{prompt}: {problem}", prompt=prompt, problem=error.sentence)
    return Sentence("{prompt} has other placeholders than {english}", prompt=prompt, english=repr(english))


def placeholders(sentence: str) -> list[str]:
    """Return the sorted names of the placeholders, with repetitions.

    Raises:
        CatalogueError: braces do not match, or a placeholder has a format or conversion.
    """
    try:
        found = [each for each in Formatter().parse(sentence) if each[1] is not None]
    except ValueError:
        raise CatalogueError(Sentence("the braces do not match")) from None
    if more := next((name for _, name, form, conversion in found if form or conversion), None):
        raise CatalogueError(Sentence("{placeholder} must contain only a name", placeholder=f"{{{more}}}"))
    return sorted(str(name) for _, name, _, _ in found)


def catalogue_bytes(code: str) -> bytes:
    """Return the content of a language's PO file, as the profile needs it; for English, of the template."""
    content = _catalogue_file(code, PROMPTS).read_bytes()
    return content if fits() else fitted(content, _catalogue_file(code, ELSEWHERE).read_bytes())


def _catalogue_file(code: str, domain: str) -> Path:
    locales = Path(str(files("prompts"))) / "locales"
    return locales / f"{domain}.pot" if code == "en" else locales / code / f"{domain}.po"
