"""Recognition of reactions (tapbacks), which telephones send as a text that quotes the text they are about.

An iPhone sends ``Liked “…”``, ``Reacted 👍 to “…”`` or ``“…”に“いいね!”しました``, in the language of the telephone.
Android sends ``👍 to “…”``. Nobody expects an answer to them.

>>> read_quote("Liked “OTIT 0120-250-147: opens Tuesday”", is_ours=lambda quoted: "0120-250-147" in quoted)
Quote(own_words='Liked', reaction=Reaction.NAMED)
>>> read_quote("“OTIT 0120-250-147: opens Tuesday” Is it free?", is_ours=lambda quoted: "0120-250-147" in quoted)
Quote(own_words='Is it free?', reaction=Reaction.NONE)
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import lru_cache
from string import Formatter

from ivr.core.text.writer import TextWriter, choices
from prompts import Book, Word, straighten
from schedules import Timetable
from sentences import Sentence

_QUOTED = re.compile(r"""“[^“”]*(?:”|$)|„[^“”]*[“”]|«[^«»]*»|「[^「」]*(?:」|$)|『[^『』]*』|"[^"]*(?:"|$)""")
"""A telephone may cut the text at its end, and the closing mark with it."""
_REACTION = re.compile(
    r"""^(?:(?:dis)?liked | loved | laughed\ at | emphasi[sz]ed | questioned | reacted | removed\ .+\ from
        | (?:no\ )?(?:le|me)\ (?:gustó|gusta|encantó|encanta|dio\ risa) | exclamó | destacó | enfatizó | dudó
        | preguntó | reaccionó | quitó | eliminó
        | (?:não\ )?gostou | curtiu | adorou | amou | riu | enfatizou | questionou | reagiu | removeu
        | (?:đã|bỏ|không)\ (?:thích|yêu|cười|nhấn|hỏi|bày\ tỏ|phản\ ứng|xóa|gỡ|thả) | thả\ tim | bày\ tỏ\ cảm\ xúc
        | (?:tidak\ )?menyukai | menyayangi | mencintai | menertawakan | menekankan | mempertanyakan | bereaksi
        | menghapus | nagustuhan | ni-like | ni-love | minahal | tinawanan | nag-?react
        | (?:a|n'a\ pas)\ (?:aimé|adoré|réagi|ri) )\b
    | ^(?:не\ )?понравил | ^лайк | дуртай | хайртай | ^реакц
    | いいね | ハート | 大好き | すき | 好き | 笑 | ハハ | わら | 強調 | びっくり | はてな | 疑問 | リアクション
    | よくない | 取り消
    | 좋아 | 싫어 | 사랑 | 하트 | 웃 | 강조 | 물음표 | 궁금 | 공감 | 반응 | 리액션 | 느낌표
    | 赞 | 讚 | 喜[欢歡] | 不喜 | [爱愛]心 | 大笑 | 哈哈 | [强強][调調] | 疑[问問] | 回[应應] | 心情
    | ถูกใจ | ชื่นชอบ | หัวเราะ | เน้น | รีแอค | แสดงความรู้สึก | ចូលចិត្ត | ស្រឡាញ់ | សើច | ប្រតិកម្ម
    | နှစ်သက် | ကြိုက် | ချစ် | ရယ် | တုံ့ပြန် | मन\ पर | मनप | माया | हाँस | प्रतिक्रिया""",
    re.IGNORECASE | re.VERBOSE,
)
"""What telephones call a reaction, in the fourteen languages and a few more."""
_ASKS = re.compile(
    r"""[?？؟]
    | \b(?:what|when|where|who|why|how|can|could|does|is|are|please|help|need|want|i)\b
    | \b(?:qué|cuándo|dónde|quién|cómo|puedo|quando|onde|quem|como|por\ favor)\b
    | \b(?:gì|sao|nào|mấy|khi\ nào|ở\ đâu|có\ phải|được\ không|xin|làm\ ơn)\b
    | \b(?:apa|kapan|bagaimana|siapa|tolong|bantu|ano|kailan|paano|ba|paki\w*|pu?wede)\b
    | おしえ | 教え | ください | 下さい | ですか | ますか | なに | 何 | なぜ | どう | いつ
    | 请 | 請 | 吗 | 嗎 | 什么 | 甚麼 | 怎么 | 为什么 | 可以
    | 주세요 | 까[.!]*$ | 나요 | 뭐 | 왜 | 언제 | 어떻게
    | กรุณา | ช่วย | อะไร | ไหม | มั้ย | ทำไม | เมื่อไ | ยังไง | อย่างไร | សូម | អ្វី | ហេតុ | ពេលណា
    | လား | သလဲ | ဘာ | दिनुहोस् | कहिले | किन | कसरी | \bके\b | \b(?:юу|яаж|хэзээ|яагаад)\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""What shows that somebody asks: a question mark, or a word of a question or a request."""
_MOST_CHARACTERS = 60
"""Most characters around the quote of a reaction."""
_FEW_WORDS, _FEW_CHARACTERS = 3, 24
_FEWEST = 6
"""Fewest characters by which a quoted text is known as ours."""


REACTION = Sentence("a reaction to another text")
"""The reason why a text is not answered."""


class Reaction(Enum):
    """Whether the words around a quote are a reaction: by its name, or because they are few and ask nothing."""

    NAMED = "named"
    LIKELY = "likely"
    NONE = "none"

    def __repr__(self) -> str:
        return str(self)


@dataclass(frozen=True, slots=True)
class Quote:
    """The sender's own words in a text that quotes, and whether they are a reaction."""

    own_words: str
    reaction: Reaction

    def is_answered(self, word: Word) -> bool:
        """Whether it gets an answer; ``word`` is what the own words ask for."""
        nothing_asked = word.language is None and word.command is None
        return self.reaction is Reaction.NONE or (self.reaction is Reaction.LIKELY and not nothing_asked)


def read_quote(body: str, is_ours: Callable[[str], bool]) -> Quote | None:
    """Read a text that quotes. Return None if it quotes nothing of ours and names no reaction.

    ``is_ours`` tells whether we have written the quoted text. If so, a few words that ask nothing are a likely
    reaction, since telephones have more languages than we have. If not, a named reaction is only likely, and its quote
    counts as the sender's own words.
    """
    body = unicodedata.normalize("NFC", body)
    found = max(_QUOTED.finditer(body), key=lambda each: len(each[0]), default=None)
    if found is None:
        return None
    own = " ".join(_visible(f"{body[: found.start()]} {body[found.end() :]}").split())
    ours, asks = is_ours(found[0]), _ASKS.search(_QUOTED.sub(" ", own)) is not None
    named = not asks and len(own) <= _MOST_CHARACTERS and _REACTION.search(own) is not None
    if not ours:
        return Quote(body, Reaction.LIKELY) if named else None
    if named or (_has_emoji(own) and not asks and len(own) <= _FEW_CHARACTERS):
        return Quote(own, Reaction.NAMED)
    few = len(own.split()) <= _FEW_WORDS and len(own) <= _FEW_CHARACTERS
    return Quote(own, Reaction.LIKELY if few and not asks else Reaction.NONE)


def is_ours(quoted: str, writer: TextWriter, timetable: Timetable, now: datetime) -> bool:
    """Whether a quoted text is one of ours: it has a line's number, or words of our texts, or begins as they do."""
    text = straighten(quoted.strip('“”„«»「」『』"')).strip()
    begins = text.removesuffix("...").strip()
    pages = [page.address for page in timetable.directory.email.values()]
    shown = {writer.pages, *(line.number for line in timetable.lines(now)), *pages}
    wordings = [words for notice in timetable.notices(now) for words in notice.words.values()]
    notices = [each for words in wordings for each in (words.title, words.text)]
    parts = [*filter(None, shown), *_fixed_parts(writer.book), *map(straighten, notices), *choices()]
    return len(begins) >= _FEWEST and any(part in text or part.startswith(begins) for part in parts)


@lru_cache(1)
def _fixed_parts(book: Book) -> tuple[str, ...]:
    """Return what stands between the placeholders of the prompts of texts, in every language."""
    return tuple(
        part
        for sentences in book.catalogues.values()
        for prompt, sentence in sentences.items()
        if prompt.startswith("sms_")
        for literal, *_ in Formatter().parse(sentence)
        if len(part := straighten(literal).strip()) >= _FEWEST
    )


def _visible(text: str) -> str:
    """Drop invisible marks, which Android puts around what it quotes."""
    return "".join(character for character in text if unicodedata.category(character) != "Cf")


def _has_emoji(text: str) -> bool:
    return any(unicodedata.category(character) == "So" for character in text)
