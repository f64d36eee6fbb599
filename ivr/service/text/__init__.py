"""Texts: those that come in, and the delivery of those that go out."""
