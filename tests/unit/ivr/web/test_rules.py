from collections.abc import Mapping

import pytest
from werkzeug.routing import Map, Rule

from ivr.web.rules import LateRule


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("/ops/lines", {}),
        ("/ops/lines", {"page": 2, "rule": "a & b"}),
        ("/ops/lines/<name>", {"name": "otit/vi"}),
        ("/ops/lines/<path:name>/<int:number>", {"name": "otit/vi", "number": 7, "self": "x"}),
    ],
)
def test_a_late_rule_builds_the_address_that_a_rule_builds(path: str, values: Mapping[str, object]) -> None:
    built = []
    for kind in (Rule, LateRule):
        routes = Map([kind(path, endpoint="lines")]).bind("hotline.example")
        built.append([routes.build("lines", values, append_unknown=unknown) for unknown in (True, False, True)])
    assert built[0] == built[1]
