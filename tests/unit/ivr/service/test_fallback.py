"""The file of the page that is served when nothing of ours answers."""

from pathlib import Path

import pytest

from ivr.service.fallback import keep


def test_it_is_written_once(tmp_path: Path) -> None:
    file = tmp_path / "fallback.xml"
    assert keep("<Response />\n", file)
    assert file.read_text() == "<Response />\n"
    assert file.stat().st_mode & 0o777 == 0o644, "a web server of another account reads it"
    before = file.stat()
    assert not keep("<Response />\n", file)
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_who_reads_the_old_one_goes_on_reading_it(tmp_path: Path) -> None:
    file = tmp_path / "fallback.xml"
    keep("old", file)
    with file.open() as reading:
        assert keep("new", file)
        assert reading.read() == "old"
    assert file.read_text() == "new"
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_that_is_no_text_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "fallback.xml"
    file.write_bytes(b"\xff")
    assert keep("new", file)


def test_what_can_not_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "fallback.xml").mkdir()
    with pytest.raises(OSError, match=r"fallback\.xml"):
        keep("new", tmp_path / "fallback.xml")
    assert [each.name for each in tmp_path.iterdir()] == ["fallback.xml"]
    with pytest.raises(OSError, match="none"):
        keep("new", tmp_path / "none" / "fallback.xml")
