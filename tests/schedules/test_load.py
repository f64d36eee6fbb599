import pytest

from schedules import DirectoryError, load_directory
from tests.published import EMAIL, FOURTEEN

GOOD = """
zone: Asia/Tokyo
confirmed: 2021-06-28
source: the page
lines:
  - {id: a, tier: 1, agency: OTIT, languages: [vi], number: 0120-250-168, hours: Mon 9:00-10:00}
"""


def test_what_ships() -> None:
    directory = load_directory()
    assert [line.id for line in directory.lines_for("vi")] == ["otit-vi", "fresc"]
    assert set().union(*(line.languages for line in directory.lines)) == set(FOURTEEN)
    assert set(directory.email) == set(EMAIL)


def test_a_line_can_be_dialled_at_another_address_than_it_is_printed() -> None:
    text = GOOD.replace("number: 0120-250-168", "number: 0120-250-168, dial: 'sip:vi@trunk.example'")
    assert load_directory(text).lines[0].dial == "sip:vi@trunk.example"


@pytest.mark.parametrize(
    ("was", "becomes", "complaint"),
    [
        ("Mon 9:00-10:00", "Mon 9:00-25:00", "line a: hours, column 10, '25:00'"),
        ("0120-250-168", "0120-12", "line a: 0120-12 is not a telephone number"),
        ("Asia/Tokyo", "Asia/Tokio", "zone Asia/Tokio does not exist"),
        ("id: a", "name: a", "line number 1: id is missing"),
        ("tier: 1", "tier: first", "line a: tier is missing or not a whole number"),
        ("2021-06-28", "2021-6-28", "line a: confirmed is missing or not a date"),
        ("tier: 1", "tier: 1, colour: red", "line a: unknown field colour"),
        ("lines:", "rows:", "a directory has a list of `lines`"),
        ("zone: Asia/Tokyo", "zone: [", "not YAML"),
    ],
)
def test_a_mistake_is_one_line_that_names_its_place(was: str, becomes: str, complaint: str) -> None:
    with pytest.raises(DirectoryError) as refused:
        load_directory(GOOD.replace(was, becomes))
    assert complaint in str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_id_is_used_once() -> None:
    with pytest.raises(DirectoryError, match="line a: the id is used twice"):
        load_directory(GOOD + "".join(GOOD.splitlines(keepends=True)[5:]))
