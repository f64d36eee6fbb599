"""The README's table and `.env.example` have every setting with its default, and none besides."""

import re
from pathlib import Path

from ivr.settings import Settings
from ivr.settings.model import setting
from tests.support.paths import ROOT
from tests.support.settings import GOOD
from tests.unit.ivr.settings.conftest import Load

README = (ROOT / "README.md").read_text("utf-8")
EXAMPLE = (ROOT / ".env.example").read_text("utf-8")
FIELDS = {setting(field): field for field in Settings.model_fields.values()}


def written(default: object) -> str:
    """A default as a user would write it."""
    if isinstance(default, bool):
        return "yes" if default else "no"
    return " ".join(default) if isinstance(default, tuple) else str(default)


DEFAULTS = {
    name: written(field.get_default())
    for name, field in FIELDS.items()
    if not field.is_required() and not field.default_factory
}
IN_WORDS = {
    "DIAL_COUNTRIES": "the profile's",
    "SMS_COUNTRIES": "the profile's",
    "SIGNING_KEY": "the auth token",
    "SMS_SENDER": "the number",
    "SPEECH_URL": "the region's",
    "TWILIO_API_URL": "the carrier's",
}
"""Defaults that are no value."""


def shown(name: str) -> str:
    """The default, as the README shows it."""
    if FIELDS[name].is_required():
        return "required"
    return IN_WORDS.get(name) or (f"`{DEFAULTS[name]}`" if DEFAULTS[name] else "none")


def test_the_readme_has_every_setting() -> None:
    table = dict(re.findall(r"^\| `([A-Z_]+)` \| ([^|]+) \|", README, re.MULTILINE))
    assert table == {name: shown(name) for name in FIELDS}


def test_the_example_has_every_setting() -> None:
    """Those that are required are to be filled in; the others are commented out."""
    lines = re.findall(r"^(#?)([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE)
    assert {name: (sign == "", value) for sign, name, value in lines} == {
        name: (field.is_required(), DEFAULTS.get(name, "")) for name, field in FIELDS.items()
    }
    assert len(lines) == len(FIELDS)


def test_the_example_says_what_each_must_be() -> None:
    for name, field in FIELDS.items():
        (comment,) = re.findall(rf"^# (.*)\n#?{name}=", EXAMPLE, re.MULTILINE)
        assert str(field.description).casefold() in comment.casefold()


def test_the_example_can_be_used_once_it_is_filled_in(tmp_path: Path, load: Load) -> None:
    """With the lines that are commented out as with none of them."""
    filled = re.sub(r"^([A-Z_]+)=$", lambda line: f"{line[1]}={GOOD[line[1]]}", EXAMPLE, flags=re.MULTILINE)
    (tmp_path / ".env").write_text(filled)
    as_it_is = load({})
    (tmp_path / ".env").write_text(re.sub(r"^#([A-Z_]+=)", r"\1", filled, flags=re.MULTILINE))
    assert load({}) == as_it_is
    assert as_it_is == load(GOOD)
