"""Messages to ops staff: a template and its values, rendered in the reader's language.

The package is pure and depends on no other package of the project. Reasons, refusals, differences and problems are
created as :class:`Sentence` and stored as data. They are rendered in English or Japanese when they are shown.

>>> from datetime import timedelta
>>> loses = Sentence("{line} loses {hours} a week", line="otit-zh", hours=timedelta(hours=8))
>>> str(loses)
'otit-zh loses 8 h a week'
>>> render(loses, Language("ja", {"{line} loses {hours} a week": "{line}：週{hours}を削除"}))
'otit-zh：週8時間を削除'
"""

from sentences.sentence import ENGLISH, Language, Rendered, Sentence, SentenceError, Value, joined, render, word
from sentences.stored import from_data, from_text, to_data, to_text

__all__ = [
    "ENGLISH",
    "Language",
    "Rendered",
    "Sentence",
    "SentenceError",
    "Value",
    "from_data",
    "from_text",
    "joined",
    "render",
    "to_data",
    "to_text",
    "word",
]
