"""The poster and the card: what they say, and that what is printed can be read, by people and by telephones."""

import ctypes
import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pypdfium2
import pytest
import requests
import zxingcpp
from click.testing import CliRunner, Result
from fontTools.ttLib import TTFont
from PIL.Image import Image

from ivr.cli import main
from ivr.demo import NUMBER, Demo
from prompts import LANGUAGES
from tests.support.book import load_book
from tests.support.people import keys_for
from tests.support.preloaded import preloaded
from tests.support.waiting import PATIENCE

BOOK = load_book()
SITE = "https://hotline.example.org"
AT_ONCE = ["poster", "--number", NUMBER, "--url", SITE]
MILLIMETRES = 25.4 / 72
AGENCIES = ("OTIT", "FRESC", "0120")
LONG = "https://the-telephone-for-everybody.hotline.example.org"
NOTO = [
    "Noto Sans",
    "Noto Sans CJK JP",
    "Noto Sans Thai",
    "Noto Sans Khmer",
    "Noto Sans Myanmar",
    "Noto Sans Devanagari",
]
WHOSE = {"Khmer": "km", "Myanmar": "my", "Thai": "th", "Devanagari": "ne"}
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>"""


def poster(*arguments: str) -> Result:
    """`ivr poster` in this process and the folder that the test is in."""
    return CliRunner().invoke(main, ["poster", *arguments], env={"DATABASE_URL": "sqlite:///nothing/here.db"})


REQUIRED = ["PUBLIC_URL", "SECRET_KEY", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_PHONE_NUMBER"]

pytestmark = pytest.mark.xdist_group("poster")  # made once, for all tests that look at it


@pytest.fixture(scope="module", params=["a4", "card"])
def pdf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, pypdfium2.PdfDocument]:
    """A size, and the PDF of it."""
    file = tmp_path_factory.mktemp("poster") / "it.pdf"
    made = poster("--pdf", str(file), "--size", request.param, "--number", NUMBER, "--url", SITE)
    assert (made.exit_code, made.output) == (0, f"written to {file}\n"), made.output
    return request.param, pypdfium2.PdfDocument(file)


def pictures(document: pypdfium2.PdfDocument) -> list[Image]:
    return [page.render(scale=4).to_pil() for page in document]


@pytest.mark.parametrize("size", ["a4", "card"])
def test_the_page_has_the_number_and_each_language_with_its_keys(demo: Demo, size: str) -> None:
    answer = requests.get(f"{demo.url}/poster?size={size}", timeout=PATIENCE)
    html = answer.text
    assert "050-3123-4567" in html
    assert f'href="tel:{NUMBER}"' in html
    for code, language in LANGUAGES.items():
        keys = "".join(f"<kbd>{key}</kbd>" for key in keys_for(code))
        assert re.search(rf'{keys}</span><span class="words" lang="{code}"><b>{language.name}</b>', html), code
        assert (BOOK.catalogues[code]["page_title"] in html) is (size == "a4")
    assert not any(name in html for name in AGENCIES)
    assert "<script" not in html
    assert "Set-Cookie" not in answer.headers


def test_there_are_two_sizes(demo: Demo) -> None:
    assert requests.get(f"{demo.url}/poster?size=a3", timeout=PATIENCE).status_code == 404


def test_the_pdf_fills_its_paper(pdf: tuple[str, pypdfium2.PdfDocument]) -> None:
    size, document = pdf
    pages = [tuple(round(side * MILLIMETRES) for side in page.get_size()) for page in document]
    assert pages == {"a4": [(210, 297)], "card": [(91, 55), (91, 55)]}[size]


def test_nothing_of_the_pdf_is_cut_off(pdf: tuple[str, pypdfium2.PdfDocument]) -> None:
    """The margins are white: a printer leaves them out."""
    margin = {"a4": 8, "card": 2}[pdf[0]]
    for picture, page in zip(pictures(pdf[1]), pdf[1], strict=True):
        grey = picture.convert("L")
        edge = round(margin / MILLIMETRES / page.get_size()[0] * grey.width)
        inner = grey.point(lambda value: 255 - value).getbbox()
        assert inner is not None
        left, top, right, bottom = inner
        assert left >= edge
        assert top >= edge
        assert right <= grey.width - edge
        assert bottom <= grey.height - edge


def test_the_codes_of_the_pdf_can_be_scanned(pdf: tuple[str, pypdfium2.PdfDocument]) -> None:
    found = {code.text for code in zxingcpp.read_barcodes(pictures(pdf[1])[0])}
    assert found == {f"tel:{NUMBER}", f"{SITE}/"}


def test_the_words_of_the_pdf_are_words(pdf: tuple[str, pypdfium2.PdfDocument]) -> None:
    """Letters of all scripts, as text that can be searched; how they are joined is for eyes to see."""
    text = "".join(page.get_textpage().get_text_bounded() for page in pdf[1])
    assert "050-3123-4567" in text
    for name in ("Tiếng Việt", "中文", "Bahasa Indonesia", "한국어", "Español", "Português", "Монгол хэл", "にほんご"):
        assert name in text, text


def fonts(document: pypdfium2.PdfDocument) -> dict[str, set[str]]:
    """The letters that each family of fonts draws, in any weight."""
    found = defaultdict(set)
    for page in document:
        text, name, flags = page.get_textpage(), ctypes.create_string_buffer(200), ctypes.c_int()
        for place in range(text.count_chars()):
            pypdfium2.raw.FPDFText_GetFontInfo(text.raw, place, name, len(name), ctypes.byref(flags))
            family = name.value.decode().partition("+")[2].removesuffix("-Bold").replace("-", " ")
            found[family].add(chr(pypdfium2.raw.FPDFText_GetUnicode(text.raw, place)))
    return found


def test_each_script_is_drawn_by_its_own_font(pdf: tuple[str, pypdfium2.PdfDocument]) -> None:
    """A word in two fonts looks broken, though each letter is there."""
    found = fonts(pdf[1])
    words = {code: LANGUAGES[code].name for code in LANGUAGES}
    if pdf[0] == "a4":
        words = {code: word + BOOK.catalogues[code]["page_title"] for code, word in words.items()}
    for code in ("vi", "id", "fil", "en", "es", "pt", "mn"):
        assert set(words[code]) - {" "} <= found["Noto Sans"], code
    for code, family in {"zh": "SC", "ko": "KR", "ja": "JP"}.items():
        assert set(words[code]) - {" "} <= found[f"Noto Sans CJK {family}"], code
    for family, code in WHOSE.items():
        assert found[f"Noto Sans {family}"] & set(words[code]), code
    assert set("0123456789-") <= found["Noto Sans"]


def test_a_long_address_moves_nothing(tmp_path: Path) -> None:
    """It takes more lines, downwards; the codes keep their place and their distance to the languages."""
    tops = []
    for site in (SITE, LONG):
        file = tmp_path / "it.pdf"
        assert poster("--pdf", str(file), "--number", NUMBER, "--url", site).exit_code == 0
        picture = pictures(pypdfium2.PdfDocument(file))[0]
        codes = {code.text: code.position.top_left.y for code in zxingcpp.read_barcodes(picture)}
        assert set(codes) == {f"tel:{NUMBER}", f"{site}/"}
        tops.append(codes[f"tel:{NUMBER}"])
    assert abs(tops[0] - tops[1]) <= 1


def only(folder: Path, *families: str, disguised: str = "") -> str:
    """A configuration of fontconfig that knows these fonts and no others; one of them under a name not its own."""
    (folder / "fonts").mkdir()
    for family in families:
        command = ["fc-list", f":family={family}:style=Regular", "file"]
        listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        file = Path(listed.splitlines()[0].rstrip(": "))
        (folder / "fonts" / file.name).symlink_to(file)
        if family == disguised:
            rename(folder / "fonts" / file.name, "Stopgap")
    config = folder / "fonts.conf"
    config.write_text(FONTS.format(fonts=folder / "fonts", cache=folder / "cache"))
    return str(config)


def rename(link: Path, family: str) -> None:
    font = TTFont(link.resolve())
    for record in font["name"].names:
        if record.nameID in (1, 4, 6, 16):
            record.string = family
    link.unlink()
    font.save(link)


def made_with(config: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """In a process of its own: what a machine has of fonts is read once in a process."""
    return preloaded().run([*AT_ONCE, "--pdf", "it.pdf"], folder, {**os.environ, "FONTCONFIG_FILE": config})


def test_the_fonts_of_the_document_are_enough(tmp_path: Path) -> None:
    made = made_with(only(tmp_path, *NOTO), tmp_path)
    assert (made.returncode, made.stderr) == (0, "")


@pytest.mark.parametrize("known", [NOTO[:1], [each for each in NOTO if each != "Noto Sans Khmer"]])
def test_a_letter_that_no_font_has_is_not_printed_as_a_box(tmp_path: Path, known: list[str]) -> None:
    made = made_with(only(tmp_path, *known), tmp_path)
    assert made.returncode == 1
    assert made.stderr.startswith("Error: no font of this machine has ")
    assert "fonts-noto-cjk" in made.stderr
    assert len(made.stderr.splitlines()) == 1
    assert not (tmp_path / "it.pdf").exists()


def test_a_font_that_only_stands_in_is_not_printed(tmp_path: Path) -> None:
    """Some have every letter there is, made of dots."""
    made = made_with(only(tmp_path, *NOTO, disguised="Noto Sans Khmer"), tmp_path)
    assert made.returncode == 1
    assert made.stderr.startswith("Error: Stopgap would have to stand in for a missing font: install Noto's")
    assert len(made.stderr.splitlines()) == 1
    assert not (tmp_path / "it.pdf").exists()


@pytest.mark.parametrize(
    ("module", "complaint"),
    [
        ("raise ImportError('no weasyprint')", "pip install 'tsunagu[poster]'"),
        (
            "print('at length'); raise OSError('cannot load libpango')",
            "Debian: libpangoft2-1.0-0): cannot load libpango",
        ),
    ],
    ids=["WeasyPrint", "Pango"],
)
def test_without_what_makes_a_pdf_a_line_says_what_to_install(tmp_path: Path, module: str, complaint: str) -> None:
    (tmp_path / "weasyprint.py").write_text(module)
    path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
    command = [sys.executable, "-m", "ivr", *AT_ONCE, "--pdf", "it.pdf"]
    made = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    assert (made.returncode, made.stdout) == (1, "")
    assert complaint in made.stderr
    assert "open /poster of the service in a browser" in made.stderr
    assert len(made.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--number", "110", "--url", SITE], "--number: 110 is not a telephone number of Japan"),
        (["--number", "+81503123", "--url", SITE], "--number: +81503123 is not a telephone number of Japan"),
        (["--number", "+14155552671", "--url", SITE], "--number: +14155552671 is not a telephone number of Japan"),
        (["--number", NUMBER, "--url", "https://"], "--url: https:// is not a web address"),
        (["--number", NUMBER, "--url", "hotline"], "--url: hotline is not a web address"),
        (["--number", NUMBER, "--url", SITE, "--pdf", "no/such/folder.pdf"], "no/such/folder.pdf: No such file"),
    ],
)
def test_what_can_not_be_made_is_said_in_a_line(tmp_path: Path, arguments: list[str], complaint: str) -> None:
    made = poster("--pdf", str(tmp_path / "it.pdf"), *arguments)
    assert made.exit_code == 1
    assert complaint in made.stderr
    assert len(made.stderr.splitlines()) == 1


def test_settings_that_are_missing_are_named_in_a_line_each(tmp_path: Path) -> None:
    made = poster("--pdf", str(tmp_path / "it.pdf"), "--number", NUMBER)
    assert made.exit_code == 1
    assert made.stderr.splitlines()[1].startswith("  PUBLIC_URL is not set. ")
    assert [line.split()[0] for line in made.stderr.splitlines()[1:]] == REQUIRED
