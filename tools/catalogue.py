"""The console's catalogue: its words are collected from code and templates, the Japanese ones kept.

    python -m tools.catalogue

Writes ``prompts/locales/console.pot`` and brings ``prompts/locales/ja/console.po`` up to it. A sentence that is
new there has no Japanese yet; the tests say so.
"""

from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "ivr" / "web" / "ops"
LOCALES = ROOT / "prompts" / "locales"
_METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
_KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "ngettext": (1, 2)}
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


def collected(folder: Path = SOURCES) -> dict[str, list[str]]:
    """The sentences of the console, each with the files that it stands in, in the order of these."""
    found: dict[str, set[tuple[str, int]]] = {}
    options = {"**.html": {"trimmed": "true", "silent": "false"}}
    for file, line, message, *_ in extract_from_dir(folder, _METHODS, options, _KEYWORDS):
        for each in message if isinstance(message, tuple) else [message]:  # both forms of an ngettext stand alone
            found.setdefault(each, set()).add((file, line))
    ordered = sorted(found.items(), key=lambda pair: (min(pair[1]), pair[0]))
    return {sentence: sorted({file for file, _ in places}) for sentence, places in ordered}


def written(catalogue: Catalog, about: str, language: str = "") -> bytes:
    """A catalogue as a file; without dates and line numbers, which would change it for nothing."""
    header = _HEADER.format(about=about, language=f'"Language: {language}\\n"\n' if language else "")
    out = BytesIO(header.encode())
    out.seek(0, 2)
    write_po(out, catalogue, width=0, omit_header=True, include_lineno=False)
    return out.getvalue()


def template(sentences: Mapping[str, Iterable[str]]) -> Catalog:
    """The catalogue without translations."""
    catalogue = Catalog()
    for sentence, places in sentences.items():
        catalogue.add(sentence, locations=[(place, 1) for place in places])
    return catalogue


def translated(sentences: Mapping[str, Iterable[str]], before: Catalog) -> Catalog:
    """The catalogue with the translations that there are already; nobody has confirmed a new one."""
    catalogue = Catalog(locale="ja")
    for sentence, places in sentences.items():
        known = before.get(sentence)
        flags = {"fuzzy"} if known is None or known.fuzzy or not known.string else set()
        string = str(known.string) if known else ""
        catalogue.add(sentence, string, locations=[(place, 1) for place in places], flags=flags)
    return catalogue


def main() -> None:
    """Collect, and bring the translation up to it."""
    sentences = collected()
    japanese = LOCALES / "ja" / "console.po"
    before = read_po(BytesIO(japanese.read_bytes()))
    (LOCALES / "console.pot").write_bytes(written(template(sentences), TEMPLATE))
    japanese.write_bytes(written(translated(sentences, before), JAPANESE, "ja"))
    missing = [sentence for sentence in sentences if not (known := before.get(sentence)) or not known.string]
    print(f"{len(sentences)} sentences, {len(missing)} without Japanese")
    for sentence in missing:
        print(f"  {sentence}")


if __name__ == "__main__":
    main()
