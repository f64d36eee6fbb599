"""Tables of edited sentences, recordings and spoken languages."""

from sqlalchemy import JSON, Boolean, Column, Float, Index, Integer, LargeBinary, String, Table, Text

from ivr.store.columns import Moment, Said, metadata

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
    Column("publish", Integer),
)
Index("sentences_of", sentences.c.language, sentences.c.prompt, sentences.c.id)
"""Edited sentences. Rows are only added; the last row of a prompt is current. ``sentence`` is null if the built-in one
is restored. ``source`` is the English original. The ``author`` of a row that is no ``draft`` confirmed it. ``publish``
is the number of the publish that the row belongs to; null for rows of a version before 0020."""

publishes = Table(
    "sentence_publishes",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("language", String(8), nullable=False),
    Column("author", String(100), nullable=False),
    Column("reason", Said, nullable=False),
    Column("at", Moment, nullable=False),
    Column("undoes", Integer),
)
"""Sentences of a language that were published together. Rows are only added. ``undoes`` is the number of the publish
that this one has undone."""

sentence_drafts = Table(
    "sentence_drafts",
    metadata,
    Column("author", String(100), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("prompt", String(60), primary_key=True),
    Column("sentence", Text),
    Column("source", Text, nullable=False),
    Column("draft", Boolean, nullable=False),
    Column("seen", Integer, nullable=False),
    Column("token", String(32), nullable=False),
    Column("at", Moment, nullable=False),
)
"""Sentences that are not published yet, by the person who wrote them. ``seen`` is the version that the sentence
replaces, 0 if none; ``token`` changes each time it is saved."""

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

word_plans = Table(
    "word_plans",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("words", JSON, nullable=False),
    Column("spoken", JSON, nullable=False),
    Column("author", String(100), nullable=False),
    Column("reason", Said, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("effective_at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
    Column("withdrawn_by", String(100)),
    Column("stored_at", Moment),
)
"""Sentences and spoken languages that are planned for a moment. ``words`` are the changes by language, ``spoken`` by
language whether it is spoken from recordings. ``stored_at`` is when a plan whose moment had come was stored as
publishes of its languages."""
