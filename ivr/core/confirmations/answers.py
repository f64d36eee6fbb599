"""What an agency answers: read from what was typed, then made to a directory as changes.

An answer is taken only when nothing in it is in doubt: each line is answered as it was shown, and hours that were typed
have been read back. Until then nothing that was typed is lost.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from ivr.core.confirmations.page import LineShown
from schedules import Directory, HoursError, Week, print_hours, read_hours, suggest_hours
from schedules.edits import ChangeError, change_line, confirm, set_hours
from schedules.rules.entries import is_line
from sentences import Sentence

LONGEST_NAME, LONGEST_REMARK = 80, 1000
"""Characters."""


class Says(StrEnum):
    """What is said of a line."""

    RIGHT = "right"
    HOURS = "hours"
    """Its hours are others."""
    OTHER = "other"
    """Something else is wrong, or the person does not know; the remark says it."""


@dataclass(frozen=True, slots=True)
class OfLine:
    """What was sent of a line.

    Attributes:
        says: a value of :class:`Says`, or anything.
        hours: the hours as they were typed.
        mark: :attr:`LineShown.mark` of what was on the page.
        read_back: the typed hours as the page has read them back; empty if it has not.
    """

    says: str = ""
    hours: str = ""
    mark: str = ""
    read_back: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent: who answers, a remark, and what is said of each line by its id."""

    name: str = ""
    remark: str = ""
    lines: Mapping[str, OfLine] = field(default_factory=dict)

    def of(self, line_id: str) -> OfLine:
        """Return what was sent of a line."""
        return self.lines.get(line_id, OfLine())


@dataclass(frozen=True, slots=True)
class Mistake:
    """Why an answer is not taken yet. ``meant`` is what hours probably mean, ``wrong`` the part not understood."""

    said: Sentence
    meant: Week | None = None
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in which nothing is in doubt: the lines that are right, and the hours of those with others."""

    name: str
    remark: str
    right: tuple[str, ...]
    hours: Mapping[str, Week]


@dataclass(frozen=True, slots=True)
class Reading:
    """How an answer was read.

    Attributes:
        answer: None if there are mistakes, or hours that were not read back yet.
        mistakes: by the name of the field, ``name``, ``remark``, ``says-ID`` or ``hours-ID``.
        weeks: the typed hours that were understood, by line.
    """

    answer: Answer | None
    mistakes: Mapping[str, Mistake]
    weeks: Mapping[str, Week]


def read(typed: Typed, lines: Sequence[LineShown], directory: Directory, today: date) -> Reading:
    """Read an answer to what is shown today of some lines of a directory."""
    mistakes, weeks = dict[str, Mistake](), dict[str, Week]()
    for each in lines:
        _read_line(each, typed.of(each.line.id), directory, today, mistakes, weeks)
    said = {each.line.id: typed.of(each.line.id).says for each in lines}
    mistakes |= _read_person(typed, needs_remark=Says.OTHER in said.values())
    unseen = [line_id for line_id, week in weeks.items() if typed.of(line_id).read_back != print_hours(week)]
    if mistakes or unseen:
        return Reading(None, mistakes, weeks)
    same = [each.line.id for each in lines if weeks.get(each.line.id) == each.week]
    right = [line_id for line_id, says in said.items() if says == Says.RIGHT or line_id in same]
    hours = {line_id: week for line_id, week in weeks.items() if line_id not in same}
    return Reading(Answer(typed.name.strip(), typed.remark.strip(), tuple(right), hours), mistakes, weeks)


def _read_line(
    each: LineShown,
    sent: OfLine,
    directory: Directory,
    today: date,
    mistakes: dict[str, Mistake],
    weeks: dict[str, Week],
) -> None:
    says, hours = f"says-{each.line.id}", f"hours-{each.line.id}"
    if sent.says not in list(Says):
        mistakes[says] = Mistake(Sentence("Choose one of these."))
    elif sent.mark != each.mark:
        mistakes[says] = Mistake(Sentence("This was changed while you were reading. Please look at it again."))
    elif sent.says != Says.HOURS and sent.hours.strip():
        mistakes[says] = Mistake(Sentence("You have typed other hours. Choose that they are others, or delete them."))
    elif sent.says == Says.HOURS:
        try:
            week = read_hours(sent.hours)
            _with_hours(directory, each.line.id, week, today)
        except HoursError as error:
            wrong = sent.hours[error.begins : error.begins + error.length]
            mistakes[hours] = Mistake(error.sentence, suggest_hours(sent.hours), wrong)
        except ChangeError as error:
            mistakes[hours] = Mistake(error.sentence)
        else:
            weeks[each.line.id] = week


def _read_person(typed: Typed, *, needs_remark: bool) -> Iterator[tuple[str, Mistake]]:
    if not is_line(typed.name, LONGEST_NAME):
        yield (
            "name",
            Mistake(Sentence("Write your name in one line of up to {number} characters.", number=LONGEST_NAME)),
        )
    if len(typed.remark) > LONGEST_REMARK or not all(each.isprintable() or each in "\r\n\t" for each in typed.remark):
        yield "remark", Mistake(Sentence("Write up to {number} characters.", number=LONGEST_REMARK))
    elif needs_remark and not typed.remark.strip():
        yield "remark", Mistake(Sentence("Write what is wrong, or who knows it."))


def _with_hours(directory: Directory, line_id: str, week: Week, today: date) -> Directory:
    """Return a directory with other hours in place of those that are in force today."""
    line = directory.line(line_id)
    begun = [each.since for each in line.hours if each.since and each.since <= today] if line else []
    return set_hours(directory, line_id, print_hours(week), max(begun, default=None))


def changed(directory: Directory, answer: Answer, made_on: date, today: date) -> Directory:
    """Return a directory with what was answered today to a link that was made on a date.

    Raises:
        ChangeError: there is no such line, or the result breaks a rule.
    """
    for line_id, week in answer.hours.items():
        directory = _with_hours(directory, line_id, week, today)
    return _confirmed(directory, [*answer.right, *answer.hours], answer.name, made_on, today)


def _confirmed(directory: Directory, line_ids: Sequence[str], name: str, made_on: date, today: date) -> Directory:
    """Return a directory in which lines are confirmed. The source is public, so that it names no person."""
    for line_id in line_ids:
        source = f"confirmed by the agency, by link of {made_on}"
        directory = change_line(directory, line_id, {"source": source})
    return confirm(directory, line_ids, today, name)
