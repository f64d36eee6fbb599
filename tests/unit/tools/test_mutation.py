"""The faults that mutation testing puts in: which there are, and that the running functions get them."""

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.tools import example
from tools.mutation.__main__ import TESTS, WHAT_DECIDES
from tools.mutation.exchange import functions, put_in, users
from tools.mutation.faults import Fault, faults_of

pytestmark = pytest.mark.long

EXAMPLE = Path("tests/unit/tools/example.py")


@pytest.fixture(autouse=True)
def example_restored() -> Iterator[None]:
    """What a test has put into the example is gone afterwards; its names are like no others of the process."""
    yield
    importlib.reload(example)


def faults_in(tmp_path: Path, body: str) -> list[str]:
    file = tmp_path / "module.py"
    file.write_text(f"def function():\n    {body}\n")
    return [f"{fault.before} -> {fault.after}" for fault in faults_of(file)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("x = a < b", {"a < b -> a <= b", "a < b -> a >= b"}),
        ("x = a == b", {"a == b -> a != b"}),
        ("x = a in b", {"a in b -> a not in b"}),
        ("x = a and b", {"a and b -> a", "a and b -> b"}),
        ("x = a or b or c", {"a or b or c -> b or c", "a or b or c -> a or c", "a or b or c -> a or b"}),
        ("x = not a", {"not a -> a"}),
        ("x = a + b", {"a + b -> a - b"}),
        ("x = a if b else c", {"a if b else c -> a", "a if b else c -> c"}),
        ("x = True", {"True -> False"}),
        ("x = 7", {"7 -> 8"}),
        ("x = 'word'", {"'word' -> 'XXword'"}),
        ("x = f'word {a}'", {"'word ' -> 'XXword '"}),
        ("x = [a, b]", {"[a, b] -> [b]", "[a, b] -> [a]"}),
        ("x = {a: b, c: d}", {"{a: b, c: d} -> {c: d}", "{a: b, c: d} -> {a: b}"}),
        ("x = a[b:c]", {"b:c -> :c", "b:c -> b:"}),
        ("x = a(b, c)", {"a(b, c) -> a(c, b)"}),
        ("x = a.max(b, c)", set()),
        ("x = a(b=c)", {"a(b=c) -> a()"}),
        ("x = min(a)", {"min(a) -> max(a)"}),
        ("x = sorted(a)", {"sorted(a) -> a"}),
        ("x = a.strip()", {"a.strip() -> a"}),
        ("x = [a for a in b if c]", {"for a in b if c -> for a in b"}),
        ("a(b)", {"a(b) -> pass"}),
        ("a += b", {"a += b -> pass"}),
        ("a.b = c", {"a.b = c -> pass"}),
        ("return a", {"return a -> return None"}),
        ("raise a", {"raise a -> pass"}),
        ("if a: b = c", {"if a -> if True", "if a -> if False"}),
    ],
)
def test_each_kind_of_fault(tmp_path: Path, body: str, expected: set[str]) -> None:
    assert set(faults_in(tmp_path, body)) == expected


def test_a_case_is_left_out(tmp_path: Path) -> None:
    body = "match a:\n        case 1 if b: x = c\n        case d: x = e"
    assert faults_in(tmp_path, body) == [
        "match a: 1 | d -> match a: d",
        "match a: 1 | d -> match a: 1",
        "case 1 if b: x = c -> case 1: x = c",
        "1 -> 2",
    ]


@pytest.mark.parametrize(
    "body", ['"""What it does."""', "assert a < b", "x: 'int | None' = a", "match a:\n        case b: assert_never(c)"]
)
def test_what_makes_no_difference_is_left_alone(tmp_path: Path, body: str) -> None:
    assert faults_in(tmp_path, body) == []


def the_fault(owner: str, after: str) -> Fault:
    (found,) = [fault for fault in faults_of(EXAMPLE) if fault.owner == owner and fault.after == after]
    return found


def test_a_method_gets_its_fault() -> None:
    window = example.Window(9, 17)
    assert not window.holds(17)
    put_in(the_fault("Window.holds", "self.opens <= hour <= self.closes"), functions())
    assert window.holds(17)


def test_a_property_gets_its_fault() -> None:
    window = example.Window(9, 17)
    assert window.length == 8
    put_in(the_fault("Window.length", "self.closes + self.opens"), functions())
    assert window.length == 26


def test_a_cached_function_gets_its_fault() -> None:
    assert example.doubled(8) == 16
    put_in(the_fault("doubled", "number // 2"), functions())
    example.doubled.cache_clear()
    assert example.doubled(8) == 4


def test_a_name_of_the_module_gets_its_fault() -> None:
    assert example.last_round(3)
    put_in(the_fault("EXAMPLE_ROUNDS", "4"), functions())
    assert not example.last_round(3)


def test_what_is_made_from_a_name_gets_the_fault_too() -> None:
    assert example.number_of("two") == 2
    put_in(the_fault("EXAMPLE_NAMES", "('one', 'two', 'three')"), functions())
    assert example.number_of("two") == 1


def test_who_uses_a_name_is_known_also_by_way_of_another() -> None:
    fault = the_fault("EXAMPLE_NAMES", "('zero', 'one', 'two')")
    lines = EXAMPLE.read_text().splitlines()
    ((path, used),) = users(fault, functions())
    assert path == EXAMPLE
    assert {lines[line - 1].strip() for line in used} == {
        "def number_of(name: str) -> int:",
        "return EXAMPLE_BY_NAME[name]",
    }


def test_a_package_has_names_too() -> None:
    importlib.import_module("schedules.parsing")
    faults = faults_of(Path("schedules/parsing/__init__.py"))
    assert faults
    living = functions()
    assert not [user for fault in faults for user in users(fault, living)]  # nobody reads __all__


def test_the_right_tree_is_left_as_it_was() -> None:
    (fault, *_) = faults_of(EXAMPLE)
    with fault.applied() as tree:
        wrong = compile(tree, "example", "exec")
    assert compile(fault.tree, "example", "exec") != wrong
    assert compile(fault.tree, "example", "exec") == compile(EXAMPLE.read_text(), "example", "exec")


@pytest.mark.parametrize("path", [*WHAT_DECIDES, *TESTS])
def test_what_decides_and_its_tests_are_where_the_command_looks_for_them(path: str) -> None:
    assert Path(path).exists()
