"""espeak-ng for the tests of a process: it can be started once, and hangs if it is started again."""

from functools import cache

from tools.drafts import Synthesizer


@cache
def synthesizer() -> Synthesizer:
    """The one of this process."""
    return Synthesizer()
