"""The figures of the code's shape, by a file whose figures are known."""

import ast

from tools.shape import (
    TIMES,
    Source,
    built_expressions,
    calls_of,
    dialects,
    doubles,
    formats_in_place,
    functions,
    length,
)

CODE = '''
import re
def first(rows, limit):
    """Two lines
    of documentation."""
    found = [row.name for row in rows if row.size > limit and not row.hidden]
    return sorted(found, key=len)[:limit] if found else None
def second(cells, most):
    names = [cell.name for cell in cells if cell.size > most and not cell.hidden]
    return sorted(names, key=len)[:most] if names else None
def third(moment, connection, words):
    shown = moment.strftime("%H:%M"), f"{moment:%d}", f"{moment:>5}"
    return shown, connection.dialect.name, re.compile("|".join(words)), re.compile("a|b")
'''
FILES = [Source("it.py", CODE.count("\n"), ast.parse(CODE))]


def test_functions_that_are_the_same_but_for_their_names() -> None:
    assert doubles(FILES) == [["it.py:3 first", "it.py:8 second"]]


def test_the_length_of_a_function_is_without_its_documentation() -> None:
    assert {place.split()[1]: length(node) for place, node in functions(FILES)} == {"first": 3, "second": 3, "third": 3}


def test_places() -> None:
    assert calls_of(TIMES, FILES) == ["it.py:12"]
    assert formats_in_place(FILES) == ["it.py:12"]
    assert dialects(FILES) == ["it.py:13"]
    assert built_expressions(FILES) == ["it.py:13"]
