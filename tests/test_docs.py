"""What the documents show is what happens."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from ivr.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```console\n(.*?)```", README, re.DOTALL)


def shown() -> list[tuple[str, str]]:
    """Each command that is shown with its output."""
    commands = []
    for block in BLOCKS:
        for entry in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = entry.partition("\n")
            if output.strip():
                commands.append((command, output))
    return commands


@pytest.mark.parametrize(("command", "output"), shown(), ids=[command for command, _ in shown()])
def test_a_command_prints_what_the_readme_shows(command: str, output: str) -> None:
    name, *arguments = shlex.split(command)
    assert name == "ivr"
    ran = CliRunner().invoke(main, arguments, env={"DATABASE_URL": "sqlite:///nothing/here.db"})
    assert ran.exit_code == 0, ran.output
    expected = output.removeprefix("…\n")
    assert ran.stdout.endswith(expected)
    assert ran.stdout == expected or output.startswith("…\n")


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_is_in_the_readme_and_explains_itself(name: str) -> None:
    assert f"`ivr {name}" in README
    ran = CliRunner().invoke(main, [name, "--help"])
    assert ran.exit_code == 0
    assert len(ran.output.splitlines()) > 3


def test_every_setting_is_in_the_readme_and_none_besides() -> None:
    source = (ROOT / "ivr" / "settings.py").read_text("utf-8")
    read = set(re.findall(r'\.(?:required|optional)\("([A-Z_]+)"', source))
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE)) == read


@pytest.mark.parametrize("file", ["README.md", *(str(p.relative_to(ROOT)) for p in (ROOT / "docs").rglob("*.md"))])
def test_links_lead_somewhere(file: str) -> None:
    path = ROOT / file
    for link in re.findall(r"\]\(([^)#]+)", path.read_text("utf-8")):
        if not link.startswith("http"):
            assert (path.parent / link).exists(), link
