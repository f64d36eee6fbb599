"""The voices that each carrier speaks with: the attributes ``voice`` and ``language`` of ``<Say>``.

A carrier knows only the names of its own documentation. All voices are female by the lists of Google, Azure and
Amazon, because some sentences have the forms of a woman who speaks. None was heard on a live account.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice of a carrier: the ``language`` and ``voice`` attributes of ``<Say>``."""

    tag: str
    name: str


_TWILIO = {
    "vi": Voice("vi-VN", "Google.vi-VN-Wavenet-A"),
    "zh": Voice("cmn-CN", "Polly.Zhiyu-Neural"),
    "id": Voice("id-ID", "Google.id-ID-Wavenet-A"),
    "fil": Voice("fil-PH", "Google.fil-PH-Wavenet-A"),
    "en": Voice("en-US", "Polly.Joanna-Neural"),
    "th": Voice("th-TH", "Google.th-TH-Neural2-C"),
    "ja": Voice("ja-JP", "Polly.Kazuha-Neural"),
    "ko": Voice("ko-KR", "Polly.Seoyeon-Neural"),
    "es": Voice("es-US", "Polly.Lupe-Neural"),
    "pt": Voice("pt-BR", "Polly.Camila-Neural"),
}
"""SayVoice and SayLanguage in twilio-node 6.2.0, which have nothing for Khmer, Burmese, Nepali and Mongolian."""

_SIGNALWIRE = {
    "vi": Voice("vi-VN", "gcloud.vi-VN-Wavenet-A"),
    "zh": Voice("cmn-CN", "gcloud.cmn-CN-Wavenet-A"),
    "id": Voice("id-ID", "gcloud.id-ID-Wavenet-A"),
    "fil": Voice("fil-PH", "gcloud.fil-PH-Wavenet-A"),
    "en": Voice("en-US", "gcloud.en-US-Neural2-F"),
    "th": Voice("th-TH", "gcloud.th-TH-Neural2-C"),
    "ja": Voice("ja-JP", "gcloud.ja-JP-Neural2-B"),
    "ko": Voice("ko-KR", "gcloud.ko-KR-Neural2-A"),
    "es": Voice("es-US", "gcloud.es-US-Neural2-A"),
    "pt": Voice("pt-BR", "gcloud.pt-BR-Neural2-A"),
}
"""``gcloud.`` and the name in Google's list of voices: signalwire.com/docs/compatibility-api/cxml/reference/voice/say
(2026-03-23) and signalwire.com/docs/platform/voice/tts/gcloud (2026-08-21).

The page of ``<Say>`` also documents ``Polly.``, but signalwire.com/docs/platform/voice/tts/amazon-polly says that this
prefix is being deprecated. It does not document ``azure.``, which other products of SignalWire take, and by which
Khmer, Burmese, Nepali and Mongolian could be spoken.
"""

_SOMLENG = {
    "vi": Voice("vi-VN", "Azure.vi-VN-HoaiMyNeural"),
    "zh": Voice("cmn-CN", "Polly.Zhiyu-Neural"),
    "id": Voice("id-ID", "Azure.id-ID-GadisNeural"),
    "fil": Voice("fil-PH", "Azure.fil-PH-BlessicaNeural"),
    "en": Voice("en-US", "Polly.Joanna-Neural"),
    "th": Voice("th-TH", "Azure.th-TH-PremwadeeNeural"),
    "km": Voice("km-KH", "Azure.km-KH-SreymomNeural"),
    "my": Voice("my-MM", "Azure.my-MM-NilarNeural"),
    "ja": Voice("ja-JP", "Polly.Kazuha-Neural"),
    "ko": Voice("ko-KR", "Polly.Seoyeon-Neural"),
    "es": Voice("es-US", "Polly.Lupe-Neural"),
    "pt": Voice("pt-BR", "Polly.Camila-Neural"),
    "ne": Voice("ne-NP", "Azure.ne-NP-HemkalaNeural"),
    "mn": Voice("mn-MN", "Azure.mn-MN-YesuiNeural"),
}
"""The names that github.com/somleng/tts_voices makes from the lists of Amazon Polly and, since July 2026, of Azure
(``polly_voices.rb``, ``azure_voices.rb``; its tests have Azure's list of 2026-07-08).

Somleng finds a voice by its exact name. For a name that it does not know it uses the account's default voice, and
reports nothing (``resolve_tts_voice.rb`` in somleng-switch).
"""

VOICES: Mapping[str, Mapping[str, Voice]] = {"twilio": _TWILIO, "signalwire": _SIGNALWIRE, "somleng": _SOMLENG}
"""The voices by carrier and language."""


def voices_of(carrier: str) -> Mapping[str, Voice]:
    """Return the voices of a carrier by language. The simulated carrier is given Twilio's.

    Raises:
        KeyError: there is no such carrier.
    """
    return VOICES["twilio" if carrier == "simulated" else carrier]
