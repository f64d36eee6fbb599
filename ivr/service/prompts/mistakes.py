"""Why an edited sentence can't be used. The same checks hold at the field, in the draft, at publish and at undo."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ivr.core.text.writer import MOST_SEGMENTS
from ivr.service.prompts.cost import Cost, costs_of, with_sentences
from ivr.service.prompts.live import shipped
from ivr.service.prompts.problems import PromptsError
from ivr.store.prompts import Change
from prompts import Collection
from prompts.clips import is_texted
from prompts.collection import Edit, problems_of
from prompts.wording import doubts_in
from schedules import Timetable
from schedules.blanks import blanks_in
from sentences import Sentence

LONGEST = 1000
"""Most characters of a sentence."""

LONGEST_REASON = 500
"""Most characters of the reason of a publish."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Changes of a language that were checked.

    Attributes:
        problems: what is wrong, by prompt; no prompt has an empty list.
        costs: what the texts with each sentence cost, by prompt, if all changes without a problem are made.
    """

    problems: Mapping[str, Sequence[Sentence]]
    costs: Mapping[str, Cost]

    @property
    def mistakes(self) -> list[Sentence]:
        """All that is wrong."""
        return [each for found in self.problems.values() for each in found]


def check(
    language: str,
    changes: Sequence[Change],
    collection: Collection,
    timetable: Timetable,
    others: Sequence[Change] = (),
) -> Checked:
    """Check whether changes of a language can be used together.

    A sentence has wrong placeholders, is plainly of another language, translates outdated English, or makes a text too
    long. ``others`` are further changes, which count for the length of texts only.
    """
    wrong = {each.prompt: [*_of_one(language, each, collection)] for each in [*others, *changes]}
    sound = [each for each in [*others, *changes] if not wrong[each.prompt]]
    costs = _costs_after(language, sound, collection, timetable)
    problems = {each.prompt: wrong[each.prompt] or _too_long(each.prompt, costs.get(each.prompt)) for each in changes}
    return Checked({prompt: found for prompt, found in problems.items() if found}, costs)


def check_reason(reason: str, what: Sentence) -> None:
    """Raise PromptsError unless the reason of a publish is one line with 1 to :data:`LONGEST_REASON` characters."""
    if not reason.strip() or len(reason) > LONGEST_REASON or not reason.isprintable():
        problem = Sentence("a reason is needed: one line of up to {number} characters", number=LONGEST_REASON)
        raise PromptsError(what, [problem])


def check_filled(language: str, changes: Sequence[Change]) -> None:
    """Raise PromptsError if something of a sentence is still to be filled in. Drafts may have that."""
    if found := [(each.prompt, blank) for each in changes for blank in blanks_in(each.sentence or "")]:
        problems = [Sentence("{prompt}: fill in {text}", prompt=prompt, text=blank) for prompt, blank in found]
        raise PromptsError(Sentence("words of {language}", language=language), problems)


def _costs_after(
    language: str, changes: Sequence[Change], collection: Collection, timetable: Timetable
) -> dict[str, Cost]:
    """Return, by prompt, what the texts with the changed sentences cost before and after the changes.

    If no text has to leave anything out before the changes, none shall after them.
    """
    texted = [each.prompt for each in changes if is_texted(each.prompt)]
    if not texted:
        return {}
    book = with_sentences(collection.book, language, becoming(language, changes))
    before = costs_of(collection.book, timetable, language, whole=True)
    if all(each.segments <= MOST_SEGMENTS for each in before.values()):
        after = costs_of(book, timetable, language, whole=True)
    else:
        before, after = (costs_of(each, timetable, language) for each in (collection.book, book))
    return {prompt: Cost(before[prompt], after[prompt]) for prompt in texted}


def becoming(language: str, changes: Sequence[Change]) -> dict[str, str]:
    """Return the sentences that changes put in place, by prompt."""
    built_in = shipped().sentences[language].by_id
    return {
        each.prompt: built_in[each.prompt] if each.sentence is None else each.sentence
        for each in changes
        if each.prompt in built_in
    }


def _of_one(language: str, change: Change, collection: Collection) -> Iterator[Sentence]:
    if change.sentence is None:
        return
    english = collection.english
    if change.prompt not in english:  # drafted before a release that no longer has it
        yield Sentence("{prompt} is not a prompt", prompt=change.prompt)
        return
    yield from problems_of(Edit(language, change.prompt, change.sentence, change.source, change.draft), english)
    yield from doubts_in(language, {change.prompt: change.sentence}, english)
    if (length := len(change.sentence)) > LONGEST:
        yield Sentence("it has {number} characters, more than {most}", number=length, most=LONGEST)


def _too_long(prompt: str, cost: Cost | None) -> list[Sentence]:
    if cost is None or not cost.too_much:
        return []
    return [
        Sentence(
            "{prompt}: the longest text with it would have {after} segments instead of {before}; the limit is {most}",
            prompt=prompt,
            after=cost.after.segments,
            before=cost.before.segments,
            most=MOST_SEGMENTS,
        )
    ]
