"""That tests of a group run in one process: what they share is made once, and what waits does not keep all waiting."""

import os

import pytest


@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="there is one process")
@pytest.mark.xdist_group("together")
def test_a_test_is_known_by_its_group(request: pytest.FixtureRequest) -> None:
    """pytest-xdist tells groups by the ends of their tests' names. With pytest 9.2 there are none."""
    assert request.node.nodeid.endswith("@together")
