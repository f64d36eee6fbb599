"""Check of the mail server by which agencies are asked."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from ivr.core.findings import Fail, Finding, Ok
from ivr.mail import MailError, MailServer
from ivr.settings import Settings


def server(settings: Settings) -> Iterator[Finding]:
    """Yield whether the mail server answers and takes our password. Nothing is sent."""
    if not settings.smtp_url:
        yield Ok("mail", "agencies get no mail, since SMTP_URL is not set; links are copied from the console")
        return
    host = urlsplit(settings.smtp_url).hostname
    try:
        MailServer(settings.smtp_url, settings.mail_from).check()
    except MailError as error:
        yield Fail("mail", f"the mail server {host}: {error}", "Correct SMTP_URL (docs/agencies.md)")
    else:
        yield Ok("mail", f"the mail server {host} answers and takes us")
