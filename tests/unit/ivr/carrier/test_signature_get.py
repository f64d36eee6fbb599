"""The signature of a GET, whose query carriers sign in several spellings."""

import pytest

from ivr.carrier.signature import Signature
from tests.support.signing import HOST, TOKEN, signed

QUERY = "From=sip%3A%2B819012345678%40203.0.113.5&CallStatus=ringing&Name=L%27h%C3%B4tel+%28A%29&Empty="


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(QUERY, id="as it is sent"),
        pytest.param(
            "From=sip:%2B819012345678@203.0.113.5&CallStatus=ringing&Name=L%27h%C3%B4tel+%28A%29&Empty=",
            id="with @ and : unescaped",
        ),
        pytest.param(
            "From=sip:%2B819012345678@203.0.113.5&CallStatus=ringing&Name=L'h%C3%B4tel%20(A)&Empty=",
            id="with @ and : unescaped, as encodeURIComponent escapes the rest",
        ),
        pytest.param(
            "From=sip%3A%2B819012345678%40203.0.113.5&CallStatus=ringing&Name=L'h%C3%B4tel%20(A)&Empty=",
            id="as encodeURIComponent escapes it",
        ),
        pytest.param("From=sip:+819012345678@203.0.113.5&CallStatus=ringing&Name=L'hôtel (A)&Empty=", id="decoded"),
    ],
)
def test_a_get_is_signed_with_its_query_in_a_spelling_of_the_carriers(query: str) -> None:
    signature, verifier = signed(f"{HOST}/voice?{query}"), Signature(TOKEN, HOST)
    assert verifier.is_valid_get(f"/voice?{QUERY}", signature)
    assert not verifier.is_valid_get(f"/voice?{QUERY}".replace("78%40", "79%40"), signature)
    assert not verifier.is_valid_get(f"/voice?{QUERY}&x=1", signature)
    assert not verifier.is_valid_get("/voice", signature)
    assert not verifier.is_valid_get(f"/voice?{QUERY}", None)


def test_a_get_that_is_sent_unescaped_may_be_signed_escaped() -> None:
    sent = "/voice?From=sip:+819012345678@203.0.113.5"
    assert Signature(TOKEN, HOST).is_valid_get(sent, signed(f"{HOST}/voice?From=sip%3A%2B819012345678%40203.0.113.5"))


@pytest.mark.parametrize("path", ["/voice", "/voice?a", "/voice?a=b=c&&=d"])
def test_a_get_with_any_query_may_be_signed(path: str) -> None:
    assert Signature(TOKEN, HOST).is_valid_get(path, signed(HOST + path))
    assert not Signature(TOKEN, HOST).is_valid_get(path, signed(HOST + path, token="another"))
