"""PDF files from HTML, by WeasyPrint. It is optional, and loads libraries of the system.

The console makes them in a process of their own (:func:`pdf_apart`), so that their memory and time are not those of
calls.
"""

import json
import logging
import subprocess
import sys
from collections.abc import Collection
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

_NOTO = "install Noto's (Debian: fonts-noto-core fonts-noto-cjk)"
_PATIENCE = 60
"""Seconds after which the process of a PDF is ended."""


class PdfError(Exception):
    """No PDF can be made; the message says in one line what to install."""


def pdf(html: str, fonts: Collection[str]) -> bytes:
    """Return a document as PDF, in no other font families than these.

    Raises:
        PdfError: WeasyPrint, a library, or a font for one of the letters is missing.
    """
    missing, log = _Missing(), logging.getLogger("weasyprint")
    log.addHandler(missing)
    log.propagate = False  # it logs every step
    try:
        with redirect_stdout(StringIO()):  # it prints a long message if a library is missing
            from weasyprint import HTML  # noqa: PLC0415  # optional, and it loads libraries of the system
    except ImportError:
        raise PdfError("WeasyPrint makes the PDF: pip install 'tsunagu[poster]'") from None
    except OSError as error:
        problem = str(error).splitlines()[0]
        raise PdfError(f"WeasyPrint needs Pango (Debian: libpangoft2-1.0-0): {problem}") from None
    families: set[str] = set()
    written = HTML(string=html).write_pdf(finisher=lambda _, pdf: families.update(_families(pdf)))
    if missing.letters:
        letters = " ".join(dict.fromkeys(missing.letters[:20]))
        raise PdfError(f"no font of this machine has {letters}: {_NOTO}")
    if others := ", ".join(sorted(families - set(fonts))):
        raise PdfError(f"{others} would have to stand in for a missing font: {_NOTO}")
    assert isinstance(written, bytes)
    return written


def pdf_apart(html: str, fonts: Collection[str]) -> bytes:
    """Return a document as PDF, made in a process of its own.

    Raises:
        PdfError: as :func:`pdf`, or the process has failed or taken too long.
    """
    given = json.dumps({"html": html, "fonts": sorted(fonts)}).encode()
    try:
        made = subprocess.run(  # noqa: S603  # ours
            [sys.executable, "-m", __name__], input=given, capture_output=True, check=False, timeout=_PATIENCE
        )
    except subprocess.TimeoutExpired:
        raise PdfError(f"the PDF was not made within {_PATIENCE} seconds") from None
    if made.returncode:
        lines = made.stderr.decode(errors="replace").splitlines()
        raise PdfError(lines[-1] if lines else "the PDF was not made")
    return made.stdout


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


if __name__ == "__main__":
    _given = json.load(sys.stdin.buffer)
    try:
        sys.stdout.buffer.write(pdf(_given["html"], _given["fonts"]))
    except PdfError as _error:
        sys.exit(str(_error))
