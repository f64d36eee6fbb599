import re
import wave
from io import BytesIO

import pytest
from babel.messages.pofile import read_po

from prompts.clips import is_spoken
from tests.support.paths import ROOT
from tests.support.synthesizer import synthesizer
from tools.burmese import phonemes

PLACEHOLDERS = {
    "key": "၁", "language": "မြန်မာ", "agency": "OTIT", "line": "FRESC", "time": "မနက် ၁၁ နာရီ", "day": "ကြာသပတေးနေ့",
    "date": "၂၀၂၁", "number": "၀၃၁၂", "titles": "ဖုန်း", "url": "",
}  # fmt: skip
VOWEL = re.compile(r"a\d\d[1-4]|@-:")
SYLLABLE_OF_TEXT = re.compile(r"[က-အ](?![ျြွှ]*[့း]?[်္])(?!့?်)")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("မနက်", "m@-:na254?"),  # mə-nɛʔ
        ("ကြာသပတေးနေ့", "tSa021Da021b@-:da122na113"),  # tɕà-ðà-bə-dé nḛ
        ("တစ်", "ta374?"),  # tiʔ
        ("၁၁", "hsa143ta374?"),  # sʰɛ̰-tiʔ
        ("30", "Ta472Nza131"),  # θóuɴ-zɛ̀
        ("၂၀၂၁", "Xn@-:hta353NXn@-:za143ta374?"),  # n̥ə-tʰa̰uɴ-n̥ə-zɛ̰-tiʔ
        ("၁၀", "hsa131"),  # sʰɛ̀
        ("၁၀၀", "t@-:ja021"),  # tə-jà
        ("၂ နာရီ", "Xn@-:na021ja051"),  # n̥ə-nà-jì
        ("0", "Ta451Nn^a013"),  # θòuɴ-ɲa̰
        ("ကျေးဇူး", "tSa122za092"),  # tɕé-zú
        ("တင်ပါတယ်", "ta281Nba021da131"),  # tìɴ-bà-dɛ̀
        ("မဟုတ်ပါဘူး", "m@-:Xa404?pa021ba092"),  # mə-houʔ-pà-bú
        ("ရှိ", "Sa043"),  # ʃḭ
        ("လှ", "l#a013"),  # l̥a̰
        ("မှာ", "Xma021"),  # m̥à
        ("လျှောက်", "Sa264?"),  # ʃauʔ
        ("ချိန်", "tS;a421N"),  # tɕʰèiɴ
        ("မြန်မာ", "mja191Nma021"),  # mjàɴ-mà
        ("ကျွန်", "tSa481N"),  # tɕùɴ
        ("လွတ်", "la414?"),  # luʔ
        ("ကွေ့", "kwa113"),  # kwḛ
        ("ဝမ်း", "wa502N"),  # wúɴ
        ("တိုင်း", "ta332N"),  # táiɴ
        ("ဆိုက်", "hsa274?"),  # sʰaiʔ
        ("အိမ်", "a421N"),  # èiɴ
        ("လိပ်စာ", "la394?sa021"),  # leiʔ-sà
        ("ထပ်", "hta384?"),  # tʰaʔ
        ("နည်း", "na152"),  # nɛ́
        ("ကြည့်", "tSa043"),  # tɕḭ
        ("ကိုယ်", "ka221"),  # kò
        ("အင်္ဂါ", "a281Nga021"),  # ìɴ-gà
        ("ဗုဒ္ဓဟူး", "ba404?d@-:Xa092"),  # bouʔ-də-hú
        ("ပြဿနာ", "pja384?T@-:na021"),  # pjaʔ-θə-nà
        ("ဩဂုတ်", "a162ga404?"),  # ɔ́-gouʔ
        ("သြဂုတ်", "a162ga404?"),  # the same, as it is often typed
        ("ဧပြီ", "a101pja051"),  # è-pjì
        ("ဦး", "a092"),  # ú
        ("အကူအညီ", "@-:ka081?@-:n^a051"),  # ə-kù-ə-ɲì
        ("၎င်း", "la013ga362N"),  # lə-gáuɴ, its weak vowel left full
        ("သောကြာ", "Ta264?tSa021"),  # θauʔ-tɕà
        ("ယောက်ျား", "ja264?tSa032"),  # jauʔ-tɕá
    ],
)
def test_a_word_is_said_as_burmese_speakers_say_it(written: str, said: str) -> None:
    assert phonemes(written) == f"[[{said}]]"


def test_marks_are_pauses_and_invisible_characters_nothing() -> None:
    assert phonemes("မ\u200bနက်၊ တစ်။") == "[[m@-:na254?]], [[ta374?]]."
    assert phonemes("") == phonemes("။ ") == ""


def test_latin_letters_are_spelled_and_names_are_not() -> None:
    assert phonemes("SMS") == "[[a254?s]] [[a191N]] [[a254?s]]"
    assert phonemes("OTIT") == "[[a221ta051?a311Nta051]]"
    assert phonemes("Tokutei Gino") == "[[ta221ka073ta122]] [[ga051na242]]"


def sentences() -> list[str]:
    with (ROOT / "prompts/locales/my/prompts.po").open("rb") as file:
        texts = [str(message.string) for message in read_po(file) if message.id and is_spoken(str(message.context))]
    return [re.sub(r"\{(\w+)\}", lambda found: PLACEHOLDERS[found[1]], text) for text in texts]


def seconds(spoken: str) -> float:
    """How long espeak-ng takes to say phonemes, at its usual pace."""
    with wave.open(BytesIO(synthesizer().read("my", 175, spoken))) as file:
        return float(file.getnframes() / file.getframerate())


@pytest.mark.parametrize("text", sentences())
def test_every_sentence_is_heard_whole(text: str) -> None:
    said = phonemes(text)
    vowels = len(VOWEL.findall(said))
    assert re.fullmatch(r"(\[\[[^][ ]+\]\]|[ ,.])*", said)
    assert not [word for word in re.findall(r"\[\[(.*?)\]\]", said) if not VOWEL.search(word)]
    burmese = re.sub(r"[A-Za-z0-9၀-၉]+", "", text)
    assert vowels >= len(SYLLABLE_OF_TEXT.findall(burmese))
    assert 0.06 < seconds(said.replace(",", "").replace(".", "")) / vowels < 0.4
