"""The book of prompts that ships."""

from functools import cache

from prompts import Book, load_collection


@cache
def load_book() -> Book:
    """Read once; nothing changes it."""
    return load_collection().book
