"""Reading of a profile from its file; the shipped one is in this package."""

from collections.abc import Collection
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from bounds import YAML_CHARACTERS
from bounds.rows import Problem
from profiles.model import Profile
from profiles.reading import ProfileError, read_profile
from sentences import Sentence

_MOST_BYTES = 4 * YAML_CHARACTERS


@cache
def shipped() -> Profile:
    """Return the profile of Japan."""
    name = "japan.yaml"
    return read_profile(files(__package__).joinpath(name).read_text("utf-8"), name)[0]


def load_profile(path: Path, languages: Collection[str] | None = None) -> Profile:
    """Read a profile and the directory that it names, whose path is relative to the profile.

    ``languages`` are the codes of the languages that callers can be spoken to in.

    Raises:
        ProfileError: a file can't be read, or the profile is invalid. The directory is not checked.
    """
    read, directory = read_profile(_text(path, path.name), path.name, languages)
    return replace(read, directory=_text(path.parent / directory, path.name)) if directory else read


def _text(path: Path, name: str) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES).decode("utf-8-sig")
    except (OSError, ValueError) as error:
        said = Sentence("{file} cannot be read ({cause})", file=str(path), cause=error.__class__.__name__)
        raise ProfileError(name, [Problem(0, said)]) from None
