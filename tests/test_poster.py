"""The poster and the card: what they say, and that what is printed can be read, by people and by telephones."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
import requests
import zxingcpp
from PIL.Image import Image

from ivr.demo import NUMBER, Demo
from prompts import LANGUAGES, load_book
from tests.people import keys_for

BOOK = load_book()
SITE = "https://hotline.example.org"
MILLIMETRES = 25.4 / 72
AGENCIES = ("OTIT", "FRESC", "0120")
ONLY_LATIN = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>"""


def ivr(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ivr", "poster", *arguments]
    given = {name: value for name, value in os.environ.items() if not name.startswith(("TWILIO", "PUBLIC"))}
    return subprocess.run(
        command, cwd=cwd, env={**given, **environment}, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture(scope="module", params=["a4", "card"])
def pdf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, pypdfium2.PdfDocument]:
    """A size, and the PDF of it."""
    folder = tmp_path_factory.mktemp("poster")
    made = ivr("--pdf", "it.pdf", "--size", request.param, "--number", NUMBER, "--url", SITE, cwd=folder)
    assert (made.returncode, made.stdout, made.stderr) == (0, "written to it.pdf\n", ""), made.stderr
    return request.param, pypdfium2.PdfDocument(folder / "it.pdf")


def pictures(document: pypdfium2.PdfDocument) -> list[Image]:
    return [page.render(scale=4).to_pil() for page in document]


@pytest.mark.parametrize("size", ["a4", "card"])
def test_the_page_has_the_number_and_each_language_with_its_keys(demo: Demo, size: str) -> None:
    answer = requests.get(f"{demo.url}/poster?size={size}", timeout=5)
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
    assert requests.get(f"{demo.url}/poster?size=a3", timeout=5).status_code == 404


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


def test_a_letter_that_no_font_has_is_not_printed_as_a_box(tmp_path: Path) -> None:
    fonts = subprocess.run(["fc-list", ":family=Noto Sans", "file"], capture_output=True, text=True, check=True).stdout
    latin = next(Path(line.rstrip(": ")) for line in fonts.splitlines() if line.rstrip(": ").endswith("Regular.ttf"))
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "Latin.ttf").symlink_to(latin)
    config = tmp_path / "fonts.conf"
    config.write_text(ONLY_LATIN.format(fonts=tmp_path / "fonts", cache=tmp_path / "cache"))
    made = ivr("--pdf", "it.pdf", "--number", NUMBER, "--url", SITE, cwd=tmp_path, FONTCONFIG_FILE=str(config))
    assert made.returncode == 1
    assert made.stderr.startswith("Error: no font of this machine has ")
    assert "fonts-noto-cjk" in made.stderr
    assert len(made.stderr.splitlines()) == 1
    assert not (tmp_path / "it.pdf").exists()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--number", "110", "--url", SITE], "--number: 110 is not in international form"),
        (["--number", NUMBER, "--url", "hotline"], "--url: hotline is not a web address"),
        (["--number", NUMBER], "PUBLIC_URL is not set"),
        (["--number", NUMBER, "--url", SITE, "--pdf", "no/such/folder.pdf"], "no/such/folder.pdf: No such file"),
    ],
)
def test_what_can_not_be_made_is_said_in_a_line(tmp_path: Path, arguments: list[str], complaint: str) -> None:
    made = ivr("--pdf", "it.pdf", *arguments, cwd=tmp_path)
    assert made.returncode == 1
    assert complaint in made.stderr
    assert len(made.stderr.splitlines()) == 1
