"""The content of a language's page on privacy, made from the settings. `docs/privacy.md` has it in full."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from ivr.core.caller import spoken_form
from profiles import profile
from prompts import Book, Prompt
from prompts.figures import figures
from prompts.written import either


@dataclass(frozen=True, slots=True)
class Practice:
    """What the settings say of people's data.

    Attributes:
        hotline: the one number (E.164).
        texts_to: the number that people text (E.164); empty: they can only reply to a text.
        people_days: how many days the hash of a number and the language beside it are kept.
        records_days: how many days the steps of calls and the words of sent texts are kept.
        remembers: whether the language of the last call is kept.
        operator, operator_page: who runs the service, and the address of its own page; may be empty.
    """

    hotline: str
    texts_to: str
    people_days: int
    records_days: int
    remembers: bool
    operator: str = ""
    operator_page: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of the page, and a link after it: its address and its words, both empty if there is none."""

    text: str
    address: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page."""

    heading: str
    told: tuple[Told, ...]


def privacy_page(practice: Practice, language: str, agencies: Sequence[str], book: Book) -> tuple[Part, ...]:
    """Return the page in a language. ``agencies`` are those to whose lines its callers are put through."""

    def say(prompt: str, **values: str) -> str:
        return book.text(language, Prompt.of(prompt, **values))

    return (
        Part(say("page_told"), tuple(_told(either(language, agencies), say))),
        Part(say("page_kept"), tuple(_kept(practice, partial(figures, language), say))),
        Part(say("page_can_do"), tuple(_can_do(practice, say))),
        Part(say("page_remains"), (Told(say("page_remains_phone")), Told(say("page_remains_bill")))),
    )


def _kept(practice: Practice, written: Callable[[int], str], say: Callable[..., str]) -> Iterator[Told]:
    people = written(practice.people_days)
    yield Told(say("page_kept_number", days=people))
    yield Told(say("page_kept_text"))
    if practice.remembers:
        yield Told(say("page_kept_language", days=people))
    yield Told(say("page_kept_steps", days=written(practice.records_days)))
    yield Told(say("page_not_kept"))


def _told(agencies: str, say: Callable[..., str]) -> Iterator[Told]:
    yield Told(say("page_private"))
    yield Told(say("page_told_number"))
    if agencies:
        yield Told(say("page_told_lines", agencies=agencies))


def _can_do(practice: Practice, say: Callable[..., str]) -> Iterator[Told]:
    before, number = profile().withhold, spoken_form(practice.hotline)
    if before and not number.startswith("+"):
        hidden = f"{before}-{number}" if before.isdigit() else f"{before}{number}"
        yield Told(say("page_withhold"), f"tel:{hidden.replace('#', '%23')}", hidden)
    texts = (f"sms:{practice.texts_to}", spoken_form(practice.texts_to)) if practice.texts_to else ()
    if practice.remembers:
        yield Told(say("page_forget"), *texts)
        yield Told(say("page_forget_key"), f"tel:{practice.hotline}", spoken_form(practice.hotline))
    yield Told(say("page_stop"), *texts)
    if practice.operator:
        page = practice.operator_page
        yield Told(say("page_ask", operator=practice.operator), page, page.split("://")[-1])
