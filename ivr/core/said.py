"""What the core has written in English, in the language of whoever reads it."""


def said(language: str, sentence: str) -> str:
    """The sentence in the reader's language; as it stands, if nobody has put it into that."""
    return sentence
