"""Who calls: what a number tells, whether a text may be promised to it, and what counts as a mobile keyed in."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.core.caller import Caller, Phone, identify, mobile_of_home, spoken_form
from tests.support.examples import examples


@pytest.mark.parametrize(
    ("sent", "caller"),
    [
        pytest.param("+819012345678", Caller("+819012345678", Phone.MOBILE, True), id="a mobile"),
        pytest.param("+816012345678", Caller("+816012345678", Phone.MOBILE, True), id="of the newest range"),
        pytest.param("09012345678", Caller("+819012345678", Phone.MOBILE, True), id="as it is dialled in Japan"),
        pytest.param("+818012345678", Caller("+818012345678", Phone.MOBILE, True), id="of an older range"),
        pytest.param("+817012345678", Caller("+817012345678", Phone.MOBILE, True), id="of another"),
        pytest.param("+8109012345678", Caller("+819012345678", Phone.MOBILE, True), id="with a stray 0"),
        pytest.param("+81312345678", Caller("+81312345678", Phone.FIXED, False), id="a landline"),
        pytest.param("+815012345678", Caller("+815012345678", Phone.FIXED, False), id="an IP telephone"),
        pytest.param("+81120250168", Caller("+81120250168", Phone.FIXED, False), id="a free number"),
        pytest.param("+14155552671", Caller("+14155552671", Phone.FOREIGN, False), id="abroad"),
        pytest.param("+84912345678", Caller("+84912345678", Phone.FOREIGN, False), id="a mobile abroad"),
        pytest.param("anonymous", Caller(None, Phone.WITHHELD, False), id="a word"),
        pytest.param("", Caller(None, Phone.WITHHELD, False), id="nothing"),
        pytest.param("Restricted", Caller(None, Phone.WITHHELD, False), id="another word"),
        pytest.param("+266696687", Caller(None, Phone.WITHHELD, False), id="the word by its keys"),
        pytest.param("+7378742833", Caller(None, Phone.WITHHELD, False), id="restricted, by its keys"),
        pytest.param("+86282452253", Caller(None, Phone.WITHHELD, False), id="unavailable, by its keys"),
        pytest.param("110", Caller(None, Phone.WITHHELD, False), id="an emergency number"),
        pytest.param("sip:me@example.org", Caller(None, Phone.WITHHELD, False), id="an address"),
        *(
            pytest.param(sent, Caller("+819012345678", Phone.MOBILE, True), id=sent)
            for sent in (
                "sip:+819012345678@203.0.113.5",
                "sip:+819012345678@203.0.113.5:5060;transport=udp",
                "sips:09012345678@trunk.example",
                "SIP:819012345678@trunk.example",
                "sip:+819012345678;npdi;rn=+81312345678@trunk.example;user=phone",
                "sip:+819012345678:secret@trunk.example",
                "sip:%2B819012345678@trunk.example",
                "sip:+81-90-1234-5678@trunk.example",
                "<sip:+819012345678@trunk.example>",
                '"090-9999-9999" <sip:+819012345678@trunk.example>;tag=1',
                "tel:+819012345678",
                "tel:+81-90-1234-5678",
                "tel:090-1234-5678;phone-context=+81",
            )
        ),
        pytest.param("sip:+84912345678@trunk.example", Caller("+84912345678", Phone.FOREIGN), id="abroad, by SIP"),
        *(
            pytest.param(sent, Caller(None, Phone.WITHHELD), id=sent)
            for sent in (
                "sip:anonymous@anonymous.invalid",
                '"Anonymous" <sip:anonymous@anonymous.invalid>',
                "sip:anonymous@+819012345678",
                "sip:anonymous.09012345678@trunk.example",
                "sip:09012345678.trunk.example",
                "sip:203.0.113.5",
                "sip:@203.0.113.5",
                "sip:1001@203.0.113.5",
                "sip:",
                "tel:anonymous",
            )
        ),
    ],
)
def test_what_a_number_tells(sent: str, caller: Caller) -> None:
    assert identify(sent) == caller


@examples(300)
@given(st.from_regex(r"\+(81|1|44|84|86)[0-9]{8,11}", fullmatch=True))
def test_a_number_is_valid_when_the_library_says_so(sent: str) -> None:
    parsed, form = phonenumbers.parse(sent, "JP"), phonenumbers.PhoneNumberFormat.E164
    valid = phonenumbers.is_valid_number(parsed)
    assert identify(sent).number == (phonenumbers.format_number(parsed, form) if valid else None)


@pytest.mark.parametrize(
    ("sent", "texted", "can_text"),
    [
        pytest.param("+819012345678", ["JP"], True, id="Japan"),
        pytest.param("+819012345678", ["VN", "JP"], True, id="Japan and another"),
        pytest.param("+819012345678", ["VN"], False, id="another alone"),
        pytest.param("+819012345678", [], False, id="none"),
        pytest.param("+84912345678", ["VN", "JP"], True, id="a mobile there"),
        pytest.param("+842412345678", ["VN", "JP"], False, id="a landline there"),
        pytest.param("+14155552671", ["US"], True, id="where landlines and mobiles look alike"),
        pytest.param("+81312345678", ["JP"], False, id="a landline in Japan"),
    ],
)
def test_the_countries_that_are_texted(sent: str, texted: list[str], can_text: bool) -> None:
    assert identify(sent, texted).can_text is can_text


def test_a_text_may_be_promised_to_nobody_unless_it_is_said() -> None:
    assert Caller("+819012345678", Phone.MOBILE).can_text is False


@pytest.mark.parametrize(
    ("keyed", "number"),
    [
        ("09012345678", "+819012345678"),
        ("819012345678", "+819012345678"),
        ("0312345678", None),
        ("05012345678", None),
        ("0120250168", None),
        ("0119012345678", None),
        ("01084912345678", None),
        ("9012345678", "+819012345678"),
        ("110", None),
        ("1", None),
        ("", None),
        ("０９０１２３４５６７８", "+819012345678"),
        ("0090123456789", None),
        ("*", None),
        pytest.param("9" * 10_000, None, id="ten thousand nines"),
    ],
)
def test_a_mobile_that_is_keyed_in(keyed: str, number: str | None) -> None:
    assert mobile_of_home(keyed) == number


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        ("+819012345678", "090-1234-5678"),
        ("09012345678", "090-1234-5678"),
        ("+815031234567", "050-3123-4567"),
        ("+81120250168", "0120-250-168"),
        ("+84912345678", "+84 912 345 678"),
        ("+14155552671", "+1 415-555-2671"),
    ],
)
def test_a_number_is_read_out_in_groups(number: str, printed: str) -> None:
    assert spoken_form(number) == printed
