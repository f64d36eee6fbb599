"""The choice of the profile, before a command does anything."""

from ivr.cli.common import one_line_errors
from ivr.settings import load_profile_path
from profiles import load_profile, use
from prompts import LANGUAGES
from prompts.voices import VOICES

_VOICED = [code for code in LANGUAGES if all(code in voices for voices in VOICES.values())]
"""The languages that each carrier speaks: callers whose own has no voice are spoken to in one of these."""


def choose() -> None:
    """Use the profile that PROFILE names; without it, the one that ships is used.

    Raises:
        click.ClickException: the file can't be read, or the profile in it is invalid.
    """
    with one_line_errors():
        if path := load_profile_path():
            use(load_profile(path, _VOICED))
