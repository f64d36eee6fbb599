"""The console's style sheets: one of them defines the colours, and pages use only icons that exist."""

import re
from pathlib import Path

import pytest

CONSOLE = Path(__file__).parents[4] / "ivr" / "web" / "ops"
TOKENS = CONSOLE.joinpath("static", "tokens.css").read_text("utf-8")
SHEETS = sorted(CONSOLE.joinpath("static").glob("*.css"))
_COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|light-dark)\(", re.IGNORECASE)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda each: each.name)
def test_colours_and_sizes_are_tokens(sheet: Path) -> None:
    words = sheet.read_text("utf-8")
    rules = re.sub(r"/\*.*?\*/", "", words, flags=re.DOTALL)
    if sheet.name != "tokens.css":
        assert not _COLOUR.findall(rules)
    used = set(re.findall(r"var\((--[\w-]+)\)", rules))
    assert used <= set(re.findall(r"(--[\w-]+):", TOKENS))


def test_each_icon_on_a_page_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', CONSOLE.joinpath("static", "icons.svg").read_text("utf-8")))
    pages = CONSOLE.joinpath("templates", "ops").rglob("*.html")
    named = {name for each in pages for name in re.findall(r"""icon\(["']([\w-]+)["']\)""", each.read_text("utf-8"))}
    assert named
    assert named <= drawn
