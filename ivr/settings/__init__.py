"""Settings from files, the environment and ``.env``, all checked at start.

``model`` declares the settings, ``forms`` has the types of their values, ``reading`` loads them and reports errors,
``partial`` loads what can be used of them.
"""

from ivr.settings.forms import CARRIERS, JSON, LINK, NUMBERS, SIGNALWIRE, SIMULATED, SOMLENG, TWILIO, is_web_address
from ivr.settings.model import Settings
from ivr.settings.partial import Partial, load_partial
from ivr.settings.reading import (
    DialSettings,
    SettingsError,
    SpeechSettings,
    load_carrier,
    load_confirmed_for,
    load_database_url,
    load_dial_settings,
    load_keep_records,
    load_profile_path,
    load_settings,
    load_speech_settings,
)

__all__ = [
    "CARRIERS",
    "JSON",
    "LINK",
    "NUMBERS",
    "SIGNALWIRE",
    "SIMULATED",
    "SOMLENG",
    "TWILIO",
    "DialSettings",
    "Partial",
    "Settings",
    "SettingsError",
    "SpeechSettings",
    "is_web_address",
    "load_carrier",
    "load_confirmed_for",
    "load_database_url",
    "load_dial_settings",
    "load_keep_records",
    "load_partial",
    "load_profile_path",
    "load_settings",
    "load_speech_settings",
]
