"""The rehearsal: walks every output before and after a change, and lists what is wrong.

Wrong is an old name or number that is left afterwards, a new one that appears before, something that is still to be
filled in, and a recording that a new name or sentence lacks. What is not ours to switch is listed too.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ivr.core.phrases import clips_needed
from ivr.core.rehearsal.outputs import State, outputs
from ivr.core.rehearsal.traces import Traces, gone_and_come
from prompts import LANGUAGES
from schedules.blanks import blanks, blanks_in
from sentences import Sentence, word


class Wrong(StrEnum):
    """What is wrong with an output."""

    LEFT = word("an old one is left afterwards")
    EARLY = word("a new one appears before")
    BLANK = word("still to be filled in")
    SILENT = word("not recorded")
    UNSAID = word("nobody is told any more what it is")


@dataclass(frozen=True)
class Finding:
    """Something that is wrong.

    Attributes:
        what: the name, number, blank or clip.
        where: the output.
        languages: the languages in which it is so; empty for all.
        example: the words around it, of the first language.
    """

    wrong: Wrong
    what: str
    where: Sentence
    languages: tuple[str, ...]
    example: str


@dataclass(frozen=True)
class Rehearsal:
    """What a rehearsal has found.

    Attributes:
        old, new: what the change takes away, and what it brings.
        looked_at: how many outputs were looked at, before and after.
        findings: what is wrong.
        by_hand: what the service does not switch by itself.
    """

    old: Traces
    new: Traces
    looked_at: int
    findings: tuple[Finding, ...]
    by_hand: tuple[Sentence, ...]


def rehearse(
    before: State, after: State, old: Iterable[str] = (), new: Iterable[str] = (), allowed: Iterable[str] = ()
) -> Rehearsal:
    """Compare two states. ``old`` and ``new`` are further words; ``allowed`` are phrases in which an old one may stand.

    Names, numbers and links are found by the difference of the two schedules.
    """
    gone, come = gone_and_come(before.directory, after.directory, old, new, allowed)
    found: dict[tuple[Wrong, str, str], list[Finding]] = {}
    looked_at = 0
    for state, traces, wrong in ((before, come, Wrong.EARLY), (after, gone, Wrong.LEFT)):
        for output in outputs(state):
            looked_at += 1
            for what, example in traces.within(output.text):
                one = Finding(wrong, what, output.where, (output.language,) if output.language else (), example)
                found.setdefault((wrong, what, str(output.where)), []).append(one)
    findings = [_together(each) for each in found.values()]
    findings += [*_blank(after), *_silent(before, after), *_unsaid(before, after)]
    return Rehearsal(gone, come, looked_at, tuple(findings), tuple(_by_hand(before, after, gone)))


def _together(findings: list[Finding]) -> Finding:
    """Return the findings of several languages as one."""
    first = findings[0]
    languages = tuple(dict.fromkeys(code for each in findings for code in each.languages))
    return Finding(first.wrong, first.what, first.where, languages, first.example)


def _blank(after: State) -> Iterator[Finding]:
    """Yield what is still to be filled in, in the schedule and in the sentences."""
    for place in blanks(after.directory):
        yield Finding(Wrong.BLANK, "", place, (), "")
    for language, sentences in after.writer.book.catalogues.items():
        for prompt, sentence in sentences.items():
            for blank in blanks_in(sentence):
                yield Finding(Wrong.BLANK, blank, Sentence("sentence {prompt}", prompt=prompt), (language,), sentence)


def _silent(before: State, after: State) -> Iterator[Finding]:
    """Yield the clips that a recorded language needs afterwards, lacks, and did not need or had before."""
    for language in LANGUAGES:
        if language not in after.writer.book.recordings or language in after.writer.book.voices:
            continue
        missing, lacked = _missing(after, language), set(_missing(before, language).values())
        for clip, words in missing.items():
            if words not in lacked and not blanks_in(words):
                yield Finding(Wrong.SILENT, clip, Sentence("recordings"), (language,), words)


def _unsaid(before: State, after: State) -> Iterator[Finding]:
    """Yield the agencies of lines whose callers could read what their agency is, and can't afterwards."""
    was = {line.id: line.agency for line in before.directory.lines}
    lost: dict[str, set[str]] = {}
    for line in after.directory.lines:
        told, tells = (
            {code for code in line.languages if state.directory.agencies.get(agency, {}).get(code)}
            for state, agency in ((before, was.get(line.id, "")), (after, line.agency))
        )
        lost.setdefault(line.agency, set()).update(told - tells)
    for agency, codes in lost.items():
        if codes:
            languages = tuple(code for code in LANGUAGES if code in codes)
            yield Finding(Wrong.UNSAID, agency, Sentence("public page"), languages, "")


def _missing(state: State, language: str) -> Mapping[str, str]:
    have = state.writer.book.recordings.get(language, {})
    needed = clips_needed(state.writer.book, language, state.directory)
    return {clip: words for clip, words in needed.items() if words not in have}


def _by_hand(before: State, after: State, gone: Traces) -> Iterator[Sentence]:
    """Yield what the service can't switch."""
    yield Sentence(
        "posters and cards name no agency: print new ones only if the service's own number, its address or its "
        "languages change"
    )
    yield Sentence(
        "the page that the carrier or a web server keeps for the time when nothing answers: write it again at the "
        "moment, by `ivr fallback`"
    )
    yield Sentence("calendars that people have subscribed to show it when they next refresh, within hours")
    yield Sentence("texts that were sent before stay on telephones; what is sent afterwards is written anew")
    if gone.numbers:
        yield Sentence("calls to the old numbers themselves: ask the agency how long they are forwarded")
    old, new = ({page.address for page in each.directory.email.values()} for each in (before, after))
    same = sorted(old & new)
    if same and gone.names:
        yield Sentence("the e-mail pages stay as they are; ask whether they move: {pages}", pages=", ".join(same))
    sources = sorted({line.source for line in after.directory.lines} & {line.source for line in before.directory.lines})
    if sources and gone:
        yield Sentence("the sources of the hours stay as they are: {sources}", sources="; ".join(sources))
