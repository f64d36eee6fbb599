"""`python -m ivr.agency_pages`: looks at one page. It reads a question as JSON, and answers with JSON."""

import json
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from ivr.agency_pages.fetching import RefusedError, fetch
from ivr.agency_pages.network import Network
from ivr.agency_pages.reading import sections
from ivr.core.agency_pages.facts import facts, to_data
from ivr.core.agency_pages.state import Question, State
from sentences import Sentence
from sentences import to_data as sentence_data

MEMORY = 700_000_000
"""Most bytes of addresses. The largest page needs 250 million."""
PROCESSOR = 30
"""Most seconds of processor time. The worst page of our tests takes 5, one of an agency 0.5."""


def main(network: Callable[[], Network] = Network) -> None:
    """Answer the question on standard input."""
    # macOS has a limit of memory that cannot be set.
    for what, most in (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, PROCESSOR), (resource.RLIMIT_CORE, 0):
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))
    question = Question(**json.load(sys.stdin))
    sys.stdout.write(json.dumps(_answer(question, network())))


def _answer(question: Question, network: Network) -> dict[str, Any]:
    try:
        page = fetch(question, network)
        found = None if page.content is None else sections(page.content, page.charset)
        if found == []:
            no_text = Sentence("it has no text: its words may be pictures, or made by a script")
            raise RefusedError(State.UNREADABLE, no_text)
    except RefusedError as error:
        return {"state": error.state, "said": sentence_data(error.sentence), "stay_away": error.stay_away}
    return {
        "state": State.READ,
        "parts": None if found is None else to_data(facts(found)),
        "leads_to": page.address if page.address != question.address else "",
        "etag": page.etag,
        "modified": page.modified,
    }


if __name__ == "__main__":
    main()
