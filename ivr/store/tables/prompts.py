"""Tables of edited sentences, recordings and spoken languages."""

from sqlalchemy import Boolean, Column, Float, Index, Integer, LargeBinary, String, Table, Text

from ivr.store.columns import Moment, metadata

sentences = Table(
    "sentences",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("language", String(8), nullable=False),
    Column("prompt", String(60), nullable=False),
    Column("sentence", Text),
    Column("source", Text, nullable=False),
    Column("draft", Boolean, nullable=False),
    Column("author", String(100), nullable=False),
    Column("at", Moment, nullable=False),
)
Index("sentences_of", sentences.c.language, sentences.c.prompt, sentences.c.id)
"""Edited sentences. Rows are only added; the last row of a prompt is current. ``sentence`` is null if the built-in one
is restored. ``source`` is the English original. The ``author`` of a row that is no ``draft`` confirmed it."""

recordings = Table(
    "recordings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("language", String(8), nullable=False),
    Column("clip", String(100), nullable=False),
    Column("text", Text, nullable=False),
    Column("name", String(24)),
    Column("kind", String(12), nullable=False),
    Column("seconds", Float, nullable=False),
    Column("author", String(100), nullable=False),
    Column("at", Moment, nullable=False),
    Column("audio", LargeBinary),
)
Index("recordings_name", recordings.c.name)
"""Recordings. Rows are only added; the last row of the same words is current. ``name`` is the hash of ``audio``, under
which it is served without expiry; both are null if the row removes a recording."""

spoken = Table(
    "spoken",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("language", String(8), nullable=False),
    Column("spoken", Boolean, nullable=False),
    Column("author", String(100), nullable=False),
    Column("at", Moment, nullable=False),
)
"""Whether a language is spoken from recordings; the last row of each language is current."""
