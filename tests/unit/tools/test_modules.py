"""The page of modules is what their docstrings say."""

from pathlib import Path

from tools.modules import TARGET, document, modules


def test_the_page_is_what_the_docstrings_say() -> None:
    assert TARGET.read_text("utf-8") == document(Path()), "run: python -m tools.modules"


def test_every_module_says_what_it_is_for() -> None:
    assert not [f"{package}{name}" for package, found in modules(Path()) for name, what in found if len(what) < 10]
