"""The pages of each language and the first page: what they show, to whom they lead, and how fresh they are."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
import requests
from PIL import Image

from ivr.clock import parse_moment
from ivr.demo import NUMBER, Demo
from ivr.service.schedule import overrides
from ivr.service.schedule.editor import ScheduleEditor
from prompts import LANGUAGES, Prompt
from schedules import Directory, SpecialDay, Timetable, load_directory, write_directory
from schedules.edits import add_special_day
from tests.support.book import load_book
from tests.support.pages import PAGES, Page, get
from tests.support.people import keys_for
from tests.support.published import EMAIL, FOURTEEN
from tests.support.waiting import PATIENCE, eventually

TODAY = date(2026, 11, 29)
NOW = parse_moment("2026-11-29 10:00")
TIMETABLE = Timetable(load_directory())


def hold(demo: Demo, scope: str) -> None:
    """Hold lines closed by hand."""
    overrides.hold(
        ScheduleEditor(demo.service.engine, "Aiko"),
        scope,
        "a test",
        demo.clock.now(),
        opened=False,
        until=None,
        reset=True,
    )
    demo.schedule.refresh()


def publish(demo: Demo, change: Callable[[Directory], Directory]) -> None:
    """Publish a change of the directory, as somebody at the console would."""
    editor, now = ScheduleEditor(demo.service.engine, "Aiko"), demo.clock.now()
    editor.save_draft(write_directory(change(load_directory(editor.head(now).document))), now)
    editor.publish_draft("a test", now)


def close_on(demo: Demo, day: date) -> None:
    """Publish a special day on which everything is closed."""
    publish(demo, lambda directory: add_special_day(directory, SpecialDay("Training", day, day, ())))
    demo.schedule.refresh()


def end_the_shared_line(directory: Directory) -> Directory:
    """Nobody speaks Mongolian any more."""
    lines = [replace(line, last_day=date(2026, 11, 28)) if line.id == "fresc" else line for line in directory.lines]
    return replace(directory, lines=tuple(lines))


@pytest.mark.parametrize("code", FOURTEEN)
def test_the_page_of_a_language(site: Demo, code: str) -> None:
    answer = requests.get(f"{site.url}/{code}", timeout=PATIENCE)
    page = Page(answer.text)
    assert page.language == code
    numbers = [line.number for line in TIMETABLE.directory.lines if code in line.languages]
    assert [link for link in page.links if link.startswith("tel:")] == [
        *(f"tel:{number}" for number in numbers),
        f"tel:{NUMBER}",
        "tel:110",
        "tel:119",
    ]
    assert [link for link in page.links if link in PAGES] == [path for path in PAGES if path != f"/{code}"]
    assert page.alternates == {**{each: f"{site.url}/{each}" for each in FOURTEEN}, "x-default": f"{site.url}/"}
    assert f"/{code}.ics" in page.links
    assert ",\N{NO-BREAK SPACE}".join(keys_for(code)) in page.words
    assert any("soudan" in link for link in page.links) is (code in EMAIL)
    assert TIMETABLE.directory.notices[0].words[code].title.replace("'", "&#39;") in answer.text
    assert len(answer.content) < 20_000
    assert "Set-Cookie" not in answer.headers
    assert "'unsafe" not in answer.headers["Content-Security-Policy"]


def test_open_lines_come_first_and_a_publish_is_seen_at_once(demo: Demo) -> None:
    assert get(demo, "/vi").words.index("OTIT 0120-250-168") < get(demo, "/vi").words.index("FRESC 0120-76-2029")
    demo.clock.set(parse_moment("2026-11-30 10:00"))
    page = get(demo, "/vi")
    assert page.links[2:4] == ["tel:0120-76-2029", "tel:0120-250-168"]
    assert "OTIT: mở lúc 11:00 hôm nay" in page.words
    hold(demo, "fresc")
    assert "FRESC: nghỉ" in get(demo, "/vi").words


def test_what_is_published_is_on_the_page_within_seconds(demo: Demo) -> None:
    """Nobody tells the process: it looks, and the page that it kept is no more."""
    assert get(demo, "/vi").rows[1][1] == "9:00-17:00"
    publish(demo, lambda directory: add_special_day(directory, SpecialDay("Fire", TODAY, TODAY, ())))
    eventually(lambda: get(demo, "/vi").rows[1][1] == "nghỉ")
    assert "OTIT: mở lúc 11:00 ngày mai" in get(demo, "/vi").words


@pytest.mark.parametrize("path", ["/", "/vi"])
def test_a_clock_that_is_set_forward_and_back_is_followed(demo: Demo, path: str) -> None:
    pages = []
    for moment in ("2026-11-30 12:00", "2026-11-29 20:00", "2026-11-30 12:00"):
        demo.clock.set(parse_moment(moment))
        pages.append(get(demo, path).words)
    assert "OTIT: đang mở đến 19:00" in pages[0]
    assert "đang mở đến" not in pages[1]
    assert pages[2] == pages[0]


def test_a_language_that_no_line_speaks_has_a_page_still(demo: Demo) -> None:
    """With the one number and the way to the police; it does not tell of hours or calls that there are not."""
    publish(demo, end_the_shared_line)
    demo.schedule.refresh()
    page = get(demo, "/mn")
    assert page.rows == []
    assert [link for link in page.links if ":" in link] == [f"tel:{NUMBER}", "tel:110", "tel:119"]
    assert "/mn.ics" not in page.links
    assert load_book().text("mn", Prompt("page_week")) not in page.words
    assert "FRESC" not in get(demo, "/").words


def test_the_week_is_that_of_the_days_themselves(demo: Demo) -> None:
    """With special days and holidays, in the language's own names and figures."""
    page = get(demo, "/vi")
    assert page.rows[0] == ["", "OTIT", "FRESC"]
    assert page.rows[1] == ["CN, 29/11", "9:00-17:00", "nghỉ"]
    assert page.rows[2] == ["Th 2, 30/11", "11:00-19:00", "9:00-17:00"]
    assert len(page.rows) == 8
    close_on(demo, date(2026, 11, 30))
    assert get(demo, "/vi").rows[2] == ["Th 2, 30/11", "nghỉ", "nghỉ"]
    assert get(demo, "/my").rows[5][1:] == ["ပိတ်သည်", "၀၉:၀၀-၁၇:၀၀"]


def test_an_old_notice_is_folded_and_its_date_is_seen(demo: Demo) -> None:
    """What ships is of 2021; a year after a notice it is folded, too."""
    html = requests.get(f"{demo.url}/vi", timeout=PATIENCE).text
    assert Page(html).folded == ["folded"]
    summary = html.partition("<summary>")[2].partition("</summary>")[0]
    assert "Hỗ trợ khi mất việc" in summary
    assert "28/6/2021" in summary
    new = [replace(each, as_of=date(2026, 1, 1)) for each in TIMETABLE.directory.notices]
    publish(demo, lambda directory: replace(directory, notices=tuple(new)))
    demo.schedule.refresh()
    assert get(demo, "/vi").folded == []
    assert "Hỗ trợ khi mất việc" in get(demo, "/vi").words
    demo.clock.set(parse_moment("2027-01-02 10:00"))
    assert get(demo, "/vi").folded == ["folded"]


def test_a_number_that_costs_says_so(demo: Demo) -> None:
    def charge(directory: Directory) -> Directory:
        return replace(directory, lines=(replace(directory.lines[0], charged=True), *directory.lines[1:]))

    assert "gọi mất phí" not in get(demo, "/vi").words
    publish(demo, charge)
    demo.schedule.refresh()
    assert "OTIT 0120-250-168 (gọi mất phí)" in get(demo, "/vi").words
    assert "OTIT 0120-250-169\n" in get(demo, "/zh").words


def test_what_to_say_in_japanese(site: Demo) -> None:
    assert "ベトナム語（ご）で おねがいします" in get(site, "/vi").words
    assert "中国語（ちゅうごくご）で おねがいします" in get(site, "/zh").words
    assert "Chūgoku-go de onegai shimasu" in get(site, "/zh").words
    assert "やさしい にほんごで おねがいします" in get(site, "/ja").words


def test_the_hours_for_search_engines(demo: Demo) -> None:
    close_on(demo, date(2026, 12, 1))
    (script,) = get(demo, "/th").scripts
    data = json.loads(script)
    otit, fresc = (each["servicePhone"] for each in data["availableChannel"])
    assert (otit["telephone"], fresc["telephone"]) == ("+81120250198", "+81120762029")
    assert otit["hoursAvailable"] == [
        {
            "@type": "OpeningHoursSpecification",
            "opens": "11:00",
            "closes": "19:00",
            "dayOfWeek": ["Thursday", "Saturday"],
        },
    ]
    assert fresc["hoursAvailable"][1] == {
        "@type": "OpeningHoursSpecification",
        "opens": "00:00",
        "closes": "00:00",
        "validFrom": "2026-12-01",
        "validThrough": "2026-12-01",
    }


@pytest.mark.parametrize("path", ["/", "/vi"])
def test_what_other_sites_show_beside_a_link(site: Demo, path: str) -> None:
    shown = get(site, path).properties
    assert shown["og:url"] == site.url + path
    assert shown["og:title"]
    assert shown["og:description"]
    picture = requests.get(shown["og:image"], timeout=PATIENCE)
    assert picture.headers["Content-Type"] == "image/png"
    assert picture.headers["Cache-Control"] == "public, max-age=86400"
    assert len(picture.content) < 60_000
    size = Image.open(BytesIO(picture.content)).size
    assert size == (int(shown["og:image:width"]), int(shown["og:image:height"])) == (1200, 630)


def test_a_page_is_kept_by_browsers_and_asked_after(demo: Demo) -> None:
    first = requests.get(f"{demo.url}/vi", timeout=PATIENCE)
    assert first.headers["Cache-Control"] == "public, max-age=5"
    again = requests.get(f"{demo.url}/vi", headers={"If-None-Match": first.headers["ETag"]}, timeout=PATIENCE)
    assert (again.status_code, again.content) == (304, b"")
    hold(demo, "all")
    changed = requests.get(f"{demo.url}/vi", headers={"If-None-Match": first.headers["ETag"]}, timeout=PATIENCE)
    assert changed.status_code == 200


def test_the_first_page_leads_to_every_language(site: Demo) -> None:
    page = get(site, "/")
    assert page.links == [f"tel:{NUMBER}", *(f"/{code}" for code in LANGUAGES)]
    assert "OTIT: đang mở đến 17:00" in page.words  # it is Sunday
    assert "FRESC: opens tomorrow 09:00" in page.words
    assert requests.get(f"{site.url}/xx", timeout=PATIENCE).status_code == 404
    assert requests.get(f"{site.url}/vi.ics", timeout=PATIENCE).status_code == 200
