"""Conversion of Burmese text to phonemes for espeak-ng's voice "my", whose own rules leave out vowels and finals.

The pronunciation of letters follows John Okell's A Reference Grammar of Colloquial Burmese and the usual tables of
Burmese orthography. The names of phonemes are those of espeak-ng's phsource/ph_myanmar, tested with espeak-ng 1.52.
"""

import re

_COMMON = {
    "\u200b": "", "\u200c": "", "\u200d": "", "\u2060": "",
    "\u1037\u103a": "\u103a\u1037", "\u1037\u1036": "\u1036\u1037", "\u102b": "\u102c",
}  # fmt: skip
"""Normalization: removes characters without sound, and unifies equivalent orders and shapes."""

_SPELLED_OUT = {
    "၎င်း": "လဂေါင်း", "၏": "အိ", "၌": "နှိုက်", "၍": "ရွေ့", "သြ": "ဩ", "ဪ": "အော်", "ဣ": "အိ", "ဤ": "အီ", "ဥ": "အု",
    "ဦ": "အူ", "ဧ": "အေ", "ဩ": "အော", "င်္": "င်", "ဿ": "သ်သ", "္": "်", "ြ": "ျ",
}  # fmt: skip
"""Signs and independent vowels as ordinary letters, kinzi and stacks as killed consonants, ြ as ျ (both are j)."""

_RESPELLED = {
    "သောကြာ": "သောက်ကြာ", "ကြာသပတေး": "ကြာသာဗဒေး", "ယောက်ျား": "ယောက်ကျား", "စကား": "ဇဂါး", "စရာ": "ဇရာ", "ပါပြီ": "ပါဗြီ",
    "နံပါတ်": "နံဗတ်", "တိုင်ပင်": "တိုင်ဗင်", "ဖွင့်ချိန်": "ဖွင့်ဂျိန်", "လည်း": "လဲ", "နည်း": "နဲ", "သုည": "သုန်ည",
}  # fmt: skip
"""Words with irregular spelling (Okell's "irregular spellings", as in dictionaries), respelled as pronounced."""

_LATIN = {
    "OTIT": "အိုတီအိုင်တီ", "FRESC": "ဖရက်စ်", "TSUNAGU": "ဆူနာဂု", "START": "စတတ်", "STOP": "စတော့",
    "GINO": "ဂီနိုး", "JISSHUSEI": "ဂျစ်ရှူးဆေး", "KANRI": "ကန်လိ", "DANTAI": "ဒန်တိုင်", "NYUKAN": "ညူးကန်",
    "TOKUTEI": "တိုကုတေး", "KATSUDO": "ကာဆုဒိုး", "ZAIRYU": "ဇိုင်လျူး", "SHIKAKU": "ရှိကာကု",
}  # fmt: skip
"""Latin names respelled as a Burmese speaker may say them (this project's spelling; ိုင် is the nearest rhyme to ai)."""

_LETTERS = dict(zip(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    re.split(" ", "အေ ဘီ စီ ဒီ အီး အက်ဖ် ဂျီ အိတ်ချ် အိုင် ဂျေ ကေ အယ် အမ် အင် အို ပီ ကျူ အာ အက်စ် တီ ယူ ဗွီ ဒဘယူ အိတ်စ် ဝိုင် ဇက်"),
    strict=True,
))  # fmt: skip
"""The names of the Latin letters as taught in Burmese schools."""

_DIGITS = ("သုန်ည", "တစ်", "နှစ်", "သုံး", "လေး", "ငါး", "ခြောက်", "ခုန်နှစ်", "ရှစ်", "ကိုး")
_WEAK_DIGITS = {"တစ်": "တ", "နှစ်": "နှ", "ခုန်နှစ်": "ခုန်နှ"}
_COUNTED = "နာရီ|မိနစ်|ရက်|ခု|ယောက်|ကြိမ်|လ(?![က-အါ-ှ])"
"""Digits, their weak forms before a unit or a counted noun, and counted nouns (Okell, "Numerals")."""

_UNITS = ((1000, "ထောင်", "ထောင်"), (100, "ရာ", "ရာ"), (10, "ဆယ်", "ဇယ်"))
"""Value, plain form, and form after a digit in _VOICING; the tone is creaky if digits follow (Okell, "Numerals")."""

_VOICING = {2, 3, 4, 5, 9}

_INITIALS = {
    "က": "k", "ခ": "kh", "ဂ": "g", "ဃ": "g", "င": "N", "စ": "s", "ဆ": "hs", "ဇ": "z", "ဈ": "z", "ည": "n^", "ဉ": "n^",
    "ဋ": "t", "ဌ": "ht", "ဍ": "d", "ဎ": "d", "ဏ": "n", "တ": "t", "ထ": "ht", "ဒ": "d", "ဓ": "d", "န": "n", "ပ": "p",
    "ဖ": "ph", "ဗ": "b", "ဘ": "b", "မ": "m", "ယ": "j", "ရ": "j", "လ": "l", "ဝ": "w", "သ": "T", "ဟ": "X", "ဠ": "l",
    "အ": "", "ကျ": "tS", "ချ": "tS;", "ဂျ": "dZ", "ဃျ": "dZ", "ငျ": "n^", "လျ": "j", "ယျ": "j", "သျ": "S",
    "ယှ": "S", "ရှ": "S", "သျှ": "S", "လျှ": "S", "လှ": "l#",
}  # fmt: skip
"""Phonemes of initials, from "my" and its base table base1; X is used because the h of "my" is silent."""

_VOICED = {
    "ပ\u102c": "b", "တယ်": "d", "တဲ့": "d", "တွေ": "d", "တာ": "d", "တော့": "d", "တိုင်း": "d", "ကို": "g", "ခဲ့": "g",
    "ထား": "d", "ပဲ": "b", "ချင်": "dZ", "သည်": "D", "သာ": "D", "သား": "D",
}  # fmt: skip
"""Particles whose initial is voiced after a vowel or a nasal (Okell, "Voicing"), with the voiced initial."""

_WEAK = {*"အမတစကခဆနဘပဖသထဗဇဒဓဂ", "ဂျ", "နှ"}
"""Syllables whose bare vowel is a schwa before another syllable (Okell, "Weak syllables")."""

_CREAKY, _LOW, _HIGH = range(3)
_RHYMES = {
    "": (_CREAKY, "a01", "a02", "a03"), "ာ": (_LOW, "a01", "a02", "a03"), "ိ": (_CREAKY, "a04", "a05", "a06"),
    "ီ": (_LOW, "a04", "a05", "a06"), "ု": (_CREAKY, "a07", "a08", "a09"), "ူ": (_LOW, "a07", "a08", "a09"),
    "ေ": (_LOW, "a11", "a10", "a12"), "ဲ": (_HIGH, "a14", "a13", "a15"), "ယ": (_LOW, "a14", "a13", "a15"),
    "ော": (_HIGH, "a17", "a18", "a16"), "ော်": (_LOW, "a17", "a18", "a16"), "ို": (_LOW, "a23", "a22", "a24"),
    "ည": (_LOW, "a04", "a05", "a06"), "န": (_LOW, "a20", "a19", "a21"), "င": (_LOW, "a29", "a28", "a30"),
    "ိုင": (_LOW, "a32", "a31", "a33"), "ောင": (_LOW, "a35", "a34", "a36"), "ိန": (_LOW, "a43", "a42", "a44"),
    "ုန": (_LOW, "a46", "a45", "a47"), "ွန": (_LOW, "a49", "a48", "a50"),
}  # fmt: skip
"""Rhymes: the tone if none is written, and the vowels of the creaky, low and high tone (names of ph_myanmar)."""

_CHECKED = {
    "က": "a25", "ောက": "a26", "ိုက": "a27", "စ": "a37", "တ": "a38", "ိတ": "a39", "ိက": "a39", "ိစ": "a39",
    "ုတ": "a40", "ုက": "a40", "ုစ": "a40", "ွတ": "a41",
}  # fmt: skip
"""Rhymes that end in a glottal stop (names of ph_myanmar; the rarer ones are from Pali)."""

_FINALS = str.maketrans("ခဂဃဆဇဈဉဋဌဍဎထဒဓပဖဗဘသဏမံ", "ကကကစစစငတတတတတတတတတတတတနနန")
"""Maps killed consonants, and ံ, to one letter per sound (Okell, "Final consonants")."""

_LOAN_ENDS = {"စ်": "s", "ရှ်": "S"}
"""Second killed consonants of loan words that are pronounced."""

_SYLLABLE = re.compile(r"([က-အ])([ျ-ှ]*)((?:[ာ-ဲ]*ော်|[ာ-ဲ]*))(ံ|[က-အ][ျ-ှ]*်)?([့း]?)((?:[က-အ][ျ-ှ]*်)*)([့း]?)")
"""Groups: initial, medials, vowel, final, tone, further finals of loan words, and a tone written after those."""

_PIECE = re.compile(r"[က-အ\u102b-\u103e]+|[၊,:;]|[။.?!]")


def phonemes(text: str) -> str:
    """Convert a Burmese text for espeak-ng's voice "my" with espeakPHONEMES: words as [[phonemes]], pauses as , and .

    >>> phonemes("မနက် ၁၁ နာရီ၊")
    '[[m@-:na254?]] [[hsa143t@-:na021ja051]],'
    """
    text = text.translate(str.maketrans("၀၁၂၃၄၅၆၇၈၉", "0123456789"))
    text = re.sub(rf"(\d+)(?:\s*({_COUNTED}))?", lambda found: f" {_number(found[1], found[2] or '')} ", text)
    text = re.sub(r"[A-Za-z]+", lambda found: f" {_latin(found[0].upper())} ", text)
    text = _replaced(text, _COMMON)
    text = _replaced(text, {_replaced(written, _COMMON): said for written, said in _RESPELLED.items()})
    text = _replaced(_replaced(text, _SPELLED_OUT), _COMMON)
    said, before = "", ""
    for piece in _PIECE.findall(text):
        word = _word(piece, before)
        if word:
            said += f" [[{word}]]"
        elif before not in {"", ",", "."}:
            said += "," if piece in "၊,:;" else "."
        before = word or said[-1:]
    return said.strip()


def _replaced(text: str, table: dict[str, str]) -> str:
    for written, other in table.items():
        text = text.replace(written, other)
    return text


def _latin(word: str) -> str:
    return _LATIN.get(word) or " ".join(_LETTERS[letter] for letter in word)


def _number(digits: str, counted: str) -> str:
    value = int(digits)
    if value > 9999 or len(digits) > len(str(value)) or value == 0:
        return " ".join(_DIGITS[int(digit)] for digit in digits) + counted
    said = ""
    for unit, plain, voiced in _UNITS:
        count, rest = divmod(value % (unit * 10), unit)
        if count:
            said += "" if unit == 10 and 10 <= value < 20 else _WEAK_DIGITS.get(_DIGITS[count], _DIGITS[count])
            said += (voiced if count in _VOICING else plain) + ("့" if rest else "")
    if value % 10:
        last = _DIGITS[value % 10]
        said += _WEAK_DIGITS.get(last, last) if counted else last
    return said + counted


def _word(piece: str, before: str) -> str:
    """Return the phonemes of a word; empty for punctuation. ``before`` is the phonemes of the previous word."""
    word = ""
    for found in _SYLLABLE.finditer(piece):
        onset, (vowel, final, tone, rest, late) = found[1] + found[2], [part or "" for part in found.groups()[2:]]
        hiatus = "?" if onset == "အ" and word and not word.endswith("?") else ""
        if onset in _WEAK and onset == found[0] and found.end() < len(piece):
            word += hiatus + _initial(onset) + "@-:"
            continue
        previous = word or (before if found[0] == "ကို" else "")
        initial = "" if previous[-1:] in {"", "?", ",", "."} else _VOICED.get(found[0], "")
        rounded = "ွ" if "ွ" in onset or onset == "ဝ" else ""
        rhyme, is_round = _rhyme(rounded, vowel, final, tone or late)
        initial = initial or _initial(onset.replace("ွ", "")) + ("w" if "ွ" in onset and not is_round else "")
        word += hiatus + initial + rhyme + next((sound for end, sound in _LOAN_ENDS.items() if end in rest), "")
    return word


def _initial(onset: str) -> str:
    if onset in _INITIALS:
        return _INITIALS[onset]
    breath = "X" if "ှ" in onset else ""
    plain = onset.replace("ှ", "")
    return breath + (_INITIALS.get(plain) or _INITIALS[plain[0]] + "j" * ("ျ" in plain))


def _rhyme(rounded: str, vowel: str, final: str, tone: str) -> tuple[str, bool]:
    """Return the phonemes of the rhyme with its tone, and whether they include the medial w."""
    end = final[:1].translate(_FINALS)
    if rounded and not vowel and rounded + end in {*_RHYMES, *_CHECKED}:
        vowel = rounded
    elif vowel == "ာ" and end in {*_RHYMES, *_CHECKED} and end:
        vowel = ""
    if vowel + end in _CHECKED:
        return f"{_CHECKED[vowel + end]}4?", vowel == rounded != ""
    spelled = vowel + end if vowel + end in _RHYMES else vowel
    usual, *by_tone = _RHYMES.get(spelled, _RHYMES[""])
    heard = {"့": _CREAKY, "း": _HIGH}.get(tone, usual)
    return f"{by_tone[heard]}{'312'[heard]}{'N' if spelled[-1:] in {'န', 'င'} else ''}", vowel == rounded != ""
