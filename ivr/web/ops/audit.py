"""The audit log: who changed what and when, and the verification of its hash chain."""

from contextlib import suppress

from flask import render_template, request
from flask.typing import ResponseReturnValue

from ivr.store.audit import Act, latest, verify
from ivr.store.db import read
from ivr.web.ops.console import console, ops
from ivr.web.ops.editing import working
from ivr.web.ops.i18n import know_lines
from schedules import DirectoryError

_PAGE = 50


@ops.get("/audit")
def audit() -> ResponseReturnValue:
    """Show the audit log, newest first."""
    before = max(request.args.get("before", type=int) or 0, 0) or None
    who, act = request.args.get("who", "").strip(), request.args.get("act", "")
    found = read(console().engine, latest, _PAGE + 1, before=before, who=who, act=act)
    with suppress(DirectoryError):  # the log is there in any case
        know_lines(working(console().clock.now()).directory)
    older = found[_PAGE - 1].number if len(found) > _PAGE else None
    return render_template(
        "ops/audit.html",
        entries=found[:_PAGE],
        older=older,
        who=who,
        act=act,
        acts=sorted(Act),
        before=before,
    )


@ops.get("/audit/verify")
def audit_verify() -> ResponseReturnValue:
    """Verify the whole chain of the log."""
    return render_template("ops/verdict.html", verdict=read(console().engine, verify))
