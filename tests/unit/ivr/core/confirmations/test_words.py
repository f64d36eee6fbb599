"""The mail with a link, in the three languages."""

from ivr.core.confirmations.readers import Reader
from ivr.core.confirmations.words import mail
from ivr.service.confirmations.mailing import words_of
from tests.unit.ivr.core.confirmations.test_reminding import MONDAY

LINK = "https://hotline.example.org/confirm/TOKEN"


def written(reader: Reader, operator: str = "") -> tuple[str, str]:
    return mail("OTIT", "050-3123-4567", operator, LINK, MONDAY, reader, words_of(reader))


def test_in_english() -> None:
    subject, text = written(Reader.ENGLISH, "Hotline Association")
    assert subject == "OTIT: are these hours still right?"
    assert text.splitlines()[0] == "Hotline Association runs the hotline 050-3123-4567."
    assert f"{LINK}?in=en" in text.splitlines()
    assert "This link works once, until 2026-11-30." in text
    assert text.splitlines()[-2:] == [f"日本語: {LINK}?in=ja", f"やさしい にほんご: {LINK}?in=easy"]


def test_in_both_kinds_of_japanese() -> None:
    assert written(Reader.JAPANESE)[0] == "OTIT：この受付時間は今も正しいですか"
    assert written(Reader.EASY)[0] == "OTIT：この じかんは いまも ただしいですか"
    for reader in (Reader.JAPANESE, Reader.EASY):
        text = written(reader)[1]
        assert text.count(LINK) == 3
        assert "2026年11月30日" in text
