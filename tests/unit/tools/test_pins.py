"""The files in `requirements` have what pyproject.toml asks for, each package with its hashes, and no address."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.paths import ROOT
from tools.notices import runs
from tools.pins import EXTRAS, FOLDER, divided, main, pins, without_hashes

PROJECT = (ROOT / "pyproject.toml").read_text("utf-8")
GIVEN = tomllib.loads(PROJECT)
FILES = {file.stem: file.read_text("utf-8") for file in (ROOT / FOLDER).glob("*.txt")}
OURS = {name: pins(text) for name, text in FILES.items() if name != "judges"}
AGAIN = "run: python -m tools.pins"
TEXT = """# a comment
--require-hashes
a-b==1.0 \\
    --hash=sha256:1 \\
    --hash=sha256:2
c==2 ; python_full_version < '3.12' \\
    --hash=sha256:3
c==3 ; python_full_version >= '3.12' \\
    --hash=sha256:4
"""


def test_there_is_a_file_for_each_set() -> None:
    assert set(FILES) == {"run", "judges", *GIVEN["project"]["optional-dependencies"]}, AGAIN
    assert EXTRAS[-1] == "dev", "it lists what is in no file before it"


@pytest.mark.parametrize("name", FILES)
def test_a_file_has_names_versions_markers_and_hashes_and_nothing_else(name: str) -> None:
    pin = r"[a-z0-9-]+==[0-9a-z.]+( ; [a-zA-Z0-9_.<>=!' ]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+\n"
    assert re.fullmatch(rf"# [^/]+\n--require-hashes\n--only-binary :all:\n({pin})+", FILES[name]), AGAIN


def test_no_package_is_in_two_files() -> None:
    names = [name for pinned in OURS.values() for name in pinned]
    assert [name for name in names if names.count(name) > 1] == [], AGAIN


def test_each_file_has_the_packages_that_are_needed_and_no_others() -> None:
    needed: dict[str, str] = {}
    needed |= {canonicalize_name(package.name): extra or "run" for package, extra in runs(PROJECT, EXTRAS)}
    needed |= {canonicalize_name(Requirement(need).name): "run" for need in GIVEN["build-system"]["requires"]}
    del needed["pip"]
    pinned = {name: file for file, every in OURS.items() for name, text in every.items() if applies(text)}
    assert pinned == needed, AGAIN


def test_the_versions_are_those_that_pyproject_asks_for() -> None:
    needs = [*GIVEN["build-system"]["requires"], *GIVEN["project"]["dependencies"]]
    needs += [need for extra in EXTRAS for need in GIVEN["project"]["optional-dependencies"][extra]]
    wrong = check(needs, {name: text for every in OURS.values() for name, text in every.items()})
    wrong += check(GIVEN["dependency-groups"]["judges"], dict(pins(FILES["judges"])))
    assert wrong == [], AGAIN


def check(needs: list[str], pinned: dict[str, str]) -> list[str]:
    """Those of the needs that no pin meets."""
    named = [(need, pinned.get(canonicalize_name(need.name), "==0")) for need in map(Requirement, needs)]
    versions = [(need, re.findall(r"==([^ ]+)", text)) for need, text in named]
    return [str(need) for need, found in versions if not all(need.specifier.contains(each) for each in found)]


def applies(text: str) -> bool:
    """Whether a pin is for the system that the tests run on."""
    needs = [Requirement(line.removesuffix(" \\")) for line in text.splitlines() if "==" in line]
    return any(need.marker is None or need.marker.evaluate() for need in needs)


def test_pins_are_read_with_markers_and_hashes() -> None:
    found = pins(TEXT)
    assert found["a-b"] == "a-b==1.0 \\\n    --hash=sha256:1 \\\n    --hash=sha256:2\n"
    assert "".join(found.values()) == TEXT.partition("--require-hashes\n")[2]
    assert without_hashes(TEXT) == (
        "a-b==1.0\nc==2 ; python_full_version < '3.12'\nc==3 ; python_full_version >= '3.12'\n"
    )


def test_a_package_belongs_to_the_first_set_that_needs_it() -> None:
    every = {name: f"{name}==1" for name in ("base", "driver", "shared", "tool")}
    extras = {"postgres": ["base", "driver", "shared"], "dev": ["base", "shared", "tool"]}
    found = divided(["base"], extras, every)
    assert {name: list(pinned) for name, pinned in found.items()} == {
        "run": ["base"],
        "postgres": ["driver", "shared"],
        "dev": ["tool"],
    }


def test_an_unknown_option_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["flask"]) == 2
    assert capsys.readouterr().err == "usage: python -m tools.pins [--upgrade [PACKAGE …]]\n"
