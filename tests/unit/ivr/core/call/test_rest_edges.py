"""Edges of the steps at rest that mutation testing asked for."""

from ivr.core.call.actions import Gather, Redirect
from tests.support.calls import answer, call, go, said


def test_2_before_a_number_is_keyed_in_is_a_wrong_number_and_costs_a_round() -> None:
    again = go("number", "en", step=6, round=3)
    got = answer("number", call("Sun 10:00", "en", "2", step=5, round=2))
    assert got.actions == (Gather(said("en", "number_wrong", "number_ask"), again, 10, digits=None), Redirect(again))
