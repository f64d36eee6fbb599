"""Hypothesis strategies of damaged files: parts are left out, typed in, repeated."""

from hypothesis import strategies as st


@st.composite
def damaged_text(draw: st.DrawFn, good: str, pieces: tuple[str, ...]) -> str:
    """A good text with up to four parts replaced by some of its words, of ``pieces``, or of anything."""
    text = good
    typed = st.lists(st.sampled_from(pieces), max_size=6).map("".join) | st.text(max_size=8)
    for _ in range(draw(st.integers(1, 4))):
        begin = draw(st.integers(0, len(text)))
        end = draw(st.integers(begin, min(begin + 40, len(text))))
        text = text[:begin] + draw(typed) * draw(st.sampled_from((1, 1, 1, 2, 60))) + text[end:]
    return text


@st.composite
def damaged_bytes(draw: st.DrawFn, good: bytes) -> bytes:
    """A good file, cut off or not, with up to eight places overwritten, most of them near its beginning."""
    content = bytearray(good[: draw(st.just(len(good)) | st.integers(0, len(good)))])
    for _ in range(draw(st.integers(0, 8))):
        place = draw(st.integers(0, 200) | st.integers(0, len(good)))
        content[place : place + 1] = draw(st.binary(min_size=1, max_size=4))
    return bytes(content)
