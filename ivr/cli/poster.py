"""`ivr poster`: the poster and the card as PDF, for a printer's shop."""

from pathlib import Path

import click

from ivr.cli.common import one_line_errors
from ivr.cli.published import published_collection
from ivr.core.caller import Phone, identify
from ivr.settings import is_web_address, load_settings
from ivr.web.pdf import PdfError, pdf
from ivr.web.poster import FONTS, Size, poster
from profiles import place
from profiles.numbers import a_landline

_HOW = "or open /poster of the service in a browser, and print it from there"


@click.command("poster")
@click.option("--pdf", "file", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file.")
@click.option(
    "--size",
    type=click.Choice([each.value for each in Size]),
    default=lambda: Size.sheet().value,
    show_default="the sheet of the profile",
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
        if hotline.number is None or hotline.phone is Phone.FOREIGN:  # it is printed as people at home dial it
            raise click.ClickException(
                f"--number: {number} is not a telephone number of {place('en')} such as {a_landline()}"
            )
        if not is_web_address(url):
            raise click.ClickException(f"--url: {url} is not a web address such as https://hotline.example.org")
        html = poster(published_collection().book, hotline.number, url.rstrip("/"), Size(size))
        try:
            file.write_bytes(pdf(html, FONTS))
        except PdfError as error:
            raise click.ClickException(f"{error}; {_HOW}") from None
    click.echo(f"written to {file}")
