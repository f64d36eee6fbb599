"""Pages are fetched as their sites want it, within limits, and from public addresses only."""

import gzip
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path

import pytest

from ivr.agency_pages import COMMAND, look
from ivr.agency_pages.fetching import LARGEST, Fetched, RefusedError, fetch
from ivr.agency_pages.network import Network, is_public
from ivr.core.agency_pages.state import Question, State
from tests.support.agency_reader import of_this_machine
from tests.support.agency_site import HOST, OTHER_HOST, PAGES, AgencySite, Reply

ADDRESS = f"https://{HOST}/hours"
AGENT = "Tsunagu/1 (+https://hotline.example.org)"
ASKED = Question(ADDRESS, AGENT)
Writes = Callable[[Callable[[bytes], object]], None]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[AgencySite]:
    opened = AgencySite(tmp_path)
    yield opened
    opened.close()


def fetched(site: AgencySite, question: Question = ASKED) -> Fetched:
    return fetch(question, of_this_machine(*_arguments(site)))


def _arguments(site: AgencySite) -> tuple[int, str]:
    return site.port, site.command[-1]


def refused(site: AgencySite, question: Question = ASKED) -> tuple[State, str]:
    with pytest.raises(RefusedError) as caught:
        fetched(site, question)
    return caught.value.state, str(caught.value)


def test_a_page_is_asked_for_with_our_name_after_robots_txt(site: AgencySite) -> None:
    site.replies["/hours"] = Reply(
        b"<p>hello", headers={"ETag": '"1"', "Last-Modified": "Mon, 30 Nov 2026 00:00:00 GMT"}
    )
    page = fetched(site)
    assert page == Fetched(ADDRESS, b"<p>hello", "", '"1"', "Mon, 30 Nov 2026 00:00:00 GMT")
    assert site.paths() == ["/robots.txt", "/hours"]
    for host, _, headers in site.asked:
        assert (host, headers["user-agent"]) == (HOST, AGENT)
    again = fetched(site, replace(ASKED, etag=page.etag, modified=page.modified))
    assert again.content is None
    assert site.asked[-1][2]["if-modified-since"] == page.modified
    assert "if-none-match" not in site.asked[-2][2], "robots.txt is another file"


def test_robots_txt_may_use_wildcards_and_our_name(site: AgencySite) -> None:
    site.serve("prose.html")
    site.replies["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /*.pdf$\nDisallow: /*/private\n", kind="text/plain")
    assert fetched(site).content
    site.replies["/robots.txt"] = Reply(b"User-agent: tsunagu\nDisallow: /h*s\n", kind="text/plain")
    assert refused(site) == (State.FORBIDDEN, "the site asks programs not to read it (robots.txt)")
    assert site.paths()[-1] == "/robots.txt"
    site.replies["/robots.txt"] = Reply(status=503, headers={"Retry-After": "120"})
    assert refused(site) == (State.FAILED, "its robots.txt is answered with 503")


@pytest.mark.parametrize(
    ("reply", "state", "said"),
    [
        (Reply(status=404), State.GONE, "the site answers with 404"),
        (Reply(status=410), State.GONE, "the site answers with 410"),
        (Reply(status=403), State.FAILED, "the site answers with 403"),
        (Reply(b"%PDF", kind="application/pdf"), State.UNREADABLE, "it is a PDF, which can't be read"),
        (Reply(b"PNG", kind="image/png"), State.UNREADABLE, "it is not a page but image/png"),
        (Reply(b"x" * (LARGEST + 1)), State.UNREADABLE, "it has more than 2000000 bytes"),
        (
            Reply(gzip.compress(b"x" * 20_000_000, 1), headers={"Content-Encoding": "gzip"}),
            State.UNREADABLE,
            "it has more than 2000000 bytes",
        ),
        (
            Reply(b"not gzip", headers={"Content-Encoding": "gzip"}),
            State.FAILED,
            "its answer breaks off: DecodeError",
        ),
        (Reply(status=302, headers={"Location": "/hours"}), State.FAILED, "it leads on more than 5 times"),
        (
            Reply(status=302, headers={"Location": "http://agency.example/"}),
            State.FAILED,
            "it leads to an address that is not asked: only https is",
        ),
        (
            Reply(status=302, headers={"Location": "https://agency.example:8443/"}),
            State.FAILED,
            "it leads to an address that is not asked: only https is",
        ),
        (
            Reply(status=302, headers={"Location": "file:///etc/passwd"}),
            State.FAILED,
            "it leads to an address that is not asked: only https is",
        ),
        (
            Reply(status=302, headers={"Location": "https://[::1/"}),
            State.FAILED,
            "it leads to an address that is not asked: only https is",
        ),
        (
            Reply(status=302, headers={"Location": "https://private.example/"}),
            State.FAILED,
            "private.example has no public address that answers",
        ),
        (
            Reply(status=302, headers={"Location": "https://unknown.example/"}),
            State.FAILED,
            "unknown.example has no public address that answers",
        ),
        (
            Reply(status=302, headers={"Location": "https://stranger.example/"}),
            State.FAILED,
            "stranger.example has no certificate that is valid",
        ),
    ],
)
def test_what_is_not_fetched_says_why(site: AgencySite, reply: Reply, state: State, said: str) -> None:
    site.replies["/hours"] = reply
    assert refused(site) == (state, said)


def test_a_redirect_is_followed_and_the_other_site_is_asked_for_its_rules(site: AgencySite) -> None:
    site.replies["/hours"] = Reply(status=301, headers={"Location": f"https://{OTHER_HOST}/new"})
    site.serve("other_owner.html", "/new")
    assert fetched(site).address == f"https://{OTHER_HOST}/new"
    assert [(host, path) for host, path, _ in site.asked] == [
        (HOST, "/robots.txt"),
        (HOST, "/hours"),
        (OTHER_HOST, "/robots.txt"),
        (OTHER_HOST, "/new"),
    ]


@pytest.mark.parametrize(
    ("wish", "seconds"),
    [("3600", 3600), ("Mon, 30 Nov 2026 01:00:00 GMT", 3600), ("soon", 0), ("-5", 0), ("9" * 30, 0)],
)
def test_how_long_to_stay_away(site: AgencySite, wish: str, seconds: int) -> None:
    headers = {"Retry-After": wish, "Date": "Mon, 30 Nov 2026 00:00:00 GMT"}
    site.replies["/hours"] = Reply(status=429, headers=headers)
    with pytest.raises(RefusedError) as caught:
        fetched(site)
    assert caught.value.stay_away == seconds


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
        ),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::10.0.0.1", "2002:a00:1::"),
    ],
)
def test_no_address_of_this_machine_or_its_network_is_public(address: str) -> None:
    assert not is_public((address, 443))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::8.8.8.8", "::ffff:8.8.8.8"])
def test_addresses_of_the_internet_are(address: str) -> None:
    assert ip_address(address).version in (4, 6)
    assert is_public((address, 443))


def test_names_of_this_machine_are_not_asked_by_what_runs_in_truth() -> None:
    for host in ("localhost", "127.0.0.1"):
        with pytest.raises(RefusedError, match="has no public address that answers"):
            fetch(Question(f"https://{host}/", AGENT), Network())


# --- in a process of its own


def test_a_page_is_read_in_a_process_of_its_own(site: AgencySite) -> None:
    site.serve("prose.html")
    answer = look(ASKED, site.command)
    assert answer.state is State.READ, answer.said
    assert answer.parts
    assert answer.parts[0].numbers == ("+81120762029", "+81353633025")
    site.serve("pictures.html")
    answer = look(ASKED, site.command)
    assert (answer.state, str(answer.said)) == (
        State.UNREADABLE,
        "it has no text: its words may be pictures, or made by a script",
    )


def test_the_command_that_runs_in_truth_asks_no_private_address() -> None:
    answer = look(Question("https://localhost/", AGENT), COMMAND)
    assert (answer.state, str(answer.said)) == (State.FAILED, "localhost has no public address that answers")


def _drips(write: Callable[[bytes], object]) -> None:
    pause = threading.Event()
    for _ in range(600):
        write(b"<p>")
        pause.wait(0.05)


def test_a_site_that_drips_is_left_after_a_time(site: AgencySite) -> None:
    site.replies["/hours"] = Reply(write=_drips)
    answer = look(ASKED, site.command, patience=3)
    assert (answer.state, str(answer.said)) == (State.FAILED, "no answer in 3 seconds")


def test_a_process_that_crashes_is_an_answer() -> None:
    answer = look(ASKED, ("false",))
    assert (answer.state, str(answer.said)) == (
        State.UNREADABLE,
        "it can't be read with the memory and time of a page",
    )


def test_our_pages_are_there() -> None:
    assert len([*PAGES.glob("*.html")]) == 8
