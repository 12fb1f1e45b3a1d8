"""Tells what a file is before it is read, and refuses in a sentence what can be no list."""

from __future__ import annotations

from moodrec import lists
from moodrec.errors import ListError
from moodrec.formats import utf8
from moodrec.texts import clean

_LOOKED_AT = 1 << 16  # bytes
_BEGINNING = 1_000  # likewise, in which XML says that it is a page
_NOISE = 0.02  # of them
_EMPTY = 0.6  # likewise; half of them are NUL where UTF-16 has lost its mark
_CONTROLS = bytes(range(1, 9)) + bytes(range(14, 32))
_PAGES = (b"<!doctype html", b"<html", b"<head", b"<body")


def opened(content: bytes, name: str) -> bytes:
    """The file's text in UTF-8 without NUL; a Parquet table as it is.

    Raises ListError for an empty file, more than lists.LARGEST bytes, a ZIP, a web page and
    what is no text at all.
    """
    name = named(name)
    lists.check(content, name)
    if lists.is_parquet(content):
        return content
    text = utf8(content)
    start = text[:_LOOKED_AT]
    controls = len(start) - len(start.translate(None, _CONTROLS))
    if controls > _NOISE * len(start) or start.count(0) > _EMPTY * len(start):
        raise ListError(f"{name} is no text. Give a CSV or Parquet table, JSON, or links.")
    text = text.replace(b"\0", b"") if b"\0" in text else text
    if not text.strip():
        raise ListError(f"{name} is empty. Give a list with at least one song.")
    if _is_page(text.lstrip()[:_BEGINNING].lower()):
        raise ListError(
            f"{name} is a web page and no list. Download the CSV file itself, or paste its links."
        )
    return text


def named(name: str) -> str:
    """A file's name as a sentence can hold it."""
    return clean(name)[:80] or "The list"


def _is_page(start: bytes) -> bool:
    return start.startswith(_PAGES) or (start.startswith(b"<?xml") and b"<html" in start)
