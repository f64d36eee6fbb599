"""Why a text did not arrive, in plain words, and what to do about it.

The codes and what they mean are from Twilio's dictionary of errors (https://www.twilio.com/docs/api/errors), in our own
words. Carriers with Twilio's API use the same codes; codes are hints only, since Twilio may change them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sentences import Sentence, word


@dataclass(frozen=True, slots=True)
class Trouble:
    """The reason why a text did not arrive, and what to do; ``again``: whether to send it again can help."""

    reason: str
    todo: str
    again: bool


_LATER = word("Send it again later.")
_NO_TEXTS = word("No text can reach this number. The person can call again and key in a mobile number (key 3).")
_OPERATOR = word("Ask the people who run the service to look at the account. Then send it again.")
_BUG = word("This is a mistake of ours: tell the people who run the service.")
_NOT_A_MOBILE = Trouble(word("The number is a landline, or its network takes no texts."), _NO_TEXTS, again=False)
_NO_SUCH_NUMBER = Trouble(word("The number is not in use."), _NO_TEXTS, again=False)
_STOPPED = Trouble(
    word("The person has asked for no more texts (STOP)."),
    word("Nothing. The person gets texts again after sending START."),
    again=False,
)
_TRIAL = Trouble(word("The account is a trial, which texts only numbers that were checked."), _OPERATOR, again=True)
_WRITTEN_WRONG = Trouble(word("The carrier did not take the words of the text."), _BUG, again=False)
_TROUBLES: Mapping[str, Trouble] = {
    "14107": Trouble(word("Too many texts went to and from this number within half a minute."), _LATER, again=True),
    "21211": _NO_SUCH_NUMBER,
    "21214": _NO_SUCH_NUMBER,
    "21219": _TRIAL,
    "21408": Trouble(word("The account may not send texts to the number's country."), _OPERATOR, again=True),
    "21602": _WRITTEN_WRONG,
    "21608": _TRIAL,
    "21610": _STOPPED,
    "21612": Trouble(word("The carrier can't send from our number to this one."), _OPERATOR, again=True),
    "21614": _NOT_A_MOBILE,
    "21617": _WRITTEN_WRONG,
    "30001": Trouble(word("The carrier had too many texts of ours waiting."), _LATER, again=True),
    "30003": Trouble(word("The phone was switched off or out of reach."), _LATER, again=True),
    "30004": Trouble(
        word("The phone or its network blocks texts from us."),
        word("Nothing here. The person can allow them with the phone company, or call again."),
        again=False,
    ),
    "30005": _NO_SUCH_NUMBER,
    "30006": _NOT_A_MOBILE,
    "30007": Trouble(
        word("A network took the text for unwanted advertising and kept it back."),
        word(
            "Tell the people who run the service: a registered sender, or a link in place of numbers and hours, may "
            "help."
        ),
        again=False,
    ),
    "30008": Trouble(word("The network did not deliver it and gives no reason."), _LATER, again=True),
    "30410": Trouble(word("The network did not answer the carrier in time."), _LATER, again=True),
    "30450": Trouble(
        word("The carrier took it for fraud, and takes no text to this number for half an hour."),
        word("Send it again after half an hour."),
        again=True,
    ),
}
_UNKNOWN = Trouble(word("It was not delivered, and nobody gave a reason we know."), _LATER, again=True)
_TRYING = Trouble(
    word("The carrier has not taken it yet."),
    word("Nothing: it is tried again by itself, for about a day."),
    again=False,
)
_CODE = re.compile(r"\bcode (\d+)")


def trouble(problem: Sentence | str | None, *, ended: bool) -> Trouble:
    """Return why a text did not arrive. ``problem`` is what is stored of it; ``ended``: it is not tried any more."""
    found = _TROUBLES.get(code_of(problem) or "")
    return found or _UNKNOWN if ended else _TRYING


def code_of(problem: Sentence | str | None) -> str | None:
    """Return the carrier's error code in what is stored of a problem, or None."""
    if isinstance(problem, Sentence):
        values = dict(problem.values)
        inner = (code_of(each) for each in values.values() if isinstance(each, Sentence))
        return str(values["code"]) if "code" in values else next(filter(None, inner), None)
    found = _CODE.search(problem or "")
    return found[1] if found else None
