"""Stub."""

from dataclasses import dataclass
from datetime import datetime
from sqlalchemy import Engine
from ivr.core.roles import Role


@dataclass(frozen=True)
class Person:
    name: str
    role: Role
    language: str | None
    session: str


@dataclass(frozen=True)
class Accounts:
    engine: Engine

    def person(self, token: str, now: datetime) -> Person | None:
        return Person("Aiko", Role.ADMIN, None, "x") if token == "t" else None
