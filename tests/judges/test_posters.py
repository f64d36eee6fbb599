"""The poster and the card as PDF: `qpdf` checks their form, `zbarimg` scans their codes."""

from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner

from ivr.cli import main
from ivr.demo import NUMBER
from tests.support.judges import program, run

SITE = "https://hotline.example.org"


@pytest.fixture(params=["a4", "card"])
def pdf(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    file = tmp_path / f"{request.param}.pdf"
    told = ["--pdf", str(file), "--size", request.param, "--number", NUMBER, "--url", SITE]
    ran = CliRunner().invoke(main, ["poster", *told], env={"DATABASE_URL": f"sqlite:///{tmp_path}/no.db"})
    assert ran.exit_code == 0, ran.output
    return file


def test_the_form_is_right_and_the_codes_can_be_scanned(pdf: Path, tmp_path: Path) -> None:
    checked = run([program("qpdf"), "--check", str(pdf)])
    assert checked.returncode == 0, checked.stdout + checked.stderr
    pictures = []
    for place, page in enumerate(pypdfium2.PdfDocument(pdf)):
        pictures.append(str(tmp_path / f"{place}.png"))
        page.render(scale=3).to_pil().save(pictures[-1])
    scanned = run([program("zbarimg"), "--quiet", *pictures])
    assert sorted(scanned.stdout.splitlines()) == sorted([f"QR-Code:tel:{NUMBER}", f"QR-Code:{SITE}/"])
