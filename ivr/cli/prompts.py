"""`ivr prompts`: the prompts of each language, their states, recordings and cost."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import click

from bounds import PO_BYTES
from ivr.cli.common import AUTHOR, JSON, one_line_errors
from ivr.cli.published import published_collection, published_timetable, store
from ivr.cli.synthesize import synthesize
from ivr.cli.transcripts import calls
from ivr.clock import SystemClock
from ivr.core.phrases import clips_needed
from ivr.core.text.samples import Sample, samples
from ivr.core.text.writer import TextWriter
from ivr.service.files import content_of, has_suffix
from ivr.service.prompts.catalogues import changes_in, export_catalogue
from ivr.service.prompts.editor import SentenceEditor
from ivr.service.prompts.live import LiveBook
from ivr.service.prompts.problems import EXAMPLE_PAGES, problems, sample_week, shipped_problems, states_of, to_read
from ivr.service.prompts.recordings import Studio
from ivr.settings import LINK, NUMBERS
from ivr.sound import LARGEST
from prompts import LANGUAGES, CatalogueError, Collection
from prompts.collection import RECORDED
from prompts.load import CONSOLE_LANGUAGES, load_language
from prompts.recordings import Kind
from prompts.status import State, Text, Voice
from schedules import Timetable
from sentences import Language, Sentence, render

_SOUNDS = frozenset({".wav", ".mp3", ".ogg", ".opus", ".webm"})
_LANGUAGE = click.Choice(list(LANGUAGES))
_SHORT = {
    Text.DATA: " ",
    Text.SOURCE: "o",
    Text.DRAFT: "d",
    Text.CONFIRMED: "C",
    Voice.CARRIER: "c",
    Voice.RECORDED: "R",
    Voice.SYNTHETIC: "s",
    Voice.MISSING: "-",
    Voice.WRITTEN: " ",
}


@click.group()
def prompts() -> None:
    """What is said and written in each language."""


@prompts.command()
@click.argument("language", type=_LANGUAGE, required=False)
@click.option("--in", "words_in", type=click.Choice(CONSOLE_LANGUAGES), default="en", help="Whose words to print in.")
@JSON
def status(language: str | None, words_in: str, as_data: bool) -> None:
    """How far each sentence is: its text (draft, confirmed) and its voice (carrier, recorded, synthetic, missing)."""
    reader = load_language(words_in)
    with one_line_errors():
        directory, collection = _timetable().directory, published_collection()
        found = {code: states_of(code, collection, directory) for code in ([language] if language else LANGUAGES)}
    if as_data:
        data = {code: {i: {"text": s.text, "voice": s.voice} for i, s in rows.items()} for code, rows in found.items()}
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    if language:
        for prompt_id, state in found[language].items():
            said = Sentence("{text}, {voice}", text=state.text, voice=state.voice)
            click.echo(f"{prompt_id:18} {render(said, reader)}")
    else:
        _print_matrix(found, reader)
    click.echo("")
    for code, rows in found.items():
        spoken = code in collection.voices or collection.manifests[code].spoken
        click.echo(f"{code:4} {render(_summary(rows, spoken=spoken), reader)}")


@prompts.command()
def check() -> None:
    """Everything that is wrong with the catalogues and recordings."""
    with one_line_errors():
        wrong = list(shipped_problems())
        try:
            collection = published_collection()
        except CatalogueError:
            _fail_for(wrong)
            raise
        _fail_for([*wrong, *problems(collection, _timetable(), SystemClock().now())])
    clips = sum(map(len, collection.recordings.values()))
    click.echo(f"no mistakes: {len(LANGUAGES)} languages, {len(collection.english)} prompts, {clips} recordings")


@prompts.command()
@click.argument("language", type=_LANGUAGE)
@click.option("--script", is_flag=True, help="What remains to be read aloud: for each clip its id, a tab, the words.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="A file; default: print it.")
def export(language: str, script: bool, output: Path | None) -> None:
    """Write the catalogue of LANGUAGE for a translator: a PO file."""
    with one_line_errors():
        if script:
            collection = published_collection()
            clips = to_read(language, collection, _timetable().directory) if language in RECORDED else []
            _tell_if_not_heard(language, collection)
            content = "".join(f"{clip.id}\t{clip.text}\n" for clip in clips).encode()
        else:
            engine = store()
            content = export_catalogue(language, LiveBook(engine), engine)
        if output:
            output.write_bytes(content)
        else:
            click.echo(content.decode(), nl=False)


@prompts.command("import")
@click.argument("language", type=click.Choice([code for code in LANGUAGES if code != "en"]))
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--synthetic", is_flag=True, help="The recordings are a synthesizer's, not a person's.")
@AUTHOR
def import_(language: str, files: tuple[Path, ...], synthetic: bool, author: str) -> None:
    """Take in a translator's PO file, or recordings: WAV, MP3, Ogg or WebM files, or a folder of them.

    Callers hear and read them within two seconds. A recording is named by its clip: opens_today.1.wav. Its silent
    ends are cut off, its loudness is levelled.
    """
    now = SystemClock().now()
    with one_line_errors():
        if any(has_suffix(file, ".po") for file in files):
            if len(files) > 1:
                raise click.ClickException("a PO file comes by itself, without recordings or another one")
            engine = store()
            content = content_of(files[0], 2 * PO_BYTES)  # UTF-16 is longer
            book, timetable = LiveBook(engine), _timetable()
            found, changes = changes_in(language, content, book, engine, timetable, author)
            if changes:
                reason = Sentence("imported a PO file")
                SentenceEditor(engine, book, author).publish(language, changes, reason, timetable, now)
            click.echo(
                f"{language}: {found.sentences} sentences, {found.confirmed} of them confirmed by a native "
                f"speaker; {found.changed} changed"
            )
        elif language not in RECORDED:
            raise click.ClickException(f"{language} is spoken by the carrier's voice; it needs no recordings")
        else:
            recordings = _recordings(files)
            kind = Kind.SYNTHETIC if synthetic else Kind.RECORDED
            taken = _studio(author).take(language, recordings, kind, _timetable().directory, now)
            for clip, made in taken.items():
                click.echo(f"{clip}: {made.seconds:.1f} s: {made.text}")
            _tell_if_not_heard(language, published_collection())
            for clip in recordings.keys() - taken.keys():
                click.echo(f"{clip}: not used, because a person has recorded it")
        if language in RECORDED and (collection := published_collection()).manifests[language].spoken:
            needed = clips_needed(collection.book, language, _timetable().directory)
            for problem in collection.recording_problems(language, needed):
                click.echo(f"  {problem}")


@prompts.command("speak")
@click.argument("language", type=click.Choice(RECORDED))
@click.option("--off", is_flag=True, help="Back to the languages of the profile.")
@AUTHOR
def speak_(language: str, off: bool, author: str) -> None:
    """Let callers hear the recordings of LANGUAGE, or none of them."""
    with one_line_errors():
        _studio(author).speak(language, not off, SystemClock().now())
        by_carrier = language in published_collection().voices
    heard = "no recordings" if off else "the recordings"
    when = "with a carrier that has no voice for it" if by_carrier else "from now on"
    click.echo(f"callers hear {heard} of {LANGUAGES[language].english} {when}")


prompts.add_command(synthesize)
prompts.add_command(calls)


@prompts.command()
@click.option("--page", default=EXAMPLE_PAGES, show_default=True, help="The address in texts with a link.")
def segments(page: str) -> None:
    """What the longest texts of a week cost, in each language, state and content."""
    with one_line_errors():
        for content, each in _samples(page):
            cost = f"{each.segments.encoding:6} {each.segments.count} segments {each.segments.units:4} units"
            click.echo(f"{each.language:4} {content:8} {each.state:15} {cost}")


@prompts.command()
def texts() -> None:
    """The longest texts of a week, in each language, state and content, as a page (docs/generated/texts.md)."""
    click.echo(
        "# The texts\n\nMade by `ivr prompts texts`: the longest that a week brings, in each language and state."
    )
    before = ""
    for content, each in _samples(EXAMPLE_PAGES):
        if before != each.language:
            before = each.language
            click.echo(f"\n## {LANGUAGES[each.language].english}")
        cost = f"{each.segments.count} segments, {each.segments.encoding}, {each.segments.units} units"
        click.echo(f"\n**{each.state}**, {content}: {cost}\n\n```text\n{each.text}\n```")


def _timetable() -> Timetable:
    return published_timetable(SystemClock().now())


def _studio(author: str) -> Studio:
    engine = store()
    return Studio(engine, LiveBook(engine), author)


def _tell_if_not_heard(language: str, collection: Collection) -> None:
    if language in RECORDED and language in collection.voices:
        click.echo(f"{language} is spoken by the carrier's voice; its recordings are not heard", err=True)


def _fail_for(wrong: list[Sentence]) -> None:
    for problem in wrong:
        click.echo(str(problem))
    if wrong:
        raise click.ClickException(f"mistakes: {len(wrong)}")


def _samples(page: str) -> Iterator[tuple[str, Sample]]:
    timetable, book = _timetable(), published_collection().book
    writers = {NUMBERS: TextWriter(book), LINK: TextWriter(book, page.rstrip("/"))}
    found = [
        (content, each) for content, writer in writers.items() for each in samples(writer, timetable, sample_week())
    ]
    return iter(sorted(found, key=lambda pair: list(LANGUAGES).index(pair[1].language)))


def _recordings(paths: Iterable[Path]) -> dict[str, bytes]:
    """Return the sound files, and those in the folders, by clip.

    Raises:
        click.ClickException: two are of the same clip.
    """
    found: dict[str, Path] = {}
    for path in paths:
        for file in sorted(path.iterdir()) if path.is_dir() else [path]:
            if path.is_dir() and file.suffix.lower() not in _SOUNDS:
                continue
            if file.stem in found:
                raise click.ClickException(f"{file} and {found[file.stem]} are of the same clip; nothing is changed")
            found[file.stem] = file
    return {clip_id: content_of(file, LARGEST) for clip_id, file in found.items()}


def _print_matrix(found: Mapping[str, Mapping[str, State]], reader: Language) -> None:
    click.echo(f"{'':19}{' '.join(f'{code:3}' for code in found)}")
    for prompt_id in dict.fromkeys(prompt_id for rows in found.values() for prompt_id in rows):
        cells = (_cell(rows.get(prompt_id)) for rows in found.values())
        click.echo(f"{prompt_id:19}{' '.join(f'{cell:3}' for cell in cells)}".rstrip())
    click.echo("")
    click.echo(", ".join(f"{_SHORT[kind]} {render(Sentence(kind), reader)}" for kind in _SHORT if _SHORT[kind].strip()))


def _cell(state: State | None) -> str:
    return _SHORT[state.text] + _SHORT[state.voice] if state else ""


def _summary(rows: Mapping[str, State], *, spoken: bool) -> Sentence:
    heard = Sentence("in use") if spoken else Sentence("recordings not in use")
    texts = Counter(state.text for state in rows.values() if state.text is not Text.DATA)
    voices = Counter(state.voice for state in rows.values() if state.voice is not Voice.WRITTEN)
    counts = [
        Sentence("{kind} {number}", kind=kind, number=number) for kind, number in (*texts.items(), *voices.items())
    ]
    return Sentence("{heard}: {counts}", heard=heard, counts=tuple(counts))
