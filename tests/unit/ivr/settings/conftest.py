"""Settings of an environment that has nothing else in it."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from ivr.settings import Settings, load_settings

Load = Callable[[Mapping[str, str]], Settings]
Given = Callable[[Mapping[str, str]], None]


@pytest.fixture
def given_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Given:
    """Makes an environment the only one, in a folder of the test's own, where it may write a ``.env``."""
    monkeypatch.chdir(tmp_path)

    def become(environment: Mapping[str, str]) -> None:
        for name in list(os.environ):
            monkeypatch.delenv(name)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)

    return become


@pytest.fixture
def load(given_only: Given) -> Load:
    """Loads the settings of an environment."""

    def load(environment: Mapping[str, str]) -> Settings:
        given_only(environment)
        return load_settings()

    return load
