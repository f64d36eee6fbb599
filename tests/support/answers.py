"""Answers to the steps of a call, as a carrier reads them."""

from xml.etree import ElementTree


def leads_on(document: bytes) -> bool:
    """Whether a call goes on after an answer, or ends after something was said."""
    verbs = [verb.tag for verb in ElementTree.fromstring(document)]
    return (
        verbs[-1] in ("Redirect", "Dial")
        or (verbs[-1] == "Hangup" and {*verbs} <= {"Say", "Play", "Hangup"})
        or (verbs[0] == "Gather" and verbs[-1] == "Hangup")
    )
