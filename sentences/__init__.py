"""What is said to those who run the service: a template and its values, rendered for its reader.

Pure, and knows none of our subjects. Reasons, refusals, differences and problems are made as :class:`Sentence`,
stored as data, and become English or Japanese only where somebody reads them.

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
