"""Texts as Windows programs save them."""

from pathlib import Path, PurePath

import pytest

from ivr.service.files import FileError, content_of, has_suffix, text_of, utf8

TEXT = "# made from revision 3\nzone: Asia/Tokyo\nname: 相談 🏮\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_the_text_is_the_same(encoding: str, line_end: str) -> None:
    assert text_of(TEXT.replace("\n", line_end).encode(encoding)) == TEXT


def test_utf_16_of_the_other_byte_order() -> None:
    assert text_of(b"\xfe\xff" + TEXT.encode("utf-16-be")) == TEXT


def test_a_byte_order_mark_is_removed_only_once_and_only_at_the_beginning() -> None:
    assert text_of("\ufeff\ufeffa\ufeff".encode()) == "\ufeffa\ufeff"
    assert text_of(b"") == ""


@pytest.mark.parametrize("content", [b"\xff", TEXT.encode("cp932", "replace"), b"\xff\xfea", b"\xff\xfe\x00\xd8"])
def test_another_encoding_is_refused(content: bytes) -> None:
    with pytest.raises(UnicodeDecodeError):
        text_of(content)


def test_bytes_keep_their_line_ends() -> None:
    assert utf8(b"\xef\xbb\xbfa\r\nb") == b"a\r\nb"
    assert utf8("a\r\nb".encode("utf-16")) == b"a\r\nb"


@pytest.mark.parametrize("name", ["hours.json", "HOURS.JSON", "old.yaml.Json"])
def test_a_suffix_in_any_case(name: str) -> None:
    assert has_suffix(PurePath(name), ".json")
    assert not has_suffix(PurePath(name), ".po")


def test_a_file_is_read_up_to_its_limit(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"12345")
    assert content_of(file, 5) == b"12345"
    with pytest.raises(FileError, match="larger than 4 bytes; nothing was changed"):
        content_of(file, 4)
    with pytest.raises(FileError):
        content_of(Path("/dev/zero"), 1_000_000)
