"""`ivr poster`: the poster and the card as PDF, for a printer's shop."""

import logging
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import click

from ivr.cli.common import one_line_errors
from ivr.cli.published import published_collection
from ivr.core.caller import Phone, identify
from ivr.settings import is_web_address, load_settings
from ivr.web.poster import FONTS, Size, poster

_NOTO = "install Noto's (Debian: fonts-noto-core fonts-noto-cjk)"
_HOW = "or open /poster of the service in a browser, and print it from there"


@click.command("poster")
@click.option("--pdf", "file", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file.")
@click.option(
    "--size",
    type=click.Choice([each.value for each in Size]),
    default=Size.A4.value,
    show_default=True,
    help="A sheet, or a card.",
)
@click.option("--number", help="The one number, such as +815031234567.  [default: TWILIO_PHONE_NUMBER]")
@click.option("--url", help="The address of the pages.  [default: PUBLIC_URL]")
def poster_command(file: Path, size: str, number: str | None, url: str | None) -> None:
    """Write the poster for the wall, or a card for the pocket, as PDF."""
    with one_line_errors():
        if number is None or url is None:
            settings = load_settings()
            number, url = number or settings.phone_number, url or settings.public_url
        hotline = identify(number)
        if hotline.number is None or hotline.phone is Phone.FOREIGN:  # it is printed as people in Japan dial it
            raise click.ClickException(f"--number: {number} is not a telephone number of Japan such as +815031234567")
        if not is_web_address(url):
            raise click.ClickException(f"--url: {url} is not a web address such as https://hotline.example.org")
        html = poster(published_collection().book, hotline.number, url.rstrip("/"), Size(size))
        file.write_bytes(_pdf(html))
    click.echo(f"written to {file}")


def _pdf(html: str) -> bytes:
    """Return the document as PDF.

    Raises:
        click.ClickException: WeasyPrint, a library, or a font for one of the letters is missing.
    """
    missing, log = _Missing(), logging.getLogger("weasyprint")
    log.addHandler(missing)
    log.propagate = False  # it logs every step
    try:
        with redirect_stdout(StringIO()):  # it prints a long message if a library is missing
            from weasyprint import HTML  # noqa: PLC0415  # optional, and it loads libraries of the system
    except ImportError:
        raise click.ClickException(f"WeasyPrint makes the PDF: pip install 'tsunagu[poster]'; {_HOW}") from None
    except OSError as error:
        problem = str(error).splitlines()[0]
        raise click.ClickException(f"WeasyPrint needs Pango (Debian: libpangoft2-1.0-0): {problem}; {_HOW}") from None
    families: set[str] = set()
    written = HTML(string=html).write_pdf(finisher=lambda _, pdf: families.update(_families(pdf)))
    if missing.letters:
        letters = " ".join(dict.fromkeys(missing.letters[:20]))
        raise click.ClickException(f"no font of this machine has {letters}: {_NOTO}; {_HOW}")
    if others := ", ".join(sorted(families - FONTS)):
        raise click.ClickException(f"{others} would have to stand in for a missing font: {_NOTO}; {_HOW}")
    assert isinstance(written, bytes)
    return written


def _families(pdf: Any) -> set[str]:
    """Return the font families in a PDF (``FontFamily`` of each font descriptor, ISO 32000-1, 9.8)."""
    return {each["FontFamily"].string for each in pdf.objects if isinstance(each, dict) and "FontFamily" in each}


class _Missing(logging.Handler):
    """Collects the letters that no font has. WeasyPrint logs a warning for each, and would print a box."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.letters: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if ".notdef" in str(record.msg) and record.args:
            self.letters.append(str(next(iter(record.args))))
