"""The page of licences names what runs with the service, and nothing else."""

import re
import tomllib

from tests.support.paths import ROOT
from tools.notices import EXTRAS, TARGET, runs

PROJECT = (ROOT / "pyproject.toml").read_text("utf-8")


def test_every_package_that_runs_is_found_with_its_extra() -> None:
    found = {package.name.lower(): extra for package, extra in runs(PROJECT)}
    assert (found["flask"], found["werkzeug"], found["soxr"], found["psycopg-binary"]) == (
        "",
        "",
        "recordings",
        "postgres",
    )
    assert not found.keys() & {"pytest", "mypy", "pip-audit", "cyclonedx-bom"}


def test_the_page_names_every_package_of_the_project() -> None:
    given = tomllib.loads(PROJECT)["project"]
    needs = [*given["dependencies"], *(need for extra in EXTRAS for need in given["optional-dependencies"][extra])]
    page = (ROOT / TARGET).read_text("utf-8").lower().replace("_", "-")
    names = [re.split(r"[^a-z0-9-]", need.lower())[0] for need in needs]
    assert [name for name in names if f"| {name} |" not in page] == [], "run: python -m tools.notices"


def test_a_package_under_the_lgpl_is_explained() -> None:
    page = (ROOT / TARGET).read_text("utf-8")
    rows = [
        line.split(" | ")
        for line in page.partition("## Packages under")[0].splitlines()
        if "LGPL" in line or "Lesser" in line
    ]
    explained = page.partition("## Packages under")[2]
    assert {row[0].strip("| ").removesuffix("-binary") for row in rows} == {"psycopg", "pyphen", "soxr"}
    assert all(row[0].strip("| ").removesuffix("-binary") in explained for row in rows)
