"""Which passwords are easy to guess."""

import pytest

from ivr.service.people.guessable import is_guessable
from ivr.service.people.passwords import random_password

KNOWN = ("Aiko Yamada", "+815031234567")


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "passwordpassword",
        "Password12345!",
        "qwertyuiop12",
        "aaaaaaaaaaaaa",
        "iloveyou1234",
        "Aiko Yamada",
        "yamada-aiko-2026",
        "AIKOYAMADAAIKOYAMADA",
        "adamay okia 1",
        "Tsunagu Hotline 2026",
        "つなぐつなぐつなぐ12",
        "050-3123-4567",
        "+81 50 3123 4567",
        "81503123456781",
        "correct horse",
        "!!!!!!!!!!!!!!!!",
        "",
    ],
)
def test_easy_to_guess(password: str) -> None:
    assert is_guessable(password, KNOWN)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "Aiko drinks green tea in Kyoto",
        "qnIbHVq-Ezgd",
        "日本語のながいパスワード",
        "x7" * 4 + "Kq9!mZt4" + "y" * 180,
    ],
)
def test_hard_to_guess(password: str) -> None:
    assert not is_guessable(password, KNOWN)


@pytest.mark.long
def test_a_password_that_the_service_makes_is_hard_to_guess() -> None:
    made = [random_password() for _ in range(200)]
    assert len(set(made)) == 200
    assert not [each for each in made if is_guessable(each, ("Ada Bad", "+81312345678"))]
    assert is_guessable("_9G6-oF6_F-Y", ("demo", "+815031234567"))  # one that was made before, of fewer letters
