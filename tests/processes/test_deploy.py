"""The files in `deploy` name commands, settings and files that exist. Their form is judged in `tests/judges`."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from ivr.cli import main
from ivr.settings import Settings, load_settings
from ivr.settings.model import setting
from tests.support.paths import ROOT
from tests.support.settings import GOOD

DEPLOY = ROOT / "deploy"
COMPOSED = {shape: yaml.safe_load((DEPLOY / shape / "compose.yaml").read_text()) for shape in ("small", "large")}
SERVICES = [(shape, name) for shape, composed in COMPOSED.items() for name in composed["services"]]
OURS = [(shape, name) for shape, name in SERVICES if COMPOSED[shape]["services"][name]["image"] == "tsunagu"]
UNITS = {file.name: file.read_text() for file in (DEPLOY / "systemd").glob("*.service")}
IMAGE = (DEPLOY / "Containerfile").read_text()
STATE = "/srv/tsunagu/var"
SECRETS = {setting(field) for field in Settings.model_fields.values() if not field.repr}


def exists(command: list[str]) -> None:
    """Fail unless it is a command of ours with options of its own."""
    asked = CliRunner().invoke(main, [*command, "--help"])
    assert asked.exit_code == 0, asked.output


def default_command() -> list[str]:
    (found,) = re.findall(r"^CMD (.*)$", IMAGE, re.MULTILINE)
    words: list[str] = json.loads(found)
    return words


@pytest.mark.parametrize(("shape", "name"), OURS)
def test_a_service_has_a_command_and_settings_that_exist(
    shape: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = COMPOSED[shape]["services"][name]
    exists(service.get("command", default_command()))
    given = read_secrets(service["environment"], tmp_path)
    monkeypatch.chdir(tmp_path)  # no .env
    for known in map(setting, Settings.model_fields.values()):
        monkeypatch.delenv(known, raising=False)
    for each, value in {**env_file(), **given}.items():
        monkeypatch.setenv(each, value)
    settings = load_settings()
    assert settings.trusted_proxies == 1
    assert not given.keys() & SECRETS
    assert settings.secret_key == "0" * 32


def env_file() -> dict[str, str]:
    """Our example of settings, with the settings that it says are required and that are no secrets."""
    example = re.findall(r"^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    return {name: "" if name in SECRETS else GOOD.get(name, value) for name, value in example}


def read_secrets(environment: dict[str, str], folder: Path) -> dict[str, str]:
    """The environment of a service, with its secrets in files of a folder."""
    values = {"DATABASE_URL": "postgresql+psycopg://tsunagu:pass@/tsunagu?host=primary:5432&host=standby:5432"} | GOOD
    for name in [each.removesuffix("_FILE") for each in environment if each.endswith("_FILE")]:
        (folder / Path(environment[f"{name}_FILE"]).name).write_text(values.get(name, "a token"))
    return {name: value.replace("/run/secrets", str(folder)) for name, value in environment.items()}


@pytest.mark.parametrize(("shape", "name"), SERVICES)
def test_secrets_are_in_files_that_the_service_is_given(shape: str, name: str) -> None:
    composed = COMPOSED[shape]
    service = composed["services"][name]
    environment: dict[str, str] = service.get("environment", {})
    for each, value in environment.items():
        assert not re.search("PASSWORD|SECRET|TOKEN|KEY", each) or each.endswith("_FILE"), each
        if value.startswith("/run/secrets/"):
            assert Path(value).name in service["secrets"]
    assert set(service.get("secrets", [])) <= set(composed["secrets"])


def mounts(service: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for each in service.get("volumes", []):
        source, target, *_ = each.split(":")
        yield source, target


@pytest.mark.parametrize(("shape", "name"), SERVICES)
def test_what_is_mounted_is_there(shape: str, name: str) -> None:
    service = COMPOSED[shape]["services"][name]
    for source, _ in mounts(service):
        assert source in COMPOSED[shape]["volumes"] or (DEPLOY / shape / source).exists(), source


@pytest.mark.parametrize(("shape", "name"), OURS)
def test_our_containers_can_change_their_state_only(shape: str, name: str) -> None:
    service = COMPOSED[shape]["services"][name]
    assert [target for _, target in mounts(service)] == [STATE]
    assert service["read_only"]
    assert f"\nVOLUME {STATE}\n" in IMAGE
    assert re.search(r"^USER [1-9]\d+$", IMAGE, re.MULTILINE), "a number, not root"


@pytest.mark.parametrize("image", sorted({s["image"] for c in COMPOSED.values() for s in c["services"].values()}))
def test_images_of_others_name_their_version(image: str) -> None:
    assert image == "tsunagu" or re.search(r"/[a-z/-]+:v?\d+\.\d+", image)


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_runs_a_command_that_exists(unit: str) -> None:
    (line,) = re.findall(r"^ExecStart=(.*)$", UNITS[unit], re.MULTILINE)
    words = shlex.split(re.sub(r"^/bin/sh -c 'exec (.*)'$", r"\1", line))
    assert words[0] in ("/srv/tsunagu/.venv/bin/ivr", ".venv/bin/ivr")
    exists(words[1:])


def test_the_folder_of_the_units_is_that_of_the_installation() -> None:
    account = (DEPLOY / "systemd" / "tsunagu.service.d" / "account.conf").read_text()
    assert f"\nReadWritePaths={STATE}\n" in account
    assert f"path: {STATE}/tsunagu.db\n" in (DEPLOY / "litestream.yml").read_text()
    assert '"$(pwd -P)" = /srv/tsunagu ]' in (DEPLOY / "install").read_text()


def test_the_commands_of_the_document_exist() -> None:
    document = (ROOT / "docs" / "deploy.md").read_text()
    shown = set(re.findall(r"(?:\.venv/bin/|exec (?:-T )?\w+ )ivr ([a-z ]+)", document))
    assert {"provision", "doctor"} <= {each.strip() for each in shown}
    for each in shown:
        exists(each.split()[:1])
