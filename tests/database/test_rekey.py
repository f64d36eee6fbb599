"""`ivr rekey`: what is encrypted is encrypted anew, so that an old key can go."""

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from click.testing import CliRunner
from sqlalchemy import Engine

from ivr.cli import main
from ivr.core.roles import Role
from ivr.privacy import Privacy, recognising
from ivr.service.people.accounts import Accounts
from ivr.service.people.second_factor import new_secret
from ivr.store.audit import latest
from ivr.store.db import read
from tests.support.accounts import NOW, PASSWORD, sign_in
from tests.support.demo import MOBILE
from tests.support.desk import Desk
from tests.support.settings import GOOD, QUICK

OLD, NEW = "an-old-secret-of-thirty-two-characters", "a-new-secret-of-thirty-two-characters"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_old_key_can_go(engine: Engine, database_url: str) -> None:
    accounts, secret = Accounts(engine, Privacy(OLD), QUICK), new_secret()
    accounts.add("Aiko", Role.VIEWER, PASSWORD, "Aiko", NOW)
    accounts.turn_on("Aiko", secret, pyotp.TOTP(secret).at(NOW), NOW)
    desk = Desk(engine, Privacy(OLD))
    desk.keep()
    settings = {**GOOD, "SECRET_KEY": NEW, "OLD_SECRET_KEYS": OLD, "DATABASE_URL": database_url}
    ran = CliRunner().invoke(main, ["rekey", "--author", "Aiko"], env=settings)
    assert ran.output.splitlines() == [
        "encrypted with SECRET_KEY: 2. Set this, and restart all processes:",
        f"OLD_SECRET_KEYS={recognising(OLD)}",
    ]
    assert read(engine, latest, 1)[0].act == "encrypted again"
    without = Privacy(NEW, recognising(OLD))
    later = NOW + timedelta(minutes=5)
    assert sign_in(Accounts(engine, without, QUICK), code=pyotp.TOTP(secret).at(later), now=later)
    rotated = replace(desk, privacy=without)
    assert rotated.worker().deliver_one()
    assert rotated.carrier.taken == [(MOBILE, "the text")]
