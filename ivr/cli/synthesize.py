"""`ivr prompts synthesize`: recordings by the voice of a speech service."""

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import click

from ivr.cli.common import AUTHOR, one_line_errors
from ivr.cli.published import published_collection, published_timetable, store
from ivr.clock import SystemClock
from ivr.service.prompts.live import LiveBook
from ivr.service.prompts.problems import PromptsError, to_synthesize
from ivr.service.prompts.recordings import Studio
from ivr.settings import load_speech_settings
from ivr.speech import SpeechError, Voice
from ivr.speech.azure import AzureVoice
from prompts.collection import RECORDED

Clips = Mapping[str, str]
"""Words by the ids of their clips."""


@click.command()
@click.argument("languages", nargs=-1, type=click.Choice(RECORDED))
@click.option("--replace-shipped", is_flag=True, help="Also replace the synthetic recordings that ship.")
@click.option("--yes", is_flag=True, help="Do not ask before words are sent.")
@AUTHOR
def synthesize(languages: tuple[str, ...], replace_shipped: bool, yes: bool, author: str) -> None:
    """Let a speech service read the clips that have no recording.

    LANGUAGES are all without a carrier's voice by default. The service is Azure Speech (SPEECH_KEY, SPEECH_REGION),
    which charges by the character. Recordings by a person are not replaced. Each recording is stored at once, so the
    command can be run again after an interruption.
    """
    with one_line_errors():
        wanted = _wanted(languages or RECORDED, replace_shipped=replace_shipped)
        if not any(wanted.values()):
            click.echo("nothing is missing")
            return
        settings = load_speech_settings()
        if not yes:
            click.confirm(f"Send these words to {settings.address}? It charges by the character.", abort=True)
        engine = store()
        studio = Studio(engine, LiveBook(engine), author)
        unusable = 0
        for language, clips in wanted.items():
            voice = AzureVoice(settings.address, settings.speech_key, language, wait=_wait)
            try:
                unusable += _make(voice, studio, language, clips)
            except SpeechError as error:
                raise click.ClickException(f"{error}; what was made is stored") from None
    if unusable:
        raise click.ClickException(f"clips without a usable sound: {unusable}; the others are stored")
    click.echo("Callers hear them from now on, unless `ivr prompts speak LANGUAGE --off` is in force.")
    click.echo("They must be told that the voice is synthetic: see docs/prompts.md.")


def _wanted(languages: tuple[str, ...], *, replace_shipped: bool) -> dict[str, Clips]:
    """Return the clips to make by language, and print how many they are."""
    collection, directory = published_collection(), published_timetable(SystemClock().now()).directory
    wanted: dict[str, Clips] = {}
    for language in dict.fromkeys(languages):
        missing = to_synthesize(language, collection, directory)
        others = to_synthesize(language, collection, directory, replace_shipped=True)
        wanted[language] = others if replace_shipped else missing
        more = "" if replace_shipped or others == missing else f"; with --replace-shipped {_size(others)}"
        click.echo(f"{language}: {_size(wanted[language])}{more}")
    return wanted


def _size(clips: Clips) -> str:
    """Return how many clips there are, and how many characters: code points, as Azure counts them."""
    return f"clips {len(clips)}, characters {sum(map(len, clips.values()))}"


def _make(voice: Voice, studio: Studio, language: str, clips: Clips) -> int:
    """Make and store recordings, one by one. Return how many have no usable sound.

    Raises:
        SpeechError: the service does not read. What it has read before is stored.
    """
    unusable = 0
    # An interruption spares this thread, so that a sound that was paid for is stored.
    with ThreadPoolExecutor(1) as aside:
        for clip, text in clips.items():
            sound = voice.speak(text)
            try:
                made = aside.submit(studio.draft, language, clip, text, sound, SystemClock().now()).result()
            except PromptsError as error:
                unusable += 1
                click.echo(f"{language} {error.problems[0]}")
            else:
                told = f"{made.seconds:.1f} s: {text}" if made else "not used, because a person has recorded it"
                click.echo(f"{language} {clip}: {told}")
    return unusable


def _wait(seconds: float) -> None:
    click.echo(f"no sound yet; the next attempt is in {seconds:g} s", err=True)
    time.sleep(seconds)
