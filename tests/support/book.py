"""The built-in book of prompts."""

from functools import cache

from prompts import Book, load_collection


@cache
def load_book() -> Book:
    """Load the book once per process; it is immutable."""
    return load_collection().book
