"""A complete hotline on one machine: `ivr serve`, a telephone switch, and telephones of callers and lines."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select
from werkzeug.serving import make_server

from ivr.phone.carrier import DeskCarrier
from ivr.service.schedule.editor import ScheduleEditor
from ivr.store.db import open_store
from ivr.store.tables import call_steps
from tests.support.databases import sqlite_database
from tests.support.demo import MOBILE
from tests.support.fleet import NUMBER, TOKEN, Fleet
from tests.support.sip.sound import Sound
from tests.support.sip.telephone import ANSWERS, Telephone
from tests.support.waiting import PATIENCE, eventually


@dataclass
class Hotline:
    """A hotline that can be called by SIP; ``told`` has the messages of the switch."""

    engine: Engine
    service: Fleet
    carrier: DeskCarrier
    folder: Path
    told: list[dict[str, Any]] = field(default_factory=list)
    _lines: dict[str, Telephone] = field(default_factory=dict)
    _ends: ExitStack = field(default_factory=ExitStack)

    def line(
        self, number: str, voice: Sound, answers: str = ANSWERS, reacts: Mapping[str, str] | None = None
    ) -> Telephone:
        """Add a line that can be dialled, with the voice that answers."""
        self._lines[number] = self._telephone(number, voice, answers, reacts or {})
        return self._lines[number]

    def call(self, voice: Sound) -> Telephone:
        """Dial the hotline with a telephone that plays ``voice``."""
        caller = self._telephone(MOBILE, voice, ANSWERS, {})
        caller.dial(self._switch())
        return caller

    def wait_for(self, what: str) -> Any:
        """Wait for a message of the switch and return its value. Fail if the call fails."""
        found = eventually(lambda: [each for each in list(self.told) if what in each or "failed" in each])
        assert what in found[0], found[0]
        return found[0][what]

    def all_told(self, what: str) -> list[Any]:
        """Return the values of all messages of the switch with a name."""
        return [each[what] for each in self.told if what in each]

    def record(self, steps: int) -> list[tuple[str, str, str, str, int | None]]:
        """Wait until the service has recorded a number of steps of the call, and return them.

        Each is the place, the key, the dialled line, how it ended, and how many seconds it lasted.
        """
        asked = select(call_steps).where(call_steps.c.sid == self.wait_for("call")).order_by(call_steps.c.step)

        def found() -> list[tuple[str, str, str, str, int | None]]:
            with self.engine.connect() as connection:
                rows = connection.execute(asked).all()
            return [(row.place, row.key, row.line or "", row.leg or "", row.seconds) for row in rows]

        eventually(lambda: len(found()) >= steps)
        return found()

    def close(self) -> None:
        """End all processes, and print the messages of the switch, which pytest shows if the test failed."""
        self._ends.close()
        sys.stdout.write("".join(f"{each}\n" for each in self.told))

    def _telephone(self, number: str, voice: Sound, answers: str, reacts: Mapping[str, str]) -> Telephone:
        telephone = Telephone(self.folder / number, number, voice, answers, reacts)
        self._ends.callback(telephone.stop)
        telephone.start()
        return telephone

    def _switch(self) -> str:
        """Start the switch. Return its address."""
        folder = self.folder / "switch"
        folder.mkdir()
        settings = {
            "url": self.service.url,
            "token": TOKEN,
            "lines": {number: line.address for number, line in self._lines.items()},
            "folder": str(folder),
        }
        with (folder / "errors.log").open("wb") as errors:
            command = [sys.executable, "-m", "tests.support.sip.switch", json.dumps(settings)]
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors)
        listening = threading.Thread(target=self._listen, args=(process,))
        listening.start()
        self._ends.callback(listening.join)
        self._ends.callback(process.wait, PATIENCE)
        self._ends.callback(process.kill)
        host = self.wait_for("address")
        return f"sip:{NUMBER}@{host}"

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                self.told.append(json.loads(line))


@contextmanager
def hotline(folder: Path, schedule: str) -> Iterator[Hotline]:
    """Run a hotline with a schedule."""
    with ExitStack() as ends:
        database_url = sqlite_database(folder / "hotline.db")
        engine = open_store(database_url)
        ends.callback(engine.dispose)
        editor, now = ScheduleEditor(engine, "a test"), datetime.now(UTC)
        editor.save_draft(schedule, now)
        editor.publish_draft("for a call", now)
        desk = DeskCarrier(TOKEN)
        api = make_server("127.0.0.1", 0, desk.application(), threaded=True)
        ends.callback(api.server_close)
        thread = threading.Thread(target=api.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        ends.callback(thread.join)
        ends.callback(api.shutdown)
        service = Fleet(database_url, f"http://127.0.0.1:{api.server_port}", folder, workers=0)
        ends.callback(service.kill)
        service.start()
        hotline = Hotline(engine, service, desk, folder)
        ends.callback(hotline.close)
        yield hotline
