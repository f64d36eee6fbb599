"""The order of the prompts, for people who read one after the other."""

from prompts.load import load_sentences
from prompts.order import _CALLS, Group, group_of, in_order

ALL = list(load_sentences("en").by_id)


def test_every_prompt_of_a_call_has_a_place_of_its_own() -> None:
    placed = [prompt for prompts in _CALLS.values() for prompt in prompts]
    spoken = [prompt for prompt in ALL if not prompt.startswith(("sms_", "page_"))]
    assert sorted(placed) == sorted(spoken)


def test_calls_come_first_then_texts_and_pages() -> None:
    ordered = in_order(reversed(ALL))
    assert sorted(ordered) == sorted(ALL)
    assert [*dict.fromkeys(map(group_of, ordered))] == list(Group)
    assert ordered[:2] == ["menu_option", "other_languages_now"]
    assert in_order(ALL)[-2:] == ["page_not_found", "page_trouble"]


def test_a_prompt_without_a_place_ends_the_call() -> None:
    assert in_order(["new_prompt", "connecting", "goodbye", "sms_open"]) == [
        "connecting",
        "goodbye",
        "new_prompt",
        "sms_open",
    ]
