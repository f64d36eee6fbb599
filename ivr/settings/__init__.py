"""Settings from files, the environment and ``.env``, all checked at start.

``model`` declares the settings, ``forms`` has the types of their values, ``reading`` loads them and reports errors.
"""

from ivr.settings.forms import CARRIERS, LINK, NUMBERS, SIGNALWIRE, SIMULATED, SOMLENG, TWILIO, is_web_address
from ivr.settings.model import Settings
from ivr.settings.reading import (
    DialSettings,
    SettingsError,
    SpeechSettings,
    load_carrier,
    load_database_url,
    load_dial_settings,
    load_settings,
    load_speech_settings,
)

__all__ = [
    "CARRIERS",
    "LINK",
    "NUMBERS",
    "SIGNALWIRE",
    "SIMULATED",
    "SOMLENG",
    "TWILIO",
    "DialSettings",
    "Settings",
    "SettingsError",
    "SpeechSettings",
    "is_web_address",
    "load_carrier",
    "load_database_url",
    "load_dial_settings",
    "load_settings",
    "load_speech_settings",
]
