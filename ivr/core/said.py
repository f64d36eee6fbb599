"""Stub."""


def said(language: str, sentence: str) -> str:
    return sentence
