"""Settings of an environment that has nothing else in it."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from ivr.settings import Settings, load_settings

Load = Callable[[Mapping[str, str]], Settings]


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Load:
    """Loads the settings of an environment, in a folder of the test's own, where it may write a ``.env``."""
    monkeypatch.chdir(tmp_path)

    def load(environment: Mapping[str, str]) -> Settings:
        for name in list(os.environ):
            monkeypatch.delenv(name)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return load_settings()

    return load
