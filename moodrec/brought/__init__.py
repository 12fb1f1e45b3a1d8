"""Reads lists that a person brings, each in its order: tables, playlists, links, and exports."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from moodrec import lists
from moodrec.brought import csvtext, exports, histories, playlists, tables
from moodrec.brought.opening import named, opened
from moodrec.brought.pasted import of_text
from moodrec.brought.rows import MOST_ROWS, Brought, BroughtList, Kind
from moodrec.errors import ListError

__all__ = ["MOST_ROWS", "Brought", "BroughtList", "Kind", "Read", "of_files", "pasted", "read"]


@dataclass(frozen=True, slots=True)
class Read:
    """What several files hold: their lists, and a sentence on each file that is none."""

    lists: tuple[BroughtList, ...]
    problems: tuple[str, ...]


def read(content: bytes, name: str) -> tuple[BroughtList, ...]:
    """The lists in a file called `name`; several playlists may be in one.

    Raises ListError, which says in a sentence what the file is and what to give instead.
    """
    found = _read(content, name)
    return found if isinstance(found, tuple) else (histories.folded(found, named(name)),)


def of_files(files: Iterable[tuple[bytes, str]]) -> Read:
    """The lists in several files, each its content and its name.

    The plays of all histories are folded together. What is wrong with one file is told, and
    the others are read.
    """
    found: list[BroughtList] = []
    plays: list[object] = []
    titles: list[str] = []
    problems: list[str] = []
    for content, name in files:
        try:
            one = _read(content, name)
        except ListError as error:
            problems.append(str(error))
            continue
        if isinstance(one, tuple):
            found += one
        else:
            plays += one
            titles.append(named(name))
    if titles:
        called = titles[0] if len(titles) == 1 else f"{titles[0]} and {len(titles) - 1} more"
        found.append(histories.folded(plays, called))
    return Read(tuple(found), tuple(dict.fromkeys(problems)))


def from_paths(paths: Iterable[Path]) -> Read:
    """The lists in the files at `paths`, as of_files() reads them."""
    contents: list[tuple[bytes, str]] = []
    problems: list[str] = []
    for path in paths:
        try:
            with path.open("rb") as file:
                contents.append((file.read(lists.LARGEST + 1), path.name))
        except OSError as error:
            reason = error.strerror or "it cannot be opened"
            problems.append(f"The list {path} cannot be read: {reason}.")
    found = of_files(contents)
    return Read(found.lists, (*problems, *found.problems))


def pasted(text: str) -> BroughtList:
    """The list in a pasted text. Raises ListError when it names no track."""
    return of_text(text, "The text")


def _read(content: bytes, name: str) -> tuple[BroughtList, ...] | list[object]:
    """The lists in a file, or the plays of a history."""
    text, name = opened(content, name), named(name)
    if lists.is_parquet(text):
        return (tables.of_parquet(text, name),)
    if playlists.is_xml(text):
        found = playlists.of_xspf(text, name)
        return (found or of_text(text.decode("utf-8", "replace"), name),)
    if text.lstrip()[:1] in {b"[", b"{"}:
        written = text.decode("utf-8", "replace")
        try:
            value = json.loads(written)
        except (ValueError, RecursionError):
            return (of_text(written, name),)
        return value if histories.is_history(value) else exports.of_json(value, written, name)
    first = csvtext.header_of(text)
    if next(lists.mentions(first), None) or not _is_table(first, name):
        return (of_text(text.decode("utf-8", "replace"), name),)
    return (tables.of_csv(text, name),)


def _is_table(first: str, name: str) -> bool:
    return csvtext.delimiter_of(first) is not None or name.casefold().endswith((".csv", ".tsv"))
