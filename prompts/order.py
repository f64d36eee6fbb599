"""The order in which callers meet the prompts, for people who read or translate them one after the other."""

from collections.abc import Iterable
from enum import StrEnum

from prompts.clips import is_spoken, is_texted


class Group(StrEnum):
    """A part of a call, or another place where prompts are read."""

    MENU = "menu"
    CONNECTING = "connecting"
    REST = "rest"
    REQUESTS = "requests"
    NOTICES = "notices"
    END = "end"
    TEXTS = "texts"
    PAGES = "pages"


_CALLS: dict[Group, tuple[str, ...]] = {
    Group.MENU: ("menu_option", "other_languages_now", "no_language", "text_numbers"),
    Group.CONNECTING: ("connecting", "advice_free", "charged", "text_instead", "no_answer", "call_ended"),
    Group.REST: (
        "nobody",
        "call_later",
        "text_coming",
        "text_coming_in",
        "text_already",
        "unconfirmed",
        "open_now",
        "open_always",
        "opens_today",
        "opens_tomorrow",
        "opens_on",
        "the_number",
        "number_charged",
        "email_in_text",
        "email_on_site",
        "key_connect",
        "key_remind",
        "key_call_back",
        "key_again",
        "key_number",
        "key_text",
        "key_notice",
        "other_languages",
    ),
    Group.REQUESTS: (
        "reminder_set",
        "call_back_set",
        "number_ask",
        "number_wrong",
        "number_check",
        "number_sent",
        "not_possible",
        "call_back_hello",
        "call_back_keys",
        "call_back_again",
        "key_no_call_back",
        "call_back_over",
    ),
    Group.NOTICES: ("notice_as_of", "notice_keys", "notice_end"),
    Group.END: ("goodbye", "trouble", "call_directly"),
}
"""The prompts of a call. Texts and pages have the order of the catalogue."""
_GROUPS = {prompt: group for group, prompts in _CALLS.items() for prompt in prompts}
_PLACES = {prompt: place for place, prompt in enumerate(_GROUPS)}


def group_of(prompt: str) -> Group:
    """Return the group of a prompt."""
    if is_texted(prompt):
        return Group.TEXTS
    return _GROUPS.get(prompt, Group.END) if is_spoken(prompt) else Group.PAGES


def in_order(prompts: Iterable[str]) -> list[str]:
    """Sort prompts by the order in which callers meet them."""
    groups = list(Group)
    return sorted(prompts, key=lambda prompt: (groups.index(group_of(prompt)), _PLACES.get(prompt, len(_PLACES))))
