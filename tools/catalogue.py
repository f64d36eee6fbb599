"""Update of the catalogues for operators from the code and templates; Japanese translations are kept.

    python -m tools.catalogue

There are four catalogues: the console's pages (``console``), the telephone and the tour of the demo (``demo``), all
other messages (``sentences``: :class:`sentences.Sentence` and :func:`sentences.word`), and those of them that agencies
read in Easy Japanese (``easy``). The command writes their
``.pot`` files and updates the Japanese ``.po`` files. New messages have no translation yet, and tests fail until they
have one.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from prompts.load import CONSOLE, DEMO, EASY, SAID

ROOT = Path(__file__).parents[1]
LOCALES = ROOT / "prompts" / "locales"
_METHODS = {".py": "python", ".html": "jinja2.ext:babel_extract", ".js": "javascript"}
_OPTIONS = {".html": {"trimmed": "true", "silent": "false"}}
_HEADER = """\
{about}
msgid ""
msgstr ""
"Project-Id-Version: tsunagu\\n"
{language}"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
TEMPLATE = "# What ops staff read, as it stands in the code (made by python -m tools.catalogue)."
JAPANESE = "# What ops staff read, in ordinary Japanese, unlike the Easy Japanese of prompts.po."
EASY_JAPANESE = "# What agencies read in Easy Japanese: short sentences, spaces between words, kana for most kanji."


@dataclass(frozen=True)
class Domain:
    """A catalogue: its name, the folders to search, the functions whose arguments are collected, and its first line."""

    name: str
    folders: Sequence[Path]
    keywords: Mapping[str, tuple[int, ...] | None]
    about: str = JAPANESE

    @property
    def template_file(self) -> Path:
        """The file of the English template."""
        return LOCALES / f"{self.name}.pot"

    @property
    def japanese_file(self) -> Path:
        """The file of the Japanese translations."""
        return LOCALES / "ja" / f"{self.name}.po"


PAGES = Domain(CONSOLE, [ROOT / "ivr" / "web" / "ops"], {"_": None, "ngettext": (1, 2)})
TOUR = Domain(DEMO, [ROOT / "ivr" / "demo", ROOT / "ivr" / "phone"], {"_": None})
SENTENCES = Domain(
    SAID,
    [ROOT / name for name in ("sentences", "bounds", "profiles", "schedules", "prompts", "ivr")],
    {"Sentence": None, "word": None},
)
AGENCIES = Domain(EASY, [ROOT / "ivr" / "core" / "confirmations"], {"Sentence": None}, EASY_JAPANESE)


def collected(domain: Domain) -> dict[str, list[str]]:
    """Collect the messages of a domain with the files that contain them, in the order of their first place."""
    found: dict[str, set[tuple[str, int]]] = {}
    for file in _files(domain):
        method, options = _METHODS[file.suffix], _OPTIONS.get(file.suffix)
        for line, message, *_ in extract_from_file(method, file, domain.keywords, options=options):
            place = (str(file.relative_to(ROOT)), line)
            # Both forms of an ngettext are messages of their own.
            for each in message if isinstance(message, tuple) else [message]:
                found.setdefault(each, set()).add(place)
    ordered = sorted(found.items(), key=lambda pair: (min(pair[1]), pair[0]))
    return {sentence: sorted({file for file, _ in places}) for sentence, places in ordered}


def _files(domain: Domain) -> Iterator[Path]:
    """Yield the files that may have messages: Babel takes long to read one, so those without its words are left out."""
    words = re.compile("|".join(rf"\b{name}\b" for name in [*domain.keywords, "trans"]))
    for folder in domain.folders:
        for file in folder.rglob("*"):
            if file.suffix in _METHODS and words.search(file.read_text("utf-8")):
                yield file


def written(catalogue: Catalog, about: str, language: str = "") -> bytes:
    """Return the content of a catalogue file, without dates and line numbers, which would cause needless changes."""
    header = _HEADER.format(about=about, language=f'"Language: {language}\\n"\n' if language else "")
    out = BytesIO(header.encode())
    out.seek(0, 2)
    write_po(out, catalogue, width=0, omit_header=True, include_lineno=False)
    return out.getvalue()


def template(sentences: Mapping[str, Iterable[str]]) -> Catalog:
    """Return a catalogue without translations."""
    catalogue = Catalog()
    for sentence, places in sentences.items():
        _add(catalogue, sentence, "", places, set())
    return catalogue


def translated(sentences: Mapping[str, Iterable[str]], before: Catalog) -> Catalog:
    """Return a catalogue with the existing translations; messages without a confirmed one are fuzzy."""
    catalogue = Catalog(locale="ja")
    for sentence, places in sentences.items():
        known = before.get(sentence)
        flags = {"fuzzy"} if known is None or known.fuzzy or not known.string else set()
        _add(catalogue, sentence, str(known.string) if known else "", places, flags)
    return catalogue


def _add(catalogue: Catalog, sentence: str, string: str, places: Iterable[str], flags: Collection[str]) -> None:
    message = catalogue.add(sentence, string, locations=[(place, 1) for place in places], flags=flags)
    if "%(" not in sentence:
        message.flags.discard("python-format")  # Babel takes the "% o" of "50 % of" for a placeholder


def main() -> None:
    """Update the catalogues, and print the messages without a translation."""
    for domain in (PAGES, TOUR, SENTENCES, AGENCIES):
        sentences = collected(domain)
        before = read_po(BytesIO(domain.japanese_file.read_bytes()))
        domain.template_file.write_bytes(written(template(sentences), TEMPLATE))
        domain.japanese_file.write_bytes(written(translated(sentences, before), domain.about, "ja"))
        missing = [sentence for sentence in sentences if not (known := before.get(sentence)) or not known.string]
        print(f"{domain.name}: {len(sentences)} sentences, {len(missing)} without Japanese")
        for sentence in missing:
            print(f"  {sentence}")


if __name__ == "__main__":
    main()
