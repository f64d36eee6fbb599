"""The catalogues of all languages, by gettext's `msgfmt` and by `pofilter` of the Translate Toolkit.

`pofilter` is a program that only this test runs; it lives in an environment of its own.
"""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.support.judges import program, run

LOCALES = Path(__file__).resolve().parents[2] / "prompts" / "locales"
CATALOGUES = sorted(LOCALES.glob("*/*.po"))
FILTERS = (
    *("blank", "compendiumconflicts", "doublespacing", "doublewords", "emails", "endwhitespace", "escapes"),
    *("filepaths", "functions", "newlines", "nplurals", "numbers", "options", "printf", "purepunc"),
    *("pythonbraceformat", "startwhitespace", "tabs", "untranslated", "urls", "variables", "xmltags"),
)
"""What can be judged without knowing the language; commas and brackets are a matter of each script."""
NO_SUCH_HEADERS = re.compile(r"header field '(PO-Revision-Date|Last-Translator|Language-Team)' missing in header")
"""Nobody has translated them yet whom we could name."""
ACCEPTED = {
    "ne/prompts.po: sms_email: numbers",  # wrong: 24 is there, in Nepali digits
    "ja/sentences.po: one line of 1 to {number} characters is expected: numbers",  # wrong: "of one line" has a 1, too
    "ja/sentences.po: 1 to {number} parts of one line and up to {number2} characters are expected: numbers",
    "ja/console.po: A number, or an address such as sip:vi@trunk.example. Leave it empty to dial the number.: emails",
    # wrong: the address is there; in English it stands at the end of a sentence
    "ja/console.po: Such as https://www.example.org/soudan. It is read once a day and compared; nothing is changed by"
    " it. Callers are not shown it.: urls",  # wrong: the address is there; in English it ends in a full stop
    "ja/console.po: Send this link to %(name)s by a way that only %(name)s reads. It is not shown again. With it"
    " %(name)s chooses a password. It works once, within 24 hours.: printf",  # wrong: the name stands twice in Japanese
    "ja/console.po: Choose what the lines do on public holidays and over New Year. Special days take precedence."
    " On 1 January the New Year rule does.: numbers",  # wrong: a month is a number in Japanese
    "ja/sentences.po: Write them as you like, for example: Mon-Fri 9:00-17:00, Sat 10:00-12:00: numbers",
    # wrong: the example shows two ways of writing an hour in Japanese
    "ja/easy.po: Write them as you like, for example: Mon-Fri 9:00-17:00, Sat 10:00-12:00: numbers",  # the same
}
"""What `pofilter` says of our catalogues and we leave."""
BRACES = "sentences.po"
"""The catalogue whose placeholders are in braces; `pofilter` takes the "% o" of "50 % of" for one."""


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_gettext_takes_each_catalogue(catalogue: Path, tmp_path: Path) -> None:
    made = tmp_path / "made.mo"
    checked = run([program("msgfmt"), "--check", "--use-fuzzy", "--output-file", str(made), str(catalogue)])
    said = [line for line in checked.stderr.splitlines() if not NO_SUCH_HEADERS.search(line)]
    assert (checked.returncode, said) == (0, [])
    assert made.exists()


def test_no_translation_loses_a_number_a_placeholder_or_an_address(tmp_path: Path) -> None:
    assert len(CATALOGUES) == 30
    filters = [argument for each in FILTERS for argument in ("-t", each)]
    ended = run([program("pofilter"), *filters, "--progress", "none", "-o", str(tmp_path / "out"), "-i", str(LOCALES)])
    assert ended.returncode == 0, ended.stderr
    found = set()
    for file in (tmp_path / "out").glob("*/*.po"):
        with file.open("rb") as opened:
            for message in read_po(opened):
                complaints = set(re.findall(r"\(pofilter\) (\w+):", " ".join(message.user_comments)))
                complaints -= {"printf"} if file.name == BRACES else set()
                found |= {
                    f"{file.parent.name}/{file.name}: {message.context or message.id}: {each}" for each in complaints
                }
    assert found == ACCEPTED
