"""espeak-ng for all tests of a process: the library hangs if it is initialized twice."""

from functools import cache

from tools.drafts import Synthesizer


@cache
def synthesizer() -> Synthesizer:
    """Return the synthesizer of this process."""
    return Synthesizer()
