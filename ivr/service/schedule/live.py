"""The schedule in force, cached in memory, so that a request never waits for the database.

Revisions that take effect later are cached too, so that each takes effect on time in every process. If the database
fails, the last good schedule stays in use. At start that is a copy in a file, which the previous process wrote.
"""

import json
import logging
import os
import tempfile
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, ScalarSelect

from ivr.clock import Clock
from ivr.service.live import Live
from ivr.store.audit import SERVICE
from ivr.store.db import StoreError, read, snapshot, write
from ivr.store.patience import PATIENCE, Patience
from ivr.store.revisions import Revision, StaleError, marks, publish, serving, stamp
from prompts import LANGUAGES
from schedules import Directory, Override, Timetable, load_directory, parse_scope, shipped
from sentences import Sentence, from_data, to_data

log = logging.getLogger(__name__)

FROM_EVER = datetime(2000, 1, 1, tzinfo=UTC)
"""When the first revision takes effect; no schedule precedes it."""
_WARM_AHEAD = timedelta(hours=1)


@lru_cache(maxsize=64)
def read_document(text: str) -> Directory:
    """Parse a document, whose languages must be :data:`prompts.LANGUAGES`. Results are cached.

    Raises:
        DirectoryError: with every mistake in it.
    """
    return load_directory(text, LANGUAGES)


def timetables(revisions: Sequence[Revision], overrides: Sequence[Override]) -> list[Timetable]:
    """Return the timetable of each revision. It includes when the next revision takes effect, and its timetable.

    Raises:
        DirectoryError: a document has mistakes.
    """
    made: list[Timetable] = []
    then = None
    for each in reversed(revisions):
        made.append(Timetable(read_document(each.document), overrides, each.number, then))
        then = (each.effective_at, made[-1])
    return made[::-1]


class LiveSchedule(Live):
    """The schedules that are published, by the time when they take effect; ``copy`` is the file for the next start."""

    def __init__(self, engine: Engine, clock: Clock, copy: Path | None = None, patience: Patience = PATIENCE) -> None:
        super().__init__(engine, "the schedule", patience)
        self._clock = clock
        self._copy = copy
        self._planned: tuple[datetime, ...] = ()
        self._serve((), [], [])

    def at(self, now: datetime) -> Timetable:
        """Return the timetable of the revision in force at a moment."""
        _, moments, made = self._serving
        return made[max(bisect_right(moments, now) - 1, 0)]

    def since(self, now: datetime) -> datetime | None:
        """Return when the latest planned revision took effect by a moment; None if none that is known did."""
        return max((moment for moment in self._planned if moment <= now), default=None)

    def marks(self) -> Sequence[ScalarSelect[int]]:
        """Return what changes with the schedule."""
        return marks()

    def _meanwhile(self) -> None:
        now = self._clock.now()
        self.at(now).warm(now + _WARM_AHEAD)

    def _do_without(self) -> None:
        self._read_copy()
        if self.at(self._clock.now()).revision is None:
            log.error("the built-in hours are used until then")

    def _look(self) -> None:
        now = self._clock.now()
        seen = read(self.engine, stamp)
        if not seen[0]:
            if self._serving[0]:
                raise StoreError("its revisions are gone from the database: restore a backup, or publish them again")
            log.info("no hours are published yet: publishing those that come with this version as revision 1")
            publish_first(self.engine, now)
            seen = read(self.engine, stamp)
        if seen != self._serving[0]:
            with snapshot(self.engine) as connection:
                found, held = serving(connection, now)
            self._serve(seen, found, held)
            self._leave_copy(found, held)
        self._meanwhile()

    def _serve(self, seen: tuple[int, ...], revisions: Sequence[Revision], overrides: Sequence[Override]) -> None:
        """Replace the whole schedule; without revisions, by the built-in one.

        ``seen`` is the :func:`stamp` of the revisions and overrides; () makes the next check read them again. The
        schedule and its stamp are replaced in one assignment, because the follower and a request that has just
        published may check at the same time.
        """
        made = timetables(revisions, overrides)
        for timetable in made:
            timetable.warm(self._clock.now())
            _ = timetable.numbers  # computed here and not in a call
        self._planned = tuple(each.effective_at for each in revisions if each.effective_at > each.made_at)
        self._serving: tuple[tuple[int, ...], list[datetime], list[Timetable]] = (
            seen,
            [each.effective_at for each in revisions],
            made or [Timetable(read_document(shipped()), overrides)],
        )
        if made:
            log.debug("schedule: revision %s", ", then ".join(str(each.number) for each in revisions))

    def _leave_copy(self, revisions: Sequence[Revision], overrides: Sequence[Override]) -> None:
        if self._copy is None:
            return
        data = {"revisions": list(map(_revision_data, revisions)), "overrides": list(map(_override_data, overrides))}
        try:
            self._copy.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=self._copy.parent, encoding="utf-8", delete=False) as file:
                json.dump(data, file, default=datetime.isoformat, ensure_ascii=False)
            os.replace(file.name, self._copy)
        except OSError as error:
            log.warning("the copy of the schedule can't be written to %s: %s", self._copy, error.strerror)

    def _read_copy(self) -> None:
        if self._copy is None or not self._copy.exists():
            return
        try:
            data = json.loads(self._copy.read_text("utf-8"))
            revisions, overrides = map(_revision, data["revisions"]), map(_override, data["overrides"])
            self._serve((), list(revisions), list(overrides))
            log.warning("the copy in %s is used until then", self._copy)
        except Exception as error:  # noqa: BLE001 - calls must be answered despite any error
            log.error("the copy in %s can't be used: %s", self._copy, error)


def publish_first(engine: Engine, now: datetime) -> None:
    """Publish the built-in schedule as revision 1, unless a revision exists."""
    try:
        write(engine, publish, shipped(), SERVICE, Sentence("as shipped"), now, base=0, effective_at=FROM_EVER)
    except StaleError:
        log.info("another process has published the first revision")


def _revision_data(revision: Revision) -> dict[str, Any]:
    """Return what is needed to serve a revision, in fields that the version before knows as well."""
    data = {**asdict(revision), "reason": to_data(revision.reason)}
    return {name: value for name, value in data.items() if name != "carries"}


def _revision(row: dict[str, Any]) -> Revision:
    moments = {name: datetime.fromisoformat(row[name]) for name in ("made_at", "effective_at")}
    return Revision(**{**row, **moments, "reason": from_data(row["reason"])})


def _override_data(override: Override) -> dict[str, Any]:
    return {**asdict(override), "scope": str(override.scope)}


def _override(row: dict[str, Any]) -> Override:
    changes = {line_id: datetime.fromisoformat(moment) for line_id, moment in row["changes"].items()}
    until = datetime.fromisoformat(row["until"]) if row["until"] else None
    since = datetime.fromisoformat(row["since"])
    return Override(parse_scope(row["scope"]), row["open"], since, until, row["reason"], changes)
