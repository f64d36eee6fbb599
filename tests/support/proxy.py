"""Caddy with the file that ships, on free ports, with certificates of its own that no other program trusts."""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from tests.support.judges import program, run
from tests.support.paths import ROOT
from tests.support.ports import free_port
from tests.support.waiting import eventually


@dataclass
class Proxy:
    """Caddy before ``upstreams``. Its files are in ``folder``."""

    folder: Path
    upstreams: Sequence[str]
    port: int = field(default_factory=free_port)

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"

    def __enter__(self) -> "Proxy":
        (self.folder / "caddy.json").write_text(json.dumps(self._config()))
        command = [program("caddy"), "run", "--config", str(self.folder / "caddy.json")]
        with (self.folder / "caddy.log").open("w") as log:
            self._process = subprocess.Popen(command, env={**os.environ, **self._environment}, stderr=log)
        try:
            eventually(self._answers)
        except AssertionError:
            self.__exit__()
            raise AssertionError(f"Caddy did not start:\n{(self.folder / 'caddy.log').read_text()}") from None
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()

    def visitor(self, address: str = "127.0.0.1") -> requests.Session:
        """Return a session of a client with an address of this machine (127.…)."""
        session = requests.Session()
        session.trust_env = False  # which may name other certificates
        session.verify = str(self.folder / "caddy" / "pki" / "authorities" / "local" / "root.crt")
        session.mount("https://", _From(address))
        return session

    def _config(self) -> dict[str, Any]:
        """The file that ships, as Caddy understands it, without what belongs to the whole machine."""
        command = [program("caddy"), "adapt", "--config", str(ROOT / "deploy" / "caddy" / "Caddyfile")]
        adapted = run(command, **self._environment)
        config: dict[str, Any] = json.loads(adapted.stdout)
        config["admin"] = {"disabled": True}
        config["apps"]["http"]["http_port"] = free_port()
        config["apps"]["pki"] = {"certificate_authorities": {"local": {"install_trust": False}}}
        return config

    @property
    def _environment(self) -> Mapping[str, str]:
        folders = {name: str(self.folder) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
        return {**folders, "PUBLIC_URL": self.url, "UPSTREAMS": " ".join(self.upstreams)}

    def _answers(self) -> bool:
        assert self._process.poll() is None
        with suppress(requests.RequestException, OSError):  # before its certificate is there
            return self.visitor().get(f"{self.url}/healthz", timeout=2).ok
        return False


class _From(HTTPAdapter):
    """Connects from an address."""

    def __init__(self, address: str) -> None:
        self._address = address
        super().__init__()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options, source_address=(self._address, 0))
