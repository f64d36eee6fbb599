"""Whether the process is alive, and whether it can do all of its work."""

from flask import Blueprint, Response
from sqlalchemy import Engine, text

from ivr.store.deadline import Deadline
from ivr.store.engine import reading


def health_blueprint(engine: Engine, deadline: Deadline) -> Blueprint:
    """`/healthz`: the process answers. `/readyz`: the database does too; calls go on without it."""
    blueprint = Blueprint("health", __name__)

    def database_answers() -> bool:
        with reading(engine) as connection:
            connection.execute(text("SELECT 1"))
        return True

    @blueprint.get("/healthz")
    def healthz() -> Response:
        return Response("ok\n", content_type="text/plain")

    @blueprint.get("/readyz")
    def readyz() -> Response:
        if deadline.ask(database_answers, False):
            return Response("ok\n", content_type="text/plain")
        return Response("the database does not answer; calls go on without it\n", 503, content_type="text/plain")

    return blueprint
