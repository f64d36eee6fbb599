"""What the documents show is what happens."""

import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from ivr.cli import COMMANDS, main
from schedules import load_directory, shipped
from tests.support.paths import ROOT
from tests.support.preloaded import preloaded

README = (ROOT / "README.md").read_text("utf-8")
STORY = (ROOT / "docs" / "schedules.md").read_text("utf-8")


def commands(text: str) -> list[tuple[str, str]]:
    """Each command in the console blocks of a document, with the output that is shown, if any."""
    found = []
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        for entry in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = entry.partition("\n")
            found.append((command, output))
    return found


def shown() -> list[tuple[str, str]]:
    return [(command, output) for command, output in commands(README) if output.strip()]


def looks_like(shown_output: str, printed: str) -> bool:
    """Whether it is what is printed; … stands for what is left out."""
    return re.fullmatch(re.escape(shown_output).replace("…", ".*"), printed, re.DOTALL) is not None


@pytest.mark.parametrize(("command", "output"), shown(), ids=[command for command, _ in shown()])
def test_a_command_prints_what_the_readme_shows(command: str, output: str) -> None:
    name, *arguments = shlex.split(command)
    assert name == "ivr"
    ran = CliRunner().invoke(main, arguments, env={"DATABASE_URL": "sqlite:///nothing/here.db"})
    assert ran.exit_code == 0, ran.output
    assert looks_like(output, ran.stdout), ran.stdout


def test_the_story_of_the_hours_happens_as_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One command after the other, in one folder with one database."""
    monkeypatch.chdir(tmp_path)
    for command, output in commands(STORY):
        name, *arguments = shlex.split(command)
        if name == "ivr":
            ran = CliRunner().invoke(main, arguments, env={"DATABASE_URL": f"sqlite:///{tmp_path}/story.db"})
            assert (ran.exit_code != 0) is output.startswith("Error"), ran.output
            assert not output or looks_like(output, ran.output), ran.output
        else:
            subprocess.run([name, *arguments], check=True)


def test_commands_about_prompts_print_what_their_document_shows(tmp_path: Path) -> None:
    """One command after the other, in one folder with one database."""
    shown = commands((ROOT / "docs" / "prompts.md").read_text("utf-8"))
    assert len(shown) > 5
    for command, output in shown:
        name, *arguments = shlex.split(command)
        assert name == "ivr"
        ran = preloaded().run(arguments, tmp_path)
        assert (ran.returncode != 0) is output.startswith("Error"), ran.stderr
        assert not output or looks_like(output, ran.stdout + ran.stderr), ran.stdout + ran.stderr


def test_the_document_that_explains_the_form_can_be_read() -> None:
    (document,) = re.findall(r"```yaml\n(.*?)```", STORY, re.DOTALL)
    directory = load_directory(document)
    assert len(directory.special_days) == 4
    assert len(directory.lines[1].hours) == 2


def test_the_notice_that_is_shown_can_be_read() -> None:
    (notices,) = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "prompts.md").read_text("utf-8"), re.DOTALL)
    directory = load_directory(shipped()[: shipped().index("notices:\n")] + notices)
    assert [notice.words["vi"].spoken for notice in directory.notices] == [("Phần một.", "Phần hai.")]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_readme_and_explains_itself(name: str) -> None:
    assert f"`ivr {name}" in README
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.get_short_help_str(200) == COMMANDS[name][1]
    ran = CliRunner().invoke(main, [name, "--help"])
    assert ran.exit_code == 0
    assert len(ran.output.splitlines()) > 3


def test_the_poster_is_made_as_its_document_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shown = commands((ROOT / "docs" / "poster.md").read_text("utf-8"))
    assert len(shown) == 2
    for command, output in shown:
        ran = CliRunner().invoke(main, shlex.split(command)[1:], env={"DATABASE_URL": f"sqlite:///{tmp_path}/no.db"})
        assert (ran.exit_code, ran.output) == (0, output), ran.output
    assert {file.name for file in tmp_path.iterdir()} == {"poster.pdf", "card.pdf"}


@pytest.mark.parametrize("file", sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]), ids=lambda file: file.stem)
def test_what_a_document_points_to_is_there(file: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|mailto:)([^)#\s]+)", file.read_text("utf-8")):
        assert (file.parent / target).exists(), target


def named_tests(text: str) -> Iterator[tuple[list[Path], str]]:
    """The files of tests that a document names, and which test; ``::test_…`` alone is of the file named before."""
    files: list[Path] = []
    for file, test in re.findall(r"`(?:tests/)?((?:\w+/)*test_\w+\.py)?(?:::(test_\w+))?`", text):
        if file:
            files = [each for each in (ROOT / "tests").rglob(Path(file).name) if f"{each}".endswith(f"/{file}")]
        if file or test:
            yield files, test


@pytest.mark.parametrize("name", ["faults", "upgrade"])
def test_the_tests_that_a_document_names_exist(name: str) -> None:
    named = [*named_tests((ROOT / "docs" / f"{name}.md").read_text("utf-8"))]
    assert named
    for files, test in named:
        assert any(f"def {test}" in file.read_text("utf-8") for file in files), (files, test)


def test_each_fault_has_tests() -> None:
    table, *sections = re.split("^## ", (ROOT / "docs" / "faults.md").read_text("utf-8"), flags=re.MULTILINE)
    faults = re.findall(r"^\| \*\*(.+?)\*\*", table, re.MULTILINE)
    (tests,) = [section for section in sections if section.startswith("Tests\n")]
    assert len(faults) >= 15
    tested = dict(re.findall(r"^- \*\*(.+?)\*\*(.+)$", tests, re.MULTILINE))
    assert [each for each in faults if not [*named_tests(tested.get(each, ""))]] == []


@pytest.mark.parametrize("file", sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]), ids=lambda file: file.stem)
def test_the_section_that_a_link_names_is_there(file: Path) -> None:
    for target, section in re.findall(r"\]\((?!https?:|mailto:)([^)#\s]*)#([^)\s]+)\)", file.read_text("utf-8")):
        headings = re.findall(
            r"^#+ (.+)$", ((file.parent / target) if target else file).read_text("utf-8"), re.MULTILINE
        )
        assert section in {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}, section


@pytest.mark.parametrize("name", ["asvs", "privacy", "security"])
def test_the_files_that_are_named_as_evidence_exist(name: str) -> None:
    """A file of tests may be named without its folder."""
    tests = {file.name for file in ROOT.glob("tests/**/*.py")}
    named = re.findall(
        r"`((?:bounds|ivr|prompts|requirements|schedules|sentences|tests|tools)/[\w/.]+|test_\w+\.py)`",
        (ROOT / "docs" / f"{name}.md").read_text("utf-8"),
    )
    assert named
    assert [each for each in named if not ((ROOT / each).exists() or each in tests)] == []


def test_the_newest_version_in_the_changelog_is_ours() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    headings = re.findall(r"^## (\S+) - (\d{4}-\d\d-\d\d)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert headings == sorted(headings, key=lambda heading: heading[1], reverse=True)
    assert headings[0][0] == project["version"]
