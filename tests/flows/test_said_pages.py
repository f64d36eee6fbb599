"""The console in Japanese, over HTTP: what is refused, and what the audit log says, has no English left in it."""

import re

import pytest

from ivr.demo import PERSON, Demo
from tests.support.console import Console

WRONG: list[tuple[str, dict[str, str]]] = [
    ("/ops/hold", {"scope": "otit-vi", "state": "open", "life": "change"}),
    ("/ops/hold", {"scope": "otit-vi", "state": "closed", "life": "moment", "until": "soon", "reason": "x"}),
    (
        "/ops/hold",
        {"scope": "otit-vi", "state": "closed", "life": "moment", "until": "1999-01-01T10:00", "reason": "x"},
    ),
    (
        "/ops/hold",
        {"scope": "otit-vi", "state": "closed", "life": "moment", "until": "2020-01-01T10:00", "reason": "x"},
    ),
    (
        "/ops/hold",
        {"scope": "otit-vi", "state": "closed", "life": "moment", "until": "2099-01-01T10:00", "reason": "x"},
    ),
    ("/ops/hold", {"scope": "nothing", "state": "closed", "life": "reset", "reason": "x"}),
    ("/ops/release", {"scope": "otit-vi"}),
    ("/ops/hours/confirm", {"line": "nothing"}),
    ("/ops/hours/lines/otit-vi", {"text": "Fry 11:00-19:00"}),
    ("/ops/hours/lines/otit-vi", {"text": "Mon 19:00-11:00"}),
    ("/ops/hours/lines/otit-vi", {"text": "Mon 9-10, Mon 9:30-11"}),
    ("/ops/hours/lines/otit-vi", {"text": ""}),
    ("/ops/hours/lines/otit-vi", {"text": "Mon 9:00-10:00", "from": "never"}),
    ("/ops/hours/lines/otit-vi", {"act": "remove", "version": "2026-01-01"}),
    ("/ops/hours/special-days", {"date": "2026-12-40", "name": "x", "scope": "all"}),
    ("/ops/hours/special-days", {"date": "2026-12-10", "to": "2026-12-01", "name": "x", "scope": "all"}),
    ("/ops/hours/special-days", {"date": "2026-12-10", "name": "", "scope": "all"}),
    ("/ops/hours/special-days", {"date": "2026-12-10", "name": "x", "scope": "nothing"}),
    ("/ops/hours/special-days", {"date": "2026-12-10", "name": "x", "scope": "all", "kind": "hours", "hours": "noon"}),
    ("/ops/hours/special-days", {"date": "2026-12-10", "name": "x", "scope": "all", "kind": "extra", "hours": ""}),
    ("/ops/hours/special-days/remove", {"special": "9"}),
    ("/ops/hours/holidays", {"tier": "7", "public": "closed", "new-year": "usual"}),
    ("/ops/hours/draft/publish", {"reason": "x"}),
    ("/ops/hours/draft/discard", {}),
    ("/ops/hours/history/withdraw", {}),
    ("/ops/notices", {"id": "Lost Job", "as_of": "2026-01-01", "source": "x", "language": "en", "title": "x"}),
    ("/ops/notices", {"id": "lost", "as_of": "yesterday", "source": "", "language": "en", "title": ""}),
    ("/ops/notices/lost-job/vi", {"title": "x" * 99, "spoken": "", "text": "x"}),
    ("/ops/notices/lost-job/vi", {"title": "x", "spoken": "", "text": "x"}),
    ("/ops/notices/lost-job/vi", {"title": "x", "spoken": "x", "text": ""}),
    ("/ops/people", {"name": "A", "role": "viewer"}),
    ("/ops/people", {"name": PERSON, "role": "viewer"}),
    ("/ops/people", {"name": "a/b", "role": "viewer"}),
    ("/ops/people/demo/role", {"role": "viewer"}),
    ("/ops/people/nobody/disable", {}),
    ("/ops/account/password", {"current": "x", "password": "y", "again": "y"}),
    ("/ops/account/second-factor", {"code": "123456"}),
    ("/ops/prompts/vi/connecting", {"sentence": "{nothing} at all"}),
    ("/ops/prompts/vi/connecting", {"sentence": "x" * 999}),
    ("/ops/prompts/vi/clips/nothing", {}),
    ("/ops/prompts/vi/spoken", {"spoken": "yes"}),
    ("/ops/prompts/vi/file", {}),
    ("/ops/prompts/vi/draft/publish", {"reason": "x"}),
    ("/ops/prompts/vi/undo", {"number": "9"}),
]
_NOT_OURS = re.compile(
    r'<(\w+)[^>]* lang="(?!ja)[a-z-]+"[^>]*>.*?</\1>'  # in a language that is named
    r"|<(code|script|textarea|option)\b.*?</\2>"
    r"|`[^`]*`|(?:'|&#39;)[^<]*?(?:'|&#39;)|published page, [^<]*",  # as one types it, as it was typed, a source
    re.DOTALL,
)
_ENGLISH = re.compile(r"[A-Za-z]{2,}(?:[ ,;:]+[A-Za-z]+){2,}")


@pytest.fixture
def boss(demo: Demo) -> Console:
    console = Console(demo.url, "ja")
    assert console.sign_in(PERSON, demo.password).status == 200
    return console


def english(page: str) -> list[str]:
    """Runs of three English words or more that a reader of Japanese would meet."""
    return _ENGLISH.findall(re.sub(r"<[^>]+>", "\n", _NOT_OURS.sub("\n", page)))


def test_refusals_are_in_japanese(boss: Console) -> None:
    left = []
    for path, fields in WRONG:
        page = boss.post(path, **fields)
        assert page.status < 500, (path, fields)
        left += [(path, fields, run) for run in english(page.html)]
    assert not left


def test_the_audit_log_is_in_japanese_but_for_what_people_wrote(boss: Console) -> None:
    boss.post("/ops/people", name="info", role="viewer")
    boss.post("/ops/hold", scope="all", state="closed", life="moment", until="2099-01-01T10:00", reason="x")
    boss.post("/ops/hold", scope="all", state="closed", life="reset", reason="hours")
    for day in range(10, 20):
        boss.post("/ops/hours/special-days", date=f"2026-12-{day}", name="Obon", scope="otit-vi", kind="closed")
    page = boss.get("/ops/audit")
    for entry in (
        "手動切り替え demo すべて 手動で受付停止：hours",
        "info 閲覧者",
        "第1版から作成",
        "2026年12月19日（Obon）：休み",
    ):
        assert entry in page.text, entry
    assert not english(page.html)


def test_the_history_gives_our_reasons_in_japanese_and_peoples_as_they_are(boss: Console) -> None:
    boss.post("/ops/hours/confirm", line="otit-vi")
    boss.post("/ops/hours/history/1", reason="back again")
    page = boss.get("/ops/hours/history")
    for reason in ("初期の内容", "2026年11月29日に機関に確認済み：OTIT ベトナム語", "back again"):
        assert f"<strong>{reason}</strong>" in page.html
